"""The list of a class: who should have handed in, and under which id."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.intake import messages
from autograder.records import Submission


@dataclass(frozen=True, slots=True)
class Listed:
    """One row of the roster."""

    student: str
    identity: str = ""
    name: str = ""
    email: str = ""


def read_roster(path: Path) -> tuple[Listed, ...]:
    """The rows of a roster CSV."""
    raise NotImplementedError(path)


def apply_roster(submissions: Sequence[Submission], listed: Sequence[Listed]) -> list[Submission]:
    """``submissions`` under the roster's names, and one for each who handed in nothing."""
    return [s for s in submissions if s] if listed else list(submissions)


def is_missing(submission: Submission) -> bool:
    """Whether the roster lists the student but nothing was handed in."""
    return submission.problem == messages.NOTHING_HANDED_IN
