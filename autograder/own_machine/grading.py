"""Grades one submission on one's own machine: two plain processes, one for the cells, one for the
checks, so that what the cells change (a patched Keras, a random seed) stays with them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from importlib import metadata, util
from typing import Final

from autograder.course.data_sets import data_folder
from autograder.errors import InfrastructureError, StaffError
from autograder.grading.submission import grade_submission
from autograder.grading.workers import CHECKS, STUDENT, Workers
from autograder.own_machine.process import OwnProcess, Slow
from autograder.records import Assignment, Grade, Language, Status, Submission, Text, say
from autograder.results.graded import Settings

# Training may run as slow as Keras' own `fit`, a hundred times slower than while grading.
_PATIENCE: Final = 20
_VISIBLE: Final = Settings(only_visible=True, pictures=False)
_OLDEST_KERAS: Final = 3  # TensorFlow 2.16 and newer bring it


def grade_here(
    submission: Submission, assignment: Assignment, tell_slow: Callable[[int], None]
) -> Grade:
    """The grade by the visible checks; the code runs as if started by hand.

    ``tell_slow`` is called once, with the number of the cell that runs, when the time is over that
    the cells have while grading; here they have twenty times as much.

    Raises:
        InfrastructureError: a process failed, which says nothing about the submission.
    """
    limits = assignment.limits
    student, checks = OwnProcess(STUDENT, Slow(limits.seconds, tell_slow)), OwnProcess(CHECKS)
    longer = replace(
        limits,
        seconds=_PATIENCE * limits.seconds,
        check_seconds=_PATIENCE * limits.check_seconds,
    )
    assignment = replace(assignment, limits=longer)
    try:
        student.begin()
        checks.begin()
        workers = Workers(checks, student, data_folder(assignment))
        done = grade_submission(submission, assignment, workers, _VISIBLE)
    finally:
        student.stop()
        checks.stop()
    if done.grade.status is Status.UNGRADED:
        raise InfrastructureError("; ".join(done.grade.staff.notes) or "no reason was given")
    return done.grade


def need_tensorflow(language: Language) -> None:
    """See that there is a TensorFlow that notebooks of today run with.

    Raises:
        StaffError: there is none, or it is older than 2.16; with the command that helps.
    """
    if util.find_spec("tensorflow") is None:
        said = Text(
            ko="이 컴퓨터의 파이썬에 TensorFlow가 없습니다.",
            en="TensorFlow is not installed in this Python.",
        )
        tip = Text(
            ko="`pip install tensorflow` 명령으로 설치하고 다시 실행하십시오.",
            en="Install it with `pip install tensorflow`, then run this again.",
        )
    elif (found := _version("keras")) and int(found.partition(".")[0]) < _OLDEST_KERAS:
        said = say(
            "이 컴퓨터의 Keras 버전은 {found}입니다. Keras 3(TensorFlow 2.16 이상)이 필요합니다.",
            "Keras {found} is too old here: Keras 3 is needed, which TensorFlow 2.16 and newer "
            "bring.",
            found=found,
        )
        tip = Text(
            ko="`pip install --upgrade tensorflow` 명령으로 새 버전을 설치하십시오.",
            en="Install a newer one with `pip install --upgrade tensorflow`.",
        )
    else:
        return
    raise StaffError(said.to(language), tip.to(language))


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""
