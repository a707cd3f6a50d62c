"""Texts of standard checks: names as code, the particle that fits, shares in per cent."""

from __future__ import annotations

import re
from typing import Any

import msgspec
import pytest

from autograder.checks.arguments import Inputs
from autograder.checks.library import LIBRARY
from autograder.checks.wording import Name, WordingError, worded
from autograder.records import Text

FILLED = {
    "a name as code": ("{model}", Name("model_3"), "`model_3`"),
    "a name without marks": ("{model:raw}.fit", Name("model_3"), "model_3.fit"),
    "a digit that ends in a consonant": ("{model:은}", Name("model_3"), "`model_3`은"),
    "a digit that ends in a vowel": ("{model:은}", Name("model_2"), "`model_2`는"),
    "the other form of the pair": ("{model:를}", Name("model_1"), "`model_1`을"),
    "a subject": ("{model:이}", Name("prediction_6"), "`prediction_6`이"),
    "a number": ("{model}", 0.5, "0.5"),
    "a number with a particle": ("{model:로}", 8, "8로"),
    "a share": ("{model:%}", 0.9, "90 %"),
    "a shape": ("{model}", (4, 1), "(4, 1)"),
    "a text in the language": ("{model:을}", Text("은닉층", "hidden layer"), "은닉층을"),
    "braces that are meant": ("{{model}}", 1, "{model}"),
    "braces around no name": ("{3: …}", 1, "{3: …}"),
}


@pytest.mark.parametrize("case", FILLED)
def test_a_place_is_filled(case: str) -> None:
    text, word, filled = FILLED[case]
    assert worded(Text(text, ""), {"model": word}).ko == filled


@pytest.mark.parametrize("place", ["modle", "model:가나", "model:02d"])
def test_a_place_that_cant_be_filled_is_named(place: str) -> None:
    with pytest.raises(WordingError) as caught:
        worded(Text("", f"a {{{place}}} b"), {"model": Name("model")})
    assert caught.value.place == place


GIVEN = {
    "model": "model_2",
    "prediction": "prediction_3",
    "value": "answer_1",
    "function": "answer_1",
    "file": "logs/",
    "parameters": 13,
    "tag": "epoch_loss",
    "calls": [{"args": [1], "gives": 1}],
    "array": "answer_1",
    "keys": ["a"],
    "also": [],
    "mistakes": [],
    "layers": [2, 3, 1],
    "shape": [4, 1],
    "accuracy": 0.9,
    "activation": "sigmoid",
    "table": {"x": [[0]], "y": [[1]]},
    "within": 0.3,
    "deviation": 0.1,
    "optimum": {"mean_squared_error": 0.25},
    "equals": {"3": True},
    "to": 1.0,
    "percent": False,
    "among": [2],
    "ideas": {"sum": ["1"]},
}
AFTER = {"model_2": "는가를", "prediction_3": "은이을", "answer_1": "은이을"}


@pytest.mark.parametrize("name", LIBRARY)
def test_every_text_of_the_library_is_filled_in_both_languages(name: str) -> None:
    check = LIBRARY[name]
    needed = [
        one.name for one in check.arguments if one.name in GIVEN or one.default is msgspec.NODEFAULT
    ]
    raw: dict[str, Any] = {one: GIVEN[one] for one in needed}
    if any(one.type is Inputs for one in check.arguments):
        raw["table"] = {"x": [[0]]}
    if name == "equals":
        raw["equals"] = 3
    if name == "numbers":
        raw["to"] = [1.0]
    given = check.convert(raw)
    for text in (check.title, check.hint):
        filled = worded(text, check.words(given))
        assert not re.search(r"[{}]", filled.ko + filled.en)
        assert re.search("[가-힣]", filled.ko)
        assert not re.search("[가-힣]", filled.en)
        for word, particles in AFTER.items():
            for found in re.findall(rf"`{word}`([은는이가을를])", filled.ko):
                assert found in particles, filled.ko


def test_what_is_said_of_a_goal_comes_from_the_arguments() -> None:
    check = LIBRARY["learned"]
    every = check.convert({"model": "m", "table": GIVEN["table"]})
    most = check.convert({"model": "m", "table": GIVEN["table"], "accuracy": 0.9})
    assert "모든 줄" in worded(check.title, check.words(every)).ko
    assert "every row" in worded(check.title, check.words(every)).en
    assert "90 %" in worded(check.title, check.words(most)).ko
    assert "90 %" in worded(check.title, check.words(most)).en
