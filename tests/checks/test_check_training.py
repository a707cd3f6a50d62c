"""What standard checks of training accept and what they refuse."""

from __future__ import annotations

import json
import math
from typing import Any

import keras
import numpy as np
import pytest

from autograder.checking.check_exceptions import NotCheckedError, UndecidedError
from autograder.checks.library import LIBRARY
from autograder.records import Assignment
from autograder.util.rows import near_table
from tests.support.standard_checks import LABELS, X, network, part, verdict, work
from tests.support.trained_models import (
    CLOUDS,
    DENSE,
    DENSE_LOSS,
    IN_A_ROW,
    OPTIMUM,
    SPARSE_LOSS,
    XOR,
    compiled,
    logistic,
    of_clouds,
    on,
)

LINE = {"x": [[-2], [-1], [0], [1], [2], [3]], "y": [[0], [1], [2], [3], [4], [5]]}


def line_model() -> keras.Model:
    return compiled(network(1, 1, out="linear"), keras.optimizers.SGD(0.05), "mse")


def test_accuracy_on_a_table_of_its_own(tiny: Assignment) -> None:
    line = network(2, 1)
    line.set_weights([np.array([[8.0], [8.0]]), np.array([-4.0])])  # OR: three rows of XOR
    given = {"model": "m", "table": {"x": X, "y": LABELS}}
    assert part(tiny, "accuracy_at_least", {"m": line}, {**given, "accuracy": 0.75}) == 1
    assert part(tiny, "accuracy_at_least", {"m": line}, {**given, "accuracy": 0.76}) == 0
    classes = network(2, 3, out="softmax")
    classes.set_weights([np.array([[9.0, 0, 0], [0, 9.0, 0]]), np.array([0, 0, 1.0])])
    table = {"x": [[1, 0], [0, 1], [0, 0]], "y": [[0], [1], [2]]}
    given = {"model": "m", "accuracy": 1.0}
    assert part(tiny, "accuracy_at_least", {"m": classes}, {**given, "table": table}) == 1
    hot = {**table, "y": [[1, 0, 0], [0, 1, 0], [1, 0, 0]]}
    assert part(tiny, "accuracy_at_least", {"m": classes}, {**given, "table": hot}) == 0


@pytest.mark.parametrize("labels", [[[0], [1]], [[1, 0], [0, 1]]], ids=["numbers", "one-hot"])
def test_of_two_classes_the_larger_output_is_the_answer(
    labels: list[list[int]], tiny: Assignment
) -> None:
    model = network(2, 2, out="softmax")
    model.set_weights([np.array([[9.0, 0], [0, 9.0]]), np.zeros(2)])
    table = {"x": [[1, 0], [0, 1]], "y": labels}
    given = {"model": "m", "table": table, "accuracy": 1.0}
    assert part(tiny, "accuracy_at_least", {"m": model}, given) == 1
    turned = {**given, "table": {**table, "y": labels[::-1]}}
    assert part(tiny, "accuracy_at_least", {"m": model}, turned) == 0


def test_one_output_for_all_rows_is_no_answer(tiny: Assignment) -> None:
    inputs = keras.Input((2,))
    mean = keras.ops.mean(keras.layers.Dense(1)(inputs), axis=0, keepdims=True)
    model = keras.Model(inputs, 0 * mean)
    given = {"model": "m", "table": {"x": X, "y": [[0]] * 4}, "accuracy": 1.0}
    assert part(tiny, "accuracy_at_least", {"m": model}, given) == 0


def test_accuracy_is_told_where_it_is_too_low_and_only_there(tiny: Assignment) -> None:
    line = network(2, 1)
    line.set_weights([np.array([[8.0], [8.0]]), np.array([-4.0])])
    given = {"model": "m", "table": XOR}
    assert verdict(tiny, "accuracy_at_least", {"m": line}, {**given, "accuracy": 0.75}) == (1, "")
    low = verdict(tiny, "accuracy_at_least", {"m": line}, {**given, "accuracy": 0.8})
    assert low == (0, "The accuracy is 75 %.")


def test_outputs_that_are_no_answers_are_right_nowhere(tiny: Assignment) -> None:
    given = {"model": "m", "table": {"x": [[0, 0]], "y": [[0]]}, "accuracy": 1.0}
    zero = network(2, 1, out="linear")
    zero.set_weights([np.zeros((2, 1)), np.zeros(1)])
    assert part(tiny, "accuracy_at_least", {"m": zero}, given) == 1
    half = network(2, 1, out="linear")
    half.set_weights([np.zeros((2, 1)), np.array([0.5])])
    assert part(tiny, "accuracy_at_least", {"m": half}, given) == 1, "one half is not above it"
    nothing = network(2, 1, out="linear")
    nothing.set_weights([np.zeros((2, 1)), np.array([math.nan])])
    assert part(tiny, "accuracy_at_least", {"m": nothing}, given) == 0
    deep = keras.Sequential([keras.Input((2,)), keras.layers.Reshape((1, 2))])
    assert part(tiny, "accuracy_at_least", {"m": deep}, given) == 0


def test_training_is_on_the_table_and_for_an_epoch_at_least(tiny: Assignment) -> None:
    model = logistic("sgd")
    given = {"model": "m", "table": XOR}
    assert verdict(tiny, "trained", {"m": model}, given, on(XOR, model, 1)) == (1, "")
    assert part(tiny, "trained", {"m": model}, given, on(XOR, model, 0)) == 0
    other = {"x": X, "y": [[0], [1], [1], [1]]}
    earned, said = verdict(tiny, "trained", {"m": model}, given, on(other, model, 9))
    assert earned == 0
    assert "label" in said
    assert part(tiny, "trained", {"m": model}, given) == 0


def test_what_can_learn_the_table_has_learned(tiny: Assignment) -> None:
    model = compiled(network(2, 8, 1), keras.optimizers.Adam(0.05), "binary_crossentropy")
    given = {"model": "m", "table": XOR}
    earned, said = verdict(tiny, "learned", {"m": model}, given, on(XOR, model, 500))
    assert (earned, said) == (1, "")
    brief = compiled(network(2, 8, 1), keras.optimizers.Adam(0.05), "binary_crossentropy")
    assert part(tiny, "learned", {"m": brief}, given, on(XOR, brief, 1)) == 0
    line = logistic(keras.optimizers.Adam(0.05))
    fit = on(XOR, line, 500)
    assert part(tiny, "learned", {"m": line}, given, fit) == 0


def test_regression_has_fitted_within_its_distance(tiny: Assignment) -> None:
    given = {"model": "m", "table": LINE}
    short_run = line_model()
    too_short = on(LINE, short_run, 1)
    right = line_model()
    fit = on(LINE, right, 300)
    assert part(tiny, "fitted", {"m": right}, {**given, "within": 0.3}, fit) == 1
    far = {**LINE, "y": [[0.5], [1], [2], [3], [4], [5]]}  # one value away from the line
    assert part(tiny, "fitted", {"m": right}, {"model": "m", "table": far, "within": 0.3}, fit) == 0
    wide = {"model": "m", "table": far, "within": 0.6}
    assert part(tiny, "fitted", {"m": right}, wide, fit) == 1
    assert part(tiny, "fitted", {"m": short_run}, {**given, "within": 0.3}, too_short) == 0
    short = {**LINE, "y": [[0, 0], [1, 1], [2, 2], [3, 3], [4, 4], [5, 5]]}
    assert part(tiny, "fitted", {"m": right}, {**given, "table": short, "within": 9}, fit) == 0


def test_a_mean_squared_error_may_hide_one_value_that_is_far_away(tiny: Assignment) -> None:
    model = line_model()
    fit = on(LINE, model, 300)
    far = {**LINE, "y": [[0.6], [1], [2], [3], [4], [5]]}  # 0.36 / 6 = 0.06
    given = {"model": "m", "table": far, "error": "mean squared"}
    assert part(tiny, "fitted", {"m": model}, {**given, "within": 0.1}, fit) == 1
    assert part(tiny, "fitted", {"m": model}, {**given, "within": 0.05}, fit) == 0
    assert (
        part(tiny, "fitted", {"m": model}, {**given, "error": "largest", "within": 0.1}, fit) == 0
    )
    one_below = {**far, "y": [[-0.6], [1], [2], [3], [4], [5]]}
    largest = {"model": "m", "table": one_below, "within": 0.3}
    assert part(tiny, "fitted", {"m": model}, largest, fit) == 0, "below is as far as above"


def test_a_share_of_the_restarts_is_enough_where_the_author_says_so(tiny: Assignment) -> None:
    keras.utils.set_random_seed(3)
    relu = keras.Sequential(
        [keras.Input((2,)), keras.layers.Dense(4, "relu"), keras.layers.Dense(1, "sigmoid")]
    )
    relu = compiled(relu, keras.optimizers.Adam(0.1), "binary_crossentropy")
    fit = on(XOR, relu, 200)  # about two thirds of the restarts learn it; the others die
    given = {"model": "m", "table": XOR}
    for share, right in ((0.3, True), (0.95, False)):
        asked = {**given, "share": share}
        assert part(tiny, "learned", {"m": relu}, asked, fit) == right, share
    near = {**given, "within": 0.3}
    for share, right in ((0.3, True), (0.95, False)):
        assert part(tiny, "fitted", {"m": relu}, {**near, "share": share}, fit) == right, share
    low = {**given, "optimum": {"binary_crossentropy": 0.0}, "within": 0.2}
    for share, right in ((0.3, True), (0.95, False)):
        assert part(tiny, "converged", {"m": relu}, {**low, "share": share}, fit) == right, share


def test_a_share_of_the_labels_is_asked_of_each_restart(tiny: Assignment) -> None:
    line = logistic(keras.optimizers.SGD(0.5))
    almost = {"x": X, "y": [[0], [1], [1], [1]]}
    fit = on(almost, line, 200)
    told_otherwise = {"x": X, "y": [[0], [1], [1], [0]]}  # three of its rows are those of OR
    given = {"model": "m", "table": told_otherwise, "share": 0.9}
    assert part(tiny, "learned", {"m": line}, {**given, "accuracy": 0.75}, fit) == 1
    assert part(tiny, "learned", {"m": line}, {**given, "accuracy": 0.76}, fit) == 0


@pytest.mark.parametrize("asked", [CLOUDS, DENSE], ids=["asked by numbers", "asked one-hot"])
@pytest.mark.parametrize(
    ("given", "loss"),
    [(CLOUDS, SPARSE_LOSS), (IN_A_ROW, SPARSE_LOSS), (DENSE, DENSE_LOSS), (DENSE, "mse")],
    ids=["numbers", "numbers in a row", "one-hot", "one-hot with mse"],
)
def test_classes_are_the_same_as_numbers_and_one_hot(
    given: dict[str, Any], loss: str, asked: dict[str, Any], tiny: Assignment
) -> None:
    model = of_clouds(loss)
    fit = on(given, model, 300)
    assert verdict(tiny, "trained", {"m": model}, {"model": "m", "table": asked}, fit) == (1, "")
    assert verdict(tiny, "learned", {"m": model}, {"model": "m", "table": asked}, fit) == (1, "")
    often = {"model": "m", "table": asked, "share": 0.9}
    assert verdict(tiny, "learned", {"m": model}, often, fit) == (1, "")
    sure = {"model": "m", "table": asked, "accuracy": 1.0}
    assert part(tiny, "accuracy_at_least", {"m": model}, sure) == 1
    low = {"model": "m", "table": asked, "optimum": {DENSE_LOSS: 0.0}, "within": 0.4}
    assert part(tiny, "converged", {"m": model}, low, fit) == 1
    assert part(tiny, "converged", {"m": model}, {**low, "within": 0.001}, fit) == 0


def test_one_class_named_for_another_is_not_learned(tiny: Assignment) -> None:
    model = of_clouds(SPARSE_LOSS)
    swapped = {**CLOUDS, "y": [[2], [2], [1], [1], [0], [0]]}
    fit = on(swapped, model, 300)
    given = {"model": "m", "table": DENSE}
    assert part(tiny, "trained", {"m": model}, given, fit) == 0
    earned, said = verdict(tiny, "learned", {"m": model}, given, fit)
    assert earned == 0
    assert "straight line" not in said


def test_one_output_does_not_tell_three_classes(tiny: Assignment) -> None:
    model = compiled(network(1, 8, 1), keras.optimizers.Adam(0.1), "mse")
    fit = on(CLOUDS, model, 300)  # its output is above one half for classes 1 and 2
    given = {"model": "m", "table": CLOUDS}
    assert part(tiny, "learned", {"m": model}, given, fit) == 0
    assert part(tiny, "accuracy_at_least", {"m": model}, {**given, "accuracy": 0.7}) == 0


def test_numbers_in_a_row_are_a_column(tiny: Assignment) -> None:
    """As slides write a line: ``x_data = np.array([1, 2, 3, 4, 5, 6])``."""
    row = {name: np.ravel(LINE[name]).tolist() for name in "xy"}
    model = line_model()
    fit = on(row, model, 300)
    given = {"model": "m", "table": LINE}
    assert part(tiny, "trained", {"m": model}, given, fit) == 1
    assert part(tiny, "fitted", {"m": model}, {**given, "within": 0.3}, fit) == 1
    student = work(tiny, {"m": model}, fit)
    assert student.predict("m", row["x"]).shape == (6, 1)

    def is_near(found: np.ndarray) -> bool:
        return bool(np.abs(found.ravel() - row["y"]).max() < 0.3)

    assert student.reaches_goal_reliably("m", row["x"], row["y"], is_near)
    with pytest.raises(ValueError, match=r"share is 1\.5"):
        student.reaches_goal_reliably("m", row["x"], row["y"], is_near, share=1.5)


@pytest.mark.parametrize("name", ["learned", "fitted", "converged"])
def test_without_a_record_of_training_nothing_was_learned(name: str, tiny: Assignment) -> None:
    more: dict[str, Any] = {"fitted": {"within": 1}, "converged": {"optimum": {"mse": 0.25}}}
    given = {"model": "m", "table": XOR, **more.get(name, {})}
    with pytest.raises(NotCheckedError):
        part(tiny, name, {}, given)
    assert part(tiny, name, {"m": network(2, 3, 1)}, given) == 0


NEAR = [[0.0, 0.00004], [0.0, 1.0], [1.00004, 0.0], [1.0, 1.0]]


@pytest.mark.parametrize(
    ("x", "y", "right"),
    [
        (NEAR, [[0], [1], [1], [0.00004]], True),
        (NEAR[::-1] + NEAR, [0, 1, 1, 0, 0, 1, 1, 0], True),
        (NEAR, [0, 1, 1, 0.0002], False),
        ([[0.0002, 0.0], *NEAR[1:]], [0, 1, 1, 0], False),
        (NEAR[:3], [0, 1, 1], False),
        ([*NEAR, [5.0, 5.0]], [0, 1, 1, 0, 0], False),
        ([[row] for row in NEAR], [0, 1, 1, 0], False),
        ([[1.0], [2.0]], [0, 1], False),
        (NEAR, [0, 1, 1], False),
        (NEAR, np.zeros((4, 2)), False),
        (np.zeros((0, 2)), [], False),
        ([[math.nan, 0.0], *NEAR[1:]], [0, 1, 1, 0], False),
    ],
)
def test_data_that_students_compute_may_be_near_the_table(x: Any, y: Any, right: bool) -> None:
    assert near_table(x, y, (X, LABELS), 1e-4) == right


def test_data_that_were_not_recorded_are_near_every_table() -> None:
    assert near_table(None, [0], ([[0]], [0]), 0.1)
    assert near_table([[0]], None, ([[0]], [0]), 0.1)


def test_trained_may_be_near_the_table(tiny: Assignment) -> None:
    model = logistic("sgd")
    given = {"model": "m", "table": XOR}
    moved = on({"x": NEAR, "y": LABELS}, model, 1)
    assert part(tiny, "trained", {"m": model}, given, moved) == 0
    assert part(tiny, "trained", {"m": model}, {**given, "within": 1e-4}, moved) == 1
    assert part(tiny, "trained", {"m": model}, {**given, "within": 1e-5}, moved) == 0
    assert part(tiny, "trained", {"m": model}, {**given, "within": 1e-4}, on(XOR, model, 0)) == 0


@pytest.mark.parametrize("name", ["trained", "learned", "fitted", "converged"])
def test_a_loop_of_ones_own_without_a_record_is_left_to_a_person(
    name: str, tiny: Assignment
) -> None:
    more: dict[str, Any] = {"fitted": {"within": 1}, "converged": {"optimum": {"mse": 0.25}}}
    given = json.dumps({"model": "m", "table": XOR, **more.get(name, {})})
    student = work(tiny, {"m": network(2, 1)}, source="with tf.GradientTape() as tape: ...")
    with pytest.raises(UndecidedError):
        LIBRARY[name].run(student, given)


@pytest.mark.parametrize("name", ["fitted", "converged"])
def test_a_loop_that_went_on_after_a_recorded_fit_is_left_to_a_person(
    name: str, tiny: Assignment
) -> None:
    more = {"fitted": {"within": 0.6}, "converged": {"optimum": OPTIMUM}}
    given = {"model": "m", "table": XOR, **more[name]}
    model = logistic(keras.optimizers.SGD(0.1))
    fit = on(XOR, model, 500)
    assert part(tiny, name, {"m": model}, given, fit) == 1
    model.set_weights([weight + 0.01 for weight in model.get_weights()])
    student = work(tiny, {"m": model}, fit, source="with tf.GradientTape() as tape: ...")
    with pytest.raises(UndecidedError):
        LIBRARY[name].run(student, json.dumps(given))


def test_a_loop_that_went_on_is_left_to_a_person_also_where_a_share_is_asked_for(
    tiny: Assignment,
) -> None:
    either = {"x": X, "y": [[0], [1], [1], [1]]}
    model = logistic(keras.optimizers.SGD(0.5))
    fit = on(either, model, 300)
    given = {"model": "m", "table": either, "share": 0.9}
    assert part(tiny, "learned", {"m": model}, given, fit) == 1
    model.set_weights([weight + 0.01 for weight in model.get_weights()])
    student = work(tiny, {"m": model}, fit, source="with tf.GradientTape() as tape: ...")
    with pytest.raises(UndecidedError):
        LIBRARY["learned"].run(student, json.dumps(given))
