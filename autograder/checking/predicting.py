"""Predictions of a rebuilt model, in parts that fit into memory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np

from autograder.checking import inference_cost
from autograder.checking.graph_paths import graph_of

AnyArray = np.ndarray[Any, Any]


def predict(model: Any, rows: AnyArray) -> AnyArray:
    """What a model of one input gives for these rows; several outputs are stacked.

    Raises:
        Exception: as ``predict_all``.
    """
    found = predict_all(model, [rows])
    return found[0] if len(found) == 1 else np.asarray(found)


def predict_all(model: Any, inputs: Sequence[AnyArray]) -> list[AnyArray]:
    """What a model gives: one array for each of its outputs, shape (rows, …).

    All rows are one batch, as Keras predicts few; a large network takes them part by part.
    ``inputs`` are an array for each of its inputs, with the same number of rows.

    Raises:
        Exception: the model does not take rows of this shape, or not so many at once.
    """
    size = inference_cost.rows_at_once(model)
    count = max(1, *map(len, inputs))
    slices = [slice(at, at + size) for at in range(0, count, size)]
    parts = [_predicted(model, [each[rows] for each in inputs]) for rows in slices]
    if len(parts) == 1:
        return parts[0]
    return [np.concatenate(each) for each in zip(*parts, strict=True)]


def _predicted(model: Any, inputs: Sequence[AnyArray]) -> list[AnyArray]:
    form = getattr(graph_of(model), "_inputs_struct", None)
    given = inputs[0] if len(inputs) == 1 else list(inputs)
    if isinstance(form, dict) and len(form) == len(inputs):
        given = keras.tree.pack_sequence_as(form, list(inputs))
    return [np.asarray(one) for one in keras.tree.flatten(model.predict_on_batch(given))]


def predict_by(model: Any, rows: np.ndarray[Any, Any], size: int) -> np.ndarray[Any, Any]:
    """The same for a model that takes exactly ``size`` rows at once; the last part is filled up.

    Raises:
        Exception: the model does not take them.
    """
    missing = -len(rows) % size
    filled = np.concatenate([rows, np.repeat(rows[-1:], missing, axis=0)])
    parts = [model.predict_on_batch(filled[at : at + size]) for at in range(0, len(filled), size)]
    return np.concatenate(parts)[: len(rows)]
