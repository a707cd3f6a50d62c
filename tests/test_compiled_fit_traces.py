"""What is heard of a step while it is traced, and what a failed trace leaves, is that of stock."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from autograder.compiled_fit import Level, uninstall
from tests.compiled_fit.small import X, Y, installed
from tests.compiled_fit.trial import bits, settled

layers = keras.layers
ROWS, LABELS = np.tile(X, (3, 1)), np.tile(Y, (3, 1))
INPUT = (keras.Input((2,)),)
Make = Callable[[], Any]


def speaking(*, failing: bool = False, stack: tuple[Any, ...] = INPUT) -> Any:
    """A model whose loss and metric print whenever they are traced."""

    def loss(y: Any, p: Any) -> Any:
        print("loss", p.shape)
        return tf.reduce_mean((y - p) ** 2)

    def metric(y: Any, p: Any) -> Any:
        print("metric", p.shape)
        if failing:
            raise ValueError("no such metric")
        return tf.reduce_mean(y - p)

    model = keras.Sequential([*stack, layers.Dense(2, "tanh"), layers.Dense(1)])
    model.compile("adam", loss, metrics=[metric])
    return model


def misfitting(*stack: Any, **options: Any) -> Any:
    """A model of Keras alone whose loss or metric does not take batches of these labels."""
    model = keras.Sequential([*stack, layers.Dense(2, "tanh"), layers.Dense(3, "softmax")])
    model.compile("adam", **options)
    return model


METRIC = {"loss": "sparse_categorical_crossentropy", "metrics": ["mse"]}
LOSS = {"loss": "categorical_crossentropy"}
MODELS: dict[str, tuple[Make, Any]] = {
    "speaking": (speaking, LABELS),
    "speaking, not built": (lambda: speaking(stack=()), LABELS),
    "failing": (lambda: speaking(failing=True), LABELS),
    "failing, not built": (lambda: speaking(failing=True, stack=()), LABELS),
    "metric": (lambda: misfitting(*INPUT, **METRIC), LABELS[:, 0]),
    "metric, not built": (lambda: misfitting(**METRIC), LABELS[:, 0]),
    "loss": (lambda: misfitting(*INPUT, **LOSS), LABELS),
    "loss, not built": (lambda: misfitting(**LOSS), LABELS),
}
OPTIONS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "lines": lambda _: {"verbose": 2},
    "stopping": lambda _: {"verbose": 1, "callbacks": [keras.callbacks.EarlyStopping("loss")]},
    "validation": lambda y: {"verbose": 1, "validation_data": (ROWS, y)},
    "quiet": lambda y: {"verbose": 0, "validation_data": (ROWS, y)},
}


def seen(name: str, option: str) -> list[Any]:
    """What three fits of a model print, raise and leave; the last one has labels of all shapes."""
    keras.backend.clear_session()
    keras.utils.set_random_seed(1)
    make, y = MODELS[name]
    model = make()
    return [one_fit(model, y, OPTIONS[option](y)) for _ in range(2)] + [
        one_fit(model, keras.utils.to_categorical(LABELS[:, 0], 3), {"verbose": 2})
    ]


def one_fit(model: Any, y: Any, options: dict[str, Any]) -> Any:
    text, error, history = io.StringIO(), None, None
    with contextlib.redirect_stdout(text):
        try:
            history = model.fit(ROWS, y, batch_size=4, epochs=2, **options).history
        except Exception as raised:  # noqa: BLE001 - an error is part of what must be equal
            error = (type(raised).__name__, str(raised))
    variables = (*model.variables, *model.optimizer.variables)
    values = None if error else [(v.path, v.numpy().tobytes()) for v in variables]
    return settled(text.getvalue()), error, bits(history), len(variables), values


@pytest.mark.parametrize("option", OPTIONS)
@pytest.mark.parametrize("name", MODELS)
def test_traces_are_heard_and_fail_as_in_stock(name: str, option: str) -> None:
    uninstall()
    expected = seen(name, option)
    with installed():
        got = seen(name, option)
    assert got == expected


def test_a_step_that_failed_once_is_left_to_stock_and_the_reason_says_so() -> None:
    model = misfitting(*INPUT, **METRIC)
    with installed() as decisions:
        for _ in range(2):
            with pytest.raises(ValueError, match=r"Dimensions|Toutput_types"):
                model.fit(ROWS, LABELS[:, 0], batch_size=4, verbose=0)
    assert [decision.level for decision in decisions] == [Level.STOCK] * 2
    assert "cannot be traced" in decisions[0].reason
    assert "earlier fit" in decisions[1].reason
