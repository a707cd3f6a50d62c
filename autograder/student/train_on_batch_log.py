"""Writes loops of ``train_on_batch`` and of steps with a tape down as the ``fit`` they amount to.

Calls of one model that follow each other are one run. A run that goes through the same batches
in the same order again and again is exactly a ``fit`` without shuffling; any other is written
down as one with shuffling, and where all batches have one size, with the order of its rows.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np

Arrays = list[np.ndarray[Any, Any]]

_MOST_BATCHES = 256  # different ones in a run whose data are kept
_MOST_CALLS = 1_000_000
_MOST_ORDERED = 500_000  # row numbers that are kept of one run


@dataclass
class BatchRun:
    """A loop of ``train_on_batch`` so far; ``before`` and ``after`` are the model's weights."""

    model: Any
    key: object  # what has to stay the same for the next call to belong to this run
    arguments: dict[str, str]
    before: Arrays | None
    optimizer_steps: int | None = None  # made before the run
    tape: str | None = None  # of a loop with a tape what stands for the compile config
    after: Arrays | None = None
    seconds: float = 0.0
    batches: dict[tuple[object, ...], int] = field(default_factory=dict)
    data: list[tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]] = field(default_factory=list)
    order: list[int] = field(default_factory=list)
    losses: list[float] = field(default_factory=list)
    unknown: bool = False  # a batch was no plain array, or there were too many


@dataclass(frozen=True)
class AsFit:
    """The arguments of the ``fit`` that a run amounts to. ``x`` is None where not kept.

    ``order`` holds row numbers, one line an epoch; None where there is no order to tell.
    """

    epochs: int
    batch_size: int
    shuffle: bool
    x: np.ndarray[Any, Any] | None
    y: np.ndarray[Any, Any] | None
    losses: tuple[float, ...]  # one for each epoch
    order: np.ndarray[Any, Any] | None = None


def add_call(
    run: BatchRun, x: np.ndarray[Any, Any] | None, y: np.ndarray[Any, Any] | None, loss: float
) -> None:
    """Note one call with a batch (x, y), each with the rows along its first axis."""
    if len(run.order) >= _MOST_CALLS:
        return
    run.losses.append(loss)
    if x is None or y is None or not x.ndim or not y.ndim or len(x) != len(y):
        run.unknown = True
    key = None if run.unknown or x is None or y is None else _fingerprint(x, y)
    if key is not None and key not in run.batches and x is not None and y is not None:
        if len(run.data) >= _MOST_BATCHES:
            run.unknown = True
        else:
            run.batches[key] = len(run.data)
            run.data.append((x.copy(), y.copy()))
    run.order.append(run.batches.get(key, 0) if key is not None else 0)


def _fingerprint(x: np.ndarray[Any, Any], y: np.ndarray[Any, Any]) -> tuple[object, ...]:
    return (x.shape, x.dtype.str, x.tobytes(), y.shape, y.dtype.str, y.tobytes())


def as_fit(run: BatchRun) -> AsFit:
    """The fit that trains as the run did."""
    calls = len(run.order)
    if run.unknown or not run.data:
        return AsFit(calls, 32, False, None, None, tuple(run.losses))
    sizes = [len(x) for x, _ in run.data]
    x, y = _stacked([x for x, _ in run.data]), _stacked([y for _, y in run.data])
    if x is None or y is None:
        return AsFit(calls, max(sizes), False, None, None, tuple(run.losses))
    period = len(run.data)
    whole = calls % period == 0 and run.order == list(range(period)) * (calls // period)
    if whole and len(set(sizes[:-1])) <= 1 and sizes[-1] <= sizes[0]:
        by_epoch = np.asarray(run.losses).reshape(-1, period).mean(axis=1)
        return AsFit(calls // period, sizes[0], False, x, y, tuple(by_epoch.tolist()))
    if len(set(sizes)) == 1 and calls * sizes[0] <= _MOST_ORDERED:
        return _in_order(run, sizes[0], x, y)
    epochs = math.ceil(sum(sizes[at] for at in run.order) / len(x))
    return AsFit(epochs, max(sizes), True, x, y, tuple(run.losses))


def _in_order(run: BatchRun, size: int, x: np.ndarray[Any, Any], y: np.ndarray[Any, Any]) -> AsFit:
    """Batches of one size in any order: as many an epoch as there are different ones."""
    calls, period = len(run.order), len(run.data)
    an_epoch = period if calls % period == 0 else 1
    kind = np.uint8 if len(x) <= 2**8 else np.uint16 if len(x) <= 2**16 else np.int32
    rows = np.asarray(run.order)[:, None] * size + np.arange(size)
    losses = np.asarray(run.losses).reshape(-1, an_epoch).mean(axis=1)
    order = rows.reshape(calls // an_epoch, -1).astype(kind)
    return AsFit(len(order), size, True, x, y, tuple(losses.tolist()), order)


def _stacked(parts: Arrays) -> np.ndarray[Any, Any] | None:
    """The batches below each other; None when their rows are of different shapes."""
    if len({(part.shape[1:], part.dtype) for part in parts}) > 1:
        return None
    return np.concatenate(parts)
