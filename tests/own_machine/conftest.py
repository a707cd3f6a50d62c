"""What the tests of `autograder check` share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.course.loader import find_course, load_assignment
from autograder.course.student_folder import release_to
from autograder.grading.submission import grade_submission
from autograder.grading.workers import CHECKS, Workers
from autograder.own_machine import grading
from autograder.own_machine.process import OwnProcess, Slow
from autograder.records import Assignment, Grade, Submission
from autograder.results.graded import Settings
from autograder.sandbox.jobs import SILENT, Conversation, Entry, JobOutcome, JobRequest


def hand_out(course: Path, students: Path) -> Path:
    """The folder of the tiny assignment in ``students``, as it is released to them."""
    found = find_course(course)
    release_to(students, found, [load_assignment(found, "tiny")])
    return students / "assignments" / "tiny"


@pytest.fixture
def handed_out(tiny_course: Path, tmp_path: Path) -> Path:
    """The folder of the tiny assignment, as students get it."""
    return hand_out(tiny_course, tmp_path / "students")


@pytest.fixture
def warm_here(monkeypatch: pytest.MonkeyPatch, workers: Workers) -> None:
    """Where only what is said matters, the session's warm processes run what `check` is given.

    Two processes of its own import TensorFlow each, which takes ten seconds.
    """

    def grade(submission: Submission, assignment: Assignment, _: Callable[[int], None]) -> Grade:
        visible = Settings(only_visible=True, pictures=False)
        return grade_submission(submission, assignment, workers, visible).grade

    monkeypatch.setattr(grading, "grade_here", grade)


class _LentJudge(OwnProcess):
    """A judge for one submission: the session's warm one, which nobody here may end."""

    def __init__(self, workers: Workers) -> None:
        super().__init__(CHECKS)
        self._workers = workers

    def begin(self) -> None:
        """It has begun."""

    def run(self, program: bytes, request: JobRequest, talk: Conversation = SILENT) -> JobOutcome:
        """Run one job in the session's process."""
        return self._workers.checks.run(program, request, talk)


@pytest.fixture
def warm_judge(monkeypatch: pytest.MonkeyPatch, workers: Workers) -> None:
    """Where the process of the cells matters, `check` starts that alone."""

    def process(entry: Entry, slow: Slow | None = None) -> OwnProcess:
        return _LentJudge(workers) if entry == CHECKS else OwnProcess(entry, slow)

    monkeypatch.setattr(grading, "OwnProcess", process)
