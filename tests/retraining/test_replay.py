"""Which handed-in weights repeated training confirms, and which it contradicts."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from autograder.evidence import Array, FitEvidence, pack_array
from autograder.retraining.replay import (
    CHANGED,
    DIFFERENT,
    NOT_TRAINED,
    PRESET,
    Finding,
    Replay,
    Task,
    replay,
)
from tests.support.replay import (
    BY_HAND,
    BY_HAND_OF_THREE,
    CONFIRMED,
    SEED,
    TASK,
    change,
    doubt,
    repeat,
)
from tests.support.retrain import X, callback, network, trained

SGD, Adam = keras.optimizers.SGD, keras.optimizers.Adam


@pytest.fixture(autouse=True)
def same_start() -> None:
    """Dead ReLUs and local minima, which hardly move, are other tests' matter."""
    keras.utils.set_random_seed(SEED)


@pytest.mark.parametrize(
    ("act", "make"),
    [
        ("tanh", lambda: SGD(0.5)),
        ("sigmoid", lambda: SGD(0.5, momentum=0.9)),
        ("relu", lambda: Adam(0.1)),
    ],
)
def test_honest_training_is_explained(act, make):
    model = network(3, act=act, opt=make())
    fits = [trained(model, 400)]
    assert repeat(model, fits) == CONFIRMED
    fits.append(trained(model, 50))
    assert repeat(model, fits) == CONFIRMED


def took_place(model: object, *fits: FitEvidence) -> bool:
    return repeat(model, fits).took_place


def test_a_record_of_what_never_took_place_is_told_from_one_that_did():
    """The weights fall short either way; from random restarts the recipe may well succeed."""
    model = network(3, opt=SGD(0.5))
    true = trained(model, 20)
    assert took_place(model, true)
    assert not took_place(model, change(true, epochs=2000))
    frozen = network(3)
    frozen.layers[0].trainable = False
    frozen.compile(Adam(0.1), "binary_crossentropy")
    thawed = trained(frozen, 20)
    frozen.layers[0].trainable = True
    assert not took_place(frozen, thawed)


def test_a_saturated_start_hides_nothing():
    """Predictions stay what they are, with a training or without; the weights tell."""
    model = network(3, opt=Adam(0.05))
    preset = [0.4 * weight for weight in BY_HAND_OF_THREE]
    model.set_weights(preset)
    true = trained(model, 300)
    assert repeat(model, [true]) == Replay(Finding.CONTRADICTED, PRESET, took_place=True)
    model.set_weights(preset)
    assert not took_place(model, change(true, final_weights=true.initial_weights))


def test_a_goal_that_weights_may_reach_by_luck_is_no_accusation():
    model = network(2)
    fit = trained(model, 60)
    anything = Task(X, lambda outputs: True, by_luck=True)
    assert replay(model, [fit], anything) == CONFIRMED


def test_weights_set_afterwards_may_be_of_another_network():
    """The record is true, but of whose training only the record says."""
    model = network(2)
    fit = trained(model, 50)
    model.set_weights(BY_HAND)
    assert repeat(model, [fit]) == Replay(Finding.CONTRADICTED, CHANGED, took_place=False)


def test_chance_needs_weights_that_moved():
    model = network(2, opt=Adam(0.05))
    fit = change(trained(model, 200), error="KeyboardInterrupt", epochs=90)
    assert took_place(model, fit)
    assert not took_place(model, change(fit, initial_weights=fit.final_weights))


def test_never_trained():
    assert repeat(network(2), []).reason == NOT_TRAINED


def test_set_after_training():
    model = network(2)
    fits = [trained(model, 5)]
    model.set_weights(BY_HAND)
    assert repeat(model, fits).reason == CHANGED


def test_set_before_training():
    model = network(2)
    model.set_weights(BY_HAND)
    assert repeat(model, [trained(model, 1)]).reason == PRESET


def test_set_between_two_trainings():
    model = network(2)
    fits = [trained(model, 5)]
    model.set_weights(BY_HAND)
    assert repeat(model, [*fits, trained(model, 1)]).reason == PRESET


def test_other_start_that_solves_nothing_is_in_doubt():
    """Weights from a loop of the student's own, for one: the record just doesn't know them."""
    model = network(2)
    model.set_weights([0.1 * weight + 0.3 for weight in BY_HAND])
    assert "no initialiser of the model draws" in doubt(model, [trained(model, 50)])


def test_a_start_that_an_earlier_fit_began_with_is_no_real_one():
    model = network(2)
    drawn = model.get_weights()
    fits = []
    for weights in (BY_HAND, drawn, BY_HAND):
        model.set_weights(weights)
        fits.append(trained(model, 1))
    assert repeat(model, fits).reason == PRESET


def test_a_training_that_hardly_moves_is_in_doubt():
    model = network(2, opt=SGD(1e-9))
    assert "length of its start" in doubt(model, [trained(model, 3)])


def test_a_training_that_begins_beside_a_solution_is_in_doubt():
    """Within what Glorot's initialiser draws, with all rows right but for the threshold."""
    model = network(2, act="relu", opt=SGD(0.1))
    beside = [[[1.1, -1.1], [-1.1, 1.1]], [0.0, 0.0], [[1.1], [1.0]], [0.0]]
    model.set_weights([np.array(weight, np.float32) for weight in beside])
    fit = trained(model, 40)
    assert TASK.good(model.predict_on_batch(X))
    assert "length of its start" in doubt(model, [fit])


def test_a_fit_that_failed_before_it_began_changes_nothing():
    model = network(3, act="tanh", opt=SGD(0.5))
    fit = trained(model, 400)
    failed = change(fit, epochs=0, error="ValueError", initial_weights=fit.final_weights)
    assert repeat(model, [fit, failed]) == CONFIRMED


@pytest.mark.parametrize(
    ("initializer", "own"),
    [
        (keras.initializers.RandomNormal(stddev=20.0, seed=1), False),
        (keras.initializers.RandomUniform(19.0, 21.0, seed=1), False),
        (keras.initializers.Constant(5.0), False),
        ("glorot_uniform", True),
    ],
    ids=["wide", "far from zero", "constant", "of one's own"],
)
def test_initialisers_that_could_hold_an_answer_prove_nothing(initializer, own):
    model = network(2, kernel_initializer=initializer, opt=Adam(0.5))
    assert "unusual" in doubt(model, [trained(model, 200)], own_initializers=own)


def test_a_network_that_is_no_chain_is_repeated_by_keras():
    keras.utils.set_random_seed(1)
    layers = keras.layers
    inputs = keras.Input((2,))
    hidden = layers.PReLU()(layers.Dense(3)(inputs))
    model = keras.Model(inputs, layers.Dense(1, activation="sigmoid")(hidden))
    model.compile(Adam(0.05), "binary_crossentropy")
    fit = trained(model, 60)
    assert repeat(model, [fit]) == CONFIRMED
    assert repeat(model, [change(fit, epochs=30)]).reason == DIFFERENT


def test_chance_in_a_layer_is_in_doubt():
    layers = keras.layers
    model = keras.Sequential(
        [keras.Input((2,)), layers.Dense(3), layers.Dropout(0.5), layers.Dense(1)]
    )
    model.compile(Adam(0.05), "mse")
    assert "Dropout" in doubt(model, [trained(model, 10)])


def test_compiled_anew_with_the_same_words():
    model = network(3, opt=Adam(0.1))
    fits = [trained(model, 30)]
    model.compile(Adam(0.1), "binary_crossentropy")
    assert repeat(model, [*fits, trained(model, 30)]) == CONFIRMED


def test_initialised_again_until_it_works():
    model = network(2)
    fits = []
    for _ in range(3):
        model.set_weights(network(2).get_weights())
        model.compile(Adam(0.05), "binary_crossentropy")
        fits.append(trained(model, 200))
    assert repeat(model, fits) == CONFIRMED


def test_back_to_the_best_so_far():
    model = network(2)
    fits = [trained(model, 200)]
    best = model.get_weights()
    fits.append(trained(model, 200))
    model.set_weights(best)
    assert repeat(model, fits) == CONFIRMED


@pytest.mark.parametrize(
    "changes",
    [
        {"initial_weights": None},
        {"final_weights": None},
        {"final_weights": ()},
        {"final_weights": (Array(dtype="float32", shape=(2, 2), data=b""),)},
        {"x": None},
        {"compiled": "{"},
        {"error": "KeyboardInterrupt"},
        {"callbacks": (callback("Mine", "__main__"),)},
        {"own_step": True},
        {"y": pack_array(np.full((4, 1), np.nan))},
        {"x": pack_array(np.zeros((4, 7)))},
        {"order": pack_array(np.full((1, 4), 9)), "batch_size": 1},
        {"sample_weight": pack_array(np.ones(3))},
    ],
    ids=str,
)
def test_what_is_not_known_is_in_doubt(changes, lying):
    model, fit = lying
    assert doubt(model, [change(fit, **changes)])


@pytest.fixture(scope="module")
def lying():
    """A model, and a record of its training with fewer epochs than it had."""
    model = network(3, opt=SGD(1.0))
    fit = change(trained(model, 200), epochs=50)
    assert repeat(model, [fit]).reason == DIFFERENT
    return model, fit


def test_a_model_that_is_weights_only():
    class Opaque:
        def __init__(self, weights):
            self.weights = weights

    model = network(2)
    fits = [trained(model, 5)]
    assert "code of the student's own" in doubt(Opaque(model.get_weights()), fits)
    assert repeat(Opaque(BY_HAND), fits).reason == CHANGED


def test_layers_that_were_frozen_between_two_fits_are_in_doubt():
    """Honest work: the record does not tell what was frozen when."""
    model = network(3, act="tanh", opt=Adam(0.1))
    fits = [trained(model, 60)]
    model.layers[0].trainable = False
    model.compile(Adam(0.1), "binary_crossentropy")
    fits.append(trained(model, 40))
    assert "frozen or thawed" in doubt(model, fits)
    assert took_place(model, *fits)
    model.layers[0].trainable = True
    assert "frozen or thawed" in doubt(model, fits)


def test_a_start_that_was_put_in_is_told_from_one_that_is_unusual():
    """Beside an answer, it may have been found in another way than by the training."""
    model = network(3, opt=Adam(0.1))
    model.set_weights([0.1 * weight + 0.3 for weight in BY_HAND_OF_THREE])
    assert repeat(model, [trained(model, 60)]).doubtful
    fresh = network(3, opt=Adam(0.1))
    fit = trained(fresh, 60)
    assert not repeat(fresh, [fit]).doubtful
    assert not repeat(fresh, [fit], own_initializers=True).doubtful
    slow = network(3, opt=SGD(1e-9))
    assert repeat(slow, [trained(slow, 1)]).doubtful


def test_a_step_of_ones_own_that_ends_elsewhere_is_not_the_recorded_training():
    """Its record may tell of a training that works; what was run, nobody knows."""
    model = network(3, opt=Adam(0.1))
    fit = change(trained(model, 60), own_step=True)
    assert repeat(model, [fit]) == CONFIRMED
    elsewhere = change(fit, epochs=40)
    assert "does something else" in doubt(model, [elsewhere])
    assert not took_place(model, elsewhere)
    assert repeat(model, [elsewhere]).doubtful
