"""Gives students their folder."""

from __future__ import annotations

from pathlib import Path

from autograder.course.loader import Course, assignment_names, find_course, load_assignment
from autograder.course.student_folder import Released, release_to
from autograder.records import Assignment


def course_and_all(root: Path) -> tuple[Course, list[Assignment]]:
    found = find_course(root)
    return found, [load_assignment(found, name) for name in assignment_names(found)]


def release(root: Path, folder: Path) -> Released:
    return release_to(folder, *course_and_all(root))
