"""Stacks in NumPy against Keras' own train step, from the same initial weights."""

from __future__ import annotations

from typing import Any

import keras
import msgspec
import numpy as np
import pytest

from autograder.evidence import pack_array
from autograder.retraining.batched_numpy import ArrayStack, array_stack
from autograder.retraining.batched_tensorflow import Stack
from autograder.retraining.dense_chain import read_chain
from autograder.retraining.initialization import derive_seeds, random_weights
from autograder.retraining.training_spec import read_training_spec
from tests.support.retrain import (
    EPOCHS,
    OR,
    TOLERANCE,
    X,
    callback,
    difference,
    name_of,
    network,
    record,
    stack,
)

O = keras.optimizers  # noqa: E741 - short in the tables below
OPTIMIZERS = [
    (O.SGD, {"learning_rate": 0.5}),
    (O.SGD, {"learning_rate": 10.0}),  # saturates the outputs
    (O.SGD, {"learning_rate": 0.2, "momentum": 0.9}),
    (O.SGD, {"learning_rate": 0.2, "momentum": 0.9, "nesterov": True}),
    (O.Adam, {"learning_rate": 0.05}),
    (O.Adam, {"learning_rate": 0.05, "beta_1": 0.5, "beta_2": 0.9, "epsilon": 1e-3}),
    (O.RMSprop, {"learning_rate": 0.01}),
    (O.RMSprop, {"learning_rate": 0.01, "rho": 0.9, "momentum": 0.3}),  # others are chaotic
]
UNCOMMON: dict[str, Any] = {
    "an own slope": lambda: network(3, act=keras.layers.LeakyReLU(0.1)),
    "a rarer activation": lambda: network(3, act="gelu"),
    "a rarer loss": lambda: network(3, loss="mean_absolute_error"),
    "logits": lambda: network(
        3, loss=keras.losses.BinaryCrossentropy(from_logits=True), out="linear"
    ),
    "crossentropy of what is no probability": lambda: network(3, out="tanh"),
    "smoothed labels": lambda: network(
        3, loss=keras.losses.BinaryCrossentropy(label_smoothing=0.1)
    ),
    "a sum": lambda: network(3, loss=keras.losses.MeanSquaredError(reduction="sum")),
    "a schedule": lambda: network(3, opt=O.Adam(O.schedules.ExponentialDecay(0.1, 10, 0.9))),
    "clipped gradients": lambda: network(3, opt=O.Adam(0.1, clipvalue=0.1)),
    "averaged weights": lambda: network(3, opt=O.Adam(0.1, use_ema=True)),
    "weight decay": lambda: network(3, opt=O.Adam(0.1, weight_decay=0.1)),
    "amsgrad": lambda: network(3, opt=O.Adam(0.1, amsgrad=True)),
    "a rarer optimizer": lambda: network(3, opt=O.Nadam(0.1)),
    "regularized": lambda: network(3, kernel_regularizer="l2"),
    "large": lambda: network(20_000),
}


def chosen(model: Any, **changes: Any) -> ArrayStack | None:
    chain = read_chain(model)
    spec = read_training_spec([record(model, EPOCHS, **changes)], None, None)
    return array_stack(chain, random_weights(model, chain, derive_seeds(5, 2)), spec)


@pytest.mark.parametrize(("make", "config"), OPTIMIZERS, ids=name_of)
@pytest.mark.parametrize("loss", ["binary_crossentropy", "mse"])
def test_optimizers_and_losses_follow_keras(make: Any, config: Any, loss: str) -> None:
    model = network(3, opt=make(**config), loss=loss)
    assert isinstance(stack(model, 1), ArrayStack)
    assert difference(model) < TOLERANCE


@pytest.mark.parametrize("act", ["sigmoid", "tanh", "relu", "linear"])
@pytest.mark.parametrize("out", ["sigmoid", "linear", "tanh"])
def test_activations_follow_keras(act: str, out: str) -> None:
    model = network(4, 2, act=act, out=out, loss="mse", opt=O.SGD(0.2, momentum=0.9))
    assert chosen(model)
    assert difference(model) < TOLERANCE


def test_frozen_layers_layers_of_activation_and_no_bias_follow_keras() -> None:
    inputs = keras.Input((2,))
    flow = keras.layers.Activation("tanh")(keras.layers.Dense(4)(inputs))
    flow = keras.layers.Dense(3, trainable=False)(flow)
    flow = keras.layers.Activation("relu")(keras.layers.Flatten()(flow))
    flow = keras.layers.Dense(1, use_bias=False)(flow)
    model = keras.Model(inputs, keras.layers.Activation("sigmoid")(flow))
    model.compile(O.Adam(0.05), "binary_crossentropy", loss_weights=[0.5])
    assert chosen(model)
    assert difference(model) < TOLERANCE


def test_a_second_fit_goes_on_with_the_same_optimizer_on_other_data() -> None:
    model = network(3, act="tanh", opt=O.Adam(0.05))
    fits = [record(model, 30), record(model, 30, y=pack_array(OR))]
    chain, spec = read_chain(model), read_training_spec(fits, None, None)
    weights = random_weights(model, chain, derive_seeds(5, 2))
    ours, theirs = array_stack(chain, weights, spec), Stack(chain, weights)
    assert ours
    for each in (ours, theirs):
        for number, step in enumerate(spec.phases):
            each.start(step, (0, number))
            each.run(0, step.epochs)
    assert len(spec.phases) == 2
    assert np.abs(ours.predict(X) - theirs.predict(X)).max() < TOLERANCE
    last = spec.phases[-1]
    assert np.abs(ours.losses(last) - theirs.losses(last)).max() < TOLERANCE


@pytest.mark.parametrize("name", UNCOMMON)
def test_what_is_not_common_is_left_to_keras(name: str) -> None:
    assert chosen(UNCOMMON[name]()) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"batch_size": 2},
        {"callbacks": (callback("EarlyStopping", monitor="loss", patience=3),)},
    ],
    ids=["parts of the data at a time", "an early end"],
)
def test_other_ways_of_training_are_left_to_keras(changes: Any) -> None:
    assert chosen(network(3), **changes) is None
    assert chosen(network(3)) is not None


@pytest.mark.parametrize(
    "forged",
    [{"momentum": 7.0}, {"momentum": "a"}, {"learning_rate": "fast"}, {"own": 1}, {"nan": None}],
    ids=str,
)
def test_forged_arguments_are_left_to_keras(forged: dict[str, Any]) -> None:

    model = network(3, opt=O.SGD(0.1))
    fit = record(model, 3)
    config = msgspec.json.decode(fit.compiled)
    config["optimizer"]["config"] |= forged
    assert chosen(model, compiled=msgspec.json.encode(config).decode()) is None


def test_training_that_diverges_says_nothing() -> None:
    model = network(3, act="relu", loss="mse", out="linear", opt=O.SGD(1e30))
    assert not np.isfinite(stack(model, 50).predict(X)).all()
