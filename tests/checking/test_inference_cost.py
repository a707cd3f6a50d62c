"""What a model would take to run is told before it runs; a course's own networks take little."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
from keras import layers

from autograder.checking.inference_cost import InferenceCost, of_model, rows_at_once, too_much
from autograder.checking.predicting import predict


def sequence(*inner: Any, shape: tuple[int, ...] = (2,)) -> Any:
    return keras.Sequential([keras.Input(shape), *inner])


def wide(size: int) -> list[Any]:
    return [layers.RepeatVector(4096), layers.UpSampling1D(size)]


def called_again_and_again() -> Any:
    inner = sequence(*wide(16), layers.GlobalAveragePooling1D())
    start = found = keras.Input((2,))
    for _ in range(300):
        found = inner(found)
    return keras.Model(start, found)


def attending() -> Any:
    start = keras.Input((2,))
    found = layers.RepeatVector(4096)(start)
    return keras.Model(start, layers.MultiHeadAttention(2, 2)(found, found))


ABSURD: dict[str, tuple[str, Callable[[], Any]]] = {
    "a wide tensor": ("numbers", lambda: sequence(*wide(4096), layers.GlobalMaxPooling1D())),
    "a model called 300 times": ("numbers", called_again_and_again),
    "attention": ("numbers", attending),
    "a model at each step": (
        "numbers",
        lambda: sequence(
            layers.TimeDistributed(sequence(*wide(16), layers.Flatten())), shape=(300, 2)
        ),
    ),
    "a long sequence": ("steps", lambda: sequence(*wide(64), layers.LSTM(1))),
    "in both directions": (
        "steps", lambda: sequence(*wide(64), layers.Bidirectional(layers.GRU(1))),
    ),
    "a convolution": (
        "work", lambda: sequence(*wide(128), layers.Conv1D(8, 999, padding="same")),
    ),
}  # fmt: skip
HONEST: dict[str, Callable[[], Any]] = {
    "XOR": lambda: sequence(layers.Dense(3), layers.Dense(1)),
    "pictures": lambda: sequence(
        layers.Conv2D(64, 3), layers.Conv2D(128, 3), layers.MaxPooling2D(), layers.Flatten(),
        layers.Dense(256), layers.Dense(10), shape=(32, 32, 3),
    ),
    "texts": lambda: sequence(
        layers.Embedding(20_000, 128), layers.Bidirectional(layers.LSTM(64)), layers.Dense(1),
        shape=(500,),
    ),
    "MobileNetV2": lambda: keras.applications.MobileNetV2(weights=None, classes=10),
}  # fmt: skip


@pytest.mark.parametrize("name", ABSURD)
def test_what_would_take_for_ever_is_told(name: str) -> None:
    what, make = ABSURD[name]
    assert too_much(make()) == what


@pytest.mark.parametrize("name", HONEST)
def test_networks_of_a_course_may_run(name: str) -> None:
    model = HONEST[name]()
    assert of_model(model) != InferenceCost()
    assert not too_much(model)
    assert rows_at_once(model) >= 3


def test_a_large_network_predicts_part_by_part(monkeypatch: pytest.MonkeyPatch) -> None:
    model = sequence(layers.Dense(3, "tanh"), layers.Dense(1))
    rows = np.arange(14, dtype="float32").reshape(7, 2)
    whole = predict(model, rows)
    monkeypatch.setattr("autograder.checking.inference_cost._AT_ONCE", 2 * of_model(model).numbers)
    assert rows_at_once(model) == 2
    assert predict(model, rows).shape == whole.shape == (7, 1)
    assert np.allclose(predict(model, rows), whole)
