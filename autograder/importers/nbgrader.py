"""Reads assignments of nbgrader: source notebooks, whose cells say in their metadata what they are.

https://nbgrader.readthedocs.io/en/stable/contributor_guide/metadata.html (schema 1 to 3)
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from autograder.errors import StaffError
from autograder.importers import answers, naming, notebooks, staff_regions
from autograder.importers.points import points_of
from autograder.importers.records import (
    ManualAnswer,
    OurCell,
    SourceAssignment,
    SourceCell,
    SourceNotebook,
    SourceTest,
    Todo,
)

GRADER: Final = "nbgrader"
_NOT_SOURCES: Final = frozenset({"release", "submitted", "autograded", "feedback", "downloaded"})
_AUTOTEST: Final = re.compile(r"^\s*#+ *(?:HASHED *)?AUTOTEST\b", re.MULTILINE)


def read(path: Path, name: str = "") -> tuple[SourceAssignment, ...]:
    """Every assignment at ``path``: a notebook, an assignment's folder, ``source`` or a course.

    Raises:
        StaffError: there is none, or a notebook can't be read.
    """
    found = [notebooks.read_notebook(one) for one in _sources(path)]
    chosen = [one for one in found if any(_says(cell) for cell in one.cells)]
    if not chosen:
        raise StaffError(
            f"no notebook in {path} has cells of nbgrader's",
            "Name the folder of the instructor's version, such as source/ps1.",
        )
    if name and len(chosen) > 1:
        listed = ", ".join(one.path.name for one in chosen)
        raise StaffError(f"{path} holds several notebooks: {listed}", "Use --name with one file.")
    return tuple(_read(one, name or _name(one.path, chosen)) for one in chosen)


def _sources(path: Path) -> tuple[Path, ...]:
    below = path / "source"
    found = notebooks.notebooks_in(below if below.is_dir() else path, _NOT_SOURCES)
    return tuple(one for one in found if one.name != "header.ipynb") or found


def _name(path: Path, all_of_them: list[SourceNotebook]) -> str:
    """The folder's name where it holds one notebook, else with the notebook's."""
    folder = path.resolve().parent.name
    alone = [one for one in all_of_them if one.path.parent == path.parent] == [
        one for one in all_of_them if one.path == path
    ]
    if folder in {"source", ""} or (alone and len(all_of_them) == 1 and not folder):
        return naming.assignment_name(path.stem)
    return naming.assignment_name(folder if alone else f"{folder}-{path.stem}")


def _says(cell: SourceCell) -> Mapping[str, Any]:
    """What a cell's metadata say of grading; nothing for one that students only read."""
    found = cell.metadata.get("nbgrader")
    if not isinstance(found, dict):
        return {}
    return found if any(found.get(key) for key in ("grade", "solution", "task")) else {}


@dataclass
class _Reading:
    """What was read so far."""

    cells: list[OurCell] = field(default_factory=list)
    headings: list[str] = field(default_factory=lambda: [""])
    tests: list[SourceTest] = field(default_factory=list)
    manual: list[ManualAnswer] = field(default_factory=list)
    todos: list[Todo] = field(default_factory=list)
    names: naming.Names = field(default_factory=naming.Names)
    answers: int = 0
    missing: int = 0  # answers that were taken out already

    @property
    def part(self) -> int:
        return len(self.headings) - 1


def _read(notebook: SourceNotebook, name: str) -> SourceAssignment:
    reading = _Reading()
    for number, cell in enumerate(notebook.cells, start=1):
        _take(cell, number, reading)
    reading.todos += staff_regions.removed_parts(
        cell for cell in notebook.cells if not _is_test(cell)
    )
    if not reading.tests and not reading.manual:
        raise StaffError(
            f"{notebook.path} has no cell that is worth points",
            "Give one points in nbgrader's Create Assignment, or name another notebook.",
        )
    files, todos = notebooks.pictures(notebook)
    language = notebooks.language_of(notebook.cells)
    return SourceAssignment(
        name=name,
        title=notebooks.title_of(reading.cells, notebook.path.stem),
        grader=GRADER,
        language=language,
        cells=tuple(reading.cells),
        headings=tuple(reading.headings),
        tests=tuple(reading.tests),
        manual=tuple(reading.manual),
        todos=(*reading.todos, *todos),
        files=files,
        solved=not reading.missing,
    )


def _take(cell: SourceCell, number: int, reading: _Reading) -> None:
    says = _says(cell)
    label = str(says.get("grade_id") or f"cell {number}")
    name = naming.identifier(label, f"question_{number}")
    points = _points(says)
    if _is_test(cell):
        _test(cell, reading, label, name, points)
    elif says.get("task"):
        _text(cell, reading, label)
        _manual_text(reading, label, name, points, "")
    elif says.get("grade") and says.get("solution"):
        if cell.kind == "code":
            _answer(cell, reading)
            if _worth(reading, label, points, cell.source):
                taken = reading.names.take(name)
                reading.manual.append(ManualAnswer(taken, label, points, reading.part))
        else:
            _manual_text(reading, label, name, points, _model_answer(cell, reading))
    elif cell.kind == "code" and (says.get("solution") or answers.has_marks(cell.source)):
        _answer(cell, reading)
    elif cell.kind == "code":
        _given(cell, reading, number)
    elif cell.kind == "markdown" and says.get("solution") and not _has_region(cell):
        reading.todos.append(staff_regions.removed_part(label, cell.source))
    elif cell.kind == "markdown":
        _text(cell, reading, label)


def _is_test(cell: SourceCell) -> bool:
    says = _says(cell)
    return bool(says.get("grade")) and not says.get("solution") and cell.kind == "code"


def _has_region(cell: SourceCell) -> bool:
    return bool(staff_regions.without_solutions(cell.source).removed)


def _points(says: Mapping[str, Any]) -> float:
    return points_of(says.get("points")) or 0.0


def _worth(reading: _Reading, label: str, points: float, source: str) -> bool:
    if points:
        return True
    what = "It is worth no points there, so it is no check here. Give it points to have it checked."
    reading.todos.append(Todo(label, what, source))
    return False


def _test(cell: SourceCell, reading: _Reading, label: str, name: str, points: float) -> None:
    if not _worth(reading, label, points, cell.whole):
        return
    refused = ""
    if _AUTOTEST.search(cell.whole):
        refused = "nbgrader makes its assertions itself (AUTOTEST); write them here by hand"
    hidden = bool(cell.removed)
    reading.tests.append(
        SourceTest(
            name=reading.names.take(name),
            label=label,
            source=cell.whole,
            original=cell.whole,
            points=points,
            hidden=hidden,
            part=reading.part,
            messages=() if hidden else messages_of(cell.whole),
            refused=refused,
        )
    )


def messages_of(source: str) -> tuple[str, ...]:
    """What assertions tell who fails them, where that is a plain text."""
    try:
        nodes = list(ast.walk(ast.parse(source)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()
    found = (
        node.msg.value
        for node in nodes
        if isinstance(node, ast.Assert) and isinstance(node.msg, ast.Constant)
    )
    return tuple(dict.fromkeys(text.strip() for text in found if isinstance(text, str)))


def _answer(cell: SourceCell, reading: _Reading) -> None:
    reading.answers += 1
    if answers.lacks_solution(cell.source) and "BEGIN SOLUTION" not in cell.source:
        reading.missing += 1
    reading.cells.append(OurCell("code", answers.nbgrader_answer(cell.source), answer=True))


def _given(cell: SourceCell, reading: _Reading, number: int) -> None:
    if not cell.source.strip():
        return
    if not answers.is_python(cell.source):
        what = "This cell is no Python, so it became a comment."
        reading.todos.append(Todo(f"cell {number}", what, cell.source))
    reading.cells.append(OurCell("code", answers.given(cell.source)))


def _text(cell: SourceCell, reading: _Reading, label: str) -> None:
    parts = staff_regions.without_solutions(cell.source)
    if parts.removed:
        reading.todos.append(staff_regions.removed_part(label, parts.removed))
    _plain_text(parts.kept, reading)


def _plain_text(text: str, reading: _Reading) -> None:
    if heading := notebooks.last_heading(text):
        reading.headings.append(heading)
    if text.strip():
        reading.cells.append(OurCell("markdown", text))


def _model_answer(cell: SourceCell, reading: _Reading) -> str:
    """The text between marks, and what is around them is for students; without marks all of it."""
    if not _has_region(cell):
        return cell.source
    parts = staff_regions.without_solutions(cell.source)
    _plain_text(parts.kept, reading)
    return staff_regions.without_marks_of_solutions(parts.removed)


def _manual_text(reading: _Reading, label: str, name: str, points: float, answer: str) -> None:
    """An answer in words: a text in a variable, which a person marks."""
    if not _worth(reading, label, points, answer):
        return
    taken = reading.names.take(name)
    variable = f"{taken}_answer"
    reading.cells.append(OurCell("code", answers.text_answer(variable, answer), answer=True))
    reading.answers += 1
    manual = ManualAnswer(taken, label, points, reading.part, variable, answer)
    reading.manual.append(manual)
