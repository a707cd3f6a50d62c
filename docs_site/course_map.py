"""Writes which check takes up which row of the lecture slides: ``python -m docs_site.course_map``.

The rows stand in ``course_map.toml``; the checks are looked up in the assignments as they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import msgspec

from autograder.course.loader import Course, assignment_names, find_course, load_assignment
from autograder.errors import StaffError
from autograder.records import LocalAssignment
from autograder.util.compat import read_toml
from autograder.util.decoding import converter

ROOT: Final = Path(__file__).resolve().parents[1]
PAGE: Final = ROOT / "docs" / "reference" / "course.md"
_ROWS: Final = Path(__file__).with_suffix(".toml")
NOT_BUILT: Final = "*not built yet*"
_ABOUT: Final = """\
# The lectures and the assignments

The assignments in `assignments/` are made from the slides of a lecture. Each row is something that
the slides teach or ask, and names the assignment that takes it up and the checks that look at it.
Assignments that don't exist yet are marked. `python -m docs_site.course_map` writes this page anew
from `docs_site/course_map.toml` and the assignments.
"""


class Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row of the slides. ``where`` names deliverables by assignment, none for all of them;
    ``left_out`` says why there is no exercise."""

    topic: str
    asks: str
    where: dict[str, tuple[str, ...]] = {}
    left_out: str = ""


class Lesson(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The rows of one set of slides."""

    title: str
    rows: tuple[Row, ...]


class _Lessons(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    lessons: tuple[Lesson, ...]


_to_lessons = converter(_Lessons)


def read_lessons() -> tuple[Lesson, ...]:
    """All rows, as ``course_map.toml`` has them."""
    return _to_lessons(read_toml(_ROWS.read_text(encoding="utf-8"))).lessons


def load_all(found: Course) -> dict[str, LocalAssignment]:
    """The assignments of a course by their names."""
    return {name: load_assignment(found, name) for name in assignment_names(found)}


def page(lessons: Sequence[Lesson], there: Mapping[str, LocalAssignment]) -> str:
    """The text of the page, for the assignments that there are.

    Raises:
        StaffError: a row names a deliverable that an assignment doesn't have, or nothing at all.
    """
    return "\n".join([_ABOUT, *(_section(lesson, there) for lesson in lessons)])


def _section(lesson: Lesson, there: Mapping[str, LocalAssignment]) -> str:
    lines = [f"## {lesson.title}", "", "| topic | the slides ask | where it lives |"]
    lines += ["| --- | --- | --- |"]
    lines += [f"| {row.topic} | {row.asks} | {_where(row, there)} |" for row in lesson.rows]
    return "\n".join([*lines, ""])


def _where(row: Row, there: Mapping[str, LocalAssignment]) -> str:
    if bool(row.where) == bool(row.left_out):
        raise StaffError(
            f"{_ROWS}: `{row.topic}` has to say where it lives, or why it is left out",
            "Write one of where and left_out.",
        )
    if row.left_out:
        return f"left out: {row.left_out}"
    return "; ".join(_assignment(row, name, there.get(name)) for name in row.where)


def _assignment(row: Row, name: str, assignment: LocalAssignment | None) -> str:
    if assignment is None:
        return f"`{name}`: {NOT_BUILT}"
    wanted = row.where[name]
    if not wanted:
        return f"`{name}`: all {len(assignment.checks)} checks"
    for one in wanted:
        if one not in assignment.wanted:
            raise StaffError(
                f"{_ROWS}: `{row.topic}` names `{one}`, which `{name}` does not hand in",
                f"It hands in {', '.join(assignment.wanted)}.",
            )
    checks = [check.name for check in assignment.checks if set(check.needs) & set(wanted)]
    return f"`{name}`: {', '.join(f'`{one}`' for one in checks)}"


if __name__ == "__main__":
    PAGE.write_text(page(read_lessons(), load_all(find_course(ROOT))), encoding="utf-8")
