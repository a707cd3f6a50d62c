"""A description that would keep Keras busy for minutes is refused before anything is traced."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
from keras import layers

from autograder.checking import inference_cost
from autograder.checking.rebuild import rebuild
from autograder.evidence import ModelEvidence, pack_array
from autograder.model_bounds import allowed_layers, graph_size
from autograder.model_bounds.allowed_layers import CannotRebuildError


def described(model: Any) -> dict[str, Any]:
    config: dict[str, Any] = keras.saving.serialize_keras_object(model)
    return config


def chain(*inner: Any, shape: tuple[int, ...] = (4, 2)) -> dict[str, Any]:
    return described(keras.Sequential([keras.Input(shape), *inner]))


def repeated(config: dict[str, Any], times: int) -> dict[str, Any]:
    """The last layer of a Sequential model that many times, which Keras takes minutes to write."""
    inner = config["config"]["layers"]
    last = inner.pop()
    for at in range(times):
        again = json.loads(json.dumps(last))
        again["config"]["name"] = f"layer_{at}"
        inner.append(again)
    return config


def doubled(depth: int) -> dict[str, Any]:
    """A model that calls a model twice, which calls a model twice, and so on."""
    start = keras.Input((2,))
    inner = keras.Model(start, layers.Activation("tanh")(start))
    for _ in range(3):
        again = keras.Input((2,))
        inner = keras.Model(again, inner(inner(again)))
    config = described(inner)
    for _ in range(depth - 3):  # Keras itself would take for ever to build it
        outer = json.loads(json.dumps(config))
        at = next(
            index
            for index, layer in enumerate(outer["config"]["layers"])
            if layer["class_name"] == "Functional"
        )
        nodes = outer["config"]["layers"][at]["inbound_nodes"]
        outer["config"]["layers"][at] = config | {"inbound_nodes": nodes}
        config = outer
    return config


def called(times: int) -> dict[str, Any]:
    """One layer, called again and again."""
    start = found = keras.Input((2,))
    layer = layers.Dense(2)
    for _ in range(times):
        found = layer(found)
    return described(keras.Model(start, found))


def sequences(layer: Any, times: int) -> dict[str, Any]:
    return repeated(chain(layer), times)


LARGE: dict[str, Callable[[], dict[str, Any]]] = {
    "290 LSTM layers": lambda: sequences(layers.LSTM(1, return_sequences=True), 290),
    "20 layers in both directions": lambda: sequences(
        layers.Bidirectional(layers.GRU(1, return_sequences=True)), 20
    ),
    "loops around cells": lambda: sequences(
        layers.RNN(layers.LSTMCell(2), return_sequences=True), 20
    ),
    "a loop in each step": lambda: repeated(
        chain(layers.TimeDistributed(layers.Bidirectional(layers.LSTM(1))), shape=(3, 4, 2)), 20
    ),
    "normalisation": lambda: sequences(layers.LayerNormalization(), 150),
    "220 Dense layers": lambda: sequences(layers.Dense(2), 220),
    "models in models": lambda: doubled(9),
    "a layer called 300 times": lambda: called(300),
}


@pytest.mark.parametrize("name", LARGE)
def test_a_large_network_is_told_by_its_description(name: str) -> None:
    with pytest.raises(CannotRebuildError, match="operations") as caught:
        allowed_layers.read(json.dumps(LARGE[name]()))
    assert caught.value.advice == allowed_layers.SMALLER


UNROLLED: dict[str, Callable[[], Any]] = {
    "an unrolled loop": lambda: layers.SimpleRNN(1, unroll=True),
    "an unrolled loop in both directions": lambda: layers.Bidirectional(
        layers.LSTM(1, unroll=True)
    ),
    "a layer at each step": lambda: layers.TimeDistributed(layers.Dense(1)),
    "a loop at each step": lambda: layers.TimeDistributed(layers.RepeatVector(2)),
}


def evidence(model: Any) -> ModelEvidence:
    weights = tuple(pack_array(np.asarray(weight)) for weight in model.get_weights())
    return ModelEvidence("Sequential", json.dumps(described(model)), weights)


def never(call: Callable[..., Any]) -> Callable[..., Any]:
    """A function of the same signature, which Keras reads, that must not be called."""

    @functools.wraps(call)
    def traced(*_: Any, **__: Any) -> Any:
        pytest.fail("it was traced")

    return traced


@pytest.mark.parametrize("name", UNROLLED)
def test_unrolled_steps_are_counted_before_they_are_traced(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = keras.Sequential([keras.Input((20, 2)), UNROLLED[name]()])
    rebuild(evidence(few))
    many = keras.Sequential([keras.Input((2,)), layers.RepeatVector(4000), UNROLLED[name]()])
    written = evidence(many)
    for traced in (layers.SimpleRNN, layers.LSTM, layers.TimeDistributed):
        monkeypatch.setattr(traced, "call", never(traced.call))
    with pytest.raises(CannotRebuildError, match="operations"):
        rebuild(written)


def transformer() -> Any:
    start = found = keras.Input((16, 8))
    for _ in range(6):
        seen = layers.LayerNormalization()(
            layers.Add()([found, layers.MultiHeadAttention(2, 4)(found, found)])
        )
        wide = layers.Dense(8)(layers.Dense(32, "relu")(seen))
        found = layers.LayerNormalization()(layers.Add()([seen, wide]))
    return keras.Model(start, found)


HONEST: dict[str, Callable[[], Any]] = {
    "a deep network": lambda: keras.Sequential(
        [keras.Input((2,)), *(layers.Dense(8, "relu") for _ in range(50))]
    ),
    "rows of a picture": lambda: keras.Sequential(
        [keras.Input((28, 28)), layers.LSTM(32, unroll=True), layers.Dense(10)]
    ),
    "texts in both directions": lambda: keras.Sequential([
        keras.Input((100, 16)),
        *(layers.Bidirectional(layers.LSTM(8, return_sequences=True)) for _ in range(4)),
        layers.TimeDistributed(layers.Dense(4)),
    ]),
    "a transformer": transformer,
    "ResNet50": lambda: keras.applications.ResNet50(weights=None, classes=10),
}  # fmt: skip


@pytest.mark.parametrize("name", HONEST)
def test_networks_of_a_course_are_small_enough(name: str) -> None:
    model = HONEST[name]()
    assert 0 < inference_cost.of_model(model).operations <= graph_size.MOST
    allowed_layers.read(json.dumps(described(model)))


def test_description_and_network_come_to_the_same_size() -> None:
    for make in (HONEST["a transformer"], HONEST["ResNet50"]):
        model = make()
        read = allowed_layers.read(json.dumps(described(model)))
        told = graph_size.of_description(read, lambda item: allowed_layers._admit(item) == 1)
        assert told == inference_cost.of_model(model).operations
