"""What grading found of one submission: checks, errors, trainings, and the grade itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from autograder.records.texts import NO_TEXT, Text
from autograder.util.compat import StrEnum


class Outcome(StrEnum):
    """How one check ended."""

    PASSED = "passed"
    PARTIAL = "partial"
    FAILED = "failed"
    NOT_CHECKED = "not_checked"  # what it depends on is missing
    COULD_NOT_CHECK = "could_not_check"  # our fault; never costs points
    PENDING = "pending"  # a person has to mark it


class Status(StrEnum):
    """What became of a submission, as in grades.csv."""

    GRADED = "graded"
    INVALID = "invalid"
    TIMEOUT = "timeout"
    MEMORY = "memory"
    UNGRADED = "ungraded"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class CheckOutcome:
    """What the trusted side found for one check. ``fraction`` of the points is in 0…1.

    ``message`` is for the student (never the check's values); ``detail`` is for the staff.
    ``hinted`` is False where the check's hint would not help: what is there is no model at all.
    """

    name: str
    outcome: Outcome
    fraction: float
    message: Text = NO_TEXT
    detail: str = ""
    seconds: float = 0.0
    hinted: bool = True


@dataclass(frozen=True, slots=True)
class Mark:
    """What a person wrote into one row of ``review.csv``. ``row`` is for messages.

    ``points`` is None where only a comment was given, ``most`` where the row has no maximum.
    """

    points: float | None
    comment: str = ""
    most: float | None = None
    row: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What a check found by itself, where a person gave other points since."""

    outcome: Outcome
    earned: float


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One line of a grade: the check as announced, and what was found."""

    name: str
    part: str
    points: float
    earned: float
    outcome: Outcome
    visible: bool
    title: Text
    hint: Text
    message: Text = NO_TEXT
    detail: str = ""  # staff only; never written to a student's file
    by_hand: bool = False  # the check left it to a person, who may have given points since
    comment: str = ""  # what that person wrote, for the student
    before: Found | None = None  # what the check found, where a person's points took its place


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What is added to the points of the checks (bonus) or taken off (late), on its own line."""

    kind: Literal["late", "bonus"]
    points: float  # below 0 when taken off
    text: Text


@dataclass(frozen=True, slots=True)
class Loop:
    """A loop in which the time limit struck.

    ``done`` of ``total`` steps (0: not known) took ``seconds``. The kind says what the steps are:
    training by hand, epochs of ``fit``, anything else, or a loop whose end is nowhere written.
    """

    line: int
    done: int
    total: int
    seconds: float
    kind: Literal["training", "fit", "steps", "endless"]


@dataclass(frozen=True, slots=True)
class CellError:
    """A cell that raised. ``cell`` counts all cells from 1; ``line`` counts from 1, 0 unknown."""

    cell: int
    line: int
    name: str  # the exception's class
    value: str
    source: str = ""  # the line that raised
    legacy: str = ""  # id of the old call behind it, see autograder.legacy
    rewritten: str = ""  # the student's lines as they would be written today
    after: int = 0  # the earlier cell that failed and would have made the missing name
    meant: str = ""  # the known name that is nearest to an unknown one
    lost: str = ""  # a file that was not there, which an earlier `try` has hidden
    loop: Loop | None = None  # where the time limit struck


@dataclass(frozen=True, slots=True)
class Attempt:
    """Where code reaches for what is not its own; for the staff; it costs no points."""

    cell: int
    line: int
    what: Text


@dataclass(frozen=True, slots=True)
class FitSummary:
    """One ``fit`` call as the TA sees it."""

    model: str  # name of the deliverable, '' if it was not handed in
    epochs: int
    batch_size: int
    seconds: float
    level: str
    reason: str
    loss: tuple[float, ...] = ()  # one value an epoch, thinned to at most 200
    accuracy: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Usage:
    """What running the submission cost."""

    seconds: float = 0.0
    cpu_seconds: float = 0.0
    memory_mb: float = 0.0


@dataclass(frozen=True, slots=True)
class ForStaff:
    """What only the staff may see of a graded submission."""

    notes: tuple[str, ...] = ()
    review_text: str = ""  # what a person has to mark, with aids
    answer: str = ""  # the student's own words of it
    layers: tuple[str, ...] = ()  # isolation layers that were in force
    attempts: tuple[Attempt, ...] = ()


@dataclass(frozen=True, slots=True)
class CacheKeys:
    """Fingerprints of all that a kept grade depends on."""

    run: str = ""  # of running the submission
    check: str = ""  # of checking its evidence


@dataclass(frozen=True, slots=True)
class Grade:
    """All that is known of one graded submission; the reports are renderings of it."""

    student: str
    assignment: str
    status: Status
    score: float
    max_score: float
    pending: float  # points that a person still has to give
    checks: tuple[CheckResult, ...]
    attempt_file: str
    late: bool = False
    late_days: float = 0.0
    message: Text = NO_TEXT  # one line for the table
    notes: tuple[Text, ...] = ()  # everything else the student should know, in order
    errors: tuple[CellError, ...] = ()
    fits: tuple[FitSummary, ...] = ()
    usage: Usage = field(default_factory=Usage)
    adjustments: tuple[Adjustment, ...] = ()
    staff: ForStaff = ForStaff()
    keys: CacheKeys = CacheKeys()
    lms: str = ""
    lms_id: str = ""
    lms_name: str = ""

    @property
    def percent(self) -> float:
        """Score in per cent of the most that can be had."""
        return 100.0 * self.score / self.max_score if self.max_score else 0.0
