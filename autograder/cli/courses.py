"""The course and the assignments that a command means."""

from __future__ import annotations

from pathlib import Path

from autograder.course import loader
from autograder.errors import StaffError
from autograder.records import LocalAssignment


def course_of(given: Path | None) -> loader.Course:
    """The course named, else the one around the current folder."""
    return loader.find_course(Path.cwd(), given)


def chosen(names: tuple[str, ...], given: Path | None) -> list[LocalAssignment]:
    """The assignments named, all of the course when none is.

    Raises:
        StaffError: one is unknown, or the course has none.
    """
    found = course_of(given)
    wanted = names or loader.assignment_names(found)
    if not wanted:
        raise StaffError("this course has no assignments", "Start one with `autograder new NAME`.")
    return [loader.load_assignment(found, name) for name in wanted]


def course_near(near: Path, given: Path | None) -> loader.Course:
    """The course named, else the one around the current folder, else the one around ``near``.

    Raises:
        StaffError: there is none in any of these places.
    """
    try:
        return course_of(given)
    except StaffError:
        if given is not None:
            raise
        return loader.find_course(near)


def load(name: str, given: Path | None, near: Path) -> LocalAssignment:
    """One assignment of ``course_near``."""
    return loader.load_assignment(course_near(near, given), name)
