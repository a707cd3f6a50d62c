"""What a call of ``fit`` is trained on, as plain arrays where that can be told."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import tensorflow as tf

from autograder.student.dataset_rows import rows_of

_KNOWN = frozenset({"x", "y", "batch_size", "epochs", "shuffle", "callbacks"})
_MOST_ORDERS = 2**20  # bytes of row numbers that are kept of one fit
_BATCH = 32  # rows, as Keras' own default

AnyArray = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class FitData:
    """The rows of one epoch; None where they are too many or no plain arrays.

    ``explained`` names the arguments of ``fit`` of which all is said here.
    """

    x: AnyArray | None
    y: AnyArray | None
    weight: AnyArray | None
    batch_size: int
    shuffle: bool
    explained: frozenset[str]


def kept_data(given: dict[str, Any], most_bytes: int) -> FitData:
    """The data of a fit as they are now: a program may change its arrays while it trains.

    Never raises: what Keras will refuse is not known here.
    """
    try:
        data = given_data(given, most_bytes)
    except Exception:  # noqa: BLE001 - Keras says what is wrong with the arguments
        return FitData(None, None, None, _BATCH, shuffle=True, explained=_KNOWN)
    copies = (None if part is None else part.copy() for part in (data.x, data.y, data.weight))
    x, y, weight = copies
    return replace(data, x=x, y=y, weight=weight)


def given_data(given: dict[str, Any], most_bytes: int) -> FitData:
    """The data of a fit from its arguments by name; ``most_bytes`` bounds each array."""
    if isinstance(given.get("x"), tf.data.Dataset):
        return _from_pipeline(given, most_bytes)
    x, y = plain_array(given.get("x"), most_bytes), plain_array(given.get("y"), most_bytes)
    weight = plain_array(given.get("sample_weight"), most_bytes)
    if weight is not None:
        weight = _one_a_row(weight, x)
    known = _KNOWN if weight is None else _KNOWN | {"sample_weight"}
    size = int(given.get("batch_size") or _BATCH)
    if _is_whole_pass(given, x, size):
        known |= {"steps_per_epoch"}
    return FitData(x, y, weight, size, bool(given.get("shuffle", True)), known)


def _is_whole_pass(given: dict[str, Any], x: AnyArray | None, batch_size: int) -> bool:
    """Whether an epoch is one pass over the rows, as it is without ``steps_per_epoch``.

    Keras ends an epoch with the rows, however many steps are left (``EpochIterator``, which begins
    anew with the next one). With fewer steps, the next epoch goes on where this one ended.
    """
    steps = given.get("steps_per_epoch")
    if type(steps) is not int or x is None or not x.ndim or given.get("validation_split"):
        return False
    return steps * batch_size >= len(x)


def _one_a_row(weight: AnyArray, x: AnyArray | None) -> AnyArray | None:
    """Sample weights as shape (rows,), also from a column; None for any others."""
    if x is None or not x.ndim or weight.shape not in {(len(x),), (len(x), 1)}:
        return None
    return weight.reshape(-1)


def _from_pipeline(given: dict[str, Any], most_bytes: int) -> FitData:
    unknown = FitData(None, None, None, _BATCH, shuffle=True, explained=_KNOWN)
    try:
        rows = rows_of(given["x"], most_bytes)
    except Exception:  # noqa: BLE001 - private attributes of tf.data: unread is no harm
        return unknown
    if rows is None:
        return unknown
    steps = given.get("steps_per_epoch")
    passes = rows.passes
    if steps is not None:
        passes = int(steps) * rows.batch_size / max(1, len(rows.x))
    if not passes.is_integer() or not 1 <= passes <= most_bytes / max(1, rows.x.nbytes):
        return unknown
    repeated = [
        None if part is None else np.concatenate([part] * int(passes))
        for part in (rows.x, rows.y, rows.weight)
    ]
    x, y, weight = repeated
    known = _KNOWN | {"steps_per_epoch"}
    return FitData(x, y, weight, rows.batch_size, rows.shuffle, known)


def plain_array(data: Any, most_bytes: int) -> AnyArray | None:
    """An array of numbers, None for anything else and for what is larger than ``most_bytes``."""
    # Anything else, such as a generator, might run a student's code to become an array.
    if not (isinstance(data, list | tuple) or hasattr(data, "__array__")):
        return None
    try:
        if getattr(data, "nbytes", 0) > most_bytes:
            return None
        array = np.asarray(data)
    except Exception:  # noqa: BLE001 - generators and data sets aren't arrays
        return None
    return array if array.dtype.kind in "biuf" and array.nbytes <= most_bytes else None


def joined_orders(orders: list[AnyArray], data: FitData) -> AnyArray | None:
    """Row numbers in the order of training, shape (epochs or 1, rows); None where not known.

    ``orders`` are those of the pieces in which a fit was run. They matter only where there is
    more than one batch.
    """
    if data.x is None or not data.shuffle or not data.x.ndim or not orders:
        return None
    rows = orders[0].shape[1]
    if rows <= data.batch_size or rows > len(data.x):
        return None
    alike = all(order is orders[0] for order in orders)
    whole = orders[0] if alike else np.concatenate(orders)
    kind = np.uint8 if rows <= 2**8 else np.uint16 if rows <= 2**16 else np.int32
    return whole.astype(kind) if math.prod(whole.shape) * 2 <= _MOST_ORDERS else None
