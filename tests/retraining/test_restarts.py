"""Retraining from a record: what counts, what is repeated, and what a forged record does."""

from __future__ import annotations

import json
import subprocess
import sys

import keras
import numpy as np
import pytest

from autograder.evidence import Array, pack_array
from autograder.retraining import clock
from autograder.retraining.accuracy import accuracy_of
from autograder.retraining.restarts import Retraining, retrain
from autograder.retraining.training_spec import read_training_spec
from autograder.retraining.verdict import learned_message
from tests.support.places import ROOT
from tests.support.retrain import OR, X, Y, callback, network, record, trained

SGD, Adam = keras.optimizers.SGD, keras.optimizers.Adam


def again(model, fits, **options):
    """Twelve retrainings for XOR."""
    return retrain(model, fits, **({"k": 12, "seed": 1, "x": X, "y": Y} | options))


def test_a_capable_network_succeeds_sometimes():
    model = network(2)
    found = again(model, [record(model, 500)])
    assert 0 < found.successes < found.tried == 12
    assert found.method == "stacked"
    assert found.complete
    assert found.epochs == 500
    assert len(set(found.seeds)) == len(found.accuracies) == len(found.losses) == 12
    assert sum(accuracy == 1.0 for accuracy in found.accuracies) == found.successes


@pytest.mark.parametrize("model", [network(1), network()], ids=["one node", "logistic"])
def test_an_incapable_network_never_does(model):
    found = again(model, [record(model, 400)], k=200)
    assert (found.tried, found.successes) == (200, 0)
    assert max(found.accuracies) <= 0.75


def test_what_was_trained_on_counts():
    """A network trained to OR does not pass because its architecture could learn XOR."""
    model = network(8, act="tanh")
    fit = record(model, 300, y=pack_array(OR))
    assert again(model, [fit]).successes == 0
    assert again(model, [fit], y=OR).successes == 12
    assert again(model, [record(model, 300)]).successes == 12


def test_data_that_was_not_recorded_is_the_assignments():
    model = network(8, act="tanh")
    found = again(model, [record(model, 300, x=None, y=None)])
    assert found.successes == 12
    assert "assignment's data" in found.method


def test_under_trained_is_told_with_numbers():
    model = network(3, opt=SGD(0.1))
    fits = [record(model, 500)]
    found = again(model, fits, k=64)
    longer = again(model, fits, k=32, epochs_factor=20.0)
    assert found.successes == 0
    assert found.still_falling
    assert longer.successes > 25
    assert longer.epochs == 10_000
    text = learned_message(0.75, found, longer)
    assert "0 of 64" in text.en
    assert "64" in text.ko


def test_a_seed_fixed_by_the_student_is_replaced():
    keras.utils.set_random_seed(3)
    fixed = network(2, kernel_initializer=keras.initializers.GlorotUniform(seed=1))
    assert len(set(again(fixed, [record(fixed, 50)]).losses)) == 12


def test_constant_initialisers_stay():
    model = network(3, kernel_initializer="zeros")
    found = again(model, [record(model, 50)], k=3)
    assert len(set(found.losses)) > 1, "the output layer still draws"


SCRIPT = """
import random, sys
import numpy as np
import keras
sys.path.insert(0, {root!r})
from tests.support.retrain import *
from autograder.retraining.restarts import retrain
random.seed(int(sys.argv[1])); np.random.seed(int(sys.argv[1]))
keras.utils.set_random_seed(int(sys.argv[1]))
print()
for options in ({{}}, {{"opt": keras.optimizers.SGD(clipnorm=1.0)}}):
    model = network(3, act="tanh", **options)
    fit = record(model, 20, batch_size=3)
    found = retrain(model, [fit], k=2, seed=9, x=X, y=Y)
    print(found.method, [loss.hex() for loss in found.losses], found.accuracies, found.seeds)
"""


@pytest.mark.thorough
def test_same_arguments_same_result_in_any_process():
    """Bit for bit, stacked and one by one, with rows shuffled, whatever the global state."""
    outputs = [
        subprocess.run(
            [sys.executable, "-c", SCRIPT.format(root=str(ROOT)), seed],
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
        ).stdout.splitlines()[-2:]
        for seed in ("1", "2")
    ]
    assert outputs[0] == outputs[1]
    assert outputs[0][0].startswith("stacked")
    assert outputs[0][1].startswith("one by one")


# --- several fits --------------------------------------------------------------------------


def test_small_fits_in_a_loop_are_one_training():
    model = network(3)
    whole = again(model, [record(model, 100)])
    pieces = again(model, [record(model, 1)] * 100)
    assert whole == pieces


def test_fits_follow_each_other_and_a_new_compile_begins_afresh():
    model = network(3, opt=Adam(0.05))
    first = record(model, 50)
    model.optimizer.learning_rate = 0.01
    slower = record(model, 50)
    other = record(network(3, opt=SGD(0.1)), 50, y=pack_array(OR))
    spec = read_training_spec([first, first, slower, other], None, None)
    assert [(step.epochs, step.recompiled) for step in spec.phases] == [
        (100, True), (50, False), (50, True),
    ]  # fmt: skip
    assert again(model, [first, slower, other]).epochs == 150


def test_only_what_came_after_beginning_afresh_is_repeated():
    """Re-initialising the same model until it works is not one long training."""
    model = network(3)
    fits = []
    for _ in range(3):
        model.set_weights(network(3).get_weights())
        fits.append(trained(model, 5))
    assert again(model, fits).epochs == 5
    continued = [*fits, trained(model, 7)]
    assert again(model, continued).epochs == 12


# --- one by one ----------------------------------------------------------------------------


def test_stops_when_there_are_enough_successes():
    model = network(8, act="tanh", opt=Adam(0.05, clipnorm=1.0))
    found = again(model, [record(model, 300)], enough=3)
    assert (found.tried, found.successes) == (3, 3)
    assert found.method == "one by one, because the optimizer has clipnorm"


def test_layers_that_are_not_stacked():
    layers = [
        keras.Input((2,)),
        keras.layers.Dense(8, activation="tanh"),
        keras.layers.BatchNormalization(),
        keras.layers.Dropout(0.1),
        keras.layers.Dense(1, activation="sigmoid"),
    ]
    model = keras.Sequential(layers)
    model.compile(Adam(0.05), "mse")
    found = again(model, [record(model, 200)], k=2)
    assert found.tried == 2
    assert found.losses[0] != found.losses[1]
    assert "BatchNormalization" in found.method


def test_callbacks():
    model = network(8, act="tanh")
    steering = record(model, 30, epochs_asked=40, callbacks=(
        callback("ReduceLROnPlateau", monitor="loss", patience=5, factor=0.5),
    ))  # fmt: skip
    found = again(model, [steering], k=1)
    assert found.method.startswith("one by one, because the callback ReduceLROnPlateau")
    assert found.epochs == 40, "an early end is not the retraining's end"
    own = record(model, 30, callbacks=(callback("StopWhenDone", "__main__"),))
    assert "without the student's own callback 'StopWhenDone'" in again(model, [own]).method
    watching = record(model, 30, callbacks=(callback("EarlyStopping"), callback("CSVLogger")))
    assert again(model, [watching]).method == "stacked"


# --- limits and forged records -----------------------------------------------------------------


def test_time_runs_out_truthfully():
    model = network(2, opt=SGD(1e-6))
    begun = clock.seconds()
    found = again(model, [record(model, 2**53)], budget_seconds=1)
    assert clock.seconds() - begun < 20
    assert (found.tried, found.successes, found.complete) == (0, 0, False)
    assert "time ran out" in found.method


@pytest.mark.thorough
def test_what_had_succeeded_when_time_ran_out_counts():
    model = network(8, act="tanh")
    found = again(model, [record(model, 2**40)], budget_seconds=8)
    assert found.tried == found.successes > 0
    assert not found.complete


COMPILED = json.loads(record(network(2), 1).compiled)


def forged(**changes):
    """A compile config with some parts replaced, as JSON."""
    return json.dumps(COMPILED | changes)


def optimizer(**config):
    """A compile config with other arguments of Adam."""
    given = COMPILED["optimizer"]
    return forged(optimizer=given | {"config": given["config"] | config})


FORGED = {
    "no fits": None,
    "nothing compiled": {"compiled": ""},
    "not an object": {"compiled": "[1, 2]"},
    "deep": {"compiled": "[" * 5000},
    "code": {"compiled": forged(loss={"class_name": "__lambda__", "config": {"value": ["x"]}})},
    "own loss": {"compiled": forged(loss="my_loss")},
    "own optimizer": {"compiled": forged(optimizer={"class_name": "Mine", "config": {}})},
    "foreign module": {
        "compiled": forged(
            optimizer={"module": "os", "class_name": "Adam", "config": {}},
        )
    },
    "two losses": {"compiled": forged(loss=["mse", "mse"])},
    "absurd rate": {"compiled": optimizer(learning_rate="fast")},
    "unknown argument": {"compiled": optimizer(colour=3)},
    "negative beta": {"compiled": optimizer(beta_1=[1, 2, 3])},
    "unknown schedule": {
        "compiled": optimizer(learning_rate={"class_name": "Evil", "config": {}}),
    },
    "no epochs": {"epochs": 0},
    "wide inputs": {"x": pack_array(np.zeros((4, 3)))},
    "more labels": {"y": pack_array(np.zeros((9, 1)))},
    "wide labels": {"y": pack_array(np.zeros((4, 5)))},
    "no rows": {"x": pack_array(np.zeros((0, 2))), "y": pack_array(np.zeros((0, 1)))},
    "a number": {"x": pack_array(np.array(1.0))},
    "images": {"x": pack_array(np.zeros((4, 8, 8, 1)))},
    "too few bytes": {"x": Array(dtype="float32", shape=(4, 2), data=b"abc")},
}


@pytest.mark.parametrize("changes", FORGED.values(), ids=FORGED.keys())
def test_forged_records_end_in_words(changes):
    model = network(2)
    fits = [] if changes is None else [record(model, **{"epochs": 3} | changes)]
    found = again(model, fits, k=2)
    assert (found.tried, found.successes) == (0, 0)
    assert found.method


@pytest.mark.parametrize(
    "changes",
    [
        {"batch_size": 0},
        {"batch_size": 2**53},
        {"epochs_asked": 2**53},
        {"callbacks": ("nonsense", "[]", '{"class_name": 3}')},
        {"x": pack_array(np.full((4, 2), np.nan))},
        {"y": pack_array(np.full((4, 1), 1e300))},
        {"compiled": optimizer(learning_rate=float("nan"))},
        {"compiled": optimizer(learning_rate=1e300)},
        {"arguments": {"validation_split": "nan", "class_weight": "{", "initial_epoch": "-1e9"}},
        {"arguments": {"class_weight": "{0: 1e9, 5: -1}"}},
        {"arguments": {"validation_split": "0.5"}},
        {"history": {"learning_rate": (None,)}},
    ],
    ids=str,
)
def test_odd_values_train_or_end_in_words(changes):
    model = network(2)
    found = again(model, [record(model, 3, **changes)], k=2)
    assert found.successes == 0
    assert found.method


def test_a_goal_that_does_not_fit_ends_in_words():
    model = network(2)
    assert again(model, [record(model, 3)], x=[[1, 2, 3]], y=[[1]]).tried == 0
    assert again(model, [record(model, 3)], y=[[1], [0]]).tried == 0
    assert again(model, [record(model, 3)], x=None, y=None).tried == 0
    assert again(object(), [record(model, 3)]).tried == 0


def test_accuracy_counts_neither_nan_nor_rounding():
    predictions = np.array(
        [[[0.1], [0.9], [0.8], [0.2]], [[0.5], [0.5], [0.5], [0.5]], [[np.nan]] * 4], np.float32
    )
    assert accuracy_of(predictions, Y).tolist() == [1.0, 0.0, 0.0]
    two = np.array([[[0.9, 0.1], [0.2, 0.8], [0.3, 0.7], [0.6, 0.4]]], np.float32)
    assert accuracy_of(two, Y).tolist() == [1.0]
    assert accuracy_of(two, np.eye(2)[Y[:, 0].astype(int)]).tolist() == [1.0]


def test_messages_in_both_languages():
    found = Retraining(12, 7, (), (), "stacked", still_falling=False, seeds=())
    for retraining in (
        found,
        Retraining(0, 0, (), (), "why", still_falling=False, seeds=()),
        Retraining(64, 2, (), (), "stacked", still_falling=True, seeds=(), epochs=500),
    ):
        text = learned_message(0.75, retraining, None)
        assert "75" in text.ko
        assert "75" in text.en
    assert "7 of 12" in learned_message(0.75, found, None).en


def test_validation_data_leave_nothing_to_split() -> None:
    split = record(network(2), 5, arguments={"validation_split": "0.5"})
    both = record(
        network(2), 5, arguments={"validation_split": "0.5", "validation_data": "(array, array)"}
    )
    assert [read_training_spec([fit], None, None).phases[0].rows for fit in (split, both)] == [2, 4]


def test_messages_name_the_accuracy_that_was_asked_for() -> None:
    enough = Retraining(12, 7, (), (), "stacked", still_falling=False, seeds=())
    few = Retraining(64, 2, (), (), "stacked", still_falling=False, seeds=())
    for retraining in (enough, few):
        text = learned_message(0.75, retraining, None, goal=0.9)
        for said in (text.ko, text.en):
            assert "90 %" in said
            assert "100 %" not in said
