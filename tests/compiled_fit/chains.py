"""Chains of models, each made of or after the one before, and whether each uses the cache."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import keras
import pytest
import tensorflow as tf

from tests.compiled_fit.models import NETWORKS, task_of
from tests.compiled_fit.small import X, Y

layers, optimizers = keras.layers, keras.optimizers

CACHED, OWN = True, False


def network(*stack: Any) -> Any:
    hidden = stack or (layers.Dense(3, "tanh"),)
    return keras.Sequential([keras.Input((2,)), *hidden, layers.Dense(1, "sigmoid")])


def trained(model: Any, *, optimizer: Any = None, loss: Any = "mse", **options: Any) -> Any:
    model.compile(optimizer or optimizers.Adam(0.05), loss, metrics=["accuracy"])
    model.fit(X, Y, epochs=2, verbose=0, **options)
    return model


def by(make: Callable[[], Any]) -> Callable[[Any], Any]:
    """A like model under another optimizer."""
    return lambda _: trained(network(), optimizer=make())


def under(**options: Any) -> Callable[[Any], Any]:
    """A like model, compiled or fitted otherwise."""
    return lambda _: trained(network(), **options)


def changed(change: Callable[[Any], None] = lambda _: None) -> Callable[[Any], Any]:
    """A like model with Dropout, changed before it is compiled."""

    def make(_: Any) -> Any:
        model = network(layers.Dense(4, "tanh"), layers.Dropout(0.1))
        change(model)
        return trained(model)

    return make


def own_loss(factor: float) -> Callable[[Any], Any]:
    """A loss that is told apart by what it reads, not by its name."""

    def loss(y: Any, p: Any) -> Any:
        return factor * tf.reduce_mean((y - p) ** 2)

    return under(loss=loss)


def new_session(_: Any) -> Any:
    keras.backend.clear_session()
    return trained(network())


def refused(model: Any) -> Any:
    """The optimizer of another model."""
    with pytest.raises(ValueError, match="Unknown variable") as caught:
        trained(network(), optimizer=model.optimizer)
    return str(caught.value)


def changed_beta() -> Any:
    adam = optimizers.Adam(0.05)
    adam.beta_1 = 0.5
    return adam


def without_decay_of_biases() -> Any:
    adam = optimizers.AdamW(0.05, weight_decay=0.1)
    adam.exclude_from_weight_decay(var_names=["bias"])
    return adam


def other_epsilon(_: Any) -> Any:
    known = keras.config.epsilon()
    keras.config.set_epsilon(1e-2)
    try:
        return trained(network(), loss="binary_crossentropy")
    finally:
        keras.config.set_epsilon(known)


def normalised(*, frozen: bool) -> Callable[[Any], Any]:
    def make(_: Any) -> Any:
        model = network(layers.Dense(4), layers.BatchNormalization())
        model.layers[1].trainable = not frozen
        return trained(model)

    return make


def of_kind(kind: str) -> Callable[[Any], Any]:
    def make(_: Any) -> Any:
        task, model = task_of(kind, 10, 1), NETWORKS[kind][0]()
        model.compile("rmsprop", "mse", metrics=["mae"])
        model.fit(task.x, task.y, batch_size=4, epochs=2, verbose=0)
        return model

    return make


def freeze(model: Any) -> None:
    model.layers[0].trainable = False


def _rate(model: Any) -> None:
    model.layers[1].rate = 0.7


def other_activation(model: Any) -> None:
    model.layers[0].activation = keras.activations.relu


def _own_activation(model: Any) -> None:
    model.layers[0].activation = lambda x: x * 0.5


def _constraint(model: Any) -> None:
    model.layers[0].kernel.constraint = keras.constraints.NonNeg()


def _posing_activation(model: Any) -> None:
    """A function that calls itself one of Keras'."""

    @functools.wraps(keras.activations.tanh)
    def tanh(x: Any) -> Any:
        return x * 0.5

    model.layers[0].activation = tanh


def _operation(model: Any) -> None:
    model.layers[0].activation = tf.nn.relu


def _called_activation(model: Any) -> None:
    """A like activation, of a class of one's own."""

    class Half:
        def __call__(self, x: Any) -> Any:
            return x * 0.5

    model.layers[0].activation = Half()


def changed_loss() -> Any:
    """A loss that does not do what its configuration says."""
    loss = keras.losses.BinaryCrossentropy()
    loss.label_smoothing = 0.3
    return loss


def changed_metric(threshold: float) -> Any:
    metric = keras.metrics.BinaryAccuracy(name="accuracy")
    metric.threshold = threshold
    return metric


def measured(make: Callable[[], Any]) -> Callable[[Any], Any]:
    def build(_: Any) -> Any:
        model = network()
        model.compile("sgd", "mse", metrics=[make()])
        model.fit(X, Y, epochs=2, verbose=0)
        return model

    return build


def of_dtype(*dtypes: str | None) -> Callable[[Any], Any]:
    return lambda _: trained(
        network(
            layers.Dense(3, "tanh", dtype=dtypes[0]), layers.Activation("tanh", dtype=dtypes[1])
        )
    )


def patched(_: Any) -> Any:
    """A layer of Keras whose method was replaced, and put back afterwards."""
    known = layers.Dense.call

    def call(self: Any, inputs: Any, training: Any = None) -> Any:
        return known(self, inputs, training=training) * 2.0

    layers.Dense.call = call
    try:
        return trained(network())
    finally:
        layers.Dense.call = known


def traced_before(_: Any) -> Any:
    """The step that trains was traced before the model was changed, so stock keeps it."""
    model = network(layers.Dense(4, "tanh"), layers.Dropout(0.1))
    model.compile(optimizers.Adam(0.05), "mse", metrics=["accuracy"])
    model.train_on_batch(X, Y)
    model.layers[1].rate = 0.9
    model.fit(X, Y, epochs=2, verbose=0)
    return model


def under_tape(_: Any) -> Any:
    with tf.GradientTape():
        return trained(network())


def regularised_later(_: Any) -> Any:
    model = network()
    model.layers[0].kernel.regularizer = keras.regularizers.L2(0.5)
    return trained(model)


def renamed(_: Any) -> Any:
    model = network()
    model.compile("sgd", "mse", metrics=[keras.metrics.MeanSquaredError(name="other")])
    model.fit(X, Y, epochs=2, verbose=0)
    return model


def first_name(_: Any) -> Any:
    model = network()
    model.compile("sgd", "mse", metrics=[keras.metrics.MeanSquaredError(name="first")])
    model.fit(X, Y, epochs=2, verbose=0)
    return model


def fixed_mode(*, training: bool) -> Callable[[Any], Any]:
    """Dropout that is always, or never, at work: only the call says so."""

    def make(_: Any) -> Any:
        inputs = keras.Input((2,))
        hidden = layers.Dropout(0.4)(layers.Dense(6, "tanh")(inputs), training=training)
        return trained(keras.Model(inputs, layers.Dense(1)(hidden)))

    return make


def wired(*, crossed: bool) -> Callable[[Any], Any]:
    """Two layers of one shape, in this order or the other, one of them used twice."""

    def make(_: Any) -> Any:
        inputs = keras.Input((2,))
        first, second = layers.Dense(2, "tanh"), layers.Dense(2, "tanh")
        hidden = first(second(first(inputs))) if crossed else second(second(first(inputs)))
        return trained(keras.Model(inputs, layers.Dense(1)(hidden)))

    return make


Chain = dict[str, tuple[Callable[[Any], Any], bool]]

# Each makes a model out of the one before it; whether it uses what an earlier one has traced.
CHAINS: dict[str, Chain] = {
    "plain": {
        "first": (under(), OWN),
        "another start": (under(), CACHED),
        "compiled anew": (trained, CACHED),
        "the same weights": (
            lambda m: trained(keras.Sequential([keras.Input((2,)), *m.layers])),
            CACHED,
        ),
        "another learning rate": (by(lambda: optimizers.Adam(0.5)), CACHED),
        "another order": (under(shuffle=False), CACHED),
        "another optimizer": (by(lambda: optimizers.Nadam(0.05)), OWN),
        "a schedule": (
            by(lambda: optimizers.Adam(optimizers.schedules.ExponentialDecay(0.1, 2, 0.5))),
            OWN,
        ),
        "another beta": (by(changed_beta), OWN),
        "another batch size": (under(batch_size=2), OWN),
        "validation": (under(validation_data=(X, Y)), OWN),
        "validation on other rows": (under(validation_data=(X[:3], Y[:3])), CACHED),
        "a new session": (new_session, CACHED),
    },
    "loss": {
        "first": (under(loss="binary_crossentropy"), OWN),
        "another epsilon": (other_epsilon, OWN),
        "own": (own_loss(1.0), OWN),
        "own again": (own_loss(3.0), OWN),
        "decay": (by(lambda: optimizers.AdamW(0.05, weight_decay=0.1)), OWN),
        "less decay": (by(without_decay_of_biases), OWN),
        "plain": (under(), OWN),
    },
    "dropout": {
        "first": (changed(), OWN),
        "another": (changed(), CACHED),
        "frozen": (changed(freeze), OWN),
        "rate": (changed(_rate), OWN),
        "activation": (changed(other_activation), OWN),
        "own activation": (changed(_own_activation), OWN),
        "constraint": (changed(_constraint), OWN),
        "posing activation": (changed(_posing_activation), OWN),
        "activation of a class": (changed(_called_activation), OWN),
        "operation": (changed(_operation), OWN),
        "operation again": (changed(_operation), CACHED),
        "traced before": (traced_before, OWN),
        "rate again": (changed(_rate), CACHED),
        "plain again": (changed(), CACHED),
    },
    "parts": {
        "plain": (under(loss=keras.losses.BinaryCrossentropy()), OWN),
        "smooth": (under(loss=keras.losses.BinaryCrossentropy(label_smoothing=0.3)), OWN),
        "changed": (under(loss=changed_loss()), OWN),
        "metric": (measured(lambda: keras.metrics.BinaryAccuracy(name="accuracy")), OWN),
        "other metric": (measured(lambda: changed_metric(0.9)), OWN),
        "strict metric": (
            measured(lambda: keras.metrics.BinaryAccuracy(name="accuracy", threshold=0.9)),
            OWN,
        ),
        "metric again": (measured(lambda: keras.metrics.BinaryAccuracy(name="accuracy")), CACHED),
        "first name": (first_name, OWN),
        "other name": (renamed, OWN),
        "regularizer": (regularised_later, OWN),
    },
    "types": {
        "plain": (of_dtype(None, None), OWN),
        "half": (of_dtype("mixed_bfloat16", None), OWN),
        "half activation": (of_dtype(None, "mixed_bfloat16"), OWN),
        "plain again": (of_dtype(None, None), CACHED),
        "patched": (patched, OWN),
        "taped": (under_tape, OWN),
        "unpatched": (under(), OWN),
        "unpatched again": (under(), CACHED),
    },
    "wires": {
        "always": (fixed_mode(training=True), OWN),
        "never": (fixed_mode(training=False), OWN),
        "always again": (fixed_mode(training=True), CACHED),
        "straight": (wired(crossed=False), OWN),
        "crossed": (wired(crossed=True), OWN),
        "straight again": (wired(crossed=False), CACHED),
    },
    "normalisation": {
        "first": (normalised(frozen=False), OWN),
        "frozen": (normalised(frozen=True), OWN),
        "another": (normalised(frozen=False), CACHED),
    },
    **{
        kind: {"first": (of_kind(kind), OWN), "another": (of_kind(kind), CACHED)}
        for kind in ("functional", "convolution", "embedding", "regularised")
    },
}
