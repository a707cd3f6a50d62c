"""Models trained on tables, with the records of it: what checks of training are given."""

from __future__ import annotations

import math
from typing import Any

import keras
import numpy as np

from autograder import compiled_fit
from autograder.evidence import FitEvidence, pack_array
from tests.support.retrain import record
from tests.support.standard_checks import LABELS, X, network

XOR = {"x": X, "y": LABELS}
LN2 = math.log(2)
OPTIMUM = {"binary_crossentropy": LN2, "mean_squared_error": 0.25}
# Three clouds on a line; the middle one is parted from the others by no straight line alone.
CLOUDS = {"x": [[-2], [-1.5], [0], [0.2], [1.5], [2]], "y": [[0], [0], [1], [1], [2], [2]]}
DENSE = {**CLOUDS, "y": np.eye(3)[[0, 0, 1, 1, 2, 2]].tolist()}
IN_A_ROW = {"x": np.ravel(CLOUDS["x"]).tolist(), "y": np.ravel(CLOUDS["y"]).tolist()}
SPARSE_LOSS, DENSE_LOSS = "sparse_categorical_crossentropy", "categorical_crossentropy"


def compiled(model: keras.Model, optimizer: Any, loss: Any) -> keras.Model:
    model.compile(optimizer=optimizer, loss=loss)
    return model


def logistic(
    optimizer: Any, loss: Any = "binary_crossentropy", out: str = "sigmoid"
) -> keras.Model:
    return compiled(network(2, 1, out=out), optimizer, loss)


def of_clouds(loss: Any, out: str = "softmax") -> keras.Model:
    return compiled(network(1, 3, out=out), keras.optimizers.Adam(0.1), loss)


def on(table: dict[str, Any], model: keras.Model, epochs: int) -> FitEvidence:
    """Train the model on a table, with the record of it."""
    x, y = (np.array(table[name], np.float32) for name in "xy")
    before = tuple(pack_array(weight) for weight in model.get_weights())
    if epochs:
        compiled_fit.fit(model, x, y, epochs=epochs, verbose=0)
    after = tuple(pack_array(weight) for weight in model.get_weights())
    return record(
        model, epochs, x=pack_array(x), y=pack_array(y), samples=len(x),
        initial_weights=before, final_weights=after, optimizer_steps=0,
    )  # fmt: skip
