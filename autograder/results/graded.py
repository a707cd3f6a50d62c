"""What grading a submission gives: its run, what the checks found, and the grade.

A store keeps these, so that a submission is run and checked again only where that may change
something.
"""

from __future__ import annotations

from dataclasses import dataclass

from autograder.checking.program import Verdict
from autograder.records import Grade
from autograder.sandbox.jobs import JobStatus


@dataclass(frozen=True, slots=True)
class Judged:
    """What the checks found; ``pictures`` is the JSON of ``autograder.pictures``, '' for none."""

    verdict: Verdict
    pictures: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the staff chose for this run that changes how submissions are graded."""

    stock_fit: bool = False
    only_visible: bool = False  # the checks that students may run themselves
    pictures: bool = True  # of the feedback; studies of the grades alone do without


@dataclass(frozen=True, slots=True)
class Run:
    """A submission that was run: its evidence, and what running it took.

    ``payload`` is the evidence as bytes, None when there is none (then ``status`` says why).
    With evidence, a ``status`` other than finished is that of the cell that ended the program:
    the evidence is then of the cells before it. ``judged`` is what the checks found of it, where
    they found it before.
    """

    status: JobStatus
    payload: bytes | None
    judged: Judged | None = None


@dataclass(frozen=True, slots=True)
class Graded:
    """A grade and what is kept beside it."""

    grade: Grade
    run: Run | None = None
    notebook: str = ""
    pictures: str = ""
    output: str = ""  # what the cells printed
    judge_key: str = ""  # fingerprint of all that the verdict depends on
