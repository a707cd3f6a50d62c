"""The folder that students get: what they may see of a course, and nothing else.

::

    DIR/README.md, README.ko.md           how to check one's own work
    DIR/course.toml                       with ``released = true``: nothing hidden is here
    DIR/assignments/<slug>/<slug>.ipynb   the template, and as .py
                          /statement.*.md
                          /assignment.toml  the visible checks alone
                          /checks/          likewise
                          /FILE             the data sets that it is about
    DIR/data/                             the data sets that cells may read
    DIR/released.json                     which files were written, and what was in them
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgspec

from autograder.checks.arguments import MISTAKES, Ideas
from autograder.checks.library import LIBRARY
from autograder.course import loader
from autograder.course.linked_files import linked_files
from autograder.course.loader import Course
from autograder.course.model_inputs import as_written
from autograder.course.released_files import (
    STUDENTS,
    Rewritten,
    refuse_place,
    released_before,
    rewrite,
)
from autograder.course.statement import current_statement
from autograder.course.student_readme import readme
from autograder.course.template import make_template
from autograder.course.toml_text import written
from autograder.course.visible_checks import visible_checks
from autograder.errors import StaffError
from autograder.records import (
    NO_TEXT,
    CheckSpec,
    Deliverable,
    Language,
    LocalAssignment,
    StandardUse,
    Text,
)
from autograder.util.compat import read_toml

Row = tuple[float, ...]

# Keys of course.toml that say nothing about grading; all others stay where they are.
_PUBLIC: Final = ("id", "title", "legacy", "lang", "languages", "libraries", "limits")


@dataclass(frozen=True, slots=True)
class Released:
    """What became of each file, by its path below the folder.

    ``shared``: see VisibleChecks; ``answers`` are the visible checks that say what is right.
    """

    files: Rewritten
    shared: tuple[str, ...]
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StudentFiles:
    """What students get, by its path below their folder; ``shared``: see VisibleChecks."""

    files: dict[str, bytes]
    shared: tuple[str, ...]


def release_to(folder: Path, found: Course, assignments: Sequence[LocalAssignment]) -> Released:
    """Write the folder, or bring one that was written before up to date.

    Nothing of what others have put or changed there is touched: then nothing is written at all.

    Raises:
        StaffError: a file is in the way, or an assignment can't be released.
        OSError: it can't be written.
    """
    refuse_place(folder, STUDENTS, found)
    untouched = released_before(folder, STUDENTS, found) - {one.name for one in assignments}
    wanted = student_files(found, assignments, untouched)
    done = rewrite(folder, STUDENTS, wanted.files, untouched)
    return Released(done, wanted.shared, with_answers(assignments))


def student_files(
    found: Course, assignments: Sequence[LocalAssignment], others: Collection[str] = ()
) -> StudentFiles:
    """What students get of these assignments; pages of the course name the ``others``, too.

    Raises:
        StaffError: an assignment can't be released.
    """
    files: dict[str, bytes] = {}
    shared: list[str] = []
    for one in assignments:
        checks = visible_checks(one)
        shared += checks.shared
        files |= _files_of(one, checks.files)
    named = {one.name for one in assignments} | set(others)
    listed = [name for name in loader.assignment_names(found) if name in named]
    together = [loader.load_assignment(found, name) for name in listed]
    files |= _files_of_course(found, together)
    return StudentFiles(files, tuple(shared))


def with_answers(assignments: Sequence[LocalAssignment]) -> tuple[str, ...]:
    """The visible checks that say what is right, each as ASSIGNMENT/CHECK."""
    return tuple(
        f"{one.name}/{check.name}"
        for one in assignments
        for check in one.checks
        if check.visible and check.standard and LIBRARY[check.standard.check].answer
    )


# --- what is written ------------------------------------------------------------------


def _files_of_course(found: Course, assignments: Sequence[LocalAssignment]) -> dict[str, bytes]:
    raw = read_toml((found.root / loader.COURSE_FILE).read_text(encoding="utf-8-sig"))
    public: dict[str, Any] = {key: raw[key] for key in _PUBLIC if key in raw}
    if found.order:
        public["order"] = [one.name for one in assignments]
    files = {
        loader.COURSE_FILE: _toml({**public, "released": True}),
        **{
            "README.md" if language == _first(found.languages) else f"README.{language}.md":
                readme(found.title, assignments, language, found.languages).encode()
            for language in found.languages
        },
    }  # fmt: skip
    return files | data_files(found)


def data_files(found: Course) -> dict[str, bytes]:
    """The course's data sets, which cells may read, by their paths below its folder."""
    data = found.root / "data"
    return {
        path.relative_to(found.root).as_posix(): path.read_bytes()
        for path in (sorted(data.rglob("*")) if data.is_dir() else ())
        if path.is_file() and not path.is_symlink()
    }


def _first(languages: Sequence[Language]) -> Language:
    """Whose page is README.md, which sites show first."""
    return "en" if "en" in languages else languages[0]


def _files_of(assignment: LocalAssignment, checks: Mapping[str, bytes]) -> dict[str, bytes]:
    name = assignment.name
    template = make_template(assignment)
    files = {
        f"{name}.ipynb": template.notebook.encode(),
        f"{name}.py": template.script.encode(),
        loader.ASSIGNMENT_FILE: _toml(_facts(assignment)),
    }
    for language in assignment.languages:
        statement = current_statement(assignment, language)
        if statement is not None:  # some courses keep theirs elsewhere
            files[statement.path.name] = statement.text.encode()
            files |= linked_files(statement.path)
    files |= {f"checks/{path}": content for path, content in checks.items()}
    folder = assignment.data_folder  # beside the template, where a notebook opens them
    files |= {one.file.path: (folder / one.file.path).read_bytes() for one in assignment.handed_out}
    return {f"assignments/{name}/{path}": content for path, content in files.items()}


def _toml(facts: Mapping[str, Any]) -> bytes:
    return written(facts).encode()


def _facts(assignment: LocalAssignment) -> dict[str, Any]:
    """``assignment.toml`` as far as the visible checks go: no points, titles or names of others,
    and nothing of what becomes of points afterwards."""
    languages = assignment.languages
    visible = [check for check in assignment.checks if check.visible]
    if not visible:
        raise StaffError(
            f"`{assignment.name}` has no visible checks, so that there is nothing to check",
            "Write visible = true at one of them in assignment.toml.",
        )
    needed = {name for check in visible for name in check.needs}
    parts = {check.part for check in visible}
    limits: dict[str, Any] = msgspec.to_builtins(assignment.limits)
    return {
        "id": assignment.name,
        "version": assignment.version,
        "title": _text(assignment.title, languages),
        "limits": {key: value for key, value in limits.items() if value},
        "deliverables": {
            one.name: _deliverable(one, assignment, probed=one.name in needed)
            for one in assignment.deliverables
        },
        "parts": {
            one.name: {"title": _text(one.title, languages)}
            for one in assignment.parts
            if one.name in parts
        },
        "checks": {check.name: _check(check, languages) for check in visible},
    }


def _deliverable(one: Deliverable, assignment: LocalAssignment, *, probed: bool) -> dict[str, Any]:
    """``probed``: a visible check asks the model, whose inputs are then its own matter."""
    secret = _secret_rows(one, assignment)
    title = one.title if probed else Text(one.name, one.name)  # hidden checks' titles are in it
    facts: dict[str, Any] = {"kind": one.kind, "title": _text(title, assignment.languages)}
    known = one.probe[: len(one.probe) - one.secret]
    probe = [list(row) for row in known if row not in secret]
    calls = _open_calls(one, assignment)
    return (
        facts
        | ({"probe": probe} if probe and probed else {})
        | ({"inputs": as_written(one.inputs)} if probed and one.inputs else {})
        | ({"calls": calls} if calls and probed else {})
    )


def _open_calls(one: Deliverable, assignment: LocalAssignment) -> list[dict[str, Any]]:
    """What a function is asked, without what hidden standard checks alone ask."""
    asked: dict[bool, list[Any]] = {True: [], False: []}
    for check in assignment.checks:
        if check.standard is not None and one.name in check.needs:
            given: dict[str, Any] = msgspec.json.decode(check.standard.arguments)
            calls = ([call["args"], call.get("fit", [])] for call in given.get("calls", ()))
            asked[check.visible] += calls
    secret = [call for call in asked[False] if call not in asked[True]]
    plain: list[dict[str, Any]] = msgspec.to_builtins(one.calls)
    return [call for call in plain if [call["args"], call["fit"]] not in _as_lists(secret)]


def _as_lists(calls: Sequence[Any]) -> Any:
    return msgspec.json.decode(msgspec.json.encode(calls))


def _secret_rows(one: Deliverable, assignment: LocalAssignment) -> set[Row]:
    """Inputs that standard checks ask the model about, where no visible one does."""
    seen: dict[bool, set[Row]] = {True: set(), False: set()}
    for check in assignment.checks:
        if check.standard is not None and one.name in check.needs:
            seen[check.visible] |= set(_inputs(check.standard))
    return seen[False] - seen[True]


def _inputs(use: StandardUse) -> Iterator[Row]:
    given: dict[str, Any] = msgspec.json.decode(use.arguments)
    for argument in LIBRARY[use.check].arguments:
        if argument.is_table:
            yield from map(tuple, given[argument.name]["x"])


def _check(check: CheckSpec, languages: Sequence[Language]) -> dict[str, Any]:
    if check.standard is not None:
        return _standard(check, check.standard, languages)
    facts: dict[str, Any] = {
        "part": check.part,
        "points": check.points,
        "visible": True,
        "needs": list(check.needs),
        "title": _text(check.title, languages),
    }
    facts |= {"manual": True} if check.manual else {}
    return facts | ({"hint": _text(check.hint, languages)} if check.hint != NO_TEXT else {})


def _standard(check: CheckSpec, use: StandardUse, languages: Sequence[Language]) -> dict[str, Any]:
    """A check of the library with its own arguments, tables too: no table stands for all."""
    given: dict[str, Any] = msgspec.json.decode(use.arguments)
    for argument in LIBRARY[use.check].arguments:
        if argument.type is Ideas:  # an aid for the person who marks, which would be the answer
            given[argument.name] = {"…": []}
        if argument.type in MISTAKES:  # they change no verdict, and tell what is asked about
            del given[argument.name]
    return {
        "use": use.check,
        "part": check.part,
        "points": check.points,
        "visible": True,
        "title": _with_braces(_text(check.title, languages)),
        "hint": _with_braces(_text(check.hint, languages)),
        **{name: value for name, value in given.items() if value is not None},
    }


def _with_braces(text: Mapping[str, str]) -> dict[str, str]:
    """A text that is filled already, as one that has nothing to be filled in."""
    return {key: one.replace("{", "{{").replace("}", "}}") for key, one in text.items()}


def _text(text: Text, languages: Sequence[Language]) -> dict[str, str]:
    return {one: text.to(one) for one in languages}
