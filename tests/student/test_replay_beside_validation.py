"""Fits that validate on the way are recorded and repeated as those that don't."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from autograder.evidence import unpack_array
from autograder.retraining.replay import Task, replay
from autograder.student.training import FitLog
from tests.support.fit_log import last
from tests.support.replay import CONFIRMED

ROWS = 60
X = np.random.default_rng(3).normal(size=(ROWS, 3)).astype("float32")
Y = (X[:, :1] - X[:, 1:2] > 0).astype("float32")
EARLY = keras.callbacks.EarlyStopping


def model_with(*extra: Any) -> Any:
    keras.utils.set_random_seed(4)
    tf.random.set_seed(None)  # each epoch has an order of its own
    dense = keras.layers.Dense
    layers = [dense(4, "tanh"), *extra, dense(1, "sigmoid")]
    model = keras.Sequential([keras.Input((3,)), *layers])
    model.compile(keras.optimizers.Adam(0.05), "binary_crossentropy")
    return model


WAYS = {
    "whole-run, a part": ({"validation_split": 0.2}, 48),
    "whole-run, other rows": ({"validation_data": (X[:20], Y[:20])}, ROWS),
    "per-epoch": ({"validation_split": 0.2, "callbacks": [EARLY(patience=50)]}, 48),
    "stopped early": (
        {"validation_split": 0.2, "callbacks": [EARLY(patience=2, min_delta=1.0)]},
        48,
    ),
    "went back": (
        {
            "validation_split": 0.2,
            "callbacks": [EARLY(patience=3, min_delta=0.05, restore_best_weights=True)],
        },
        48,
    ),
    "every second epoch": ({"validation_split": 0.2, "validation_freq": 2}, 48),
    "without validation": ({}, ROWS),
}


@pytest.mark.parametrize("way", WAYS)
def test_the_order_has_a_line_for_each_epoch_and_leads_to_the_weights(
    log: FitLog, way: str
) -> None:
    arguments, rows = WAYS[way]
    model = model_with()
    model.fit(X, Y, epochs=12, batch_size=16, verbose=0, **arguments)
    fit = last(log)
    assert fit.order is not None
    order = unpack_array(fit.order)
    assert order.shape == (fit.epochs, rows)
    assert all(sorted(line) == list(range(rows)) for line in order.tolist())
    task = Task(X, lambda outputs: np.mean((outputs > 0.5) == Y) > 0.8, least=0.1)
    assert replay(model, log.fits, task) == CONFIRMED


def test_a_fit_that_a_step_refuses_has_no_order(log: FitLog) -> None:
    """Stock's own steps went on, in an order that nobody has seen."""
    keras.utils.set_random_seed(4)
    tf.random.set_seed(None)
    layers = [keras.Input((3,)), keras.layers.Dense(2, "softmax")]
    model = keras.Sequential(layers)
    model.compile("adam", "sparse_categorical_crossentropy")
    labels = np.zeros(ROWS, int)
    labels[7] = 5
    with pytest.raises(tf.errors.InvalidArgumentError):
        model.fit(X, labels, epochs=3, batch_size=16, verbose=0)
    assert last(log).order is None
