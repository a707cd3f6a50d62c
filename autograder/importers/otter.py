"""Reads assignments of Otter-Grader: master notebooks, and what ``otter assign`` makes of them.

https://otter-grader.readthedocs.io/en/latest/otter_assign/notebook_format.html
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from autograder.errors import StaffError
from autograder.importers import answers, naming, notebooks, otter_tests, staff_regions
from autograder.importers.otter_tests import Case, Question
from autograder.importers.records import (
    ManualAnswer,
    OurCell,
    SourceAssignment,
    SourceCell,
    SourceNotebook,
    SourceTest,
    Todo,
)

GRADER: Final = "otter"
_MARK: Final = re.compile(
    r"^#+ *(ASSIGNMENT +CONFIG|(?:BEGIN|END) +(?:QUESTION|SOLUTION|PROMPT|TESTS))\b",
    re.IGNORECASE,
)
_FENCED: Final = re.compile(r"^```otter\n(.*)\n```$", re.DOTALL)
_CHECK: Final = re.compile(r"\b(?:grader|ok)\.(?:check|grade)\(\s*[\"']([^\"']+)[\"']")
_PLUMBING: Final = re.compile(
    r"^\s*(?:import otter\b|from otter\b)|\b(?:grader|ok)\.\w+\(|otter\.Notebook|^from client\.",
    re.MULTILINE,
)
_IGNORED: Final = re.compile(r"\s*#+[\s#]*IGNORE\b", re.IGNORECASE)
_FOR_STAFF: Final = re.compile(
    r"\s*(?:(?:#+|<!--)[\s#]*IGNORE\b"
    r"|(?:#+|<!--)[\s#]*(?:HIDDEN(?: +TESTS?)?|EXCLUDE|INSTRUCTORS?(?: +ONLY)?)\W*(?:\n|$)"
    r"|(?:\w+\s*=\s*)?(?:\"{1,3}|'{1,3})\s*#+\s*BEGIN\s*TEST\s*CONFIG)",
    re.IGNORECASE,
)
_SOLUTION_TEXT: Final = re.compile(
    r"^\s*(?:<(?:strong|b)>|\*\*|__)\s*solution\s*:?\s*(?:</(?:strong|b)>|\*\*|__)",
    re.IGNORECASE | re.MULTILINE,
)
_OLD: Final = re.compile(r"```\s*\n?\s*BEGIN (?:QUESTION|ASSIGNMENT)", re.IGNORECASE)
_SOLUTION_TAG: Final = "otter_assign_solution_cell"
_STUDENTS: Final = frozenset({"student", "submissions"})


def read(path: Path, name: str = "") -> tuple[SourceAssignment, ...]:
    """Every assignment at ``path``: master notebooks, or a notebook with its ``tests``.

    Raises:
        StaffError: there is none, or a file can't be read.
    """
    found = [notebooks.read_notebook(one) for one in _sources(path)]
    masters = [one for one in found if any(_mark(cell) for cell in one.cells)]
    compiled = [] if masters else [one for one in found if otter_tests.compiled(one)]
    chosen = masters or compiled
    if not chosen:
        raise StaffError(f"no notebook in {path} is one of Otter's", _way_out(found))
    if name and len(chosen) > 1:
        listed = ", ".join(one.path.name for one in chosen)
        raise StaffError(f"{path} holds several notebooks: {listed}", "Use --name with one file.")
    return tuple(
        _read(one, name or naming.assignment_name(one.path.stem), master=bool(masters))
        for one in chosen
    )


def _sources(path: Path) -> tuple[Path, ...]:
    """Notebooks with solutions; those for students where there are no others."""
    if path.is_dir():
        try:
            return notebooks.notebooks_in(path, _STUDENTS)
        except StaffError:
            pass
    return notebooks.notebooks_in(path, frozenset())


def _way_out(found: Sequence[SourceNotebook]) -> str:
    if any(_OLD.search(cell.source) for one in found for cell in one.cells):
        return (
            "It is in Otter's format v0: run `otter assign --v0`, and import the folder "
            "`autograder` that it makes."
        )
    return "Name a notebook with `# BEGIN QUESTION` cells, or a folder with tests/*.py beside it."


def _mark(cell: SourceCell) -> str:
    """The mark in the first line of a raw cell (or of its stand-in in Markdown); '' for others."""
    source = _config_source(cell)
    found = _MARK.match(source.split("\n")[0].strip()) if source else None
    return " ".join(found[1].upper().split()) if found else ""


def _config_source(cell: SourceCell) -> str:
    fenced = _FENCED.match(cell.whole.strip()) if cell.kind == "markdown" else None
    if fenced:
        return fenced[1].strip()
    return cell.whole.strip() if cell.kind == "raw" else ""


@dataclass
class _Reading:
    """What was read so far, and where in a question the next cell stands."""

    notebook: SourceNotebook
    cells: list[OurCell] = field(default_factory=list)
    headings: list[str] = field(default_factory=lambda: [""])
    tests: list[SourceTest] = field(default_factory=list)
    manual: list[ManualAnswer] = field(default_factory=list)
    todos: list[Todo] = field(default_factory=list)
    names: naming.Names = field(default_factory=naming.Names)
    question: Question | None = None
    cases: list[Case] = field(default_factory=list)
    block: str = ""  # SOLUTION, PROMPT or TESTS
    answer_texts: list[str] = field(default_factory=list)
    has_code: bool = False
    ok_format: bool = True
    missing: int = 0

    @property
    def part(self) -> int:
        return len(self.headings) - 1


def _read(notebook: SourceNotebook, name: str, *, master: bool) -> SourceAssignment:
    reading = _Reading(notebook)
    if master:
        for cell in notebook.cells:
            _take(cell, reading)
        if reading.question is not None:
            _end_question(reading)
    else:
        _take_compiled(reading)
    reading.todos += staff_regions.removed_parts(notebook.cells)
    if not reading.tests and not reading.manual:
        raise StaffError(
            f"{notebook.path} has no question that is worth points", "Name another notebook."
        )
    files, todos = notebooks.pictures(notebook)
    return SourceAssignment(
        name=name,
        title=notebooks.title_of(reading.cells, notebook.path.stem),
        grader=GRADER,
        language=notebooks.language_of(notebook.cells),
        cells=tuple(reading.cells),
        headings=tuple(reading.headings),
        tests=tuple(reading.tests),
        manual=tuple(reading.manual),
        todos=(*reading.todos, *todos),
        files=files,
        solved=not reading.missing,
    )


# --- master notebooks -------------------------------------------------------------------


def _take(cell: SourceCell, reading: _Reading) -> None:
    mark = _mark(cell)
    if mark == "ASSIGNMENT CONFIG":
        _configure(cell, reading)
    elif mark == "BEGIN QUESTION":
        _begin_question(cell, reading)
    elif mark == "END QUESTION":
        _end_question(reading)
    elif mark.startswith("BEGIN"):
        reading.block = mark.removeprefix("BEGIN ")
    elif mark.startswith("END"):
        reading.block = ""
    elif cell.kind != "raw":
        _take_content(cell, reading)


def _take_content(cell: SourceCell, reading: _Reading) -> None:
    if _FOR_STAFF.match(cell.whole) and reading.block != "TESTS":
        reading.todos.append(staff_regions.removed_part("a cell", cell.source))
    elif reading.block == "TESTS":
        _take_test(cell, reading)
    elif reading.block == "PROMPT":
        return
    elif reading.block == "SOLUTION" and cell.kind == "markdown":
        if "otter_include" in (cell.metadata.get("tags") or ()):
            _text(cell, reading)
        else:
            reading.answer_texts.append(cell.source)
    elif cell.kind == "markdown" and _SOLUTION_TEXT.search(cell.source):
        if reading.question is not None and reading.question.manual:
            reading.answer_texts.append(cell.source)
        else:
            reading.todos.append(staff_regions.removed_part("a solution", cell.source))
    elif cell.kind == "markdown":
        _text(cell, reading)
    else:
        _code(cell, reading, is_answer=reading.block == "SOLUTION")


def _take_test(cell: SourceCell, reading: _Reading) -> None:
    if cell.kind != "code" or not cell.whole.strip() or _IGNORED.match(cell.whole):
        return
    if reading.question is None:
        reading.todos.append(staff_regions.removed_part("a test of no question", cell.whole))
    else:
        reading.cases.append(otter_tests.case_of_cell(cell, ok_format=reading.ok_format))


def _configure(cell: SourceCell, reading: _Reading) -> None:
    config = otter_tests.yaml_of(_config_source(cell), reading.notebook.path)
    tests = config.get("tests")
    if isinstance(tests, dict) and tests.get("ok_format") is False:
        reading.ok_format = False
    files = config.get("files")
    if isinstance(files, list) and files:
        listed = ", ".join(str(one) for one in files)
        what = f"Otter lays these files beside the notebook: {listed}. Data go into data/."
        reading.todos.append(Todo("files", what))


def _begin_question(cell: SourceCell, reading: _Reading) -> None:
    if reading.question is not None:
        raise StaffError(
            f"{reading.notebook.path}: a question begins inside `{reading.question.name}`",
            "Add a raw cell `# END QUESTION` before it.",
        )
    config = otter_tests.yaml_of(_config_source(cell), reading.notebook.path)
    reading.question = otter_tests.question_of(config, len(reading.cells))
    reading.cases, reading.answer_texts, reading.has_code = [], [], False


def _end_question(reading: _Reading) -> None:
    question, reading.question, reading.block = reading.question, None, ""
    if question is None:
        raise StaffError(
            f"{reading.notebook.path}: `# END QUESTION` without a beginning",
            "Add a raw cell `# BEGIN QUESTION` before it.",
        )
    if question.manual:
        _manual(question, reading)
    else:
        _tests(question, tuple(reading.cases), reading)


def _manual(question: Question, reading: _Reading) -> None:
    name = reading.names.take(naming.identifier(question.name, "question"))
    points = sum(question.points_of_cases) or (1.0 if question.points is None else question.points)
    if not points:
        reading.todos.append(Todo(question.name, otter_tests.WORTHLESS))
        return
    text = "\n\n".join(reading.answer_texts)
    variable = ""
    if not reading.has_code:
        variable = f"{name}_answer"
        reading.cells.append(OurCell("code", answers.text_answer(variable, text), answer=True))
    reading.manual.append(ManualAnswer(name, question.name, points, reading.part, variable, text))


def _tests(question: Question, cases: tuple[Case, ...], reading: _Reading) -> None:
    for test in otter_tests.tests_of(question, cases, reading.part):
        if test.points:
            taken = reading.names.take(naming.identifier(test.name, "question"))
            reading.tests.append(otter_tests.renamed(test, taken))
        else:
            reading.todos.append(Todo(test.label, otter_tests.WORTHLESS, test.original))


def _text(cell: SourceCell, reading: _Reading) -> None:
    if heading := notebooks.last_heading(cell.source):
        reading.headings.append(heading)
    parts = staff_regions.without_solutions(cell.source)
    if parts.removed:
        reading.todos.append(staff_regions.removed_part("a solution", parts.removed))
    source = re.sub(r"<!-- *(?:BEGIN|END) QUESTION *-->\n*", "", parts.kept).strip("\n")
    if source.strip():
        reading.cells.append(OurCell("markdown", source))


def _code(cell: SourceCell, reading: _Reading, *, is_answer: bool) -> None:
    """A code cell. One of a question whose answer was taken out is to be answered all the same."""
    code = _without_plumbing(cell.source)
    if not code.strip():
        return
    if not answers.is_python(code):
        what = "This cell is no Python, so it became a comment."
        reading.todos.append(Todo("a cell", what, code))
    if answers.seeds(code):
        what = (
            "Otter seeds random numbers when it grades. The line `# SEED` stays in the template, "
            "so that students draw the same numbers."
        )
        reading.todos.append(Todo("seed", what, code))
    source = answers.otter_answer(code)
    in_question = is_answer or reading.question is not None
    if in_question and answers.lacks_solution(code) and not answers.is_marked(source):
        source = answers.whole(source)
        reading.missing += 1
    reading.has_code = reading.has_code or is_answer
    reading.cells.append(OurCell("code", source, answer=is_answer or answers.is_marked(source)))


def _without_plumbing(source: str) -> str:
    """A cell without what loads Otter and calls it."""
    if not _PLUMBING.search(source):
        return source
    lines = [line for line in source.split("\n") if not _PLUMBING.search(line)]
    return "\n".join(lines) if any(line.split("#")[0].strip() for line in lines) else ""


# --- what `otter assign` makes ----------------------------------------------------------


def _take_compiled(reading: _Reading) -> None:
    """A notebook with ``grader.check("q1")`` cells; the answer stands in the code before one."""
    questions = {one.question.name: one for one in otter_tests.compiled(reading.notebook)}
    waiting: list[SourceCell] = []
    for cell in reading.notebook.cells:
        asked = _CHECK.findall(cell.source) if cell.kind == "code" else []
        if asked:
            _answers(waiting, reading)
            waiting = []
            for name in asked:
                if found := questions.pop(name, None):
                    _tests(found.question, found.cases, reading)
        elif cell.kind != "raw" and _FOR_STAFF.match(cell.whole):
            reading.todos.append(staff_regions.removed_part("a cell", cell.source))
        elif cell.kind == "code":
            waiting.append(cell)
        elif cell.kind == "markdown":
            _plain(waiting, reading)
            waiting = []
            _compiled_text(cell, reading)
    _plain(waiting, reading)
    for left in questions.values():
        _tests(left.question, left.cases, reading)


def _answers(waiting: Sequence[SourceCell], reading: _Reading) -> None:
    """Cells above a check: the answer is the one with Otter's tag, else the last one, whole."""
    tagged = [cell for cell in waiting if _is_solution(cell)]
    for cell in waiting:
        code = _without_plumbing(cell.source)
        if not (cell in tagged or (not tagged and cell is waiting[-1])) or not code.strip():
            _code(cell, reading, is_answer=False)
            continue
        source = answers.otter_answer(code)
        if not answers.is_marked(source):
            reading.missing += answers.lacks_solution(code)
            source = answers.whole(source)
        reading.cells.append(OurCell("code", source, answer=True))


def _plain(waiting: Sequence[SourceCell], reading: _Reading) -> None:
    for cell in waiting:
        _code(cell, reading, is_answer=_is_solution(cell) or answers.lacks_solution(cell.source))


def _compiled_text(cell: SourceCell, reading: _Reading) -> None:
    """Text; an answer in words becomes a manual question that a person gives points."""
    tags = _tags(cell)
    if _SOLUTION_TAG in tags or _SOLUTION_TEXT.search(cell.source):
        name = f"question_{len(reading.manual) + 1}"
        what = (
            "A person marks this answer. Otter keeps its points elsewhere (on Gradescope): it is "
            "worth 1 here."
        )
        question = Question(name, 1.0, manual=True)
        reading.todos.append(Todo(name, what, cell.source))
        reading.answer_texts, reading.has_code = [cell.source], False
        _manual(question, reading)
    elif "otter_answer_cell" not in tags:
        _text(cell, reading)


def _is_solution(cell: SourceCell) -> bool:
    return _SOLUTION_TAG in _tags(cell)


def _tags(cell: SourceCell) -> tuple[Any, ...]:
    found = cell.metadata.get("tags")
    return tuple(found) if isinstance(found, list) else ()
