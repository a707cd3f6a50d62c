"""Models that standardise their inputs themselves, by a ``Normalization`` in front."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike


def standardises(model: Any, rows: ArrayLike, near: float = 0.1) -> bool:
    """Whether the first layer of ``model`` was adapted to these rows, before they were scaled.

    Such a model takes the rows as they are, and is right to. Asked of a layer's mean and variance,
    however it got them, in standard deviations of a column.

    Args:
        model: a model that was handed in; False where its layers are not known.
        rows: shape (rows, columns), not scaled.
        near: by how much mean and deviation may differ: what n - 1 for n, and all rows for those
            for training, lead to.
    """
    table = np.asarray(rows, np.float64)
    layers = [one for one in getattr(model, "layers", ()) if type(one).__name__ != "InputLayer"]
    first, columns = layers[0] if layers else None, table.shape[1]
    if first is None or type(first).__name__ != "Normalization":
        return False
    mean, deviation = table.mean(axis=0), table.std(axis=0)
    numbers = getattr(first, "mean", None), getattr(first, "variance", None)
    found = [np.asarray(one, np.float64).reshape(-1) for one in numbers]
    if any(one.size != columns for one in found) or not np.all(deviation > 0):
        return False
    off = np.abs(found[0] - mean) / deviation
    wider = np.abs(np.sqrt(np.abs(found[1])) / deviation - 1)
    return bool(np.all(off <= near) and np.all(wider <= near))
