"""A model of a known architecture uses the compiled run of another, and nobody can tell."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from autograder.compiled_fit import keras_internals, program_cache, uninstall
from tests.compiled_fit.chains import (
    CHAINS,
    Chain,
    freeze,
    network,
    other_activation,
    refused,
    trained,
)
from tests.compiled_fit.small import Batches, X, Y, installed
from tests.compiled_fit.trial import bits, random_states, state_of
from tests.conftest import daily


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    program_cache.cached_programs.cache_clear()
    yield
    program_cache.cached_programs.cache_clear()


def traces(model: Any) -> int:
    """How often Keras' own step was traced for this model."""
    step = keras_internals.compiled_step(model.train_function)
    return int(step.experimental_get_tracing_count())


def seen_of(chain: Chain) -> dict[str, Any]:
    """Everything that can be seen of the models of a chain, and whether each used the cache."""
    keras.backend.clear_session()
    keras.utils.set_random_seed(5)
    found, model = {}, None
    for name, (make, _) in chain.items():
        model = make(model)
        found[name] = (state_of(model, model.history), random_states(), traces(model) == 0)
    return found


@pytest.mark.parametrize("name", daily((), CHAINS, more={"plain", "loss", "wires"}))
def test_later_models_train_as_in_stock(name: str) -> None:
    uninstall()
    expected = seen_of(CHAINS[name])
    with installed():
        got = seen_of(CHAINS[name])
    for step, (_, from_cache) in CHAINS[name].items():
        assert got[step][:2] == expected[step][:2], step
        assert got[step][2] is from_cache, step


def test_optimizer_of_another_model_is_refused_as_in_stock() -> None:
    def words() -> str:
        keras.backend.clear_session()
        return str(refused(trained(network())))

    uninstall()
    expected = words()
    with installed():
        assert words() == expected


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
    "frozen": lambda m: [freeze(m), m.fit(X, Y, epochs=2, verbose=0).history][1],
    # Stock keeps the step that it has traced before the change, for batches like those.
    "frozen, one batch": lambda m: [freeze(m), m.train_on_batch(X, Y)][1],
    "frozen, validation": lambda m: [
        freeze(m),
        m.fit(X, Y, validation_data=(X, Y), epochs=2, verbose=0).history,
    ][1],
    "frozen, other rows": lambda m: [
        freeze(m),
        m.fit(X[:3], Y[:3], epochs=2, verbose=0).history,
        m.fit(X, Y, epochs=2, verbose=0).history,
    ][1:],
    "frozen, early stopping": lambda m: [
        freeze(m),
        m.fit(X, Y, epochs=3, verbose=0, callbacks=[keras.callbacks.EarlyStopping("loss")]).history,
    ][1],
    "activation, watched batches": lambda m: [
        other_activation(m),
        m.fit(X, Y, epochs=2, verbose=0, callbacks=[Batches()]).history,
    ][1],
    "activation, stock": lambda m: [
        other_activation(m),
        m.fit(tf.data.Dataset.from_tensor_slices((X, Y)).batch(4), epochs=2, verbose=0).history,
    ][1],
    "compiled anew": lambda m: [
        freeze(m),
        m.compile("sgd", "mse"),
        m.fit(X, Y, epochs=2, verbose=0).history,
    ][2],
    "another rate": lambda m: [
        setattr(m.optimizer, "learning_rate", 0.5),
        m.fit(X, Y, epochs=2, verbose=0).history,
    ][1],
    "weights set": lambda m: [
        m.set_weights([w * 2 for w in m.get_weights()]),
        m.fit(X, Y, epochs=2, verbose=0).history,
    ][1],
    "a copy": lambda m: [c := keras.models.clone_model(m), trained(c).history.history][1],
    "test after change": lambda m: [
        m.fit(X, Y, validation_data=(X, Y), verbose=0),
        other_activation(m),
        m.test_on_batch(X, Y),
    ][2],
}


@pytest.mark.thorough
@pytest.mark.filterwarnings("ignore:`shuffle=True` was passed")
def test_what_follows_on_a_run_from_the_cache_is_that_of_stock() -> None:
    def run(name: str) -> Any:
        keras.utils.set_random_seed(5)
        model = trained(network())
        from_cache = traces(model) == 0
        seen = bits(AFTERWARDS[name](model))
        return from_cache, seen, state_of(model, model.history), random_states()

    def all_of_them() -> list[Any]:
        keras.backend.clear_session()
        keras.utils.set_random_seed(5)
        trained(network())
        return [run(name) for name in AFTERWARDS]

    uninstall()
    expected = all_of_them()
    with installed():
        got = all_of_them()
    assert all(from_cache for from_cache, *_ in got)
    for name, ours, theirs in zip(AFTERWARDS, got, expected, strict=True):
        assert ours[1:] == theirs[1:], name


def test_no_more_programs_are_kept_than_fit() -> None:
    cache = program_cache.ProgramCache()
    for key in range(100):
        cache.put(key, None)  # type: ignore[arg-type]
    assert list(cache.kept) == list(range(84, 100))
