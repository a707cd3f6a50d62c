"""What a call of ``fit`` is trained on, as plain arrays where that can be told."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import tensorflow as tf

from autograder.student.dataset_rows import rows_of
from autograder.student.several_arrays import (
    AnyArray,
    input_names,
    output_names,
    parts_of,
    plain_array,
)
from autograder.util.digests import data_digest

_KNOWN = frozenset({"x", "y", "batch_size", "epochs", "shuffle", "callbacks"})
_MOST_ORDERS = 2**20  # bytes of row numbers that are kept of one fit
_MOST_DIGESTED = 2**29  # bytes
_BATCH = 32  # rows, as Keras' own default


@dataclass(frozen=True, slots=True)
class FitData:
    """The rows of one epoch; None where they are too many or no plain arrays.

    ``explained`` names the arguments of ``fit`` of which all is said here. Several arrays are in
    ``x_parts`` and ``y_parts``, in the order of the model's inputs and outputs; ``x`` or ``y`` is
    None then.
    """

    x: AnyArray | None
    y: AnyArray | None
    weight: AnyArray | None
    batch_size: int
    shuffle: bool
    explained: frozenset[str]
    x_parts: tuple[AnyArray, ...] = ()
    y_parts: tuple[AnyArray, ...] = ()
    x_digest: str = ""  # of an array that is too large to be kept
    y_digest: str = ""

    @property
    def rows(self) -> int:
        """How many there are, told by the labels where inputs are too large; 0 if not known."""
        first = next(iter(self.x_parts), self.x)
        first = next(iter(self.y_parts), self.y) if first is None else first
        return len(first) if first is not None and first.ndim else 0


@dataclass(frozen=True, slots=True)
class Given:
    """One argument: an array, or several in the model's order; neither where it is no array."""

    one: AnyArray | None
    parts: tuple[AnyArray, ...] = ()

    @property
    def all(self) -> tuple[AnyArray, ...]:
        """Every array of it."""
        return self.parts if self.one is None else (self.one,)


def kept_data(model: Any, given: dict[str, Any], most_bytes: int) -> FitData:
    """The data of a fit as they are now: a program may change its arrays while it trains.

    Never raises: what Keras will refuse is not known here.
    """
    try:
        data = given_data(model, given, most_bytes)
    except Exception:  # noqa: BLE001 - Keras says what is wrong with the arguments
        return FitData(None, None, None, _BATCH, shuffle=True, explained=_KNOWN)
    copies = (None if part is None else part.copy() for part in (data.x, data.y, data.weight))
    x, y, weight = copies
    parts = (tuple(part.copy() for part in several) for several in (data.x_parts, data.y_parts))
    x_parts, y_parts = parts
    digests = (_digest(given.get(name), most_bytes) for name in "xy")
    x_digest, y_digest = digests
    return replace(
        data, x=x, y=y, weight=weight, x_parts=x_parts, y_parts=y_parts,
        x_digest=x_digest, y_digest=y_digest,
    )  # fmt: skip


def _digest(data: Any, most_bytes: int) -> str:
    """The digest of an array that is too large to be kept; '' for anything else."""
    array = plain_array(data, _MOST_DIGESTED)
    if array is None or array.nbytes <= most_bytes:
        return ""
    return data_digest(array)


def given_data(model: Any, given: dict[str, Any], most_bytes: int) -> FitData:
    """The data of a fit of ``model`` from its arguments by name; ``most_bytes`` bounds each array.

    Of several inputs the number of rows is that of the first: Keras refuses others.
    """
    if isinstance(given.get("x"), tf.data.Dataset):
        return _from_pipeline(model, given, most_bytes)
    x, y = (
        inputs_of(model, given.get("x"), most_bytes),
        targets_of(model, given.get("y"), most_bytes),
    )
    size, shuffle = int(given.get("batch_size") or _BATCH), bool(given.get("shuffle", True))
    data = FitData(x.one, y.one, None, size, shuffle, _KNOWN, x.parts, y.parts)
    known = _KNOWN
    if _is_whole_pass(given, data.rows, size):
        known |= {"steps_per_epoch"}
    weight = plain_array(given.get("sample_weight"), most_bytes)
    if weight is not None:
        weight = _one_a_row(weight, data.rows)
    known = known if weight is None else known | {"sample_weight"}
    return replace(data, weight=weight, explained=known)


def inputs_of(model: Any, data: Any, most_bytes: int) -> Given:
    """What a model is given as ``x``."""
    return _as_given(data, input_names(model), most_bytes)


def targets_of(model: Any, data: Any, most_bytes: int) -> Given:
    """What a model is given as ``y``."""
    return _as_given(data, output_names(model), most_bytes)


def _as_given(data: Any, names: tuple[str, ...], most_bytes: int) -> Given:
    parts = parts_of(data, names, most_bytes)
    if len(parts) == 1:
        return Given(parts[0])
    return Given(None, parts) if parts else Given(plain_array(data, most_bytes))


def _is_whole_pass(given: dict[str, Any], rows: int, batch_size: int) -> bool:
    """Whether an epoch is one pass over the rows, as it is without ``steps_per_epoch``.

    Keras ends an epoch with the rows, however many steps are left (``EpochIterator``, which begins
    anew with the next one). With fewer steps, the next epoch goes on where this one ended.
    """
    steps = given.get("steps_per_epoch")
    if type(steps) is not int or not rows or given.get("validation_split"):
        return False
    return steps * batch_size >= rows


def _one_a_row(weight: AnyArray, rows: int) -> AnyArray | None:
    """Sample weights as shape (rows,), also from a column; None for any others."""
    if not rows or weight.shape not in {(rows,), (rows, 1)}:
        return None
    return weight.reshape(-1)


def _from_pipeline(model: Any, given: dict[str, Any], most_bytes: int) -> FitData:
    unknown = FitData(None, None, None, _BATCH, shuffle=True, explained=_KNOWN)
    try:
        rows = rows_of(given["x"], most_bytes)
    except Exception:  # noqa: BLE001 - private attributes of tf.data: unread is no harm
        return unknown
    if rows is None:
        return unknown
    x, y = inputs_of(model, rows.x, most_bytes), targets_of(model, rows.y, most_bytes)
    data = FitData(
        x.one, y.one, rows.weight, rows.batch_size, rows.shuffle, _KNOWN, x.parts, y.parts
    )
    steps = given.get("steps_per_epoch")
    passes = rows.passes
    if steps is not None:
        passes = int(steps) * rows.batch_size / max(1, data.rows)
    size = max((part.nbytes for part in (x.one, *x.parts) if part is not None), default=0)
    if not size or not passes.is_integer() or not 1 <= passes <= most_bytes / size:
        return unknown
    return _repeated(data, int(passes))


def _repeated(data: FitData, passes: int) -> FitData:
    """The rows of several passes, which a pipeline makes one epoch of."""

    def repeat(part: AnyArray) -> AnyArray:
        return np.concatenate([part] * passes)

    x, y, weight = (
        None if part is None else repeat(part) for part in (data.x, data.y, data.weight)
    )
    return replace(
        data,
        x=x,
        y=y,
        weight=weight,
        x_parts=tuple(map(repeat, data.x_parts)),
        y_parts=tuple(map(repeat, data.y_parts)),
        explained=_KNOWN | {"steps_per_epoch"},
    )


def joined_orders(orders: list[AnyArray], data: FitData, epochs: int) -> AnyArray | None:
    """Row numbers in the order of training, shape (epochs or 1, rows); None where not known.

    ``orders`` are those of the pieces in which a fit was run. They matter only where there is
    more than one batch, and tell nothing where they are not one an epoch.
    """
    if not data.rows or not data.shuffle or not orders:
        return None
    rows = orders[0].shape[1]
    if rows <= data.batch_size or rows > data.rows:
        return None
    alike = all(order is orders[0] for order in orders)
    whole = orders[0] if alike else np.concatenate(orders)
    if len(whole) not in {1, epochs}:
        return None
    kind = np.uint8 if rows <= 2**8 else np.uint16 if rows <= 2**16 else np.int32
    return whole.astype(kind) if math.prod(whole.shape) * 2 <= _MOST_ORDERS else None
