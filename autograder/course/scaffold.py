"""Starts a course, or an assignment in one, from a small example that passes ``verify``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Final

from autograder.course.loader import COURSE_FILE, Course, find_course, is_name, load_assignment
from autograder.course.schemas.shipped import stale_schemas
from autograder.course.starter_texts import notebook_in, source_of, toml_in
from autograder.course.statement import stale_statements
from autograder.course.template import make_template
from autograder.errors import StaffError
from autograder.records import LANGUAGES, Language, LocalAssignment
from autograder.util.atomic_write import write_atomic

if TYPE_CHECKING:
    from importlib.abc import Traversable  # Python 3.11 has moved it

FIRST = "first-line"
STARTERS: Final = ("classification", "regression", "questions", "blank")
_NAME_RULE = "Use lower-case letters, digits and hyphens, such as `xor-mlp`."


def start_course(folder: Path) -> tuple[Course, LocalAssignment]:
    """Make ``folder`` a course with one working assignment; what is there already stays.

    Raises:
        StaffError: it is a course already, holds a file that would be written over, or is a file.
    """
    if folder.exists() and not folder.is_dir():
        raise StaffError(f"{folder} is a file", "Name a folder.")
    if (folder / COURSE_FILE).exists():
        raise StaffError(
            f"{folder.resolve()} is a course already", "Add to it with `autograder new NAME`."
        )
    words = {"@COURSE@": _course_name(folder), **_words(FIRST)}
    example = resources.files("autograder.course") / "example"
    files = {
        folder / name: _filled(example / name, words) for name in (COURSE_FILE, "README.md")
    } | _assignment_files(folder, FIRST, LANGUAGES)
    _refuse_to_overwrite(files)
    _write(files)
    course = find_course(folder, folder)
    return course, _released(course, FIRST)


def start_assignment(course: Course, name: str, starter: str = "") -> LocalAssignment:
    """Add a working assignment to the course, to be changed piece by piece.

    ``starter`` is one of ``STARTERS``, of standard checks alone; without it the example with
    checks of its own.

    Raises:
        StaffError: the name can't be used, or files of that name exist.
    """
    if not is_name(name):
        raise StaffError(f"`{name}` can't be an assignment's name", _NAME_RULE)
    files = (
        _starter_files(course, name, starter)
        if starter
        else _assignment_files(course.root, name, course.languages)
    )
    template = course.root / "student_template" / name
    _refuse_to_overwrite([*files, template.with_suffix(".ipynb"), template.with_suffix(".py")])
    _write(files)
    return _released(course, name)


def _starter_files(course: Course, name: str, starter: str) -> dict[Path, str]:
    folder = resources.files("autograder.course") / "example" / "starters"
    words = _words(name)
    to = course.root / "assignments" / name
    reference = _filled(folder / starter / "reference.py", words)
    definition = _filled(folder / starter / "assignment.toml", words)
    files = {
        course.root / "reference" / f"{name}.py": notebook_in(reference, course.languages),
        to / "assignment.toml": toml_in(definition, course.languages),
        **_statements(folder, to, words, course.languages),
    }
    if (audited := folder / starter / "audit.py").is_file():
        files[to / "audit.py"] = _filled(audited, words)
    return files


def _statements(
    folder: Traversable, to: Path, words: dict[str, str], languages: Sequence[Language]
) -> dict[Path, str]:
    return {
        to / f"statement.{one}.md": _filled(folder / f"statement.{source_of(one)}.md", words)
        for one in languages
    }


def _released(course: Course, name: str) -> LocalAssignment:
    assignment = load_assignment(course, name)
    template = make_template(assignment)
    _write({one.path: one.text for one in stale_schemas(course.root, course.languages)})
    _write({template.notebook_path: template.notebook, template.script_path: template.script})
    _write({one.path: one.text for one in stale_statements(assignment)})
    return assignment


def _assignment_files(root: Path, name: str, languages: Sequence[Language]) -> dict[Path, str]:
    """Path → text of everything that an assignment consists of, but its template."""
    example = resources.files("autograder.course") / "example"
    words = _words(name)
    to = root / "assignments" / name
    reference = notebook_in(_filled(example / "reference.py", words), languages)
    files = {root / "reference" / f"{name}.py": reference}
    for path, source in _tree(example / "assignment"):
        text = _filled(source, words)
        files[to / path] = toml_in(text, languages) if path.suffix == ".toml" else text
    for one in LANGUAGES:
        del files[to / f"statement.{one}.md"]
    return files | _statements(example / "assignment", to, words, languages)


def _tree(folder: Traversable, below: Path = Path()) -> list[tuple[Path, Traversable]]:
    """All text files of a packaged folder, with their paths inside it."""
    found: list[tuple[Path, Traversable]] = []
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        if item.is_file() and not item.name.endswith(".pyc"):
            found.append((below / item.name, item))
        elif item.is_dir():
            found += _tree(item, below / item.name)
    return found


def _words(name: str) -> dict[str, str]:
    title = name.replace("-", " ")
    return {"@NAME@": name, "@TITLE@": title[:1].upper() + title[1:]}


def _filled(source: Traversable, words: dict[str, str]) -> str:
    text = source.read_text(encoding="utf-8")
    for word, value in words.items():
        text = text.replace(word, value)
    return text


def _course_name(folder: Path) -> str:
    """A name for the course made of its folder's; any alphabet but no quotes or newlines."""
    return re.sub(r"[^\w-]+", "-", folder.absolute().name).strip("-") or "course"


def _refuse_to_overwrite(paths: Iterable[Path]) -> None:
    there = [path for path in paths if path.exists()]
    if there:
        raise StaffError(f"{there[0]} exists already", "Nothing was written. Choose another name.")


def _write(files: dict[Path, str]) -> None:
    for path, text in files.items():
        write_atomic(path, text)
