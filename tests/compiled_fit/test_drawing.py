"""Steps that draw from TensorFlow's own kernels run in stock's loop, and nobody can tell."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from autograder.compiled_fit import Level, uninstall
from tests.compiled_fit.small import X, Y, installed, printed
from tests.compiled_fit.trial import bits, random_states, settled, state_of

layers = keras.layers
MANY_X, MANY_Y = np.tile(X, (3, 1)), np.tile(Y, (3, 1))


class Noise(layers.Layer):
    """Says when it is traced."""

    def call(self, inputs: Any) -> Any:
        print("traced for", inputs.shape)
        return inputs + 0.1 * tf.random.normal(tf.shape(inputs))


def noisy_loss(y: Any, p: Any) -> Any:
    return tf.reduce_mean((y - p + 0.1 * tf.random.normal(tf.shape(p))) ** 2)


def noisy_activation(x: Any) -> Any:
    return tf.nn.tanh(x) + 0.1 * tf.random.uniform(tf.shape(x))


class Beginnings(keras.callbacks.Callback):
    def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
        del logs
        print("batch", batch)


class Telling(keras.callbacks.Callback):
    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        del logs
        print("epoch", epoch)

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        del logs
        print("done", batch)


MODELS: dict[str, Callable[[], tuple[list[Any], Any]]] = {
    "layer": lambda: ([Noise(), layers.Dense(1)], "mse"),
    "loss": lambda: ([layers.Dense(1)], noisy_loss),
    "activation": lambda: ([layers.Dense(3, noisy_activation), layers.Dense(1)], "mse"),
}


def _fits(model: Any) -> list[Any]:
    """Fits of two shapes and single batches in between: each trace has kernels of its own."""
    rows = tf.data.Dataset.from_tensor_slices((X, Y))
    return [
        model.fit(X, Y, epochs=2, verbose=2).history,
        model.train_on_batch(X, Y),
        model.fit(MANY_X, MANY_Y, batch_size=5, epochs=2, verbose=0,
                  callbacks=[Telling()], validation_data=(X, Y)).history,
        model.evaluate(X, Y, verbose=0),
        model.fit(X, Y, epochs=2, verbose=0, callbacks=[Beginnings()]).history,
        model.fit(rows.batch(4), shuffle=False, verbose=0).history,
        model.fit(X, Y, shuffle=False, sample_weight=np.ones(4), verbose=0).history,
    ]  # fmt: skip


def _seen(name: str) -> tuple[Any, str]:
    keras.backend.clear_session()
    keras.utils.set_random_seed(3)
    stack, loss = MODELS[name]()
    model = keras.Sequential(stack)
    model.compile("adam", loss, metrics=["mae"])
    found: list[Any] = []
    text = printed(lambda: found.extend(_fits(model)))
    return (bits(found), state_of(model, model.history), random_states()), settled(text)


@pytest.mark.parametrize("name", MODELS)
def test_noise_of_ones_own_is_that_of_stock(name: str) -> None:
    uninstall()
    expected = _seen(name)
    with installed() as decisions:
        got = _seen(name)
    assert got == expected
    assert {decision.level for decision in decisions} == {Level.STOCK}
    assert "random" in decisions[0].reason.lower()


def test_code_of_ones_own_that_draws_nothing_goes_without_the_pipeline() -> None:
    model = keras.Sequential([layers.Lambda(lambda x: x * 2.0), layers.Dense(1)])
    model.compile("sgd", "mse")
    with installed() as decisions:
        model.fit(X, Y, epochs=2, verbose=0, callbacks=[Telling()])
        model.fit(X, Y, epochs=2, verbose=0, callbacks=[Beginnings()])
    assert [decision.level for decision in decisions] == [Level.NO_TF_DATA, Level.STOCK]
    assert "watches batches begin" in decisions[1].reason
