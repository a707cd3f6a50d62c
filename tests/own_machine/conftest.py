"""What the tests of `autograder check` share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.course.loader import find_course, load_assignment
from autograder.course.student_folder import release_to
from autograder.grading.submission import grade_submission
from autograder.grading.workers import Workers
from autograder.own_machine import grading
from autograder.records import Assignment, Grade, Submission
from autograder.results.graded import Settings


@pytest.fixture
def handed_out(tiny_course: Path, tmp_path: Path) -> Path:
    """The folder of the tiny assignment, as students get it."""
    found = find_course(tiny_course)
    release_to(tmp_path / "students", found, [load_assignment(found, "tiny")])
    return tmp_path / "students" / "assignments" / "tiny"


@pytest.fixture
def warm_here(monkeypatch: pytest.MonkeyPatch, workers: Workers) -> None:
    """Where only what is said matters, the session's warm processes run what `check` is given.

    Two processes of its own import TensorFlow each, which takes ten seconds.
    """

    def grade(submission: Submission, assignment: Assignment, _: Callable[[int], None]) -> Grade:
        visible = Settings(only_visible=True, pictures=False)
        return grade_submission(submission, assignment, workers, visible).grade

    monkeypatch.setattr(grading, "grade_here", grade)
