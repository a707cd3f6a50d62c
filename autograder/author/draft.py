"""The files of one assignment as they are now: when they change, and what they say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from autograder.course.loader import COURSE_FILE, find_course, load_assignment
from autograder.course.template import make_template
from autograder.records import Language, LocalAssignment

_COMMENT: Final = re.compile(r"<!--.*?-->", re.DOTALL)
_ENDINGS: Final = frozenset([".toml", ".md", ".py"])

Stamps = Mapping[Path, tuple[int, int]]  # path → when it was changed, in ns, and its size


@dataclass(frozen=True, slots=True)
class Place:
    """The course and the name of the assignment that is written."""

    course: Path
    name: str


@dataclass(frozen=True, slots=True)
class Draft:
    """An assignment that can be loaded, with what students would get of it."""

    assignment: LocalAssignment
    statements: Mapping[Language, str]  # Markdown; '' where there is none
    template: str  # the script, with `# %%` cells


def stamps(place: Place) -> Stamps:
    """What the files of the assignment look like from outside: equal where none has changed.

    They are a few dozen, so that looking costs less than a millisecond, and it sees changes where
    notifications of the system do not come: in folders shared by a network or with a container.
    """
    return dict(_stamps(place))


def _stamps(place: Place) -> Iterator[tuple[Path, tuple[int, int]]]:
    folder = place.course / "assignments" / place.name
    found = [place.course / COURSE_FILE, place.course / "reference" / f"{place.name}.py"]
    found += [path for path in folder.rglob("*") if path.suffix in _ENDINGS]
    for path in found:
        try:
            seen = path.stat()
        except OSError:
            continue  # gone since, or not there yet
        yield path, (seen.st_mtime_ns, seen.st_size)


def read_draft(place: Place) -> Draft:
    """Load the assignment.

    Raises:
        StaffError: something in its files is wrong; the message says where.
        OSError: one can't be read.
    """
    course = find_course(place.course, place.course)
    assignment = load_assignment(course, place.name)
    statements = {one: _statement(assignment, one) for one in assignment.languages}
    return Draft(assignment, statements, make_template(assignment).script)


def _statement(assignment: LocalAssignment, language: Language) -> str:
    """A statement without the comments that no reader sees."""
    path = assignment.folder / f"statement.{language}.md"
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeError):
        return ""
    return _COMMENT.sub("", text)
