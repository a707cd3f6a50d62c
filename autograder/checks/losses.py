"""Which loss a model was compiled with, and its value for numbers at hand."""

from __future__ import annotations

import json
import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from autograder.util.rows import one_number_a_row

LOSS_NAMES = {
    "bce": "binary_crossentropy",
    "binarycrossentropy": "binary_crossentropy",
    "mse": "mean_squared_error",
    "meansquarederror": "mean_squared_error",
    "mae": "mean_absolute_error",
    "meanabsoluteerror": "mean_absolute_error",
    "categoricalcrossentropy": "categorical_crossentropy",
    "sparsecategoricalcrossentropy": "categorical_crossentropy",  # the same of other labels
}


def loss_name(compiled: str) -> str:
    """Which of the losses of ``loss_value`` a model was compiled with, else ``""``.

    Args:
        compiled: JSON of ``model.get_compile_config()``, from the student's side.
    """
    loss = _loss_config(compiled)
    for found in (loss, _item(loss, "class_name"), _item(loss, "config")):
        if isinstance(found, str):
            name = LOSS_NAMES.get(found.lower().replace("_", ""), "")
            if name:
                return name
    return ""


def from_logits(compiled: str) -> bool:
    """Whether the loss was told that the model's outputs are logits."""
    return _item(_item(_loss_config(compiled), "config"), "from_logits") is True


def loss_value(name: str, outputs: ArrayLike, labels: ArrayLike) -> float:
    """Mean loss of ``outputs`` against ``labels``; binary cross-entropy if ``name`` is unknown.

    ``outputs`` are one number a row, or (rows, classes); ``labels`` are numbers, in a row or a
    column, or one-hot. NaN when the numbers don't match up.
    """
    columns = _columns(outputs)
    truth = _one_hot(labels, columns) if columns > 1 else labels
    p, y = _flat(outputs), _flat(labels if truth is None else truth)
    if p.size != y.size or not p.size:
        return math.nan
    if name == "categorical_crossentropy" and columns > 1:
        rows = p.reshape(np.shape(outputs))
        rows = np.maximum(rows / rows.sum(axis=1, keepdims=True), 1e-7)  # as Keras does
        return float(-np.mean(np.sum(y.reshape(rows.shape) * np.log(rows), axis=1)))
    if name == "mean_squared_error":
        return float(np.mean((p - y) ** 2))
    if name == "mean_absolute_error":
        return float(np.mean(np.abs(p - y)))
    p = np.clip(p, 1e-7, 1 - 1e-7)  # as Keras does
    return float(-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)))


def probabilities(outputs: ArrayLike) -> NDArray[np.float64]:
    """Logits, (rows, outputs), as probabilities: the sigmoid of one output, the softmax of more."""
    z = np.asarray(outputs, np.float64)
    if _columns(z) == 1:
        return np.asarray(0.5 * (1 + np.tanh(z / 2)))
    raised = np.exp(z - z.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True))


def _columns(outputs: ArrayLike) -> int:
    shape = np.shape(outputs)
    return int(shape[1]) if len(shape) == 2 else 1


def _one_hot(labels: ArrayLike, columns: int) -> NDArray[np.float64] | None:
    """Numbers of classes as one column a class; None where they are none of so many."""
    classes = one_number_a_row(labels)
    if not np.isin(classes, np.arange(columns)).all():
        return None
    hot: NDArray[np.float64] = np.eye(columns)[classes.astype(int)]
    return hot


def _loss_config(compiled: str) -> object:
    try:
        return _item(json.loads(compiled), "loss")
    except (ValueError, RecursionError):
        return None


def _item(value: object, key: str) -> object:
    return value.get(key) if isinstance(value, dict) else None


def _flat(array: ArrayLike) -> NDArray[np.float64]:
    return np.asarray(array, np.float64).ravel()
