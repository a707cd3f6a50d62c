"""Mistakes that an author names: whoever makes one is told of it, in both languages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.checks.answer_values import decimals_left
from autograder.checks.library import LIBRARY
from autograder.course.toml_text import written
from autograder.errors import StaffError
from autograder.quality.mutants import Told, generated, together
from autograder.records import Assignment, Text
from autograder.util.compat import read_toml
from tests.support.short_form import SHORT, load_short, write_short
from tests.support.standard_checks import part, verdict, work

LOG_2 = {"ko": "밑이 2인 로그입니다.", "en": "That is to base 2."}
OTHER = {"ko": "다른 실수입니다.", "en": "That is another one."}


def told(assignment: Assignment, check: str, answer: Any, given: dict[str, Any]) -> Text:
    """What a check says of a wrong answer."""
    name = str(given.get("value") or given["array"])
    student = work(assignment, {name: answer})
    try:
        LIBRARY[check].run(student, json.dumps(given))
    except AssertionError:
        return student.remarks.told("it")
    assert student.remarks.fraction("it") < 1
    return student.remarks.told("it")


NAMED = {  # (check, arguments, an answer that is the mistake, one that is just wrong)
    "equals": ("equals", {"value": "a", "equals": 8, "mistakes": [{"value": 3, "hint": LOG_2}]},
               3, 4),
    "equals, text": ("equals", {"value": "a", "equals": "softmax",
                                "mistakes": [{"value": "sigmoid", "hint": LOG_2}]},
                     "Sigmoid", "relu"),
    "close": ("close", {"value": "a", "to": 0.04104, "within": 2e-4,
                        "mistakes": [{"value": 0.05921, "hint": LOG_2}]}, 0.0592, 0.9),
    "numbers": ("numbers", {"array": "prediction", "to": [0.659, 0.242], "within": 5e-4,
                            "mistakes": [{"value": [0.951, 0.35], "hint": LOG_2}]},
                np.array([[0.9511, 0.3501]], "float32"), [9.0, 9.0]),
    "entries": ("entries", {"value": "a", "equals": {"x": 1.5, "y": [1, 2]}, "within": 0.01,
                            "mistakes": [{"values": {"y": [2, 1]}, "hint": LOG_2}]},
                {"x": 1.5, "y": (2.001, 1)}, {"x": 1.5, "y": (7, 7)}),
}  # fmt: skip


@pytest.mark.parametrize("case", NAMED)
def test_a_named_mistake_is_told_and_no_other_wrong_answer(case: str, tiny: Assignment) -> None:
    check, given, mistake, wrong = NAMED[case]
    said = told(tiny, check, mistake, given)
    assert LOG_2["ko"] in said.ko
    assert LOG_2["en"] in said.en
    assert LOG_2["en"] not in told(tiny, check, wrong, given).en


def test_the_first_mistake_is_told_alone(tiny: Assignment) -> None:
    mistakes = [{"value": 3, "hint": LOG_2}, {"value": 3, "hint": OTHER}]
    given = {"value": "a", "equals": 8, "mistakes": mistakes}
    assert told(tiny, "equals", 3, given) == Text(**LOG_2)


def test_a_mistake_of_several_entries_is_told_once_with_their_keys(tiny: Assignment) -> None:
    mistakes = [{"values": {"1-2-1": 4, "784-32": 25_088}, "hint": OTHER}]
    given = {"value": "n", "equals": {"1-2-1": 7, "784-32": 25_120, "z": 1}, "mistakes": mistakes}
    said = told(tiny, "entries", {"1-2-1": 4, "784-32": 25_088, "z": 1}, given)
    assert said == Text(
        f"`n`의 `1-2-1`, `784-32`: {OTHER['ko']}", f"`1-2-1`, `784-32` of `n`: {OTHER['en']}"
    )


def test_a_mistake_in_one_entry_is_told_of_no_other_wrong_one(tiny: Assignment) -> None:
    mistakes = [{"values": {"y": 3}, "hint": OTHER}]
    given = {"value": "n", "equals": {"x": 1, "y": 2}, "mistakes": mistakes}
    assert told(tiny, "entries", {"x": 3, "y": 3}, given).en == f"`y` of `n`: {OTHER['en']}"


NUMBERS = {"array": "prediction", "to": [[0.5, 0.25, 1], [2, 4, 8.125]], "within": 1e-3}


def test_numbers_count_in_any_shape_and_type_within_the_distance(tiny: Assignment) -> None:
    right = np.array(NUMBERS["to"])
    for answer in (right, right.tolist(), right.reshape(-1), right.astype("float32"), right + 9e-4):
        assert part(tiny, "numbers", {"prediction": answer}, NUMBERS) == 1
    wrong = (right + 2e-3, right.T, right[:1], right * np.nan, np.zeros((2, 3)), right[..., :2])
    for answer in wrong:
        assert part(tiny, "numbers", {"prediction": answer}, NUMBERS) == 0
    either = {**NUMBERS, "also": [(-right).tolist()]}
    assert part(tiny, "numbers", {"prediction": -right}, either) == 1
    assert part(tiny, "numbers", {"prediction": abs(right) + 1}, either) == 0


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda right: right[:1], "should be 6"),
        (lambda right: right.T, "rows and columns"),
        (lambda right: right * np.inf, "`nan` or `inf`"),
        (lambda right: np.round(right, 1), "left: 1"),
        (lambda right: np.round(right, 2), "left: 2"),
    ],
)
def test_wrong_numbers_are_told_how_they_differ(change: Any, said: str, tiny: Assignment) -> None:
    answer = change(np.array(NUMBERS["to"]))
    assert said in told(tiny, "numbers", answer, NUMBERS).en


def test_numbers_that_are_merely_like_those_turned_around_are_told_nothing(
    tiny: Assignment,
) -> None:
    assert told(tiny, "numbers", np.array(NUMBERS["to"]).T * 1.5, NUMBERS).en == ""


@pytest.mark.parametrize("given", [[0.5, 0.5], [np.inf], [0.0]])
def test_what_has_no_decimals_to_count_was_not_rounded(given: list[float]) -> None:
    assert decimals_left(given, [given[0]]) is None


def test_a_number_that_was_rounded_is_told(tiny: Assignment) -> None:
    given = {"value": "a", "to": 0.041039, "within": 2e-4}
    assert "left: 2" in told(tiny, "close", 0.04, given).en
    assert "left: 3" in told(tiny, "close", 0.041, {**given, "within": 1e-6}).en
    assert told(tiny, "close", 0.0, given).en == ""
    assert told(tiny, "close", 0.05, given).en == ""


def test_a_shape_with_none_is_told_that_a_number_is_asked_for(tiny: Assignment) -> None:
    assert "`None`" in told(tiny, "equals", (None, 4), {"value": "a", "equals": [1, 4]}).en
    given = {"value": "a", "equals": {"x": [1, 4], "y": [3]}}
    assert "`None`" in told(tiny, "entries", {"x": (None, 4), "y": 3}, given).en


def test_other_right_entries_count(tiny: Assignment) -> None:
    also = [{"price": "mse"}, {"price": "mae", "slope": [0, 1]}]
    given = {"value": "a", "equals": {"price": "x", "slope": [0, 0]}, "also": also}
    for answer, earned in (
        ({"price": "MSE", "slope": [0, 1]}, 1),
        ({"price": "x", "slope": (0, 0)}, 1),
        ({"price": "hinge", "slope": [1, 1]}, 0),
        ({"price": "mae", "slope": [1, 1]}, 0.5),
    ):
        assert part(tiny, "entries", {"a": answer}, given) == earned, answer


def test_an_array_has_a_shape_whatever_is_in_it(tiny: Assignment) -> None:
    given = {"array": "prediction", "shape": [2, 3]}
    assert part(tiny, "array_shape", {"prediction": np.zeros((2, 3))}, given) == 1
    for other in (np.zeros(6), np.zeros((3, 2)), np.zeros((1, 2, 3))):
        assert part(tiny, "array_shape", {"prediction": other}, given) == 0
    assert "`(6,)`" in told(tiny, "array_shape", np.zeros(6), given).ko


def test_a_dict_has_its_keys_and_is_told_which_are_missing(tiny: Assignment) -> None:
    given = {"value": "a", "keys": ["w", "3"]}
    assert part(tiny, "keys", {"a": {"W": 0, 3: False}}, given) == 1
    for other in ({"w": 0}, {"w": 0, 3: None}, [0, 1], {}):
        assert part(tiny, "keys", {"a": other}, given) == 0
    assert told(tiny, "keys", {"w": 0}, given).en == "These keys are missing: `3`."
    assert told(tiny, "keys", [0, 1], given).en == "", "it is no dict at all"
    assert verdict(tiny, "keys", {"a": {"w": 0, 3: 1}}, given) == (1, "")


# --- what an author writes ----------------------------------------------------------------

HINT = 'hint.ko = "가", hint.en = "b"'
MORE = """
[[parts.answers.checks]]
use = "numbers"
array = "two"
to = [0.25, 0.5]
within = 0.01
mistakes = [{ value = [0.5, 0.25], hint.ko = "거꾸로입니다.", hint.en = "The other way round." }]
"""


ALSO_FALSE = f"""points = 12
also = [{{ 3 = false }}]
mistakes = [{{ values = {{ 3 = false }}, {HINT} }}]"""


def refusal(root: Path, old: str, new: str) -> str:
    text = SHORT + MORE
    assert old in text
    write_short(root, text.replace(old, new))
    with pytest.raises(StaffError) as raised:
        load_short(root)
    return str(raised.value)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("value = [0.5, 0.25]", "value = [0.251, 0.5]", "a mistake is what is right"),
        ("to = [0.25, 0.5]", "to = [[0.25], 0.5]", "differ in length"),
        ("within = 0.01", "within = 0.01\nalso = [[1]]", "not as many numbers"),
        ("within = 0.01", "within = 0", "within"),
        ('hint.ko = "거꾸로입니다.", ', "", "ko"),
        ("equals = 4711", f"equals = 4711\nmistakes = [{{ value = 4711, {HINT} }}]",
         "a mistake is what is right"),
        ("points = 12", f"points = 12\nmistakes = [{{ values = {{ 4 = true }}, {HINT} }}]",
         "no entry `4`"),
        ("points = 12", ALSO_FALSE, "a mistake is what is right"),
    ],
)  # fmt: skip
def test_a_mistake_that_makes_no_sense_is_refused(
    old: str, new: str, said: str, tmp_path: Path
) -> None:
    assert said in refusal(tmp_path, old, new)


def test_verify_makes_a_submission_of_each_mistake_that_has_to_be_told(tmp_path: Path) -> None:
    write_short(tmp_path, SHORT + MORE)
    made = {one.name: one for one in generated(load_short(tmp_path))}
    mistake = made["two turned around"]  # which is the same submission
    assert mistake.cell == "two = [0.5, 0.25]\n"
    assert mistake.tells == (Told("two", Text("거꾸로입니다.", "The other way round.")),)
    assert mistake.loses == {"two"}


def test_answers_that_no_check_compares_are_wrong_in_one_submission(tmp_path: Path) -> None:
    write_short(tmp_path, SHORT + MORE)
    assignment = load_short(tmp_path)
    single = generated(assignment)
    joined = together(single, assignment)
    assert len(joined) < len(single)
    assert any({"nodes", "can_learn", "two"} <= one.loses for one in joined)
    assert {told for one in joined for told in one.tells} == {
        told for one in single for told in one.tells
    }


def test_tables_in_a_list_are_written_as_toml() -> None:
    data = {"checks": {"a": {"mistakes": [{"value": [1, 2.5], "hint": {"ko": '"', "en": "b"}}]}}}
    assert read_toml(written(data)) == data
