"""Which handed-in weights recorded training explains, and which it clearly doesn't."""

from __future__ import annotations

import keras
import msgspec
import numpy as np
import pytest

from autograder.checking.fresh import could_be_fresh
from autograder.checking.replay import (
    BELIEVED,
    CHANGED,
    DIFFERENT,
    NOT_TRAINED,
    PRESET,
    explain_weights,
)
from autograder.evidence import Array, pack_array
from tests.retrain_support import callback, network, trained

SGD, Adam = keras.optimizers.SGD, keras.optimizers.Adam
replace = msgspec.structs.replace

# Weights that a person may write down: two nodes that mean "or" and "and".
BY_HAND = [
    np.array([[20.0, 20.0], [20.0, 20.0]], np.float32),
    np.array([-10.0, -30.0], np.float32),
    np.array([[20.0], [-20.0]], np.float32),
    np.array([-10.0], np.float32),
]


@pytest.mark.parametrize(
    ("act", "make"),
    [
        ("tanh", lambda: SGD(10.0)),
        ("sigmoid", lambda: SGD(0.5, momentum=0.9)),
        ("relu", lambda: Adam(0.1)),
    ],
)
def test_honest_training_is_explained(act, make):
    """Also at rates where a rounding error grows."""
    model = network(3, act=act, opt=make())
    fits = [trained(model, 400)]
    assert explain_weights(model, fits) == BELIEVED
    fits.append(trained(model, 50))
    assert explain_weights(model, fits) == BELIEVED


def test_never_trained():
    assert explain_weights(network(2), []).reason == NOT_TRAINED


def test_set_after_training():
    model = network(2)
    fits = [trained(model, 5)]
    model.set_weights(BY_HAND)
    assert explain_weights(model, fits).reason == CHANGED


def test_set_before_training():
    model = network(2)
    model.set_weights(BY_HAND)
    assert explain_weights(model, [trained(model, 1)]).reason == PRESET


def test_set_between_two_trainings():
    model = network(2)
    fits = [trained(model, 5)]
    model.set_weights(BY_HAND)
    assert explain_weights(model, [*fits, trained(model, 1)]).reason == PRESET


def test_other_start_that_solves_nothing_is_believed():
    """Weights from a loop of the student's own, for one: the record just doesn't know them."""
    model = network(2)
    model.set_weights([0.1 * weight + 0.3 for weight in BY_HAND])
    assert explain_weights(model, [trained(model, 5)]) == BELIEVED


def test_compiled_anew_with_the_same_words():
    model = network(3, opt=Adam(0.1))
    fits = [trained(model, 30)]
    model.compile(Adam(0.1), "binary_crossentropy")
    assert explain_weights(model, [*fits, trained(model, 30)]) == BELIEVED


def test_initialised_again_until_it_works():
    model = network(2)
    fits = []
    for _ in range(3):
        model.set_weights(network(2).get_weights())
        model.compile(Adam(0.05), "binary_crossentropy")
        fits.append(trained(model, 20))
    assert explain_weights(model, fits) == BELIEVED


def test_back_to_the_best_so_far():
    model = network(2)
    fits = [trained(model, 20)]
    best = model.get_weights()
    fits.append(trained(model, 20))
    model.set_weights(best)
    assert explain_weights(model, fits) == BELIEVED


@pytest.mark.parametrize(
    "changes",
    [
        {"initial_weights": None},
        {"final_weights": None},
        {"final_weights": ()},
        {"final_weights": (Array(dtype="float32", shape=(2, 2), data=b""),)},
        {"x": None},
        {"compiled": "{"},
        {"batch_size": 1},
        {"error": "KeyboardInterrupt"},
        {"callbacks": (callback("Mine", "__main__"),)},
        {"callbacks": (callback("EarlyStopping", monitor="loss"),)},
        {"y": pack_array(np.full((4, 1), np.nan))},
        {"x": pack_array(np.zeros((4, 7)))},
    ],
    ids=str,
)
def test_what_is_not_known_is_believed(changes, lying):
    model, fit = lying
    assert explain_weights(model, [replace(fit, **changes)]) == BELIEVED


@pytest.fixture(scope="module")
def lying():
    """A model, and a record of its training with fewer epochs than it had."""
    model = network(3, opt=SGD(1.0))
    fit = replace(trained(model, 200), epochs=50)
    assert explain_weights(model, [fit]).reason == DIFFERENT
    return model, fit


def test_a_model_that_is_weights_only():
    class Opaque:
        def __init__(self, weights):
            self.weights = weights

    model = network(2)
    fits = [trained(model, 5)]
    assert explain_weights(Opaque(model.get_weights()), fits) == BELIEVED
    assert explain_weights(Opaque(BY_HAND), fits).reason == CHANGED


@pytest.mark.parametrize(
    "name",
    ["glorot_uniform", "he_normal", "lecun_uniform", "zeros", "random_uniform", "random_normal",
     "ones", "orthogonal"],
)  # fmt: skip
def test_fresh_weights_could_be_fresh(name):
    for _ in range(5):
        model = network(3, 2, kernel_initializer=name)
        assert could_be_fresh(model, model.get_weights())
    if name not in {"random_normal", "ones", "orthogonal"}:
        assert not could_be_fresh(model, [weight + 3.0 for weight in model.get_weights()])
