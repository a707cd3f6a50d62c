"""A model of a known architecture borrows the compiled run of another, and nobody can tell."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from autograder.compiled_fit import keras_internals, lending, uninstall
from tests.compiled_fit.models import NETWORKS, task_of
from tests.compiled_fit.small import X, Y, installed
from tests.compiled_fit.trial import bits, random_states, state_of

layers, optimizers = keras.layers, keras.optimizers

BORROWED, OWN = True, False


@pytest.fixture(autouse=True)
def empty_shelf() -> Iterator[None]:
    lending.shelf.cache_clear()
    yield
    lending.shelf.cache_clear()


def traces(model: Any) -> int:
    """How often Keras' own step was traced for this model."""
    step = keras_internals.compiled_step(model.train_function)
    return int(step.experimental_get_tracing_count())


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


def _freeze(model: Any) -> None:
    model.layers[0].trainable = False


def _rate(model: Any) -> None:
    model.layers[1].rate = 0.7


def _activation(model: Any) -> None:
    model.layers[0].activation = keras.activations.relu


def _own_activation(model: Any) -> None:
    model.layers[0].activation = lambda x: x * 0.5


def _constraint(model: Any) -> None:
    model.layers[0].kernel.constraint = keras.constraints.NonNeg()


Chain = dict[str, tuple[Callable[[Any], Any], bool]]

# Each makes a model out of the one before it; whether it borrows what an earlier one has traced.
CHAINS: dict[str, Chain] = {
    "plain": {
        "first": (under(), OWN),
        "another start": (under(), BORROWED),
        "compiled anew": (trained, BORROWED),
        "the same weights": (
            lambda m: trained(keras.Sequential([keras.Input((2,)), *m.layers])),
            BORROWED,
        ),
        "another learning rate": (by(lambda: optimizers.Adam(0.5)), BORROWED),
        "another order": (under(shuffle=False), BORROWED),
        "another optimizer": (by(lambda: optimizers.Nadam(0.05)), OWN),
        "a schedule": (
            by(lambda: optimizers.Adam(optimizers.schedules.ExponentialDecay(0.1, 2, 0.5))),
            OWN,
        ),
        "another beta": (by(changed_beta), OWN),
        "another batch size": (under(batch_size=2), OWN),
        "validation": (under(validation_data=(X, Y)), OWN),
        "validation on other rows": (under(validation_data=(X[:3], Y[:3])), BORROWED),
        "a new session": (new_session, BORROWED),
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
        "another": (changed(), BORROWED),
        "frozen": (changed(_freeze), OWN),
        "rate": (changed(_rate), OWN),
        "activation": (changed(_activation), OWN),
        "own activation": (changed(_own_activation), OWN),
        "constraint": (changed(_constraint), OWN),
    },
    "normalisation": {
        "first": (normalised(frozen=False), OWN),
        "frozen": (normalised(frozen=True), OWN),
        "another": (normalised(frozen=False), BORROWED),
    },
    **{
        kind: {"first": (of_kind(kind), OWN), "another": (of_kind(kind), BORROWED)}
        for kind in ("functional", "convolution", "embedding", "regularised")
    },
}


def seen_of(chain: Chain) -> dict[str, Any]:
    """Everything that can be seen of the models of a chain, and whether each borrowed."""
    keras.backend.clear_session()
    keras.utils.set_random_seed(5)
    found, model = {}, None
    for name, (make, _) in chain.items():
        model = make(model)
        found[name] = (state_of(model, model.history), random_states(), traces(model) == 0)
    return found


@pytest.mark.parametrize("name", CHAINS)
def test_later_models_train_as_in_stock(name: str) -> None:
    uninstall()
    expected = seen_of(CHAINS[name])
    with installed():
        got = seen_of(CHAINS[name])
    for step, (_, borrowed) in CHAINS[name].items():
        assert got[step][:2] == expected[step][:2], step
        assert got[step][2] is borrowed, step


def test_optimizer_of_another_model_is_refused_as_in_stock() -> None:
    def words() -> str:
        keras.backend.clear_session()
        return str(refused(trained(network())))

    uninstall()
    expected = words()
    with installed():
        assert words() == expected


class Batches(keras.callbacks.Callback):
    """Watches batches, which needs stock's own loop."""

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        del batch, logs


AFTERWARDS: dict[str, Callable[[Any], Any]] = {
    "epoch by epoch": lambda m: [m.fit(X, Y, verbose=0).history for _ in range(3)],
    "other rows": lambda m: (
        m.fit(np.tile(X, (3, 1)), np.tile(Y, (3, 1)), batch_size=5, epochs=2, verbose=0).history
    ),
    "one batch": lambda m: [m.train_on_batch(X[:3], Y[:3]), m.train_on_batch(X, Y)],
    "test on a batch": lambda m: m.test_on_batch(X[:3], Y[:3]),
    "evaluate": lambda m: m.evaluate(X, Y, verbose=0),
    "predict": lambda m: m.predict(X, verbose=0).tolist(),
    "early stopping": lambda m: (
        m.fit(X, Y, epochs=3, verbose=0, callbacks=[keras.callbacks.EarlyStopping("loss")]).history
    ),
    "watched batches": lambda m: m.fit(X, Y, epochs=2, verbose=0, callbacks=[Batches()]).history,
    "validation": lambda m: m.fit(X, Y, validation_data=(X, Y), epochs=2, verbose=0).history,
    "stock": lambda m: (
        m.fit(tf.data.Dataset.from_tensor_slices((X, Y)).batch(3), epochs=2, verbose=0).history
    ),
    "frozen": lambda m: [
        setattr(m.layers[0], "trainable", False),
        m.fit(X, Y, epochs=2, verbose=0).history,
    ][1],
}


@pytest.mark.filterwarnings("ignore:`shuffle=True` was passed")
def test_what_follows_on_a_borrowed_run_is_that_of_stock() -> None:
    def run(name: str) -> Any:
        keras.utils.set_random_seed(5)
        model = trained(network())
        borrowed = traces(model) == 0
        seen = bits(AFTERWARDS[name](model))
        return borrowed, seen, state_of(model, model.history), random_states()

    def all_of_them() -> list[Any]:
        keras.backend.clear_session()
        keras.utils.set_random_seed(5)
        trained(network())
        return [run(name) for name in AFTERWARDS]

    uninstall()
    expected = all_of_them()
    with installed():
        got = all_of_them()
    assert all(borrowed for borrowed, *_ in got)
    for name, ours, theirs in zip(AFTERWARDS, got, expected, strict=True):
        assert ours[1:] == theirs[1:], name


def test_no_more_programs_are_kept_than_fit() -> None:
    shelf = lending.Shelf()
    for key in range(100):
        shelf.put(key, None)  # type: ignore[arg-type]
    assert list(shelf.kept) == list(range(84, 100))
