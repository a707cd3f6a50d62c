"""One exercise as the course describes it: deliverables, limits, checks, points."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Final, Literal

from autograder.records.drawings import BoundaryPicture, ConfusionPicture, Plot
from autograder.records.texts import LANGUAGES, Language, Text

Legacy = Literal["explain", "accept"]
CPU_FACTOR: Final = 4  # processor time for each second of the clock: several threads may work


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


DeliverableKind = Literal["model", "array", "value", "text", "function", "file"]


@dataclass(frozen=True, slots=True)
class Call:
    """One question to a function that was handed in: the arguments that it is called with.

    An argument is a truth, a number, a text, or a list of these, nested or not; lists of numbers
    reach the function as arrays. With ``fit`` what was handed in is a class: an object of it is
    made without arguments, its ``fit`` is called with these, and its ``predict`` with ``args``.
    """

    args: tuple[Any, ...] = ()
    fit: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class ModelInput:
    """One of a model's several inputs: its name, '' where they have none, and its columns."""

    name: str
    columns: int


@dataclass(frozen=True, slots=True)
class Deliverable:
    """A variable that the student's notebook leaves behind under an agreed name, or a file.

    The name of a file is its path below the folder that the notebook runs in: ``model.keras``,
    ``logs/``, ``figures/*.png``.

    ``probe`` is the batch of inputs, shape (rows, features), that is sent to the student's
    live model when it can't be rebuilt on the trusted side. Inputs only, never labels.
    ``calls`` are what a function is asked once all cells have run; likewise without answers.
    ``inputs`` say how the columns of a table are shared out among several; () is one input.
    The last ``secret`` rows of ``probe`` come from a file of the checks: students never get them.
    ``plot`` is on which scale the feedback draws an array, or the loss of a model: an array is
    drawn where it says so, a model's loss in any case. With "layers" the numbers of an array are
    bars, one a layer, with "confusion" a square of them is a confusion matrix.
    ``images`` are the rows and columns in which the weights of each node of a first layer are
    drawn, ``norms`` the deliverables whose sizes are drawn beside each other.
    """

    name: str
    kind: DeliverableKind
    title: Text
    probe: tuple[tuple[float, ...], ...] = ()
    calls: tuple[Call, ...] = ()
    inputs: tuple[ModelInput, ...] = ()
    plot: Plot = ""
    secret: int = 0
    images: tuple[int, ...] = ()
    confusion: ConfusionPicture | None = None
    boundary: BoundaryPicture | None = None
    norms: tuple[str, ...] = ()

    @property
    def is_drawn(self) -> bool:
        """Whether the feedback shows a picture of it, if there is something to be seen."""
        asked = self.plot or self.images or self.confusion or self.boundary or self.norms
        return self.kind == "model" or bool(asked)


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
class CheckFile:
    """One file of ``checks/``; ``path`` is relative to it, with forward slashes."""

    path: str
    content: bytes


@dataclass(frozen=True, slots=True)
class DataFile:
    """One file of the course's data sets; ``path`` is relative to their folder, with forward
    slashes, ``size`` in bytes, ``digest`` the SHA-256 of its content."""

    path: str
    size: int
    digest: str


@dataclass(frozen=True, slots=True)
class DataSet:
    """What a course says of one of its data sets: where it comes from, and on which terms.

    ``path`` and ``digest`` as in ``DataFile``; the others are '' where nothing is said.
    """

    path: str
    digest: str
    source: str
    licence: str


@dataclass(frozen=True, slots=True)
class HandedOut:
    """A data set that students get with the template; ``about`` is None where nothing is said."""

    file: DataFile
    about: DataSet | None = None


@dataclass(frozen=True, slots=True)
class Assignment:
    """One exercise: what is asked, what is handed in, how it is graded.

    All that grading needs, as content and digests: it may go to another machine. The data sets
    have to be there already, see ``autograder.course.data_sets``.
    """

    name: str
    version: int
    title: Text
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
    definition: str = ""  # a digest of assignment.toml and course.toml
    check_files: tuple[CheckFile, ...] = field(default=(), repr=False)
    data: tuple[DataFile, ...] = ()  # the course's, which cells may read
    handed_out: tuple[HandedOut, ...] = ()  # those of them that this assignment is about

    @property
    def wanted(self) -> tuple[str, ...]:
        """The names of the variables that are handed in."""
        return tuple(one.name for one in self.deliverables if one.kind != "file")

    @property
    def max_score(self) -> float:
        """The points of all checks together, those of bonus checks apart."""
        return sum(check.points for check in self.checks if check.name not in self.bonus.checks)


@dataclass(frozen=True, slots=True)
class LocalAssignment(Assignment):
    """An assignment that lies on this machine's disk, for those who edit or pack it."""

    folder: Path = field(kw_only=True)
    course: Path = field(kw_only=True)  # root of the course, where course.toml stands

    @property
    def data_folder(self) -> Path:
        """Where the course's data sets lie; it need not exist."""
        return self.course / "data"


def portable(assignment: Assignment) -> Assignment:
    """What of an assignment may go to another machine: all but where it lies on this one."""
    return Assignment(**{one.name: getattr(assignment, one.name) for one in fields(Assignment)})
