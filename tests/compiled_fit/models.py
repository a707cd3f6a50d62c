"""Small networks of every kind that a course may meet, with data to train them on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
import tensorflow as tf

layers = keras.layers


@dataclass(frozen=True)
class Task:
    """Inputs and targets for one kind of network, `rows` samples each."""

    x: Any
    y: Any


def _binary(rows: int, rng: Any) -> Task:
    x = rng.normal(size=(rows, 3)).astype("float32")
    return Task(x, (x[:, :1] * x[:, 1:2] > 0).astype("float32"))


def _classes(rows: int, rng: Any) -> Task:
    x = rng.normal(size=(rows, 3)).astype("float32")
    return Task(x, rng.integers(0, 3, size=(rows,)))


def _images(rows: int, rng: Any) -> Task:
    x = rng.normal(size=(rows, 6, 6, 1)).astype("float32")
    return Task(x, rng.integers(0, 3, size=(rows, 1)))


def _sequences(rows: int, rng: Any) -> Task:
    x = rng.normal(size=(rows, 4, 2)).astype("float32")
    return Task(x, x.sum(axis=(1, 2))[:, None])


def _tokens(rows: int, rng: Any) -> Task:
    x = rng.integers(0, 7, size=(rows, 4))
    return Task(x, (x[:, :1] > 3).astype("float32"))


def _two_inputs(rows: int, rng: Any) -> Task:
    a, b = rng.normal(size=(2, rows, 2)).astype("float32")
    return Task([a, b], (a[:, :1] > b[:, :1]).astype("float32"))


def _two_outputs(rows: int, rng: Any) -> Task:
    x = rng.normal(size=(rows, 3)).astype("float32")
    return Task(x, [(x[:, :1] > 0).astype("float32"), (x[:, 1:2] > 0).astype("float32")])


def _named(rows: int, rng: Any) -> Task:
    task = _two_inputs(rows, rng)
    return Task({"a": task.x[0], "b": task.x[1]}, task.y)


class Doubling(layers.Layer):
    """A layer of a student's own."""

    def call(self, inputs: Any) -> Any:
        return inputs * 2.0


class Noise(layers.Layer):
    """A layer with TensorFlow's stateful random numbers."""

    def call(self, inputs: Any) -> Any:
        return inputs + 0.1 * tf.random.normal(tf.shape(inputs))


class Subclassed(keras.Model):
    """A model written as a class."""

    def __init__(self) -> None:
        super().__init__()
        self.hidden = layers.Dense(3, activation="tanh")
        self.top = layers.Dense(1, activation="sigmoid")

    def call(self, inputs: Any) -> Any:
        return self.top(self.hidden(inputs))


class OwnStep(keras.Model):
    """A functional model with a training step of its own."""

    def train_step(self, data: Any) -> Any:
        x, y = data[0], data[1]
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((self(x, training=True) - y) ** 2)
        gradients = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply_gradients(zip(gradients, self.trainable_variables, strict=True))
        return {"own_loss": loss}


def _sequential(*stack: Any, shape: tuple[int, ...] | None = (3,)) -> Any:
    return keras.Sequential([*([keras.Input(shape)] if shape else []), *stack])


def _top() -> Any:
    return layers.Dense(1, activation="sigmoid")


def _functional() -> Any:
    inputs = keras.Input((3,))
    hidden = layers.Dense(4, activation="relu")(inputs)
    joined = layers.Concatenate()([hidden, inputs])
    return keras.Model(inputs, _top()(joined))


def _own_step() -> Any:
    inputs = keras.Input((3,))
    return OwnStep(inputs, _top()(layers.Dense(2, activation="tanh")(inputs)))


def _join(inputs: Any, a: Any, b: Any) -> Any:
    dense = layers.Dense(3, activation="tanh")
    return keras.Model(inputs, _top()(layers.Add()([dense(a), dense(b)])))


def _with_two_inputs() -> Any:
    a, b = keras.Input((2,)), keras.Input((2,))
    return _join([a, b], a, b)


def _with_named_inputs() -> Any:
    a, b = keras.Input((2,), name="a"), keras.Input((2,), name="b")
    return _join({"a": a, "b": b}, a, b)


def _with_two_outputs() -> Any:
    inputs = keras.Input((3,))
    hidden = layers.Dense(3, activation="tanh")(inputs)
    heads = [layers.Dense(1, activation="sigmoid", name=name)(hidden) for name in ("left", "right")]
    return keras.Model(inputs, heads)


def _convolution() -> Any:
    return _sequential(
        layers.Conv2D(2, 3, activation="relu"),
        layers.MaxPooling2D(),
        layers.Flatten(),
        layers.Dense(3, activation="softmax"),
        shape=(6, 6, 1),
    )


def _adapted() -> Any:
    norm = layers.Normalization()
    norm.adapt(np.random.default_rng(5).normal(2.0, 3.0, (20, 3)).astype("float32"))
    return norm


NETWORKS: dict[str, tuple[Callable[[], Any], Callable[[int, Any], Task]]] = {
    "dense": (lambda: _sequential(layers.Dense(3, activation="sigmoid"), _top()), _binary),
    "one-layer": (lambda: _sequential(_top()), _binary),
    "lazy": (lambda: _sequential(layers.Dense(3, activation="tanh"), _top(), shape=None), _binary),
    "deep": (
        lambda: _sequential(
            layers.Dense(2, activation="tanh"), layers.Dense(3, activation="relu"), _top()
        ),
        _binary,
    ),
    "dropout": (
        lambda: _sequential(layers.Dense(4, activation="relu"), layers.Dropout(0.3), _top()),
        _binary,
    ),
    "batchnorm": (
        lambda: _sequential(layers.Dense(4), layers.BatchNormalization(), _top()),
        _binary,
    ),
    "layernorm-noise": (
        lambda: _sequential(layers.LayerNormalization(), layers.GaussianNoise(0.1), _top()),
        _binary,
    ),
    "regularised": (
        lambda: _sequential(
            layers.Dense(3, kernel_regularizer="l2", kernel_constraint="max_norm"), _top()
        ),
        _binary,
    ),
    "functional": (_functional, _binary),
    "subclassed": (Subclassed, _binary),
    "own-step": (_own_step, _binary),
    "own-layer": (lambda: _sequential(Doubling(), _top()), _binary),
    "lambda": (lambda: _sequential(layers.Lambda(lambda x: x * 3.0), _top()), _binary),
    "stateful-noise": (lambda: _sequential(Noise(), _top()), _binary),
    "softmax": (lambda: _sequential(layers.Dense(3, activation="softmax")), _classes),
    "convolution": (_convolution, _images),
    "lstm": (lambda: _sequential(layers.LSTM(2), layers.Dense(1), shape=(4, 2)), _sequences),
    "gru": (lambda: _sequential(layers.GRU(2), layers.Dense(1), shape=(4, 2)), _sequences),
    "embedding": (
        lambda: _sequential(layers.Embedding(7, 2), layers.Flatten(), _top(), shape=(4,)),
        _tokens,
    ),
    "normalization": (
        lambda: _sequential(_adapted(), layers.Dense(3, activation="tanh"), _top()),
        _binary,
    ),
    "rescaling": (lambda: _sequential(layers.Rescaling(0.1, offset=-0.3), _top()), _binary),
    "two-inputs": (_with_two_inputs, _two_inputs),
    "named-inputs": (_with_named_inputs, _named),
    "two-outputs": (_with_two_outputs, _two_outputs),
}


def task_of(network: str, rows: int, seed: int) -> Task:
    """Data for a network of `NETWORKS`; the same seed gives the same numbers."""
    return NETWORKS[network][1](rows, np.random.default_rng(seed))
