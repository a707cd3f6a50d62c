"""Models of several inputs and outputs: recorded, rebuilt, predicted and trained again."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import keras
import msgspec
import numpy as np
import pytest
import tensorflow as tf

from autograder.checking.check_exceptions import UndecidedError, WrongKindError
from autograder.checking.student_fixture import StudentWork
from autograder.checks.library import LIBRARY
from autograder.checks.measures import same_table
from autograder.evidence import ArrayEvidence, pack_array
from autograder.records import Assignment, Deliverable, ModelInput, Text
from autograder.retraining import robustness
from autograder.retraining.replay import Finding
from autograder.student.program import Wanted
from autograder.student.training import FitLog
from autograder.util.several_arrays import side_by_side
from tests.support.several_inputs import (
    AUX,
    COLUMNS,
    DEEP,
    WIDE,
    ByName,
    WideAndDeep,
    Y,
    recording,
    two_inputs,
    work_of,
)

LOSSES = {"loss": ["mse", "mse"], "loss_weights": [0.9, 0.1]}
BY_NAME = {"loss": {"main": "mse", "aux": "mse"}, "loss_weights": {"main": 0.9, "aux": 0.1}}
DATASET = tf.data.Dataset

# How it is compiled and what fit is given; all are the same rows in the same order of inputs.
ONE_OUTPUT: dict[str, Any] = {
    "a list": ([WIDE, DEEP], Y),
    "a tuple": ((WIDE, DEEP), Y),
    "by name, in another order": ({"deep": DEEP, "wide": WIDE}, Y),
    "a data set of tuples": (
        DATASET.from_tensor_slices(((WIDE, DEEP), Y)).batch(8),
        None,
    ),
    "a data set by name, zipped": (
        DATASET.zip((
            DATASET.from_tensor_slices({"deep": DEEP, "wide": WIDE}),
            DATASET.from_tensor_slices(Y),
        )).batch(8),
        None,
    ),
}  # fmt: skip
TWO_OUTPUTS: dict[str, Any] = {
    "lists": (LOSSES, ([WIDE, DEEP], [Y, AUX])),
    "by name": (BY_NAME, ({"deep": DEEP, "wide": WIDE}, {"aux": AUX, "main": Y})),
    "losses by name, data in order": (BY_NAME, ((WIDE, DEEP), (Y, AUX))),
    "one loss for both": ({"loss": "mse"}, ([WIDE, DEEP], [Y, AUX])),
}


def wanted(name: str) -> Wanted:
    return Wanted(name, "model", 5, COLUMNS)


def sgd() -> keras.optimizers.Optimizer:
    return keras.optimizers.SGD(0.1)


def trained(tiny: Assignment, model: Any, compiled: dict[str, Any], x: Any, y: Any) -> StudentWork:
    with recording() as log:
        model.compile(sgd(), **compiled)
        model.fit(x, y, epochs=60, batch_size=8, verbose=0)
        return work_of(tiny, log, {"m": model}, wanted)


def finding(work: StudentWork, labels: Any) -> Finding:
    """What repeating the recorded training shows."""
    asked = work._asked_for("m", [WIDE, DEEP], labels)
    return work._trained("m", asked, labels).replay(lambda _: False, by_luck=True).finding


@pytest.mark.parametrize("data", ONE_OUTPUT)
def test_two_inputs_are_recorded_in_the_model_s_order_and_trained_again(
    data: str, tiny: Assignment
) -> None:
    model = two_inputs()
    x, y = ONE_OUTPUT[data]
    with recording() as log:
        model.compile(sgd(), "mse")
        sizes = {} if y is None else {"batch_size": 8}
        model.fit(x, y, epochs=60, verbose=0, shuffle=y is not None, **sizes)
        work = work_of(tiny, log, {"m": model}, wanted)
    training = work.training("m")
    assert isinstance(training.x, tuple)
    assert [part.shape for part in training.x] == [(24, 2), (24, 3)]
    assert np.array_equal(training.x[0], WIDE)
    assert same_table(training.x, training.y, [WIDE, DEEP], Y)
    assert not same_table(training.x, training.y, [WIDE, -DEEP], Y)
    assert np.array_equal(work.predict("m", [WIDE, DEEP]), model.predict_on_batch([WIDE, DEEP]))
    assert finding(work, Y) is Finding.CONFIRMED


@pytest.mark.parametrize("way", TWO_OUTPUTS)
def test_two_outputs_are_predicted_as_a_list_and_trained_again(way: str, tiny: Assignment) -> None:
    compiled, (x, y) = TWO_OUTPUTS[way]
    model = two_inputs(outputs=2)
    work = trained(tiny, model, compiled, x, y)
    assert isinstance(work.training("m").y, tuple)
    main, aux = work.predict("m", {"deep": DEEP, "wide": WIDE})
    own = model.predict_on_batch([WIDE, DEEP])
    assert np.array_equal(main, own[0])
    assert np.array_equal(aux, own[1])
    assert finding(work, [Y, AUX]) is Finding.CONFIRMED


@pytest.mark.parametrize("kind", [WideAndDeep, ByName])
def test_a_class_of_ones_own_is_rebuilt_with_its_inputs(
    kind: Callable[[], keras.Model], tiny: Assignment
) -> None:
    keras.utils.set_random_seed(3)
    model = kind()
    x = {"wide": WIDE, "deep": DEEP} if kind is ByName else (WIDE, DEEP)
    work = trained(tiny, model, LOSSES, x, (Y, AUX))
    assert work.model("m").count_params() == 28
    given = {"wide": WIDE, "deep": DEEP} if kind is ByName else [WIDE, DEEP]
    found = work.predict("m", given)
    own = keras.tree.flatten(model.predict_on_batch(x))
    assert all(np.allclose(a, b, atol=1e-6) for a, b in zip(found, own, strict=True))


def test_a_loop_of_train_on_batch_is_recorded_with_all_inputs(tiny: Assignment) -> None:
    model = two_inputs()
    with recording() as log:
        model.compile(sgd(), "mse")
        for _ in range(60):
            model.train_on_batch([WIDE, DEEP], Y)
        work = work_of(tiny, log, {"m": model}, wanted)
    assert same_table(work.training("m").x, work.training("m").y, [WIDE, DEEP], Y)
    assert finding(work, Y) is Finding.CONFIRMED


@pytest.mark.thorough
def test_two_outputs_are_judged_from_random_restarts(
    tiny: Assignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = functools.partial(robustness.again, k=robustness.FEWEST)  # each takes a second here
    monkeypatch.setattr(robustness, "again", few)
    work = trained(tiny, two_inputs(outputs=2), LOSSES, [WIDE, DEEP], [Y, AUX])

    def good(outputs: list[np.ndarray]) -> bool:
        return float(np.mean((outputs[0] - Y) ** 2)) < 0.3 and outputs[1].shape == AUX.shape

    assert work.reaches_goal_reliably("m", [WIDE, DEEP], [Y, AUX], good)
    assert not work.reaches_goal_reliably("m", [WIDE, DEEP], [Y, AUX], lambda _: False)


@pytest.fixture(scope="module")
def two(tiny: Assignment) -> StudentWork:
    with recording() as log:
        models = {"two": two_inputs(), "both": two_inputs(outputs=2)}
        one = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
        return work_of(tiny, log, {**models, "one": one}, wanted)


@pytest.mark.parametrize(
    ("x", "said"),
    [
        (WIDE, "has 2 separate inputs"),
        (
            [WIDE, DEEP, WIDE],
            "takes 2 inputs, of the shapes (None, 2), (None, 3). In this assignment",
        ),
        ([DEEP, WIDE], "In this assignment it takes 2 inputs, of the shapes (None, 3), (None, 2)."),
    ],
)
def test_other_inputs_than_the_model_s_are_told_in_both_languages(
    x: Any, said: str, two: StudentWork
) -> None:
    with pytest.raises(WrongKindError) as raised:
        two.predict("two", x)
    assert said in raised.value.text.en
    assert "`two`" in raised.value.text.ko


def test_another_number_of_outputs_is_told_in_both_languages(two: StudentWork) -> None:
    with pytest.raises(WrongKindError) as raised:
        two.predict("both", [WIDE, DEEP], outputs=1)
    assert raised.value.text.en == "`both` has 2 outputs. Here a model has 1 output."
    assert "출력은 2개" in raised.value.text.ko
    with pytest.raises(WrongKindError):
        two.learned("both", [WIDE, DEEP], Y)


def test_two_inputs_for_a_model_of_one_are_told(two: StudentWork) -> None:
    with pytest.raises(WrongKindError) as raised:
        two.predict("one", [WIDE, DEEP])
    assert "takes 1 input, of the shape (None, 2). In this assignment it takes 2 inputs" in str(
        raised.value
    )


@pytest.mark.parametrize("x", ["text", None, [[1.0, 2.0], [3.0]], 7, [], {"wide": "text"}])
def test_what_are_no_numbers_is_the_author_s_mistake(x: Any, two: StudentWork) -> None:
    with pytest.raises(UndecidedError) as raised:
        two.predict("two", x)
    assert "correct the check" in raised.value.note


@pytest.fixture
def declared(two: StudentWork) -> StudentWork:
    """The same models, of which the assignment says what inputs they have."""
    inputs = (ModelInput("wide", 2), ModelInput("deep", 3))
    asked = tuple(
        Deliverable(name, "model", Text(name, name), inputs=inputs)
        for name in ("two", "both", "one")
    )
    assignment = replace(two._assignment, deliverables=asked)
    return StudentWork(assignment, two._evidence, "")


def test_one_table_is_shared_out_among_announced_inputs(declared: StudentWork) -> None:
    table = side_by_side([WIDE, DEEP])
    wanted = declared.predict("two", [WIDE, DEEP])
    assert np.array_equal(declared.predict("two", table), wanted)
    assert np.array_equal(declared.predict("two", {"deep": DEEP, "wide": WIDE}), wanted)


def test_whoever_asks_otherwise_than_announced_costs_the_student_nothing(
    declared: StudentWork,
) -> None:
    with pytest.raises(UndecidedError):
        declared.predict("two", WIDE)
    with pytest.raises(WrongKindError):
        declared.predict("one", [WIDE, DEEP])


def test_weights_too_large_to_be_sent_are_counted(tiny: Assignment) -> None:
    text, rest = keras.Input((100,), dtype="int32"), keras.Input((5,))
    state = keras.layers.LSTM(32)(keras.layers.Embedding(10_000, 512)(text))
    joined = keras.layers.concatenate([state, rest])
    for _ in range(3):
        joined = keras.layers.Dense(64, activation="relu")(joined)
    heads = [keras.layers.Dense(1)(joined), keras.layers.Dense(1)(state)]
    work = work_of(tiny, FitLog(), {"qa": keras.Model([text, rest], heads)}, wanted)
    assert work.model("qa").count_params() == 5_200_610
    with pytest.raises(WrongKindError):
        work.predict("qa", [np.zeros((1, 100)), np.zeros((1, 5))])


TABLE = '"table": {"x": [[0, 0]], "y": [[0]]}'
STANDARD = {
    "output_shape": '{"model": "fork", "shape": [1], "table": {"x": [[0, 0]]}}',
    "activation": '{"model": "fork", "activation": "linear", "table": {"x": [[0, 0]]}}',
    "accuracy_at_least": f'{{"model": "fork", "accuracy": 0.5, {TABLE}}}',
    "prediction_own": '{"prediction": "p", "model": "fork", "table": {"x": [[0, 0]]}}',
}


@pytest.mark.parametrize("check", STANDARD)
def test_standard_checks_tell_a_model_of_two_outputs_so(check: str, tiny: Assignment) -> None:
    x = keras.Input((2,))
    fork = keras.Model(x, [keras.layers.Dense(1)(x), keras.layers.Dense(2)(x)])
    work = work_of(tiny, FitLog(), {"fork": fork}, wanted)
    prediction = ArrayEvidence("ndarray", pack_array(np.zeros((1, 1))))
    deliverables = {**work._evidence.deliverables, "p": prediction}
    evidence = msgspec.structs.replace(work._evidence, deliverables=deliverables)
    with pytest.raises(WrongKindError) as raised:
        LIBRARY[check].run(StudentWork(work._assignment, evidence, ""), STANDARD[check])
    assert raised.value.text.en == "`fork` has 2 outputs. Here a model has 1 output."


@pytest.fixture(scope="module")
def by_name(tiny: Assignment) -> StudentWork:
    """A model that takes its inputs by name, which Keras sorts, trained on labels in a row."""
    model = two_inputs(outputs=2)
    wide, deep = model.inputs
    named = keras.Model({"wide": wide, "deep": deep}, model.outputs)
    rows = [Y[:, 0], AUX[:, 0]]
    work = trained(tiny, named, LOSSES, {"wide": WIDE, "deep": DEEP}, rows)
    inputs = (ModelInput("", 2), ModelInput("", 3))
    asked = (Deliverable("m", "model", Text("m", "m"), inputs=inputs),)
    return StudentWork(replace(work._assignment, deliverables=asked), work._evidence, "")


def test_inputs_by_name_are_asked_in_the_order_of_the_assignment(by_name: StudentWork) -> None:
    main, aux = by_name.predict("m", [WIDE, DEEP], outputs=2)
    own = by_name.model("m").predict({"wide": WIDE, "deep": DEEP}, verbose=0)
    assert np.allclose(main, own[0])
    assert np.allclose(aux, own[1])


def test_what_was_given_by_name_is_shown_in_the_order_of_the_assignment(
    by_name: StudentWork,
) -> None:
    training = by_name.training("m")
    assert same_table(training.x, training.y, [WIDE, DEEP], [Y, AUX])
    assert not same_table(training.x, training.y, [WIDE, DEEP], [AUX, Y])


def test_inputs_in_a_list_stay_in_the_order_that_the_student_gave(tiny: Assignment) -> None:
    model = two_inputs()
    swapped = keras.Model(model.inputs[::-1], model.outputs[0])
    work = trained(tiny, swapped, {"loss": "mse"}, [DEEP, WIDE], Y)
    inputs = (ModelInput("", 2), ModelInput("", 3))
    asked = (Deliverable("m", "model", Text("m", "m"), inputs=inputs),)
    work = StudentWork(replace(work._assignment, deliverables=asked), work._evidence, "")
    training = work.training("m")
    assert not same_table(training.x, training.y, [WIDE, DEEP], Y)
    with pytest.raises(WrongKindError, match="In this assignment it takes"):
        work.predict("m", [WIDE, DEEP])
