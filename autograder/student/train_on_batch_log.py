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
Parts = tuple[np.ndarray[Any, Any], ...]  # all that is given as x, or as y

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
    data: list[tuple[Parts, Parts]] = field(default_factory=list)
    order: list[int] = field(default_factory=list)
    losses: list[float] = field(default_factory=list)
    unknown: bool = False  # a batch was no plain array, or there were too many


@dataclass(frozen=True)
class AsFit:
    """The arguments of the ``fit`` that a run amounts to; ``x`` and ``y`` are () where not kept.

    ``order`` holds row numbers, one line an epoch; None where there is no order to tell.
    """

    epochs: int
    batch_size: int
    shuffle: bool
    x: Parts
    y: Parts
    losses: tuple[float, ...]  # one for each epoch
    order: np.ndarray[Any, Any] | None = None


def add_call(run: BatchRun, x: Parts, y: Parts, loss: float) -> None:
    """Note one call with a batch (x, y), arrays with the rows along their first axes.

    () where it was given something else.
    """
    if len(run.order) >= _MOST_CALLS:
        return
    run.losses.append(loss)
    rows = {len(part) if part.ndim else -1 for part in (*x, *y)}
    if not x or not y or len(rows) > 1 or -1 in rows:
        run.unknown = True
    key = None if run.unknown else _fingerprint(x, y)
    if key is not None and key not in run.batches:
        if len(run.data) >= _MOST_BATCHES:
            run.unknown = True
        else:
            run.batches[key] = len(run.data)
            run.data.append((_copied(x), _copied(y)))
    run.order.append(run.batches.get(key, 0) if key is not None else 0)


def _copied(parts: Parts) -> Parts:
    return tuple(part.copy() for part in parts)


def _fingerprint(x: Parts, y: Parts) -> tuple[object, ...]:
    every = ((part.shape, part.dtype.str, part.tobytes()) for part in (*x, *y))
    return (len(x), *every)


def as_fit(run: BatchRun) -> AsFit:
    """The fit that trains as the run did."""
    calls = len(run.order)
    if run.unknown or not run.data:
        return AsFit(calls, 32, False, (), (), tuple(run.losses))
    sizes = [len(x[0]) for x, _ in run.data]
    x, y = _stacked([x for x, _ in run.data]), _stacked([y for _, y in run.data])
    if not x or not y:
        return AsFit(calls, max(sizes), False, (), (), tuple(run.losses))
    period = len(run.data)
    whole = calls % period == 0 and run.order == list(range(period)) * (calls // period)
    if whole and len(set(sizes[:-1])) <= 1 and sizes[-1] <= sizes[0]:
        by_epoch = np.asarray(run.losses).reshape(-1, period).mean(axis=1)
        return AsFit(calls // period, sizes[0], False, x, y, tuple(by_epoch.tolist()))
    if len(set(sizes)) == 1 and calls * sizes[0] <= _MOST_ORDERED:
        return _in_order(run, sizes[0], x, y)
    epochs = math.ceil(sum(sizes[at] for at in run.order) / len(x[0]))
    return AsFit(epochs, max(sizes), True, x, y, tuple(run.losses))


def _in_order(run: BatchRun, size: int, x: Parts, y: Parts) -> AsFit:
    """Batches of one size in any order: as many an epoch as there are different ones."""
    calls, period = len(run.order), len(run.data)
    an_epoch = period if calls % period == 0 else 1
    kind = np.uint8 if len(x[0]) <= 2**8 else np.uint16 if len(x[0]) <= 2**16 else np.int32
    rows = np.asarray(run.order)[:, None] * size + np.arange(size)
    losses = np.asarray(run.losses).reshape(-1, an_epoch).mean(axis=1)
    order = rows.reshape(calls // an_epoch, -1).astype(kind)
    return AsFit(len(order), size, True, x, y, tuple(losses.tolist()), order)


def _stacked(batches: list[Parts]) -> Parts:
    """The batches below each other; () when their rows are of different shapes."""
    alike = {tuple((part.shape[1:], part.dtype) for part in batch) for batch in batches}
    return tuple(map(np.concatenate, zip(*batches, strict=True))) if len(alike) == 1 else ()
