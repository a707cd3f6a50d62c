"""What the parts of the program hand to each other: frozen data, no behaviour.

One submission travels through these records in this order:
``Submission`` → ``Evidence`` (``autograder.evidence``) → ``CheckResult`` → ``Grade``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from autograder.util.compat import StrEnum

Language = Literal["ko", "en"]
Legacy = Literal["explain", "accept"]
LANGUAGES: tuple[Language, ...] = ("ko", "en")


@dataclass(frozen=True, slots=True)
class Text:
    """One message in the two languages of the course."""

    ko: str
    en: str

    def to(self, language: Language) -> str:
        """The text in ``language``."""
        return self.ko if language == "ko" else self.en


NO_TEXT = Text(ko="", en="")
CPU_FACTOR: Final = 4  # processor time for each second of the clock: several threads may work


# --- the assignment -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Limits:
    """What one submission may use. Exceeding one is the student's outcome, not ours."""

    seconds: float = 60.0  # of all cells; waiting for a processor that others hold is left out
    memory_mb: int = 2048  # private memory of the student's process
    output_kb: int = 1024  # what the cells print, and the figures they draw
    file_mb: int = 64  # one file written by the cells
    disk_mb: int = 256  # all files written by the cells
    files: int = 2000  # number of files and folders written
    threads: int = 64  # beside Python's and TensorFlow's own
    cpu_seconds: float = 0.0  # processor time, all threads together; 0: four times `seconds`
    open_files: int = 192
    evidence_mb: int = 48  # everything that crosses the boundary
    check_seconds: float = 400.0  # wall clock of the checks on the trusted side

    @property
    def processor_seconds(self) -> float:
        """``cpu_seconds``, or what stands for it: on a busy machine the clock strikes first."""
        return self.cpu_seconds or CPU_FACTOR * self.seconds


DeliverableKind = Literal["model", "array", "value", "text"]


@dataclass(frozen=True, slots=True)
class Deliverable:
    """A variable that the student's notebook leaves behind under an agreed name.

    ``probe`` is the batch of inputs, shape (rows, features), that is sent to the student's
    live model when it can't be rebuilt on the trusted side. Inputs only, never labels.
    """

    name: str
    kind: DeliverableKind
    title: Text
    probe: tuple[tuple[float, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A group of checks that the statement and the feedback name together."""

    name: str
    title: Text


@dataclass(frozen=True, slots=True)
class StandardUse:
    """Which check of ``autograder.checks`` does the work, and its arguments as JSON."""

    check: str
    arguments: str


@dataclass(frozen=True, slots=True)
class CheckSpec:
    """What is known of a check before it runs. ``test_<name>`` in ``checks/`` does the work, or
    the ``standard`` check of that name."""

    name: str
    points: float
    title: Text
    hint: Text
    part: str
    visible: bool = False
    needs: tuple[str, ...] = ()  # deliverables without which it can't be checked
    manual: bool = False  # a person marks it; the check only prepares aids
    standard: StandardUse | None = None
    wrong: bool = True  # `verify` makes known-wrong submissions by the standard check's mutants
    loses_also: tuple[str, ...] = ()  # checks that fall with this one in these


@dataclass(frozen=True, slots=True)
class LatePolicy:
    """What handing in late costs. Percentages are of the assignment's maximum."""

    per_day: float = 0.0  # per cent for each day begun
    grace_hours: float = 0.0  # lateness that costs nothing
    cap: float = 100.0  # the most per cent that lateness can cost


@dataclass(frozen=True, slots=True)
class Bonus:
    """Checks whose points come on top of the maximum; at most ``cap`` of them, 0: all."""

    checks: tuple[str, ...] = ()
    cap: float = 0.0


@dataclass(frozen=True, slots=True)
class Assignment:
    """One exercise: what is asked, what is handed in, how it is graded."""

    name: str
    version: int
    title: Text
    folder: Path
    course: Path  # root of the course, where course.toml stands
    limits: Limits
    deliverables: tuple[Deliverable, ...]
    parts: tuple[Part, ...]
    checks: tuple[CheckSpec, ...]
    template_floor: float = 0.0  # points that the untouched template earns
    late: LatePolicy = LatePolicy()
    bonus: Bonus = Bonus()
    libraries: tuple[str, ...] | None = None  # that students may use; None: all that are there
    legacy: Legacy = "explain"  # the course's policy on calls of old Keras
    language: Language = "en"  # of messages and pages, where nobody chooses
    languages: tuple[Language, ...] = LANGUAGES  # in which students read the course

    @property
    def wanted(self) -> tuple[str, ...]:
        """The names of the deliverables."""
        return tuple(one.name for one in self.deliverables)

    @property
    def data(self) -> Path:
        """The folder with the course's data sets, which need not exist."""
        return self.course / "data"

    @property
    def max_score(self) -> float:
        """The points of all checks together, those of bonus checks apart."""
        return sum(check.points for check in self.checks if check.name not in self.bonus.checks)


# --- the submission -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Submission:
    """What one student handed in, located but not yet read.

    ``lms_id`` is the identity under which the LMS takes the grade back (a participant id, a
    Canvas user id), '' for plain files. ``note`` says which rule chose this file when there
    were several. ``lms_name`` is the name of the student's folder in the LMS's download, where
    feedback has to go back under it. ``late_days`` is 0 where nobody said how late, and
    ``late_known`` is False where nobody said whether.
    """

    student: str
    path: Path
    content: bytes
    filename: str  # as handed in, for `attempt_file`
    late: bool = False
    lms: str = ""
    lms_id: str = ""
    note: Text = NO_TEXT
    problem: Text = NO_TEXT  # why it can't be read, when the intake already knows
    lms_name: str = ""
    late_days: float = 0.0
    late_known: bool = False
    alike: tuple[str, ...] = ()  # names that fold to this one, its own among them
    files: tuple[HandedIn, ...] = ()  # data handed in beside the program


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A file beside the program, under a plain name that the program may open."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a notebook or one ``# %%`` part of a script; scripts have one or more."""

    kind: Literal["code", "markdown", "raw"]
    source: str
    number: int  # counted from 1 among all cells, as the student sees them in Colab


@dataclass(frozen=True, slots=True)
class Program:
    """A submission that could be read: its cells, in the order in which they are run."""

    cells: tuple[Cell, ...]
    language: str = "python"
    origin: Literal["ipynb", "py"] = "ipynb"
    notes: tuple[Text, ...] = ()  # what the reader had to put right, in words
    files: tuple[HandedIn, ...] = ()  # data that came out of the same zip


# --- the grade ------------------------------------------------------------------------


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
    """Where code reaches for what is not its own; for the staff, and no point hangs on it."""

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
    message: Text = NO_TEXT  # one line for the table
    notes: tuple[Text, ...] = ()  # everything else the student should know, in order
    staff_notes: tuple[str, ...] = ()
    errors: tuple[CellError, ...] = ()
    fits: tuple[FitSummary, ...] = ()
    usage: Usage = field(default_factory=Usage)
    layers: tuple[str, ...] = ()  # isolation layers that were in force
    review_text: str = ""  # what a person has to mark, with aids that only the staff may see
    answer: str = ""  # the student's own words of it
    run_key: str = ""  # fingerprint of all that running the submission depends on
    check_key: str = ""  # fingerprint of all that checking its evidence depends on
    lms: str = ""
    lms_id: str = ""
    lms_name: str = ""
    late_days: float = 0.0
    adjustments: tuple[Adjustment, ...] = ()
    attempts: tuple[Attempt, ...] = ()

    @property
    def percent(self) -> float:
        """Score in per cent of the most that can be had."""
        return 100.0 * self.score / self.max_score if self.max_score else 0.0
