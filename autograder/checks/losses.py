"""Which loss a model was compiled with, and its value for numbers at hand."""

from __future__ import annotations

import json
import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

LOSS_NAMES = {
    "bce": "binary_crossentropy",
    "binarycrossentropy": "binary_crossentropy",
    "mse": "mean_squared_error",
    "meansquarederror": "mean_squared_error",
    "mae": "mean_absolute_error",
    "meanabsoluteerror": "mean_absolute_error",
}


def loss_name(compiled: str) -> str:
    """Which of the three losses of ``loss_value`` a model was compiled with, else ``""``.

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

    NaN when the numbers don't match up.
    """
    p, y = _flat(outputs), _flat(labels)
    if p.size != y.size or not p.size:
        return math.nan
    if name == "mean_squared_error":
        return float(np.mean((p - y) ** 2))
    if name == "mean_absolute_error":
        return float(np.mean(np.abs(p - y)))
    p = np.clip(p, 1e-7, 1 - 1e-7)  # as Keras does
    return float(-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)))


def _loss_config(compiled: str) -> object:
    try:
        return _item(json.loads(compiled), "loss")
    except (ValueError, RecursionError):
        return None


def _item(value: object, key: str) -> object:
    return value.get(key) if isinstance(value, dict) else None


def _flat(array: ArrayLike) -> NDArray[np.float64]:
    return np.asarray(array, np.float64).ravel()
