"""What standard checks accept and what they refuse, on evidence as the student's side writes it."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from typing import Any

import keras
import numpy as np
import pytest

from autograder.checking.check_exceptions import NotCheckedError, WrongKindError
from autograder.checking.student_fixture import StudentWork
from autograder.checks.library import LIBRARY
from autograder.evidence import DeliverableEvidence, Evidence
from autograder.records import Assignment
from autograder.student.evidence_writer import export_one
from autograder.student.program import Wanted
from autograder.student.training import FitLog

X = [[0, 0], [0, 1], [1, 0], [1, 1]]
LABELS = [[0], [1], [1], [0]]


def network(*layers: int, out: str = "sigmoid", **dense: Any) -> keras.Model:
    """A chain of dense layers; the number of inputs comes first."""
    keras.utils.set_random_seed(5)
    inner = [keras.layers.Dense(nodes, activation="tanh", **dense) for nodes in layers[1:-1]]
    last = keras.layers.Dense(layers[-1], activation=out)
    return keras.Sequential([keras.Input((layers[0],)), *inner, last])


def work(assignment: Assignment, made: Mapping[str, Any]) -> StudentWork:
    log = FitLog()
    written: dict[str, DeliverableEvidence] = {
        name: export_one(value, Wanted(name, "array" if "prediction" in name else "value"), log)
        for name, value in made.items()
    }
    evidence = Evidence(
        schema=1, deliverables=written, fits=(), errors=(), names=(), output="", notebook="{}"
    )
    student = StudentWork(assignment, evidence, "")
    student.begin("it")
    return student


def part(assignment: Assignment, name: str, made: Mapping[str, Any], given: Any) -> float:
    """The part of the points that a check gives."""
    student = work(assignment, made)
    try:
        LIBRARY[name].run(student, json.dumps(given))
    except AssertionError:
        return 0.0
    return student.fraction("it")


ANSWERS = {  # (check, arguments, right answers, wrong answers)
    "a truth": ("equals", {"equals": False}, [False, 0, np.bool_(False)], [True, "False", None, 2]),
    "a number": ("equals", {"equals": 1024}, [1024, 1024.0, [1024], np.int64(1024)],
                 [1025, "1024", True, None, [1024, 1]]),
    "a share": ("equals", {"equals": 0.75}, [0.75, np.float32(0.75)], [75, 0.7, "0.75"]),
    "a large whole number": ("equals", {"equals": 138_357_544}, [138_357_544, 138_357_544.0],
                             [138_357_500, 138_357_543]),
    "a sum in floating point": ("equals", {"equals": 3}, [0.1 + 0.2 + 2.7], [3.001]),
    "a small number": ("equals", {"equals": 1e-7}, [1e-7, np.float32(1e-7)], [0, 1.1e-7]),
    "a text": ("equals", {"equals": "Koala"}, ["koala", " Koala. "], ["koalas", None, 2, ""]),
    "a shape": ("equals", {"equals": [1, 4]}, [(1, 4), [1, 4], "(1, 4)", "1 x 4"],
                [(4, 1), (None, 4), 4, (1, 4, 1), "four"]),
    "numbers": ("equals", {"equals": [0.5, 2]}, [[0.5, 2.0], np.array([0.5, 2])],
                [[0.5], [2, 0.5]]),
    "a number nearby": ("close", {"to": 2, "within": 0.05}, [2, 2.04, [1.96]], [2.1, "2", None]),
    "one of several": ("one_of", {"among": [2, "koala", "코알라"]},
                       [2, "2", "KOALA", "코알라", 2.0], [3, None, "dog", [2, 1]]),
}  # fmt: skip


@pytest.mark.parametrize("case", ANSWERS)
def test_an_answer_counts_however_it_is_written(case: str, tiny: Assignment) -> None:
    name, given, right, wrong = ANSWERS[case]
    for answer in right:
        assert part(tiny, name, {"value": answer}, {"value": "value", **given}) == 1, answer
    for answer in wrong:
        assert part(tiny, name, {"value": answer}, {"value": "value", **given}) == 0, answer


def test_each_right_entry_earns_its_part(tiny: Assignment) -> None:
    given = {"value": "value", "equals": {"3": True, "2": True, "1": False, "name": "xor"}}
    for answer, earned in (
        ({3: True, 2: 1, 1: False, "Name": "XOR"}, 1),
        ({"model_3": True, "2": True, 1: True}, 0.5),
        ({3: "True", 2: False, 1: True}, 0),
        ([True, True, False], 0),
        (None, 0),
    ):
        assert part(tiny, "entries", {"value": answer}, given) == earned, answer


def test_entries_are_found_under_numbers_as_they_are_written(tiny: Assignment) -> None:
    given = {"value": "value", "equals": {"0.1": True, "10": False}}
    assert part(tiny, "entries", {"value": {0.1: True, 10: False}}, given) == 1
    assert part(tiny, "entries", {"value": {"0.1": True, 0.01: False}}, given) == 0.5


def test_an_answer_of_another_kind_is_told_without_the_right_one(tiny: Assignment) -> None:
    student = work(tiny, {"slope": "two"})
    with pytest.raises(AssertionError):
        LIBRARY["equals"].run(student, json.dumps({"value": "slope", "equals": 4711}))
    assert student.told("it").ko == "`slope`는 따옴표 없는 수 하나여야 합니다."
    assert student.told("it").en == "`slope` should be one number, without quotes."


def test_per_cent_are_told(tiny: Assignment) -> None:
    student = work(tiny, {"best": 75})
    share = {"value": "best", "equals": 0.75, "percent": True}
    with pytest.raises(AssertionError):
        LIBRARY["equals"].run(student, json.dumps(share))
    assert "per cent" in student.told("it").en


@pytest.mark.parametrize(
    ("check", "given", "answer"),
    [
        ("close", {"to": 0.9, "within": 0.3, "percent": True}, 1.1),  # right
        ("equals", {"equals": 0.5}, 2),  # a weight: nothing says that it is a share
    ],
)
def test_nobody_is_told_of_per_cent_without_need(
    check: str, given: dict[str, Any], answer: float, tiny: Assignment
) -> None:
    student = work(tiny, {"best": answer})
    with contextlib.suppress(AssertionError):
        LIBRARY[check].run(student, json.dumps({"value": "best", **given}))
    assert student.told("it").en == ""


def test_a_text_is_handed_to_a_person_with_what_it_mentions(tiny: Assignment) -> None:
    ideas = {"sum 1": ["sums to 1"], "runner-up": ["second", "dog"]}
    student = work(tiny, {"insight": "A Dog is second."})
    LIBRARY["mentions"].run(student, json.dumps({"value": "insight", "ideas": ideas}))
    assert student.review_text() == "A Dog is second.\n\n[ ] sum 1\n[x] runner-up"
    assert part(tiny, "mentions", {"insight": " \n"}, {"value": "insight", "ideas": ideas}) == 0
    with pytest.raises(WrongKindError):
        part(tiny, "mentions", {"insight": 3}, {"value": "insight", "ideas": ideas})


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


def test_a_prediction_is_its_models_own(tiny: Assignment) -> None:
    model = network(2, 3, 1)
    own = model.predict(np.array(X, "float32"), verbose=0)
    other = network(2, 2, 1).predict(np.array(X, "float32"), verbose=0)
    given = {"prediction": "prediction", "model": "m", "table": {"x": X}}
    for right in (own, own.reshape(-1), own.tolist()):
        assert part(tiny, "prediction_own", {"m": model, "prediction": right}, given) == 1
    for wrong in (np.round(own), np.round(own, 2), own[::-1], other, own[:3], own * 0 + own.mean()):
        assert part(tiny, "prediction_own", {"m": model, "prediction": wrong}, given) == 0, wrong


def test_the_shape_of_a_prediction_counts_by_itself(tiny: Assignment) -> None:
    given = {"prediction": "prediction", "shape": [4, 1]}
    assert part(tiny, "prediction_shape", {"prediction": np.zeros((4, 1))}, given) == 1
    for shape in ((1, 4), (4,), (3, 1), (4, 1, 1)):
        assert part(tiny, "prediction_shape", {"prediction": np.zeros(shape)}, given) == 0


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


def test_what_is_missing_is_not_checked(tiny: Assignment) -> None:
    for name, given in (
        ("equals", {"value": "gone", "equals": 1}),
        ("parameters", {"model": "gone", "layers": [2, 1]}),
        ("prediction_shape", {"prediction": "gone", "shape": [1]}),
    ):
        with pytest.raises(NotCheckedError):
            part(tiny, name, {}, given)
