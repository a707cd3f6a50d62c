"""A small network on XOR, stock or ours, for tests that need no table."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from typing import Any

import keras
import numpy as np

from autograder.compiled_fit import Decision, install, uninstall

X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], "float32")
Y = np.array([[0], [1], [1], [0]], "float32")


class Batches(keras.callbacks.Callback):
    """Watches batches, which needs stock's own loop."""

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        del batch, logs


def xor_model(*, seed: int = 1, units: int = 3, **options: Any) -> Any:
    """A compiled 2-`units`-1 network; the same seed gives the same weights."""
    keras.backend.clear_session()
    keras.utils.set_random_seed(seed)
    layers = keras.layers
    model = keras.Sequential(
        [keras.Input((2,)), layers.Dense(units, "tanh"), layers.Dense(1, "sigmoid")]
    )
    given: dict[str, Any] = {
        "optimizer": "adam",
        "loss": "binary_crossentropy",
        "metrics": ["accuracy"],
    }
    model.compile(**given | options)
    return model


@contextlib.contextmanager
def installed() -> Iterator[list[Decision]]:
    """Our fit in place of Keras' for a while; gives the decisions it takes."""
    decisions: list[Decision] = []
    install(decisions.append)
    try:
        yield decisions
    finally:
        uninstall()


def printed(call: Any) -> str:
    """What a call writes to the standard output."""
    text = io.StringIO()
    with contextlib.redirect_stdout(text):
        call()
    return text.getvalue()


def weights(model: Any) -> list[bytes]:
    """All variables of a model and its optimizer, bit by bit."""
    return [v.numpy().tobytes() for v in (*model.variables, *model.optimizer.variables)]
