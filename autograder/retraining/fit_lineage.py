"""Which of a model's recorded fits led to the weights that were handed in.

A student may train in a loop of small fits, put new weights in and begin again, or go back
to the best weights so far. The fits of one unbroken stretch, each starting where the one
before ended, are one training.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from autograder.evidence import Array, FitEvidence, HostileEvidenceError, unpack_array
from autograder.retraining.initial_weights import Start, judge_start

SAME = 1e-6  # largest difference of a weight that is no difference, relative above 1

Weights = list[npt.NDArray[Any]]


def unpacked(arrays: Sequence[Array] | None) -> Weights | None:
    """Recorded weights as arrays; None where they were not kept or can't be read."""
    try:
        return None if arrays is None else [unpack_array(array) for array in arrays]
    except (HostileEvidenceError, ValueError):
        return None


def in_order(fit: FitEvidence, order: tuple[int, ...]) -> FitEvidence:
    """The fit with its weights in the order of the rebuilt model; see ``weight_order``."""
    if not order:
        return fit
    return msgspec.structs.replace(
        fit,
        initial_weights=_sorted(fit.initial_weights, order),
        final_weights=_sorted(fit.final_weights, order),
    )


def _sorted(weights: tuple[Array, ...] | None, order: tuple[int, ...]) -> tuple[Array, ...] | None:
    if weights is None or sorted(order) != list(range(len(weights))):
        return weights
    return tuple(weights[at] for at in order)


def same_weights(first: Weights, second: Weights) -> bool:
    """Whether both are the same up to ``SAME``; NaN equals NaN."""
    return [each.shape for each in first] == [each.shape for each in second] and all(
        np.allclose(a, b, rtol=SAME, atol=SAME, equal_nan=True)
        for a, b in zip(first, second, strict=True)
    )


def end_of(fits: Sequence[FitEvidence], handed_in: Weights) -> int | None:
    """Index of the last fit that ended with these weights, None when there is none.

    One that an error ended before it had changed anything is none.
    """
    for index in range(len(fits) - 1, -1, -1):
        if not fits[index].epochs and fits[index].initial_weights == fits[index].final_weights:
            continue
        final = unpacked(fits[index].final_weights)
        if final is not None and same_weights(final, handed_in):
            return index
    return None


def lineage_of(fits: Sequence[FitEvidence], end: int) -> list[int]:
    """Indices of the fits that led to the weights with which fit ``end`` ended, in order.

    Each began where the one before ended, be there others between them: a student may go back to
    earlier weights. Weights that were not kept are known by their digests; where there is none, the
    fit before is taken to have led there.
    """
    line = [end]
    while (before := _before(fits, line[0])) is not None:
        line.insert(0, before)
    return line


def _before(fits: Sequence[FitEvidence], at: int) -> int | None:
    initial = unpacked(fits[at].initial_weights)
    for earlier in range(at - 1, -1, -1):
        final = unpacked(fits[earlier].final_weights)
        if initial is None or final is None:
            began, ended = fits[at].initial_digest, fits[earlier].final_digest
            if "" in {began, ended} or began == ended:
                return earlier
            continue
        if fits[earlier].epochs and same_weights(final, initial):
            return earlier
    return None


def fits_to_repeat(model: Any, fits: Sequence[FitEvidence]) -> Sequence[FitEvidence]:
    """The fits that a retraining repeats: those since the student last began afresh.

    In doubt all are kept; more training never harms the student.
    """
    if len(fits) < 2:
        return fits
    found = end_of(fits, [np.asarray(weight) for weight in model.weights])
    end = len(fits) - 1 if found is None else found
    line = lineage_of(fits, end)
    initial = unpacked(fits[line[0]].initial_weights)
    if initial is None or judge_start(model, initial) is Start.IMPOSSIBLE:
        return fits[: end + 1]
    return [fits[at] for at in line]
