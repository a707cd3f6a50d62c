"""Evidence: what crosses from the student's side to the trusted side, and all that crosses.

One JSON document, described by the frozen structs below and decoded strictly: unknown
fields, wrong types and values outside the limits are refused. Arrays travel as raw bytes
(base64 in the JSON) with a dtype from a short list and a shape, so that no pickle, no zip
and no file name is ever read. Both sides import this module; neither imports the other.
"""

from __future__ import annotations

import math
from typing import Annotated, Any, Final, Literal

import ml_dtypes
import msgspec
import numpy as np
from msgspec import Meta

from autograder.util.json_bounds import check_bounds, check_keys

SCHEMA = 1

MAX_DELIVERABLES = 64
MAX_FITS = 2000
MAX_ARRAY_BYTES = 16 * 2**20
MAX_PARTS = 16  # arrays that a model takes, or gives, at once
MAX_UNSENT = 2**28  # numbers in the weights of a model that are told by their shapes alone
MAX_MODEL_CONFIG = 256 * 1024  # characters of JSON
MAX_VALUE_DEPTH = 6
MAX_CALLS = 32  # of one function
MAX_ANSWER_BYTES = 256 * 1024  # of one call
_MODEL_ITEMS = 40_000  # values in a model's config, its compile config, a callback
_MOST_DIGITS = 4300  # what Python itself reads (sys.set_int_max_str_digits)
_MOST_ELEMENTS = 2**31  # of an array, empty axes left out: NumPy refuses larger shapes

Name = Annotated[str, Meta(min_length=1, max_length=80)]
Short = Annotated[str, Meta(max_length=500)]
Digest = Annotated[str, Meta(pattern=r"\A([0-9a-f]{64})?\Z")]
Long = Annotated[str, Meta(max_length=20_000)]
Dim = Annotated[int, Meta(ge=0, le=2**31)]
Count = Annotated[int, Meta(ge=0, le=2**53)]
DType = Literal[
    "bool", "uint8", "int8", "int16", "int32", "int64", "uint16", "uint32", "uint64",
    "float16", "bfloat16", "float32", "float64",
]  # fmt: skip


class _Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Base of all evidence: immutable, and strict about what it holds."""


Shape = Annotated[tuple[Dim, ...], Meta(max_length=8)]


class Array(_Record, frozen=True):
    """A C-ordered array of plain numbers."""

    dtype: DType
    shape: Shape
    data: Annotated[bytes, Meta(max_length=MAX_ARRAY_BYTES)]


Parts = Annotated[tuple[Array, ...], Meta(max_length=MAX_PARTS)]


class ModelEvidence(_Record, frozen=True, tag_field="kind", tag="model"):
    """A Keras model as architecture and weights.

    ``config`` is the JSON of ``keras.saving.serialize_keras_object(model)``, '' when the model
    can't be described by layers alone (then ``opaque`` says why and ``probe`` holds its answers
    to the inputs that the trusted side sent; ``probe_parts`` those of several outputs).
    ``unsent`` are the shapes of all its weights where they are too large to be sent: ``weights``
    is empty then.
    ``fits`` are indices into ``Evidence.fits``, in the order in which they were run.
    """

    class_name: Name
    config: Annotated[str, Meta(max_length=MAX_MODEL_CONFIG)]
    weights: Annotated[tuple[Array, ...], Meta(max_length=1000)]
    opaque: Short = ""
    traced: bool = False  # subclassed, written down as a functional graph of its layers
    # Where each of ``weights`` stands among the weights that the fits record; () is the same order.
    weight_order: Annotated[tuple[Count, ...], Meta(max_length=1000)] = ()
    own_initializers: bool = False  # some were code; Keras' defaults stand in ``config`` for them
    compiled: Annotated[str, Meta(max_length=MAX_MODEL_CONFIG)] = ""  # JSON of compile config
    fits: Annotated[tuple[Count, ...], Meta(max_length=MAX_FITS)] = ()
    probe: Array | None = None
    probe_parts: Parts = ()
    unsent: Annotated[tuple[Shape, ...], Meta(max_length=1000)] = ()


class ArrayEvidence(_Record, frozen=True, tag_field="kind", tag="array"):
    """A NumPy array, a tensor, or a nested list of numbers."""

    class_name: Name
    array: Array


class ValueEvidence(_Record, frozen=True, tag_field="kind", tag="value"):
    """A plain Python value as JSON: None, bool, number, str, list (also for tuple and set),
    and dict as ``{"dict": [[key, value], ...]}`` so that keys keep their type."""

    class_name: Name
    json: Long


# How a call ended: with an answer, by an exception, because it takes other arguments, not in time,
# or with something that is no plain value or array of moderate size.
CallOutcome = Literal["answered", "raised", "arguments", "late", "unreadable"]


class CallEvidence(_Record, frozen=True):
    """What became of one call of a function that was handed in.

    ``error`` is the class of the exception that it raised; ``line`` where in the student's own
    numbering, ``cell`` from 1, both 0 where that is not known.
    """

    outcome: CallOutcome
    answer: ArrayEvidence | ValueEvidence | None = None
    class_name: Short = ""  # of the answer
    error: Short = ""
    cell: Count = 0
    line: Count = 0


class FunctionEvidence(_Record, frozen=True, tag_field="kind", tag="function"):
    """A function or a class, known by what it answers to the calls of the assignment, in order.

    There are fewer answers than calls where its process ended before.
    """

    class_name: Name
    answers: Annotated[tuple[CallEvidence, ...], Meta(max_length=MAX_CALLS)] = ()


class OtherEvidence(_Record, frozen=True, tag_field="kind", tag="other"):
    """Something that isn't a deliverable of any kind; only its class and text are told."""

    class_name: Name
    text: Short


DeliverableEvidence = (
    ModelEvidence | ArrayEvidence | ValueEvidence | FunctionEvidence | OtherEvidence
)


# What callbacks of the student's own did to the weights: not known (or there were none), only read
# them, went back to weights of an earlier epoch, or put in others.
CallbackEffect = Literal["", "read", "restored", "set"]


class FitEvidence(_Record, frozen=True):
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


class LoopEvidence(_Record, frozen=True):
    """The loop in which the time limit struck; see ``autograder.records.Loop``."""

    line: Count
    done: Count
    total: Count
    seconds: Annotated[float, Meta(ge=0, le=1e9)]
    kind: Literal["training", "fit", "steps", "endless"]


class CellErrorEvidence(_Record, frozen=True):
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


class LimitEvidence(_Record, frozen=True):
    """A limit that a cell ran into, as the student's side understood it; for messages only."""

    cell: Count
    limit: LimitName


EAGER_OFF = "eager-off"  # in place of a call: TensorFlow 2 was switched off


class UsedEvidence(_Record, frozen=True):
    """An old call that ``legacy = "accept"`` made work; for messages only."""

    cell: Count
    call: Short


class Evidence(_Record, frozen=True):
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


_EVIDENCE: Final = msgspec.json.Decoder(Evidence, strict=True)


class HostileEvidenceError(ValueError):
    """The bytes are not evidence; the message says what is wrong with them."""


def decode(payload: bytes) -> Evidence:
    """Read evidence from untrusted bytes.

    Raises:
        HostileEvidenceError: not JSON, not of this schema, or outside a limit.
    """
    try:
        check_bounds(payload)
        check_keys(payload)
        evidence = _EVIDENCE.decode(payload)
        _check_texts(evidence)
    except (msgspec.MsgspecError, UnicodeError, RecursionError, ValueError) as error:
        raise HostileEvidenceError(str(error)[:500]) from error
    for where in iter_arrays(evidence):
        check_array(where)
    for fit in evidence.fits:
        _check_parts(fit)
    return evidence


def _check_parts(fit: FitEvidence) -> None:
    """Several inputs have one number of rows, and so have several outputs."""
    for several in (fit.x_parts, fit.y_parts):
        if several and len({array.shape[:1] for array in several} | {()}) != 2:
            raise HostileEvidenceError("the arrays of one fit have different numbers of rows")


def _check_texts(evidence: Evidence) -> None:
    """What the types don't say: names are names, and JSON within the JSON is bounded too."""
    for name in evidence.deliverables:
        if not name.isidentifier():
            raise HostileEvidenceError(f"{name[:40]!r} is no variable's name")
    check_bounds(evidence.notebook.encode(), digits=_MOST_DIGITS)
    for name, deliverable in evidence.deliverables.items():
        if isinstance(deliverable, ModelEvidence):
            check_bounds(deliverable.config.encode(), items=_MODEL_ITEMS)
            check_bounds(deliverable.compiled.encode(), items=_MODEL_ITEMS)
            if sum(map(math.prod, deliverable.unsent)) > MAX_UNSENT:
                raise HostileEvidenceError(f"{name} has more weights than any model")
        for value in _values(deliverable):
            check_bounds(value.json.encode(), digits=_MOST_DIGITS)
    for fit in evidence.fits:
        for text in (fit.compiled, *fit.callbacks):
            check_bounds(text.encode(), items=_MODEL_ITEMS)


def _values(deliverable: DeliverableEvidence) -> list[ValueEvidence]:
    if isinstance(deliverable, FunctionEvidence):
        answers = (one.answer for one in deliverable.answers)
        return [one for one in answers if isinstance(one, ValueEvidence)]
    return [deliverable] if isinstance(deliverable, ValueEvidence) else []


def encode(evidence: Evidence) -> bytes:
    """The bytes that ``decode`` reads. Half characters, which UTF-8 can't write, become "?"."""
    try:
        return msgspec.json.encode(evidence)
    except UnicodeEncodeError:
        return msgspec.json.encode(_whole_characters(msgspec.to_builtins(evidence)))


def _whole_characters(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {_whole_characters(key): _whole_characters(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_whole_characters(item) for item in value]
    return value


def pack_array(array: np.ndarray[Any, Any]) -> Array:
    """Write an array down.

    Raises:
        ValueError: dtype not in the list, more than 8 dimensions, or too large.
    """
    array = np.ascontiguousarray(array) if array.ndim else array
    if array.dtype.name not in DType.__args__:  # type: ignore[attr-defined]
        raise ValueError(f"dtype {array.dtype} can't be evidence")
    if array.nbytes > MAX_ARRAY_BYTES or array.ndim > 8:
        raise ValueError(f"array of {array.nbytes} bytes and shape {array.shape} is too large")
    little = array.astype(array.dtype.newbyteorder("<"), copy=False)
    dtype: Any = array.dtype.name
    return Array(dtype=dtype, shape=tuple(array.shape), data=little.tobytes())


def check_array(array: Array) -> None:
    """Raise HostileEvidenceError unless the bytes fill the shape exactly."""
    if math.prod(size for size in array.shape if size) > _MOST_ELEMENTS:
        raise HostileEvidenceError(f"the shape {array.shape} is absurd")
    expected = math.prod(array.shape) * _dtype(array).itemsize
    if expected != len(array.data):
        raise HostileEvidenceError(
            f"array of shape {array.shape} and dtype {array.dtype} has {len(array.data)} bytes"
        )


def unpack_array(array: Array) -> np.ndarray[Any, Any]:
    """The array that was packed, as a read-only NumPy array of native byte order."""
    check_array(array)
    flat = np.frombuffer(array.data, dtype=_dtype(array).newbyteorder("<"))
    return flat.astype(flat.dtype.newbyteorder("="), copy=False).reshape(array.shape)


def _dtype(array: Array) -> np.dtype[Any]:
    """The type of its numbers; NumPy itself has no bfloat16."""
    return np.dtype(ml_dtypes.bfloat16 if array.dtype == "bfloat16" else array.dtype)


def iter_arrays(evidence: Evidence) -> list[Array]:
    """Every array in the evidence, for checks over all of them."""
    found: list[Array] = []
    for deliverable in evidence.deliverables.values():
        if isinstance(deliverable, ModelEvidence):
            found += deliverable.weights
            found += [deliverable.probe] if deliverable.probe else []
            found += deliverable.probe_parts
        elif isinstance(deliverable, ArrayEvidence):
            found.append(deliverable.array)
        elif isinstance(deliverable, FunctionEvidence):
            answers = (one.answer for one in deliverable.answers)
            found += [one.array for one in answers if isinstance(one, ArrayEvidence)]
    for fit in evidence.fits:
        given = (fit.x, fit.y, fit.sample_weight, fit.order)
        found += [array for array in given if array is not None]
        found += [*fit.x_parts, *fit.y_parts]
        found += fit.initial_weights or ()
        found += fit.final_weights or ()
    return found
