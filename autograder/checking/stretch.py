"""Which of a model's recorded fits led to the weights that were handed in.

A student may train in a loop of small fits, put fresh weights in and begin again, or go back
to the best weights so far. The fits of one unbroken stretch, each starting where the one
before ended, are one training.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.checking.fresh import could_be_fresh
from autograder.evidence import Array, FitEvidence, HostileEvidenceError, unpack_array

SAME = 1e-6  # largest difference of a weight that is no difference, relative above 1

Weights = list[npt.NDArray[Any]]


def unpacked(arrays: Sequence[Array] | None) -> Weights | None:
    """Recorded weights as arrays; None where they were not kept or can't be read."""
    try:
        return None if arrays is None else [unpack_array(array) for array in arrays]
    except (HostileEvidenceError, ValueError):
        return None


def same_weights(first: Weights, second: Weights) -> bool:
    """Whether both are the same up to ``SAME``; NaN equals NaN."""
    return [each.shape for each in first] == [each.shape for each in second] and all(
        np.allclose(a, b, rtol=SAME, atol=SAME, equal_nan=True)
        for a, b in zip(first, second, strict=True)
    )


def end_of(fits: Sequence[FitEvidence], handed_in: Weights) -> int | None:
    """Index of the last fit that ended with these weights, None when there is none."""
    for index in range(len(fits) - 1, -1, -1):
        final = unpacked(fits[index].final_weights)
        if final is not None and same_weights(final, handed_in):
            return index
    return None


def start_of(fits: Sequence[FitEvidence], end: int) -> int:
    """Index of the first fit of the unbroken stretch that ends with fit ``end``."""
    start = end
    while start > 0:
        before, after = (
            unpacked(fits[start - 1].final_weights),
            unpacked(fits[start].initial_weights),
        )
        if before is not None and after is not None and not same_weights(before, after):
            break
        start -= 1
    return start


def fits_to_repeat(model: Any, fits: Sequence[FitEvidence]) -> Sequence[FitEvidence]:
    """The fits that a retraining repeats: those since the student last began afresh.

    In doubt all are kept; more training never harms the student.
    """
    if len(fits) < 2:
        return fits
    found = end_of(fits, [np.asarray(weight) for weight in model.weights])
    end = len(fits) - 1 if found is None else found
    start = start_of(fits, end)
    initial = unpacked(fits[start].initial_weights)
    if start and (initial is None or not could_be_fresh(model, initial)):
        start = 0
    return fits[start : end + 1]
