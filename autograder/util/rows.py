"""Training data as rows of numbers that can be compared, however they were given to ``fit``."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from autograder.util.several_arrays import side_by_side

Floats = NDArray[np.float64]


def in_columns(x: ArrayLike) -> Floats:
    """Inputs as ``fit`` takes them: (rows,) is one column, and numbers are no finer than float32.

    Several arrays, of a model of several inputs, are the columns in their order.

    A table of 36.6 and data of 36.6 in float32 are the same to a network.
    """
    with np.errstate(over="ignore"):
        rows = np.asarray(side_by_side(x), dtype=np.float64).astype(np.float32).astype(np.float64)
    return rows[:, None] if rows.ndim == 1 else rows


def one_number_a_row(y: ArrayLike) -> Floats:
    """Labels as one number a row, (rows,): of one-hot labels that of the class."""
    labels = in_columns(y)
    if labels.ndim == 2 and labels.shape[1] > 1 and _is_one_hot(labels):
        return np.asarray(labels.argmax(axis=1), np.float64)
    return labels.reshape(-1)


def numbers_a_row(y: ArrayLike) -> Floats:
    """Labels in columns, (rows, outputs); classes, one-hot or not, in one column."""
    labels = in_columns(y)
    if labels.ndim > 2:
        labels = labels.reshape(len(labels), math.prod(labels.shape[1:]))
    one_hot = labels.ndim == 2 and labels.shape[1] > 1 and _is_one_hot(labels)
    return one_number_a_row(labels)[:, None] if one_hot else labels


def near_table(
    x: ArrayLike | None, y: ArrayLike | None, table: tuple[ArrayLike, ArrayLike], within: float
) -> bool:
    """Whether each row of (x, y) is near a row of the table, and each of these near one of them.

    For data that students compute themselves, such as scaled ones. ``table`` is inputs and labels.
    Near are rows of which no number is further apart than ``within``. Data that were not recorded
    (None) can't be held against anybody: True.
    """
    if x is None or y is None:
        return True
    given, right = joined(x, y), joined(*table)
    if given is None or right is None or given.shape[1] != right.shape[1] or not len(given):
        return False
    reached = np.zeros(len(given), bool)
    for row in right:
        near = (np.abs(given - row) <= within).all(axis=1)
        if not near.any():
            return False
        reached |= near
    return bool(reached.all())


def joined(x: ArrayLike, y: ArrayLike) -> Floats | None:
    """Features and labels beside each other, (rows, numbers); None when they don't match up."""
    features, labels = in_columns(x), numbers_a_row(y)
    if features.ndim != 2 or labels.ndim != 2 or len(features) != len(labels):
        return None
    return np.column_stack([features, labels])


def class_of_each_row(y: ArrayLike, outputs: int) -> Floats | None:
    """The class of each row, (rows,), as a network with so many outputs can tell them apart.

    Labels may be numbers of classes in a row or in a column, or one column a class, of which the
    largest is right. None where the outputs can't answer them: one output tells two classes.
    """
    labels = numbers_a_row(y)
    if labels.ndim != 2 or not labels.size:
        return None
    if labels.shape[1] > 1:
        return np.asarray(labels.argmax(axis=1), np.float64) if labels.shape[1] == outputs else None
    classes = labels[:, 0]
    several = len(np.unique(classes)) > 2 and bool((classes == np.round(classes)).all())
    return None if outputs == 1 and several else classes


def share_of_classes(outputs: ArrayLike, labels: ArrayLike) -> float:
    """Share of rows of which the largest output, (rows, classes), is that of the right class.

    ``labels``: see ``class_of_each_row``. 0 where the shapes don't fit; NaN is wrong.
    """
    rows = np.asarray(outputs, np.float64)
    classes = class_of_each_row(labels, rows.shape[1])
    if classes is None or len(classes) != len(rows):
        return 0.0
    return float(np.mean(np.isfinite(rows).all(axis=1) & (rows.argmax(axis=1) == classes)))


def _is_one_hot(labels: Floats) -> bool:
    return bool(np.isin(labels, (0.0, 1.0)).all() and (labels.sum(axis=1) == 1.0).all())
