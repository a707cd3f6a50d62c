"""What standard checks of answers accept and what they refuse."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import numpy as np
import pytest

from autograder.checking.check_exceptions import WrongKindError
from autograder.checks.library import LIBRARY
from autograder.records import Assignment
from tests.support.standard_checks import part, verdict, work

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
    assert student.remarks.told("it").ko == "`slope`는 따옴표 없는 수 하나여야 합니다."
    assert student.remarks.told("it").en == "`slope` should be one number, without quotes."


def test_per_cent_are_told(tiny: Assignment) -> None:
    student = work(tiny, {"best": 75})
    share = {"value": "best", "equals": 0.75, "percent": True}
    with pytest.raises(AssertionError):
        LIBRARY["equals"].run(student, json.dumps(share))
    assert "per cent" in student.remarks.told("it").en


@pytest.mark.parametrize(
    ("check", "given", "answer"),
    [
        ("close", {"to": 0.9, "within": 0.3, "percent": True}, 1.1),  # right
        ("equals", {"equals": 1.5, "percent": True}, 1.5),
        ("equals", {"equals": 0.5}, 2),  # a weight: nothing says that it is a share
    ],
)
def test_nobody_is_told_of_per_cent_without_need(
    check: str, given: dict[str, Any], answer: float, tiny: Assignment
) -> None:
    student = work(tiny, {"best": answer})
    with contextlib.suppress(AssertionError):
        LIBRARY[check].run(student, json.dumps({"value": "best", **given}))
    assert student.remarks.told("it").en == ""


def test_a_text_is_handed_to_a_person_with_what_it_mentions(tiny: Assignment) -> None:
    ideas = {"sum 1": ["sums to 1"], "runner-up": ["second", "dog"]}
    student = work(tiny, {"insight": "A Dog is second."})
    LIBRARY["mentions"].run(student, json.dumps({"value": "insight", "ideas": ideas}))
    assert student.remarks.review_text() == "A Dog is second.\n\n[ ] sum 1\n[x] runner-up"
    assert part(tiny, "mentions", {"insight": " \n"}, {"value": "insight", "ideas": ideas}) == 0
    with pytest.raises(WrongKindError):
        part(tiny, "mentions", {"insight": 3}, {"value": "insight", "ideas": ideas})


def test_what_kind_of_answer_is_wanted_is_told(tiny: Assignment) -> None:
    told = {
        ("equals", "yes"): ({"equals": True}, "`a` should be `True` or `False`, without quotes."),
        ("equals", "two"): ({"equals": 0}, "`a` should be one number, without quotes."),
        ("equals", ()): ({"equals": 0}, "`a` should be one number, without quotes."),
        ("equals", (None,)): ({"equals": 0}, "`a` should be one number, without quotes."),
        ("equals", ("x", 4)): ({"equals": [1, 4]}, "`a` should be a tuple or list of numbers."),
        ("equals", None): ({"equals": "koala"}, "`a` should be one text or one whole number."),
        ("equals", True): ({"equals": [1, 4]}, "`a` should be a tuple or list of numbers."),
        ("close", "two"): ({"to": 2, "within": 1}, "`a` should be one number, without quotes."),
    }
    for (check, answer), (given, said) in told.items():
        found = verdict(tiny, check, {"a": answer}, {"value": "a", **given})
        assert found == (0, said)


def test_an_answer_of_the_right_kind_is_told_nothing(tiny: Assignment) -> None:
    for check, answer, given in (
        ("equals", 3, {"equals": 4}),
        ("equals", 4, {"equals": 4}),
        ("close", 9, {"to": 2, "within": 1}),
        ("close", 2, {"to": 2, "within": 1}),
        ("equals", "dog", {"equals": "koala"}),
        ("equals", "dog", {"equals": "koala", "percent": True}),
        ("equals", (1, 2), {"equals": [1, 4], "percent": True}),
        ("entries", {1: True, 2: False}, {"equals": {"1": False, "2": False}}),
        ("mentions", "A text.", {"ideas": {"text": ["text"]}}),
    ):
        assert verdict(tiny, check, {"a": answer}, {"value": "a", **given})[1] == "", answer


@pytest.mark.parametrize(
    ("answer", "told"),
    [(0.5, False), (1, False), (1.5, True), (100, True), (100.5, False), (-2, False)],
)
def test_a_number_that_can_be_per_cent_is_told_so(
    answer: float, told: bool, tiny: Assignment
) -> None:
    for check, given in (
        ("equals", {"equals": 0.75, "percent": True}),
        ("close", {"to": 0.75, "within": 0.01, "percent": True}),
    ):
        earned, said = verdict(tiny, check, {"a": answer}, {"value": "a", **given})
        assert (earned, "per cent" in said) == (0, told), check


def test_entries_of_another_kind_are_told(tiny: Assignment) -> None:
    truths = {"value": "a", "equals": {"3": True, "1": False}}
    said = "`a` should have `True` or `False`, without quotes for each of 3, 1."
    assert verdict(tiny, "entries", {"a": {3: "True", 1: False}}, truths) == (0.5, said)
    assert verdict(tiny, "entries", {"a": [True, False]}, truths) == (0, said)
    mixed = {"value": "a", "equals": {"3": True, "name": "xor"}}
    said = "`a` should have an entry for each of 3, name."
    assert verdict(tiny, "entries", {"a": {"name": "xor"}}, mixed) == (0.5, said)


def test_an_entry_under_the_very_key_comes_before_one_that_is_written_alike(
    tiny: Assignment,
) -> None:
    given = {"value": "a", "equals": {"Koala": 1}}
    assert part(tiny, "entries", {"a": {"koala": 2, "Koala": 1}}, given) == 1
    assert part(tiny, "entries", {"a": {"koala": 1}}, given) == 1
    assert part(tiny, "entries", {"a": {"dog": 1, "": 1}}, given) == 0
    assert part(tiny, "entries", {"a": {"": 1}}, {"value": "a", "equals": {"?": 1}}) == 0


def test_an_empty_text_is_told(tiny: Assignment) -> None:
    given = {"value": "a", "ideas": {"sum 1": ["sums to 1"]}}
    said = "It is still empty. Two or three would be right."
    assert verdict(tiny, "mentions", {"a": " \n"}, given) == (0, said)
    assert part(tiny, "mentions", {"a": "no idea"}, given) == 1


@pytest.mark.parametrize(
    ("wanted", "right", "wrong"),
    [
        (1_000_000_000, 1_000_000_000.005, 1_000_000_000.02),  # whole: never further than 0.01
        (1.5, 1.500001, 1.500003),
        (0, 5e-7, 1.5e-6),
        (1000.0, 1000.0005, 1000.002),
        ([1_000_000_000, 2], [1_000_000_000, 2], [1_000_000_000, 2.1]),
    ],
)
def test_what_rounding_loses_is_forgiven_and_no_more(
    wanted: Any, right: Any, wrong: Any, tiny: Assignment
) -> None:
    given = {"value": "a", "equals": wanted}
    assert part(tiny, "equals", {"a": right}, given) == 1
    assert part(tiny, "equals", {"a": wrong}, given) == 0


def test_a_list_with_something_else_in_it_is_no_list_of_numbers(tiny: Assignment) -> None:
    given = {"value": "a", "equals": [1, 4]}
    for wrong in ([1, None], [1, "4"], [1, 4, None], {"1": 4}):
        assert part(tiny, "equals", {"a": wrong}, given) == 0, wrong
    one = {"value": "a", "among": [0.5, "half"]}
    assert part(tiny, "one_of", {"a": 0.5}, one) == 1
    assert part(tiny, "one_of", {"a": "Half"}, one) == 1
    assert part(tiny, "one_of", {"a": 0.6}, one) == 0
