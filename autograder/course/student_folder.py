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

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final

import msgspec

from autograder.checks.arguments import MISTAKES, Ideas
from autograder.checks.library import LIBRARY
from autograder.course import loader
from autograder.course.loader import Course
from autograder.course.model_inputs import as_written
from autograder.course.order import arranged
from autograder.course.released_files import LIST, digest, list_text, read_list
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
from autograder.util.atomic_write import write_together
from autograder.util.compat import read_toml

Row = tuple[float, ...]

# Keys of course.toml that say nothing about grading; all others stay where they are.
_PUBLIC: Final = ("id", "title", "legacy", "lang", "languages", "libraries", "limits")

_LINK: Final = re.compile(r"\]\(([\w./-]+)\)")
_OURS: Final = frozenset(["checks", "wrong", "audit.py", "todo.md", loader.ASSIGNMENT_FILE])


@dataclass(frozen=True, slots=True)
class Released:
    """What became of each file, by its path below the folder.

    ``shared``: see VisibleChecks; ``answers`` are the visible checks that say what is right.
    """

    written: tuple[str, ...]
    removed: tuple[str, ...]
    current: int
    shared: tuple[str, ...]
    answers: tuple[str, ...]


def release_to(folder: Path, found: Course, assignments: Sequence[LocalAssignment]) -> Released:
    """Write the folder, or bring one that was written before up to date.

    Nothing of what others have put or changed there is touched: then nothing is written at all.

    Raises:
        StaffError: a file is in the way, or an assignment can't be released.
        OSError: it can't be written.
    """
    _refuse_place(folder, found)
    before = read_list(folder)
    names = {one.name for one in assignments} | _names_in(before, found)
    together = [loader.load_assignment(found, name) for name in arranged(names, found.order)]
    wanted: dict[str, bytes] = {}
    shared: list[str] = []
    for one in assignments:
        checks = visible_checks(one)
        shared += checks.shared
        wanted |= _files_of(one, checks.files)
    wanted |= _files_of_course(found, together)
    gone = [path for path in before if _is_stale(path, wanted, names, assignments)]
    _refuse_foreign(folder, [*wanted, *gone], before, wanted)
    digests = {path: digest(content) for path, content in wanted.items()}
    changed = [path for path in wanted if _digest_at(folder / path) != digests[path]]
    kept = {path: known for path, known in before.items() if path not in gone}
    contents: dict[Path, bytes | str | None] = {folder / path: wanted[path] for path in changed}
    contents |= {folder / path: None for path in gone}
    contents[folder / LIST] = list_text(kept | digests)
    write_together(contents)
    return Released(
        tuple(changed),
        tuple(gone),
        len(wanted) - len(changed),
        tuple(shared),
        tuple(_with_answers(assignments)),
    )


def _with_answers(assignments: Sequence[LocalAssignment]) -> Iterator[str]:
    for one in assignments:
        for check in one.checks:
            if check.visible and check.standard and LIBRARY[check.standard.check].answer:
                yield f"{one.name}/{check.name}"


def _names_in(before: Mapping[str, str], found: Course) -> set[str]:
    """The assignments that were released before and still exist."""
    known = set(loader.assignment_names(found))
    return {name for path in before if (name := _assignment_of(path)) in known}


def _assignment_of(path: str) -> str:
    parts = PurePosixPath(path).parts
    return parts[1] if len(parts) > 2 and parts[0] == "assignments" else ""


def _is_stale(
    path: str, wanted: Mapping[str, bytes], names: set[str], assignments: Sequence[LocalAssignment]
) -> bool:
    """Was it written before, and is it no longer part of what students get?"""
    name = _assignment_of(path)
    untouched = name in names and name not in {one.name for one in assignments}
    return path not in wanted and not untouched


# --- what is written ------------------------------------------------------------------


def _files_of_course(found: Course, assignments: Sequence[LocalAssignment]) -> dict[str, bytes]:
    raw = read_toml((found.root / loader.COURSE_FILE).read_text(encoding="utf-8-sig"))
    public: dict[str, Any] = {key: raw[key] for key in _PUBLIC if key in raw}
    files = {
        loader.COURSE_FILE: _toml({**public, "released": True}),
        **{
            "README.md" if language == _first(found.languages) else f"README.{language}.md":
                readme(found.title, assignments, language, found.languages).encode()
            for language in found.languages
        },
    }  # fmt: skip
    data = found.root / "data"
    for path in sorted(data.rglob("*")) if data.is_dir() else ():
        if path.is_file() and not path.is_symlink():
            files[f"data/{path.relative_to(data).as_posix()}"] = path.read_bytes()
    return files


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
            files |= _pictures(statement.path)
    files |= {f"checks/{path}": content for path, content in checks.items()}
    folder = assignment.data_folder  # beside the template, where a notebook opens them
    files |= {one.file.path: (folder / one.file.path).read_bytes() for one in assignment.handed_out}
    return {f"assignments/{name}/{path}": content for path, content in files.items()}


def _pictures(statement: Path) -> dict[str, bytes]:
    """What a statement links to in its own folder, but for what is ours, by whatever way."""
    found = {}
    folder = statement.parent.resolve()
    for link in _LINK.findall(statement.read_text(encoding="utf-8-sig")):
        target = posixpath.normpath(link)
        path = (folder / target).resolve()
        if not path.is_relative_to(folder) or not path.is_file():
            continue
        # Some file systems take CHECKS for checks.
        if path.relative_to(folder).parts[0].casefold() not in _OURS:
            found[target] = path.read_bytes()
    return found


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
    probe = [list(row) for row in one.probe if row not in secret]
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


# --- what is in the way ---------------------------------------------------------------


def _refuse_place(folder: Path, found: Course) -> None:
    """The folder must not be the course, hold it, or lie where the course keeps its own files."""
    place, root = folder.resolve(), found.root
    if found.released:
        raise StaffError(
            f"{root} is itself what students get",
            "Run this in the course that it was made from, or name that with --course.",
        )
    if place == root or place in root.parents:
        raise StaffError(
            f"{folder} is the course's own folder or holds it",
            "Choose a folder of its own, for example --students ../students.",
        )
    own = [root / name for name in ("assignments", "reference", "student_template", "data")]
    if any(place == one or one in place.parents for one in own):
        raise StaffError(
            f"{folder} lies among the course's own files",
            "Choose a folder of its own, for example --students ../students.",
        )
    if folder.exists() and not folder.is_dir():
        raise StaffError(f"{folder} is a file", "Move it, or name another folder.")


def _refuse_foreign(
    folder: Path, paths: Sequence[str], before: Mapping[str, str], wanted: Mapping[str, bytes]
) -> None:
    """Every file that would be written or removed must be as it was written before."""
    foreign = []
    for path in paths:
        place = folder / path
        new = digest(wanted[path]) if path in wanted else ""
        if link := _link_on_the_way(folder, path):
            foreign.append(link)
        elif (place.exists() or place.is_symlink()) and _digest_at(place) not in {
            before.get(path),
            new,
        }:
            foreign.append(path)
    if foreign:
        names = ", ".join(foreign[:8]) + (", …" if len(foreign) > 8 else "")
        raise StaffError(
            f"{folder} has files that this would overwrite and did not write, or that were "
            f"changed since: {names}; nothing was written",
            "Move them away, or name another folder with --students.",
        )


def _link_on_the_way(folder: Path, path: str) -> str:
    """What stands where a folder is needed and is none, such as a link to elsewhere."""
    parts = PurePosixPath(path).parts
    for end in range(1, len(parts)):
        above = folder.joinpath(*parts[:end])
        if above.is_symlink() or (above.exists() and not above.is_dir()):
            return "/".join(parts[:end])
    return ""


def _digest_at(path: Path) -> str | None:
    """The digest of a plain file; None for anything else."""
    if path.is_symlink() or not path.is_file():
        return None
    return digest(path.read_bytes())
