"""What the standard check of functions accepts, and what it says of others."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from autograder.checking.check_exceptions import NotCheckedError, WrongKindError
from autograder.checking.student_fixture import StudentWork
from autograder.checks.function_mutants import GIVES
from autograder.checks.functions import is_given
from autograder.checks.library import LIBRARY
from autograder.checks.mutant import Mutant, Scene
from autograder.evidence import CallEvidence, Evidence, FunctionEvidence, ValueEvidence
from autograder.records import Assignment, Call, Deliverable, Text
from autograder.student.live_answers import answer_call
from autograder.student.program import CallQuestion

Function = Callable[..., Any]
CALLS = [
    {"args": [[0.0, 0.0]], "gives": [0.5, 0.5]},
    {"args": [[3.0]], "gives": [1.0]},
]
HINT = {"ko": "나누지 않았습니다.", "en": "Not divided."}
NOT_DIVIDED = [{"gives": [[1.0, 1.0], [1.0]], "hint": HINT}]


def softmax(z: Any) -> Any:
    return np.exp(z) / np.exp(z).sum()


def verdict(tiny: Assignment, function: Function, **given: Any) -> tuple[bool, Text]:
    given = {"function": "f", "calls": CALLS, **given}
    calls = tuple(Call(tuple(c["args"]), tuple(c.get("fit", ()))) for c in given["calls"])
    answers = tuple(
        answer_call(CallQuestion("f", one.args, one.fit), {"f": function}, ()) for one in calls
    )
    return judged(tiny, calls, FunctionEvidence("function", answers), given)


def judged(
    tiny: Assignment, calls: tuple[Call, ...], evidence: FunctionEvidence, given: dict[str, Any]
) -> tuple[bool, Text]:
    deliverable = Deliverable("f", "function", Text("", ""), calls=calls)
    student = StudentWork(
        replace(tiny, deliverables=(deliverable,)),
        Evidence(1, {"f": evidence}, (), (), (), "", "{}"),
        "",
    )
    student.remarks.begin("it")
    try:
        LIBRARY["gives"].run(student, json.dumps(given))
    except AssertionError:
        return False, student.remarks.told("it")
    return True, student.remarks.told("it")


def test_a_right_function_passes_and_is_told_nothing(tiny: Assignment) -> None:
    assert verdict(tiny, softmax) == (True, Text("", ""))


def test_shapes_do_not_matter(tiny: Assignment) -> None:
    assert verdict(tiny, lambda z: softmax(z).reshape(-1, 1))[0]
    assert verdict(tiny, lambda z: list(softmax(z)))[0]


def test_numbers_may_be_within(tiny: Assignment) -> None:
    assert verdict(tiny, lambda z: softmax(z) + 9e-3, within=1e-2)[0]
    assert not verdict(tiny, lambda z: softmax(z) + 1.1e-2, within=1e-2)[0]
    assert not verdict(tiny, lambda z: softmax(z) + 2e-6)[0]


def test_every_call_counts(tiny: Assignment) -> None:
    right, told = verdict(tiny, lambda z: np.full(len(z), 0.5))
    assert not right
    assert told.en == "It was right in 1 of 2 calls."
    assert "2번 가운데 1번" in told.ko


def test_a_named_mistake_is_told_alone(tiny: Assignment) -> None:
    right, told = verdict(tiny, lambda z: np.ones(len(z)), mistakes=NOT_DIVIDED)
    assert (right, told.en, told.ko) == (False, HINT["en"], HINT["ko"])
    _, other = verdict(tiny, lambda z: np.full(len(z), 0.5), mistakes=NOT_DIVIDED)
    assert HINT["en"] not in other.en


def test_a_missing_return_is_told_alone(tiny: Assignment) -> None:
    right, told = verdict(tiny, lambda z: None)
    assert not right
    assert "See that it ends with `return`." in told.en
    assert "right in" not in told.en


@pytest.mark.parametrize("wrong", [np.nan, np.inf])
def test_what_is_no_number_is_told(tiny: Assignment, wrong: float) -> None:
    for function in (lambda z: np.full(len(z), wrong), lambda z: wrong):
        right, told = verdict(tiny, function)
        assert not right
        assert "`nan` or `inf`" in told.en
        assert "0 of 2 calls" in told.en


def test_finite_numbers_are_not_called_infinite(tiny: Assignment) -> None:
    assert "nan" not in verdict(tiny, lambda z: [1, 2, "three"])[1].en
    assert "nan" not in verdict(tiny, lambda z: 7)[1].en


@pytest.mark.parametrize(
    ("found", "wanted", "right"),
    [
        (3, 3, True), (np.array([3]), 3, True), (np.array(3.0), 3, True), (4, 3, False),
        (np.array([3, 3]), 3, False), ("Yes", "yes", True), ("no", "yes", False),
        (True, True, True), (False, True, False), (0.1 + 1e-4, 0.1, False), (0.1, 0.1, True),
        ("text", (1.0,), False), (None, (1.0,), False), ([[1.0], [2.0, 3.0]], (1.0, 2.0), False),
        ([[1.0, 2.0], [3.0, 4.0]], ((1.0, 2.0), (3.0, 4.0)), True),
        ([[1.0, 3.0], [2.0, 4.0]], ((1.0, 2.0), (3.0, 4.0)), False),
    ],
)  # fmt: skip
def test_what_counts_as_the_same(found: Any, wanted: Any, right: bool) -> None:
    assert is_given(found, wanted, 1e-6) is right


class Nearest:
    def fit(self, x: Any, y: Any) -> None:
        self.x, self.y = x, y

    def predict(self, x: Any) -> Any:
        return [self.y[np.abs(self.x - one).sum(axis=1).argmin()] for one in x]


FITTED = [{"fit": [[[0.0], [4.0]], [0, 1]], "args": [[[1.0], [3.0]]], "gives": [0, 1]}]


def test_a_class_is_fitted_and_predicts(tiny: Assignment) -> None:
    assert verdict(tiny, Nearest, calls=FITTED) == (True, Text("", ""))
    assert not verdict(tiny, Nearest, calls=[{**FITTED[0], "gives": [1, 0]}])[0]


def test_a_class_that_takes_other_arguments_is_told_so(tiny: Assignment) -> None:
    class NeedsARate(Nearest):
        def __init__(self, rate: float) -> None:
            self.rate = rate

    with pytest.raises(WrongKindError) as told:
        verdict(tiny, NeedsARate, calls=FITTED)
    assert "is made without arguments, its `fit` is called with 2" in told.value.text.en


def test_calls_that_were_not_answered_are_told(tiny: Assignment) -> None:
    given = {"function": "f", "calls": CALLS}
    with pytest.raises(WrongKindError, match="did not come back in time"):
        judged(tiny, (Call(([0.0, 0.0],)), Call(([3.0],))), FunctionEvidence("function"), given)


@pytest.mark.parametrize("forged", ["{", "9" * 5000, '{"dict": 3}', '"\\ud800"', str(10**400)])
def test_a_forged_value_is_no_answer(tiny: Assignment, forged: str) -> None:
    answers = (CallEvidence("answered", ValueEvidence("int", forged)),) * 2
    given = {"function": "f", "calls": CALLS}
    calls = (Call(([0.0, 0.0],)), Call(([3.0],)))
    try:
        right, _ = judged(tiny, calls, FunctionEvidence("function", answers), given)
    except WrongKindError:
        return
    assert not right


def test_a_call_that_was_never_asked_is_the_author_s_matter(tiny: Assignment) -> None:
    with pytest.raises(LookupError, match=r"assignment\.toml"):
        judged(tiny, (), FunctionEvidence("function"), {"function": "f", "calls": CALLS})


def test_no_function_is_no_function(tiny: Assignment) -> None:
    student = StudentWork(
        tiny, Evidence(1, {"f": ValueEvidence("int", "3")}, (), (), (), "", "{}"), ""
    )
    with pytest.raises(WrongKindError, match="a single number; the assignment needs a function"):
        student.answer("f", 1)
    with pytest.raises(NotCheckedError):
        student.answer("g", 1)


def objection(**given: Any) -> Any:
    check = LIBRARY["gives"]
    return check.objection(check.convert({"function": "f", "calls": CALLS, **given}))


def test_mistakes_have_to_be_mistakes() -> None:
    assert objection() is None
    assert objection(mistakes=NOT_DIVIDED) is None
    assert "as many times" in objection(mistakes=[{"gives": [1.0], "hint": HINT}]).said
    right = [{"gives": [[0.5, 0.5], [1.0]], "hint": HINT}]
    assert "is what is right" in objection(mistakes=right).said
    near = [{"gives": [[0.5, 0.5], [1.05]], "hint": HINT}]
    assert objection(mistakes=near) is None
    assert objection(mistakes=near, within=0.1) is not None


# --- its mutants --------------------------------------------------------------------------


@pytest.mark.parametrize("mutant", GIVES, ids=lambda one: one.name)
@pytest.mark.parametrize("kind", ["function", "class"])
def test_each_mutant_is_lost(tiny: Assignment, mutant: Mutant, kind: str) -> None:
    mistakes = [{"gives": [[1.0, 1.0], [1.0]], "hint": HINT}]
    calls, reference = CALLS, softmax
    if kind == "class":
        calls, reference = [*FITTED, {**FITTED[0], "args": [[[4.0]]], "gives": [1]}], Nearest
    given = {"function": "f", "calls": calls, "mistakes": mistakes}
    scene = Scene(LIBRARY["gives"].convert(given))
    cells = mutant.cells(scene)
    assert cells
    for cell in cells:
        namespace: dict[str, Any] = {"f": reference}
        exec(cell, namespace)
        try:
            right, told = verdict(tiny, namespace["f"], calls=calls, mistakes=mistakes)
        except WrongKindError:
            continue
        assert not right
        assert not mutant.tells(scene) or told.en == HINT["en"]


def test_a_function_that_always_gives_the_same_has_fewer_mutants() -> None:
    one = Scene(LIBRARY["gives"].convert({"function": "f", "calls": CALLS[:1]}))
    text = Scene(LIBRARY["gives"].convert(
        {"function": "f", "calls": [{"args": [1], "gives": "a"}, {"args": [2], "gives": "b"}]}
    ))  # fmt: skip
    made = {mutant.name: mutant.cells for mutant in GIVES}
    assert made["first again"](one) == ()
    assert made["off"](text) == ()
    assert len(made["first again"](text)) == len(made["off"](one)) == 1
