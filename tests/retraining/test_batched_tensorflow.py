"""The stacked training against Keras' own train step, from the same initial weights."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest

from autograder import compiled_fit
from autograder.retraining.dense_chain import UnstackableError, check_stackable, read_chain
from autograder.retraining.initialization import (
    derive_seeds,
    random_weights,
    reinitialized_model,
    reseed,
)
from autograder.retraining.training_spec import read_training_spec
from tests.conftest import daily
from tests.support.retrain import (
    EPOCHS,
    TOLERANCE,
    X,
    Y,
    callback,
    difference,
    name_of,
    network,
    record,
    stack,
)

O = keras.optimizers  # noqa: E741 - short in the tables below
S = keras.optimizers.schedules
L = keras.losses

OPTIMIZERS = [
    (O.SGD, {"learning_rate": 0.5}),
    (O.SGD, {"learning_rate": 10.0}),  # saturates the outputs
    (O.SGD, {"learning_rate": 0.2, "momentum": 0.9}),
    (O.SGD, {"learning_rate": 0.2, "momentum": 0.9, "nesterov": True}),
    (O.SGD, {"learning_rate": 0.5, "clipvalue": 0.01}),
    (O.SGD, {"learning_rate": 0.5, "gradient_accumulation_steps": 3}),
    (O.Adam, {"learning_rate": 0.05}),
    (O.Adam, {"learning_rate": 0.05, "amsgrad": True, "weight_decay": 0.01}),
    (O.Adam, {"learning_rate": 0.05, "use_ema": True, "ema_momentum": 0.9}),
    (O.Adam, {"learning_rate": S.ExponentialDecay(0.1, 10, 0.9)}),
    (O.SGD, {"learning_rate": S.PiecewiseConstantDecay([20, 40], [1.0, 0.5, 0.1])}),
    (O.AdamW, {"learning_rate": 0.05}),
    (O.RMSprop, {"learning_rate": 0.01}),
    (O.RMSprop, {"learning_rate": 0.01, "momentum": 0.5, "centered": True}),
    (O.Adagrad, {"learning_rate": 0.2}),
    (O.Adadelta, {"learning_rate": 5.0}),
    (O.Adamax, {"learning_rate": 0.05}),
    (O.Nadam, {"learning_rate": 0.05}),
    (O.Ftrl, {"learning_rate": 0.1}),
    (O.Lion, {"learning_rate": 0.01}),
]
LOSSES: list[tuple[Any, str]] = [
    ("mse", "sigmoid"),
    ("mean_absolute_error", "sigmoid"),
    (L.MeanSquaredLogarithmicError(), "sigmoid"),
    ("hinge", "tanh"),
    (L.SquaredHinge(), "tanh"),
    (L.Huber(0.3), "linear"),
    ("log_cosh", "linear"),
    ("poisson", "sigmoid"),
    (L.BinaryCrossentropy(from_logits=True), "linear"),
    (L.BinaryCrossentropy(label_smoothing=0.1, reduction="sum"), "sigmoid"),
    (L.BinaryFocalCrossentropy(), "sigmoid"),
    (L.binary_crossentropy, "hard_sigmoid"),
]
ACTIVATIONS: list[Any] = [
    "tanh", "relu", "gelu", "softplus", "softmax", "linear",
    keras.layers.LeakyReLU(0.1),
]  # fmt: skip


def sampled(values: list[Any]) -> list[Any]:
    """Every second of them by day, all by night."""
    return daily(values[::2], values, more=())


@pytest.fixture(autouse=True)
def without_arrays(monkeypatch):
    """The commonest trainings never come here; see test_array_stack.py."""
    monkeypatch.setattr("autograder.retraining.batched_tensorflow.array_stack", lambda *_: None)


def test_same_start_as_keras():
    model = network(3, 2, kernel_initializer=keras.initializers.HeNormal(seed=7))
    seeds = derive_seeds(1, 3)
    stacked = random_weights(model, read_chain(model), seeds)
    for index, seed in enumerate(seeds):
        alone = reinitialized_model(model, seed).get_weights()
        assert all(np.array_equal(a, b[index]) for a, b in zip(alone, stacked, strict=True))
    assert not np.array_equal(stacked[0][0], stacked[0][1])


def test_seeds_are_replaced_everywhere():
    model = network(3, kernel_initializer=keras.initializers.GlorotUniform(seed=7))
    first, again, other = (reseed(model.get_config(), seed) for seed in (1, 1, 2))
    assert first == again != other
    found = [layer["config"]["kernel_initializer"]["config"] for layer in first["layers"][1:]]
    assert found[0]["seed"] not in {7, found[1]["seed"]}


@pytest.mark.parametrize("given", sampled(OPTIMIZERS), ids=name_of)
def test_optimizer(given):
    make, config = given
    assert difference(network(3, opt=make(**config))) < TOLERANCE


@pytest.mark.parametrize("given", sampled(LOSSES), ids=name_of)
def test_loss(given):
    loss, out = given
    assert difference(network(3, loss=loss, out=out)) < TOLERANCE


@pytest.mark.parametrize("act", ACTIVATIONS, ids=name_of)
def test_activation(act):
    model = network(4, act=act, opt=O.SGD(0.2, momentum=0.9))
    assert difference(model) < TOLERANCE


@pytest.mark.parametrize("batch", [1, 3])
@pytest.mark.parametrize("loss", ["mse", "binary_crossentropy"])
def test_minibatches(batch, loss):
    """Three rows a batch leave one over; the order is as given."""
    assert difference(network(2, 3, act="tanh", loss=loss), batch) < TOLERANCE


def test_functional_frozen_regularized_and_layers_of_activation():
    inputs = keras.Input((2,))
    flow = keras.layers.Dense(4, kernel_regularizer="l2", bias_regularizer="l1")(inputs)
    flow = keras.layers.Activation("tanh")(keras.layers.Flatten()(flow))
    flow = keras.layers.Dense(3, trainable=False)(flow)
    flow = keras.layers.ReLU(negative_slope=0.2)(flow)
    model = keras.Model(inputs, keras.layers.Dense(1, activation="sigmoid", use_bias=False)(flow))
    model.compile(O.Adam(0.05), "mse", loss_weights=[0.5])
    assert difference(model, 3) < TOLERANCE


def test_classes():
    """Two outputs with softmax, labels as numbers."""
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(4, activation="tanh")])
    model.add(keras.layers.Dense(2, activation="softmax"))
    model.compile(O.Adam(0.05), "sparse_categorical_crossentropy")
    assert difference(model) < TOLERANCE


def test_wide_layers_use_the_batched_product():
    assert difference(network(300, 40, act="relu", opt=O.Adam(0.001))) < TOLERANCE


def test_pieces_change_nothing(monkeypatch):
    model = network(3)
    whole = stack(model, 100).predict(X)
    monkeypatch.setattr("autograder.retraining.batched_tensorflow._next_size", lambda *_: 3)
    assert np.array_equal(whole, stack(model, 100).predict(X))


def test_recorded_learning_rates_are_followed():
    rates = tuple(0.5 / (1 + epoch) for epoch in range(EPOCHS))
    model = network(3, opt=O.SGD(0.5))
    text = '{"class_name": "LearningRateScheduler", "module": "keras.src", "config": {}}'
    fit = record(model, EPOCHS, callbacks=(text,), history={"learning_rate": rates})
    found = stack(model, EPOCHS, fit).predict(X)[0]
    alone = reinitialized_model(model, derive_seeds(5, 1)[0])
    alone.compile(O.SGD(0.5), "binary_crossentropy")
    for rate in rates:
        alone.optimizer.learning_rate = rate
        alone.train_on_batch(X, Y)
    assert np.abs(found - alone.predict_on_batch(X)).max() < TOLERANCE


@pytest.mark.parametrize(
    "rules",
    [
        {"patience": 3, "min_delta": 0.02, "restore_best_weights": True},
        {"patience": 5, "min_delta": -0.05, "start_from_epoch": 20, "mode": "min"},
        {"patience": 2, "baseline": 0.01, "restore_best_weights": True},
    ],
    ids=str,
)
def test_early_stopping_stops_each_network_where_keras_does(rules):
    batch = 3
    model = network(3, act="tanh", opt=O.SGD(2.0, momentum=0.5))
    text = callback("EarlyStopping", monitor="loss", **rules)
    fit = record(model, EPOCHS, callbacks=(text,), batch_size=batch, shuffle=False)
    found = stack(model, EPOCHS, fit).predict(X)
    for index, seed in enumerate(derive_seeds(5, 2)):
        alone = reinitialized_model(model, seed)
        alone.compile(O.SGD(2.0, momentum=0.5), "binary_crossentropy")
        stop = keras.callbacks.EarlyStopping("loss", **rules)
        compiled_fit.fit(alone, X, Y, batch, EPOCHS, verbose=0, callbacks=[stop], shuffle=False)
        assert np.abs(found[index] - alone.predict_on_batch(X)).max() < TOLERANCE


@pytest.mark.parametrize(
    ("model", "reason"),
    [
        (network(3, opt=O.SGD(clipnorm=1.0)), "clipnorm"),
        (network(3, opt=O.Adafactor()), "Adafactor"),
        (network(3, loss=L.Dice()), "Dice"),
        (network(3, kernel_constraint="non_neg"), "constraint"),
        (network(3, kernel_regularizer="orthogonal_regularizer"), "regularizer"),
        (keras.Sequential([keras.Input((2, 1)), keras.layers.Dense(1)]), "one row"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_not_stacked(model, reason):
    if not model.compiled:
        model.compile("sgd", "mse")
    with pytest.raises(UnstackableError, match=reason):
        check_stackable(read_training_spec([record(model, 1)], None, None), read_chain(model), 2)


def test_branches_are_not_a_chain():
    inputs = keras.Input((2,))
    dense = keras.layers.Dense(2)
    model = keras.Model(inputs, keras.layers.Add()([dense(inputs), inputs]))
    with pytest.raises(UnstackableError):
        read_chain(model)
    with pytest.raises(UnstackableError, match="one after the other"):
        read_chain(keras.Model(inputs, dense(dense(inputs))))
