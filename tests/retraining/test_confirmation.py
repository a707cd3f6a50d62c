"""The own run alone: it counts where it got there and its record leads to it."""

from __future__ import annotations

from typing import Any

import keras
import msgspec
import numpy as np
import pytest
import tensorflow as tf

from autograder.evidence import FitEvidence, pack_array
from autograder.retraining.confirmation import confirmed
from autograder.retraining.fit_lineage import lineage_of
from autograder.retraining.verdict import Learned, Trained
from autograder.util.digests import data_digest
from tests.support.retrain import network, record
from tests.support.several_inputs import recording

RNG = np.random.default_rng(3)
X = RNG.uniform(-1, 1, (60, 4)).astype("float32")
Y = (X[:, 0] > X[:, 1]).astype("int64")


def classes(layer: Any = None) -> keras.Model:
    """4-8-2 with a layer that can't be stacked, so that Keras itself repeats its training."""
    inner = [layer] if layer is not None else []
    dense = keras.layers.Dense
    model = keras.Sequential([keras.Input((4,)), dense(8, "relu"), *inner, dense(2, "softmax")])
    model.compile(keras.optimizers.Adam(0.05), "sparse_categorical_crossentropy")
    return model


@pytest.fixture(scope="module")
def trained_model() -> tuple[keras.Model, tuple[FitEvidence, ...]]:
    with recording(draws=2) as log:  # as grading draws, where no seed is the student's own
        keras.utils.set_random_seed(5)
        tf.random.set_seed(None)  # each epoch has an order of its own
        model = classes(keras.layers.LayerNormalization())
        for _ in range(3):
            model.fit(X, Y, batch_size=20, epochs=4, verbose=0)
    assert all(len(fit.order.shape) == 2 and fit.order.shape[0] == 4 for fit in log.fits)
    return model, tuple(log.fits)


def judged(model: keras.Model, fits: tuple[FitEvidence, ...], goal: float = 0.9) -> Learned:
    given = Trained(model, fits, model.predict(X, verbose=0), X, Y, seed=1)
    return confirmed(given, accuracy=goal)


def test_a_run_that_got_there_is_repeated(trained_model: Any) -> None:
    assert judged(*trained_model).success is True


def test_one_that_fell_short_has_no_excuse(trained_model: Any) -> None:
    model, fits = trained_model
    found = judged(model, fits, goal=1.0) if np.mean(guesses(model) == Y) < 1 else None
    short = found or judged(classes(), (record(network(2), 3),), goal=0.99)
    assert short.success is False
    assert "99 %" in short.message.en or "100 %" in short.message.en


def guesses(model: keras.Model) -> Any:
    return model.predict(X, verbose=0).argmax(axis=1)


def test_weights_changed_afterwards_are_not_those_of_the_training(trained_model: Any) -> None:
    model, fits = trained_model
    other = keras.models.clone_model(model)
    other.set_weights([one * 1.01 for one in model.get_weights()])
    assert judged(other, fits).success is False


def test_what_it_was_trained_on_has_to_be_known(trained_model: Any) -> None:
    model, fits = trained_model
    unknown = tuple(
        msgspec.structs.replace(fit, x=None, x_digest=data_digest(X + 1)) for fit in fits
    )
    assert judged(model, unknown).success is None


def test_other_data_lead_elsewhere(trained_model: Any) -> None:
    model, fits = trained_model
    forged = tuple(msgspec.structs.replace(fit, x=pack_array(X[::-1].copy())) for fit in fits)
    assert judged(model, forged).success is not True


def test_without_a_training_there_is_nothing_to_confirm(trained_model: Any) -> None:
    assert judged(trained_model[0], ()).success is False


@pytest.mark.parametrize(("began", "line"), [("a", [0, 1]), ("b", [1])])
def test_fits_of_large_networks_are_joined_by_digests(began: str, line: list[int]) -> None:
    first = msgspec.structs.replace(record(network(2), 1), final_digest="a" * 64)
    second = msgspec.structs.replace(record(network(2), 1), initial_digest=began * 64)
    bare = [
        msgspec.structs.replace(one, initial_weights=None, final_weights=None)
        for one in (first, second)
    ]
    assert lineage_of(bare, 1) == line
