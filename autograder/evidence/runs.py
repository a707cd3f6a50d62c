"""What is known of one run: its deliverables, its trainings, its errors."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from autograder.evidence.arrays import Array, Parts
from autograder.evidence.deliverables import DeliverableEvidence
from autograder.evidence.fields import (
    MAX_DELIVERABLES,
    MAX_FITS,
    MAX_MODEL_CONFIG,
    Count,
    Digest,
    Long,
    Name,
    Record,
    Short,
)
from autograder.evidence.files import MAX_WRITTEN, WrittenFile

# What callbacks of the student's own did to the weights: not known (or there were none), only read
# them, went back to weights of an earlier epoch, or put in others.
CallbackEffect = Literal["", "read", "restored", "set"]


class FitEvidence(Record, frozen=True):
    """One call of ``fit``. Array fields hold None when too large or not plain arrays.

    A model of several inputs has ``x_parts`` in place of ``x``, in the order of its inputs;
    one of several outputs ``y_parts``.
    """

    epochs: Count  # epochs run
    epochs_asked: Count
    batch_size: Count
    samples: Count
    shuffle: bool
    seconds: Annotated[float, Meta(ge=0, le=1e9)]
    level: Short  # how our compiled fit ran it, see autograder.compiled_fit.Level
    reason: Short
    compiled: Annotated[str, Meta(max_length=MAX_MODEL_CONFIG)]  # JSON of get_compile_config()
    history: dict[Name, Annotated[tuple[float | None, ...], Meta(max_length=200_000)]]
    arguments: dict[Name, Short]  # the other arguments that were given, as text
    callbacks: Annotated[tuple[Long, ...], Meta(max_length=50)] = ()  # JSON {class_name, config}
    x: Array | None = None
    y: Array | None = None
    initial_weights: tuple[Array, ...] | None = None
    final_weights: tuple[Array, ...] | None = None
    error: Short = ""  # the exception that ended it early
    sample_weight: Array | None = None  # one number a row
    # Row numbers in the order in which they were trained on: one line an epoch, or one for all.
    order: Array | None = None
    # The learning rate of each epoch, where callbacks of the student's own were there to change it.
    rates: Annotated[tuple[float, ...], Meta(max_length=200_000)] = ()
    optimizer_steps: Count | None = None  # that the optimizer had made before; None: not known
    own_step: bool = False  # a train step or a loss method of the student's own
    callback_effect: CallbackEffect = ""
    x_parts: Parts = ()
    y_parts: Parts = ()
    x_digest: Digest = ""  # of an array too large to be kept; see ``util.digests``
    y_digest: Digest = ""
    final_digest: Digest = ""  # of weights too large to be kept
    initial_digest: Digest = ""


TAPE = "tape"  # the level of a loop with a GradientTape, written down as one fit


class LoopEvidence(Record, frozen=True):
    """The loop in which the time limit struck; see ``autograder.records.Loop``."""

    line: Count
    done: Count
    total: Count
    seconds: Annotated[float, Meta(ge=0, le=1e9)]
    kind: Literal["training", "fit", "steps", "endless"]


class CellErrorEvidence(Record, frozen=True):
    """A cell that raised, in the student's own numbering (all cells, from 1)."""

    cell: Count
    line: Count
    name: Name
    value: Long
    source: Short = ""
    legacy: Short = ""  # id of the old call behind it, see autograder.legacy
    rewritten: Long = ""  # the student's lines as they would be written today
    after: Count = 0  # the earlier cell that failed and would have made the missing name
    meant: Short = ""  # the known name that is nearest to an unknown one
    lost: Short = ""  # a file that was not there, which an earlier `try` has hidden
    loop: LoopEvidence | None = None  # where the time limit struck


LimitName = Literal[
    "memory", "threads", "processes", "network", "file", "disk", "files", "open_files", "output",
    "evidence",
]  # fmt: skip


class LimitEvidence(Record, frozen=True):
    """A limit that a cell ran into, as the student's side understood it; for messages only."""

    cell: Count
    limit: LimitName


EAGER_OFF = "eager-off"  # in place of a call: TensorFlow 2 was switched off


class UsedEvidence(Record, frozen=True):
    """An old call that ``legacy = "accept"`` made work; for messages only."""

    cell: Count
    call: Short


class Evidence(Record, frozen=True):
    """All that is known of one run of a submission."""

    schema: Literal[1]
    deliverables: Annotated[dict[Name, DeliverableEvidence], Meta(max_length=MAX_DELIVERABLES)]
    fits: Annotated[tuple[FitEvidence, ...], Meta(max_length=MAX_FITS)]
    errors: Annotated[tuple[CellErrorEvidence, ...], Meta(max_length=1000)]
    names: Annotated[tuple[Name, ...], Meta(max_length=1000)]  # all variables at module level
    output: Annotated[str, Meta(max_length=4 * 2**20)]  # what the cells printed
    notebook: str  # the executed notebook, nbformat 4 JSON; for people, never parsed by checks
    interrupted: Literal["", "time", "memory", "output", "disk", "exit"] = ""
    cells_run: Count = 0
    limits: Annotated[tuple[LimitEvidence, ...], Meta(max_length=1000)] = ()
    used: Annotated[tuple[UsedEvidence, ...], Meta(max_length=1000)] = ()
    # Where the assignment asks for files: those that the cells wrote.
    written: Annotated[tuple[WrittenFile, ...], Meta(max_length=MAX_WRITTEN)] = ()
