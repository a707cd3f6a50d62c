"""The share of rows that a network answers right: as it is graded, and as Keras reports it."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.retraining.training_spec import FloatArray

NOISE = 1e-6  # an output this close to the threshold is rounding, not an answer


def accuracy_of(predictions: FloatArray, y: FloatArray) -> npt.NDArray[np.float64]:
    """Share of right rows of each network, shape (k,), from predictions (k, rows, outputs).

    NaN is wrong, and so is an output at the threshold up to rounding.
    """
    k, rows = predictions.shape[:2]
    labels = y.reshape(rows, -1)
    flat = predictions.reshape(k, rows, -1)
    if flat.shape[2] == 1:
        sure = np.abs(flat[:, :, 0] - 0.5) > NOISE
        right = sure & ((flat[:, :, 0] > 0.5) == (labels[None, :, 0] > 0.5))
    else:
        classes = labels[:, 0] if labels.shape[1] == 1 else labels.argmax(axis=1)
        right = np.isfinite(flat).all(axis=2) & (flat.argmax(axis=2) == classes[None])
    return np.asarray(right.mean(axis=1), np.float64)


def accuracy_of_one(predictions: np.ndarray[Any, Any], y: Any) -> float:
    """Share of rows on the right side of one half; 0 where the shapes don't fit."""
    outputs = np.asarray(predictions, dtype="float64")
    labels = np.asarray(y, dtype="float64")
    if outputs.size != labels.size:
        return 0.0
    return float(accuracy_of(outputs.reshape(1, *labels.shape), labels)[0])


def keras_accuracy(outputs: Any, y: Any) -> float:
    """The accuracy (0…1) that Keras' metric gives: above one half, or the largest output.

    0 where the shapes don't fit.
    """
    found, labels = np.asarray(outputs, np.float64), np.asarray(y, np.float64)
    if found.ndim == 2 and found.shape[1] > 1 and len(labels) == len(found):
        truth = labels.argmax(axis=1) if labels.ndim == 2 and labels.shape[1] > 1 else labels
        return float(np.mean(found.argmax(axis=1) == truth.reshape(len(found))))
    if found.size != labels.size or not found.size:
        return 0.0
    return float(np.mean((found.reshape(-1) > 0.5) == (labels.reshape(-1) > 0.5)))
