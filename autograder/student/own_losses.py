"""Names the losses of Keras that a student has written again.

A loss that is code can't be repeated where the checks run. One that gives the numbers of a loss of
Keras is that loss. It is asked once the cells are through, so that what it prints is not heard.
"""

from __future__ import annotations

import json
import types
from collections.abc import Callable
from typing import Any

import keras
import numpy as np

_TOLERANCE = 1e-5
_NAMES = (
    "binary_crossentropy", "mean_squared_error", "mean_absolute_error", "huber", "log_cosh",
    "hinge", "squared_hinge", "poisson", "kl_divergence",
)  # fmt: skip
OWN = "a function of the student's own"


def is_own_function(loss: Any) -> bool:
    """Whether a loss is a function that isn't of Keras."""
    return isinstance(loss, types.FunctionType) and not loss.__module__.startswith("keras.")


def with_loss_of_keras(compiled: str, loss: Callable[..., Any]) -> str:
    """The compile config (JSON) with the name of the loss of Keras that ``loss`` gives.

    Where it gives no such loss's numbers, it is called a function of the student's own, whatever
    its name.
    """
    try:
        record = json.loads(compiled)
    except ValueError:
        return compiled
    record["loss"] = loss_like(loss) or OWN
    return json.dumps(record)


def loss_like(own: Callable[..., Any]) -> str:
    """The name of Keras' loss with the mean that ``own`` has, '' where none has."""
    draw = np.random.default_rng(0)
    samples = [_sample(draw, rows) for rows in (4, 7, 12)]
    try:
        given = [_mean(own, *sample) for sample in samples]
    except Exception:  # noqa: BLE001 - a student's code may raise anything
        return ""
    for name in _NAMES:
        wanted = [_mean(getattr(keras.losses, name), *sample) for sample in samples]
        if np.allclose(given, wanted, rtol=_TOLERANCE, atol=_TOLERANCE):
            return name
    return ""


def _sample(draw: np.random.Generator, rows: int) -> tuple[Any, Any]:
    """Labels and probabilities, of shape (rows, 1)."""
    labels = draw.integers(0, 2, (rows, 1)).astype("float32")
    outputs = draw.uniform(0.02, 0.98, (rows, 1)).astype("float32")
    convert = keras.ops.convert_to_tensor
    return convert(labels), convert(outputs)


def _mean(loss: Callable[..., Any], labels: Any, outputs: Any) -> float:
    return float(np.mean(np.asarray(loss(labels, outputs))))
