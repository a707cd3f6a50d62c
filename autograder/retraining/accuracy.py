"""The share of rows that a network answers right: as it is graded, and as Keras reports it."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.util.rows import class_of_each_row

NOISE = 1e-6  # an output this close to the threshold is rounding, not an answer


def accuracy_of(
    predictions: npt.NDArray[np.floating[Any]], y: npt.ArrayLike, noise: float | None = NOISE
) -> npt.NDArray[np.float64]:
    """Share of right rows of each network, shape (k,), from predictions (k, rows, outputs).

    ``y`` are numbers of classes, (rows,) or (rows, 1), or one-hot labels. One output is held
    against one half, of several the largest is the answer. NaN is wrong, and so is an output at the
    threshold up to ``noise``, but for None; all are where the shapes don't fit.
    """
    k, rows = predictions.shape[:2]
    flat = predictions.reshape(k, rows, -1) if predictions.size else predictions
    truth = class_of_each_row(y, flat.shape[2]) if flat.ndim == 3 else None
    if truth is None or len(truth) != rows:
        return np.zeros(k)
    if flat.shape[2] == 1:
        right = (flat[:, :, 0] > 0.5) == (truth > 0.5)
        if noise is not None:
            right &= np.abs(flat[:, :, 0] - 0.5) > noise
    else:
        right = np.isfinite(flat).all(axis=2) & (flat.argmax(axis=2) == truth)
    return np.asarray(right.mean(axis=1), np.float64)


def accuracy_of_one(predictions: Any, y: Any) -> float:
    """Share of right rows of one network, from predictions (rows, outputs)."""
    return _of_one(predictions, y, NOISE)


def keras_accuracy(predictions: Any, y: Any) -> float:
    """The accuracy (0…1) that Keras' metric gives: one half up to rounding is an answer, too."""
    return _of_one(predictions, y, None)


def _of_one(predictions: Any, y: Any, noise: float | None) -> float:
    outputs = np.asarray(predictions, np.float64)
    if not outputs.ndim or not outputs.size:
        return 0.0
    return float(accuracy_of(outputs.reshape(1, len(outputs), -1), y, noise)[0])
