"""What standard checks of how a model is built accept and what they refuse."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import keras
import numpy as np
import pytest

from autograder.checking.check_exceptions import UndecidedError
from autograder.checking.student_fixture import StudentWork
from autograder.checks.library import LIBRARY
from autograder.evidence import Evidence, ModelEvidence, pack_array
from autograder.records import Assignment, Deliverable, Text
from tests.support.standard_checks import X, network, part, verdict

MODELS = {  # (check, arguments, right models, wrong models)
    "parameters": ("parameters", {"layers": [2, 3, 1]}, [(2, 3, 1)],
                   [(2, 2, 1), (2, 4, 1), (2, 3, 2), (2, 1)]),
    "parameters of one layer": ("parameters", {"layers": [2, 1]}, [(2, 1)], [(2, 3, 1), (3, 1)]),
    "parameters of two hidden layers": ("parameters", {"layers": [2, 2, 3, 1]}, [(2, 2, 3, 1)],
                                        [(2, 1, 5, 1), (2, 3, 2, 1)]),
    "layers": ("layers", {"layers": [2, 3, 1]}, [(2, 3, 1), (2, 7, 1)],
               [(2, 3, 3, 1), (2, 1), (2, 3, 2)]),
    "output_shape": ("output_shape", {"table": {"x": X}, "shape": [2]}, [(2, 3, 2)], [(2, 3, 1)]),
}  # fmt: skip


@pytest.mark.parametrize("case", MODELS)
def test_a_model_is_judged_by_how_it_is_built(case: str, tiny: Assignment) -> None:
    name, given, right, wrong = MODELS[case]
    for layers in right:
        assert part(tiny, name, {"m": network(*layers)}, {"model": "m", **given}) == 1, layers
    for layers in wrong:
        assert part(tiny, name, {"m": network(*layers)}, {"model": "m", **given}) == 0, layers


def test_as_many_parameters_in_other_layers_are_not_the_same(tiny: Assignment) -> None:
    four = network(2, 4, 1, use_bias=False)  # 13 parameters, as 2-3-1 with all biases
    assert four.count_params() == network(2, 3, 1).count_params()
    assert part(tiny, "parameters", {"m": four}, {"model": "m", "layers": [2, 3, 1]}) == 0


def test_a_way_around_a_layer_is_no_chain(tiny: Assignment) -> None:
    inputs = keras.Input((2,))
    hidden = keras.layers.Dense(2, activation="tanh")(inputs)
    outputs = keras.layers.Dense(1)(keras.layers.Add()([inputs, hidden]))
    around = keras.Model(inputs, outputs)
    assert part(tiny, "layers", {"m": around}, {"model": "m", "layers": [2, 2, 1]}) == 0
    assert part(tiny, "parameters", {"m": around}, {"model": "m", "layers": [2, 2, 1]}) == 1


@pytest.mark.parametrize("name", ["sigmoid", "softmax", "tanh", "linear"])
def test_the_last_activation_counts(name: str, tiny: Assignment) -> None:
    given = {"model": "m", "table": {"x": X}, "activation": name}
    for out in ("sigmoid", "softmax", "tanh", "linear"):
        made = {"m": network(2, 2, out=out)}
        assert part(tiny, "activation", made, given) == (out == name), out


def test_what_was_built_is_told_where_points_are_lost_and_only_there(tiny: Assignment) -> None:
    table = {"x": X}
    for name, given, right, wrong in (
        ("parameters", {"layers": [2, 3, 1]}, (2, 3, 1), (2, 4, 1)),
        ("layers", {"layers": [2, 3, 1]}, (2, 3, 1), (2, 3, 3, 1)),
        ("output_shape", {"table": table, "shape": [2]}, (2, 2), (2, 3)),
        ("activation", {"table": table, "activation": "softmax"}, None, (2, 2)),
    ):
        if right:
            made = {"m": network(*right)}
            assert verdict(tiny, name, made, {"model": "m", **given}) == (1, ""), name
        earned, said = verdict(tiny, name, {"m": network(*wrong)}, {"model": "m", **given})
        assert earned == 0
        assert "`m`" in said, name


def test_way_around_is_told(tiny: Assignment) -> None:
    inputs = keras.Input((2,))
    hidden = keras.layers.Dense(2, activation="tanh")(inputs)
    around = keras.Model(inputs, keras.layers.Dense(1)(hidden + inputs))
    earned, said = verdict(tiny, "layers", {"m": around}, {"model": "m", "layers": [2, 2, 1]})
    assert earned == 0
    assert "skip connection" in said


def test_an_activation_may_be_written_as_a_layer_or_by_its_formula(tiny: Assignment) -> None:
    given = {"model": "m", "table": {"x": X}}
    for name, last in (
        ("leaky_relu", keras.layers.LeakyReLU()),
        ("softmax", keras.layers.Softmax()),
    ):
        inputs = keras.Input((2,))
        made = {"m": keras.Model(inputs, last(keras.layers.Dense(2)(inputs)))}
        assert part(tiny, "activation", made, {**given, "activation": name}) == 1, name
        assert part(tiny, "activation", made, {**given, "activation": "tanh"}) == 0, name


def test_a_layer_that_says_sigmoid_is_no_softmax_whatever_it_gives(tiny: Assignment) -> None:
    halves = network(2, 2)
    halves.set_weights([np.zeros((2, 2)), np.zeros(2)])
    given = {"model": "m", "table": {"x": X}, "activation": "softmax"}
    assert part(tiny, "activation", {"m": halves}, given) == 0


def formula_of_softmax(divide: bool, nodes: int = 3) -> keras.Model:
    keras.utils.set_random_seed(5)
    inputs = keras.Input((2,))
    powers = keras.ops.exp(keras.layers.Dense(nodes)(inputs))
    total = keras.ops.sum(powers, axis=1, keepdims=True)
    return keras.Model(inputs, powers / total if divide else powers)


def test_softmax_counts_as_a_formula(tiny: Assignment) -> None:
    given = {"model": "m", "table": {"x": X}, "activation": "softmax"}
    assert part(tiny, "activation", {"m": formula_of_softmax(divide=True)}, given) == 1
    assert part(tiny, "activation", {"m": formula_of_softmax(divide=False)}, given) == 0
    assert part(tiny, "activation", {"m": formula_of_softmax(divide=True, nodes=2)}, given) == 1
    one = {"m": formula_of_softmax(divide=True, nodes=1)}
    assert part(tiny, "activation", one, given) == 0, "one class is no distribution"
    named = {**given, "activation": "relu"}
    assert part(tiny, "activation", {"m": formula_of_softmax(divide=True)}, named) == 0


@pytest.mark.parametrize(
    ("first", "second", "total"),
    [(2, -1, 1), (1, 0, 1), (1, 2, 2), (1, 2, 4)],
    ids=["one is below zero", "one is zero", "sum above one", "sum below one"],
)
def test_a_quotient_that_is_no_distribution_is_no_softmax(
    first: float, second: float, total: float, tiny: Assignment
) -> None:
    given = {"model": "m", "table": {"x": X}, "activation": "softmax"}
    inputs = keras.Input((2,))
    none = 0 * keras.layers.Dense(1)(inputs)
    both = keras.ops.concatenate([none + first, none + second], axis=1)
    assert part(tiny, "activation", {"m": keras.Model(inputs, both / total)}, given) == 0


def test_a_distribution_has_one_row_of_classes_for_each_row(tiny: Assignment) -> None:
    given = {"model": "m", "table": {"x": X}, "activation": "softmax"}
    formula = formula_of_softmax(divide=True)
    deeper = keras.layers.Reshape((3, 1))(formula.output)
    assert part(tiny, "activation", {"m": keras.Model(formula.input, deeper)}, given) == 0


def test_sigmoid_counts_as_a_formula(tiny: Assignment) -> None:
    given = {"model": "m", "table": {"x": X}, "activation": "sigmoid"}
    inputs = keras.Input((2,))
    sums = keras.layers.Dense(1)(inputs)
    assert part(
        tiny, "activation", {"m": keras.Model(inputs, 1 / (1 + keras.ops.exp(-sums)))}, given
    )
    assert not part(tiny, "activation", {"m": keras.Model(inputs, sums)}, given)


def of_unknown_layers(tiny: Assignment, answers: list[list[float]]) -> StudentWork:
    """A model of a student's own code, which gave these answers for the four rows of the table."""
    probe = tuple(map(tuple, X))
    asked = replace(tiny, deliverables=(Deliverable("m", "model", Text("m", "m"), probe),))
    weights = tuple(pack_array(np.ones(shape, "float32")) for shape in ((2, 3), (3,), (3, 1), (1,)))
    own = ModelEvidence("Own", "", weights, opaque="own", probe=pack_array(np.array(answers)))
    found = Evidence(1, {"m": own}, fits=(), errors=(), names=(), output="", notebook="{}")
    student = StudentWork(asked, found, "")
    student.remarks.begin("it")
    return student


def asks(student: StudentWork, check: str, **given: Any) -> None:
    LIBRARY[check].run(student, json.dumps({"model": "m", **given}))


@pytest.mark.parametrize(
    ("name", "answers"),
    [("linear", [-3, 0, 3, 7]), ("relu", [0, 0, 2, 5]), ("tanh", [-0.9, 0, 0.5, 1])],
)
def test_an_activation_that_cant_be_read_is_left_to_a_person(
    name: str, answers: list[float], tiny: Assignment
) -> None:
    student = of_unknown_layers(tiny, [[one] for one in answers])
    with pytest.raises(UndecidedError, match="Your teacher will look at this"):
        asks(student, "activation", table={"x": X}, activation=name)


@pytest.mark.parametrize(
    ("name", "answers"),
    [("sigmoid", [-3, 0, 3, 7]), ("relu", [-1, 0, 2, 5]), ("tanh", [-0.9, 0, 0.5, 1.1])],
)
def test_an_activation_that_answers_rule_out_is_wrong_without_layers_to_read(
    name: str, answers: list[float], tiny: Assignment
) -> None:
    student = of_unknown_layers(tiny, [[one] for one in answers])
    with pytest.raises(AssertionError):
        asks(student, "activation", table={"x": X}, activation=name)
    assert student.remarks.told("it").en == "`m` has 13 parameters in all."


def test_a_model_without_layers_to_read_is_told_what_it_has(tiny: Assignment) -> None:
    for check, given in (
        ("parameters", {"layers": [2, 4, 1]}),
        ("layers", {"layers": [2, 3, 3, 1]}),
        ("output_shape", {"table": {"x": X}, "shape": [2]}),
    ):
        student = of_unknown_layers(tiny, [[0], [1], [1], [0]])
        with pytest.raises(AssertionError):
            asks(student, check, **given)
        assert student.remarks.told("it").en == "`m` has 13 parameters in all."
