"""Predictions of a rebuilt model, in parts that fit into memory."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.checking import inference_cost


def predict(model: Any, rows: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """All rows as one batch, as Keras predicts few; a large network takes them part by part.

    Raises:
        Exception: the model does not take rows of this shape, or not so many at once.
    """
    size = inference_cost.rows_at_once(model)
    if len(rows) <= size:
        return np.asarray(model.predict_on_batch(rows))
    parts = [model.predict_on_batch(rows[at : at + size]) for at in range(0, len(rows), size)]
    return np.concatenate(parts)


def predict_by(model: Any, rows: np.ndarray[Any, Any], size: int) -> np.ndarray[Any, Any]:
    """The same for a model that takes exactly ``size`` rows at once; the last part is filled up.

    Raises:
        Exception: the model does not take them.
    """
    missing = -len(rows) % size
    filled = np.concatenate([rows, np.repeat(rows[-1:], missing, axis=0)])
    parts = [model.predict_on_batch(filled[at : at + size]) for at in range(0, len(filled), size)]
    return np.concatenate(parts)[: len(rows)]
