"""Grades wrong submissions as any submission is graded, and says what became of them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec
import numpy as np

from autograder.errors import StaffError
from autograder.evidence import ArrayEvidence, HostileEvidenceError, decode, unpack_array
from autograder.grading.submission import grade_submission
from autograder.grading.warm_workers import start_workers
from autograder.grading.workers import Workers
from autograder.records import Assignment, Grade, Outcome, Status, Submission
from autograder.results import fingerprints
from autograder.results.graded import Graded, Settings
from benchmarks.measure.adversary.combine import Wrong

_TABLE = np.array([0, 1, 1, 0])
_OPTIMUM = 0.05  # of logistic regression's answers from one half


class Trial(msgspec.Struct, frozen=True):
    """What became of one wrong submission.

    ``earned`` are false passes: checks that gave points for nothing. ``waiting`` are checks
    that a person decides. ``noted``: the staff can read that something was tried. ``bites``:
    the handed-in predictions look as if it had been learned.
    """

    key: str
    assignment: str
    family: str
    name: str
    pieces: tuple[str, ...]
    earned: tuple[str, ...]
    waiting: tuple[str, ...]
    noted: bool
    bites: bool
    raised: str  # the error that ended it early
    graded: bool  # False: ungraded, through our fault
    seconds: float  # of the student's process


@dataclass(frozen=True, slots=True)
class Task:
    """A submission to try, and the key that its trial is kept under: that of when it was read."""

    key: str
    wrong: Wrong
    assignment: Assignment


_DECODER = msgspec.json.Decoder(Trial)


def key_of(wrong: Wrong, assignment: Assignment) -> str:
    """Says whether a kept trial is of this submission, these checks and this grader."""
    facts = (
        fingerprints.grader_digest(),
        fingerprints.assignment_digest(assignment),
        str(wrong.loses),
    )
    return hashlib.sha256("\n".join((*facts, wrong.source)).encode()).hexdigest()[:24]


def try_all(
    tasks: Sequence[Task],
    jobs: int,
    done: Callable[[Trial], None],
) -> None:
    """Grade each, ``jobs`` at a time, and give what became of it to ``done``."""
    with (
        start_workers(needs_student=True) as workers,
        ThreadPoolExecutor(jobs) as pool,
    ):

        def one(task: Task) -> None:
            done(try_one(task, workers))

        for _ in pool.map(one, tasks):
            pass


def try_one(task: Task, workers: Workers) -> Trial:
    """Grade one, by the checks that it must not earn."""
    wrong, assignment = task.wrong, task.assignment
    submission = Submission(wrong.name, wrong.source.encode(), f"{wrong.name}.py")
    asked = tuple(check for check in assignment.checks if check.name in wrong.loses)
    graded = grade_submission(
        submission, replace(assignment, checks=asked), workers, Settings(pictures=False)
    )
    grade = graded.grade
    outcomes = {check.name: check for check in grade.checks}
    waiting = tuple(n for n, check in outcomes.items() if check.outcome is Outcome.PENDING)
    return Trial(
        key=task.key,
        assignment=assignment.name,
        family=wrong.family,
        name=wrong.name,
        pieces=wrong.pieces,
        earned=tuple(n for n, check in outcomes.items() if check.earned and n not in waiting),
        waiting=waiting,
        noted=_is_noted(grade),
        bites=_bites(graded, assignment),
        raised=grade.errors[0].name if grade.errors else "",
        graded=grade.status is not Status.UNGRADED,
        seconds=grade.usage.seconds,
    )


def _is_noted(grade: Grade) -> bool:
    """Whether the staff reads of it: a note, a place in the code, or a check to decide."""
    waits = any(check.outcome is Outcome.PENDING for check in grade.checks)
    return bool(grade.staff.notes or grade.staff.attempts or waits)


def _bites(graded: Graded, assignment: Assignment) -> bool:
    """Whether every handed-in prediction is what a network that has learned would give."""
    if graded.run is None or graded.run.payload is None:
        return False
    try:
        found = decode(graded.run.payload).deliverables
        given = [
            unpack_array(each.array).reshape(-1)
            for name, each in found.items()
            if name.startswith("prediction") and isinstance(each, ArrayEvidence)
        ]
    except HostileEvidenceError:
        return False
    if assignment.name == "xor-logistic":
        return bool(given) and all(np.all(np.abs(each - 0.5) < _OPTIMUM) for each in given)
    return bool(given) and all(
        each.shape == _TABLE.shape and np.array_equal(each > 0.5, _TABLE == 1) for each in given
    )


def read(path: Path) -> dict[str, Trial]:
    """Kept trials by key; none when there is no file yet.

    Raises:
        StaffError: the file holds something else.
    """
    try:
        lines = path.read_bytes().splitlines() if path.exists() else []
        found = [_DECODER.decode(line) for line in lines if line.strip()]
    except (OSError, msgspec.MsgspecError) as error:
        raise StaffError(f"{path} holds no trials: {error}", "Name another file.") from error
    return {trial.key: trial for trial in found}


def add(path: Path, trial: Trial) -> None:
    """Write one trial at the end of the file."""
    with path.open("ab") as file:
        file.write(msgspec.json.encode(trial) + b"\n")
