"""Which handed-in weights repeated training confirms, and which it contradicts."""

from __future__ import annotations

from collections.abc import Sequence

import keras
import msgspec
import numpy as np
import pytest
import tensorflow as tf

from autograder import compiled_fit
from autograder.checking.replay import (
    BY_CALLBACK,
    CHANGED,
    DIFFERENT,
    NOT_TRAINED,
    PRESET,
    Finding,
    Replay,
    Task,
    replay,
)
from autograder.checking.retrain import accuracy_of
from autograder.evidence import Array, FitEvidence, pack_array
from tests.retrain_support import X, Y, callback, network, record, trained

SGD, Adam = keras.optimizers.SGD, keras.optimizers.Adam
change = msgspec.structs.replace
CONFIRMED = Replay(Finding.CONFIRMED)

# Weights that a person may write down: two nodes that mean "or" and "and".
BY_HAND = [
    np.array([[20.0, 20.0], [20.0, 20.0]], np.float32),
    np.array([-10.0, -30.0], np.float32),
    np.array([[20.0], [-20.0]], np.float32),
    np.array([-10.0], np.float32),
]
BY_HAND_OF_THREE = [np.pad(each, [(0, 0)] * (each.ndim - 1) + [(0, 1)]) for each in BY_HAND[:2]]
BY_HAND_OF_THREE += [np.pad(BY_HAND[2], [(0, 1), (0, 0)]), BY_HAND[3]]
SEED = 3
TASK = Task(X, lambda outputs: bool(accuracy_of(outputs[None], Y)[0] == 1.0))


@pytest.fixture(autouse=True)
def same_start() -> None:
    """Dead ReLUs and local minima, which hardly move, are other tests' matter."""
    keras.utils.set_random_seed(SEED)


def repeat(model: object, fits: Sequence[FitEvidence], **options: bool) -> Replay:
    return replay(model, fits, TASK, **options)


def doubt(model: object, fits: Sequence[FitEvidence], **options: bool) -> str:
    """Why nothing is confirmed; nothing may be contradicted either."""
    found = repeat(model, fits, **options)
    assert found.finding is Finding.UNKNOWN
    return found.note


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


def test_an_early_stop_that_went_back_is_confirmed():
    model = network(3, opt=Adam(0.1))
    fit = trained(model, 40)
    more = trained(model, 20)
    whole = change(
        more,
        initial_weights=fit.initial_weights,
        final_weights=fit.final_weights,
        epochs=60,
        callbacks=(
            callback("EarlyStopping", monitor="loss", restore_best_weights=True, best_epoch=39),
        ),
    )
    model.set_weights(
        [np.frombuffer(w.data, "float32").reshape(w.shape) for w in fit.final_weights]
    )
    assert repeat(model, [whole]) == CONFIRMED


def test_weights_of_the_best_checkpoint_are_confirmed():
    """Loaded after the fit, so that no fit ended with them."""
    model = network(3, opt=Adam(0.1))
    fit = trained(model, 40)
    best = model.get_weights()
    more = trained(model, 20)
    losses = tuple(float(abs(epoch - 39)) for epoch in range(60))
    whole = change(
        more,
        initial_weights=fit.initial_weights,
        epochs=60,
        history={"val_loss": losses},
        callbacks=(callback("ModelCheckpoint", monitor="val_loss"),),
    )
    model.set_weights(best)
    assert repeat(model, [whole]) == CONFIRMED
    model.set_weights(BY_HAND_OF_THREE)
    assert repeat(model, [whole]).reason == CHANGED


def test_a_callback_that_put_weights_in_is_told_from_one_that_reads():
    model = network(2)
    own = (callback("Mine", "__main__"),)
    fit = change(trained(model, 60), callbacks=own, callback_effect="read")
    assert repeat(model, [fit]) == CONFIRMED
    other = [pack_array(weight) for weight in BY_HAND]
    model.set_weights(BY_HAND)
    fit = change(fit, final_weights=tuple(other), callback_effect="set")
    assert repeat(model, [fit]).reason == BY_CALLBACK
    fit = change(fit, callback_effect="restored")
    assert "went back to earlier weights" in doubt(model, [fit])


def test_rates_that_a_callback_set_are_followed():
    model = network(3, opt=SGD(2.0))
    first = trained(model, 100)
    model.optimizer.learning_rate = 0.5
    second = trained(model, 100)
    whole = change(
        second,
        epochs=200,
        initial_weights=first.initial_weights,
        callbacks=(callback("Mine", "__main__"),),
        callback_effect="read",
        rates=(2.0,) * 100 + (0.5,) * 100,
    )
    assert repeat(model, [whole]) == CONFIRMED
    assert repeat(model, [change(whole, rates=())]).reason == DIFFERENT


def test_rows_in_their_recorded_order_are_confirmed():
    keras.utils.set_random_seed(5)
    model = network(3, opt=SGD(0.5))
    with compiled_fit.noted(wants_weights=False) as notes:
        fit = trained(model, 300, batch_size=1)
    fit = change(fit, order=pack_array(notes.orders[0].astype("uint8")))
    assert repeat(model, [fit]) == CONFIRMED


def test_rows_in_an_order_that_nobody_wrote_down_are_drawn():
    """Weights that no order leads to wait for a person: the order may have been a rare one."""
    tf.random.set_seed(None)  # each epoch has an order of its own
    model = network(3, opt=SGD(0.2))
    fit = trained(model, 300, batch_size=2)
    assert repeat(model, [change(fit, order=None)]).finding is not Finding.CONTRADICTED
    model.set_weights(BY_HAND_OF_THREE)
    lie = change(fit, final_weights=tuple(pack_array(weight) for weight in BY_HAND_OF_THREE))
    found = repeat(model, [lie])
    assert (found.finding, found.took_place) == (Finding.UNKNOWN, False)
    assert "order of its rows" in found.note


def test_sample_weights_are_followed():
    model = network(3, opt=Adam(0.05))
    before = [pack_array(weight) for weight in model.get_weights()]
    weights = np.array([1.0, 2.0, 0.5, 0.0], np.float32)
    compiled_fit.fit(model, X, Y, epochs=120, sample_weight=weights, verbose=0)
    after = [pack_array(weight) for weight in model.get_weights()]
    fit = record(
        model,
        120,
        initial_weights=tuple(before),
        final_weights=tuple(after),
        sample_weight=pack_array(weights),
    )
    assert repeat(model, [fit]) == CONFIRMED
    assert repeat(model, [change(fit, sample_weight=None)]).reason == DIFFERENT


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
