"""Training data as rows of numbers that can be compared, however they were given to ``fit``."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def in_columns(x: ArrayLike) -> Floats:
    """Inputs as ``fit`` takes them: (rows,) is one column, and numbers are no finer than float32.

    A table of 36.6 and data of 36.6 in float32 are the same to a network.
    """
    with np.errstate(over="ignore"):
        rows = np.asarray(x, dtype=np.float64).astype(np.float32).astype(np.float64)
    return rows[:, None] if rows.ndim == 1 else rows


def one_number_a_row(y: ArrayLike) -> Floats:
    """Labels as one number a row, (rows,): of one-hot labels that of the class."""
    labels = in_columns(y)
    if labels.ndim == 2 and labels.shape[1] > 1 and _is_one_hot(labels):
        return np.asarray(labels.argmax(axis=1), np.float64)
    return labels.reshape(-1)


def _is_one_hot(labels: Floats) -> bool:
    return bool(np.isin(labels, (0.0, 1.0)).all() and (labels.sum(axis=1) == 1.0).all())
