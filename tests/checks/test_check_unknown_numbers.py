"""Arrays of which only a fact is known: how they were drawn, or a ratio."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from autograder.checks.library import LIBRARY
from autograder.checks.mutant import Scene
from autograder.errors import StaffError
from autograder.records import Assignment
from tests.support.short_form import SHORT, load_short, write_short
from tests.support.standard_checks import network, part, verdict

SHAPE = (30, 100)
SIGMA = 0.08
LOG = {"ko": "제곱근을 구하지 않았습니다.", "en": "The square root is missing."}
DRAWN: dict[str, Any] = {"array": "prediction", "deviation": SIGMA, "within": 0.05}
UNIFORM = {**DRAWN, "uniform": True}
RANDOM = np.random.default_rng(3)
Numbers = np.ndarray[Any, Any]


def spread(numbers: Numbers, deviation: float = SIGMA, mean: float = 0.0) -> Numbers:
    """The numbers, moved and stretched to exactly this mean and standard deviation."""
    return np.asarray((numbers - numbers.mean()) / numbers.std() * deviation + mean)


NORMAL = spread(RANDOM.normal(size=SHAPE))
CUT_OFF = spread(np.clip(RANDOM.normal(size=SHAPE), -2, 2) + 1e-3 * RANDOM.normal(size=SHAPE))
FLAT = spread(RANDOM.uniform(-1, 1, SHAPE))


def told(given: dict[str, Any], numbers: object, tiny: Assignment) -> str:
    """What is said of wrong numbers."""
    earned, said = verdict(tiny, "drawn", {"prediction": numbers}, given)
    assert earned == 0
    return said


@pytest.mark.parametrize("numbers", [NORMAL, CUT_OFF, NORMAL.ravel(), NORMAL.tolist()])
def test_normal_numbers_of_the_right_width_are_drawn(numbers: Any, tiny: Assignment) -> None:
    assert verdict(tiny, "drawn", {"prediction": numbers}, DRAWN) == (1, "")


def test_uniform_numbers_of_the_right_width_are_drawn(tiny: Assignment) -> None:
    assert verdict(tiny, "drawn", {"prediction": FLAT}, UNIFORM) == (1, "")


@pytest.mark.parametrize("seed", range(3))
def test_what_keras_draws_is_drawn_so(seed: int, tiny: Assignment) -> None:
    he = keras.initializers.HeNormal(seed=seed)((300, 100))
    glorot = keras.initializers.GlorotUniform(seed=seed)((300, 100))
    sigma = math.sqrt(2 / 300)
    assert part(tiny, "drawn", {"prediction": he}, {**DRAWN, "deviation": sigma}) == 1
    sigma = math.sqrt(2 / 400)
    given = {**UNIFORM, "deviation": sigma}
    assert part(tiny, "drawn", {"prediction": glorot}, given) == 1


def test_another_law_of_the_same_width_is_told(tiny: Assignment) -> None:
    assert "no normal distribution" in told(DRAWN, FLAT, tiny)
    assert "no uniform distribution" in told(UNIFORM, NORMAL, tiny)


@pytest.mark.parametrize("width", [0.949, 1.051, 2, 0.5])
def test_another_width_is_told(width: float, tiny: Assignment) -> None:
    said = told(DRAWN, width * NORMAL, tiny)
    assert said == f"Their standard deviation is {width * SIGMA:.4f}."


@pytest.mark.parametrize("width", [0.951, 1.049])
def test_a_width_within_the_share_is_right(width: float, tiny: Assignment) -> None:
    assert part(tiny, "drawn", {"prediction": width * NORMAL}, DRAWN) == 1


@pytest.mark.parametrize("mean", [0.0041, -0.0041])
def test_a_mean_beside_0_is_told(mean: float, tiny: Assignment) -> None:
    assert told(DRAWN, NORMAL + mean, tiny) == f"Their mean is {mean:.2g}; it should be 0."
    assert part(tiny, "drawn", {"prediction": NORMAL + mean * 0.95}, DRAWN) == 1


def test_numbers_that_are_repeated_are_told(tiny: Assignment) -> None:
    repeated = np.tile(NORMAL[:1], (30, 1))
    assert "repeated" in told(DRAWN, spread(repeated), tiny)
    mixed = np.where(np.arange(NORMAL.size) % 10 < 1, NORMAL.ravel()[0], NORMAL.ravel())
    assert "repeated" not in verdict(tiny, "drawn", {"prediction": mixed}, DRAWN)[1]
    signs = np.where(NORMAL > 0, SIGMA, -SIGMA)
    assert "repeated" in told(UNIFORM, signs, tiny)


def test_too_few_numbers_and_no_numbers_are_told(tiny: Assignment) -> None:
    few = spread(RANDOM.normal(size=999))
    assert told(DRAWN, few, tiny) == "There are no more than 999 numbers."
    assert part(tiny, "drawn", {"prediction": spread(RANDOM.normal(size=1000))}, DRAWN) == 1
    holed = NORMAL.copy()
    holed[3, 4] = np.nan
    assert told(DRAWN, holed, tiny) == "There is a `nan` or `inf` among them."
    assert told(DRAWN, [], tiny) == "There are no more than 0 numbers."


def test_numbers_too_large_to_be_added_up_are_wrong(tiny: Assignment) -> None:
    given = {**DRAWN, "mistakes": [{"value": 0.2, "hint": LOG}]}
    huge = np.linspace(1.6e308, 1.7e308, 1000)
    assert told(given, huge, tiny) == "Their mean is inf; it should be 0."
    assert told(given, [math.inf, -math.inf], tiny).startswith("There is a `nan`")


def test_a_named_width_is_told_in_the_place_of_the_fault(tiny: Assignment) -> None:
    given = {**DRAWN, "mistakes": [{"value": 0.2, "hint": LOG}]}
    assert told(given, NORMAL * 0.195 / SIGMA, tiny) == LOG["en"]
    assert told(given, NORMAL * 0.205 / SIGMA, tiny) == LOG["en"]
    assert "standard deviation" in told(given, NORMAL * 0.22 / SIGMA, tiny)
    assert told(given, NORMAL * 0.2 / SIGMA + 0.05, tiny) == LOG["en"]


# --- the first to the last ------------------------------------------------------------------

BELOW = {"array": "prediction", "below": 0.01}
ABOVE = {"array": "prediction", "above": 0.01}


@pytest.mark.parametrize(
    ("given", "numbers", "right"),
    [
        (BELOW, [0.0099, 5, 1], True),
        (BELOW, [0.0101, 1e-9, 1], False),
        (ABOVE, [0.0101, 1e-9, 1], True),
        (ABOVE, [0.0099, 5, 1], False),
        (BELOW, [0.01, 1], False),
        (ABOVE, [0.01, 1], False),
        ({**ABOVE, "below": None}, [[4], [2]], True),
    ],
)
def test_the_ratio_decides(
    given: dict[str, Any], numbers: list[float], right: bool, tiny: Assignment
) -> None:
    assert part(tiny, "ratio", {"prediction": numbers}, given) == right


@pytest.mark.parametrize(
    "numbers", [[1e-9], [], [0, 1], [1e-9, 0], [1e-9, -2, 1], [math.nan, 1], [1e-9, math.inf]]
)
def test_only_two_numbers_above_0_have_a_ratio(numbers: list[float], tiny: Assignment) -> None:
    earned, said = verdict(tiny, "ratio", {"prediction": numbers}, BELOW)
    assert (earned, said) == (0, "There should be two numbers or more, all of them above 0.")


def test_the_ratio_is_told_and_whether_the_order_is_turned_around(tiny: Assignment) -> None:
    turned = verdict(tiny, "ratio", {"prediction": [1000, 1]}, BELOW)[1]
    assert turned.startswith("It is 1e+03.")
    assert "turned around" in turned
    said = verdict(tiny, "ratio", {"prediction": [0.5, 1]}, BELOW)[1]
    assert said == "It is 0.5."
    assert "turned around" in verdict(tiny, "ratio", {"prediction": [1, 1000]}, ABOVE)[1]
    assert verdict(tiny, "ratio", {"prediction": [1e-300, 1e300]}, ABOVE)[0] == 0


# --- the weights of a model -------------------------------------------------------------------

NET = network(2, 3, 1)
KERNEL, BIAS, LAST, LAST_BIAS = [
    weight + 0.125 * place for place, weight in enumerate(NET.get_weights(), start=1)
]
NET.set_weights([KERNEL, BIAS, LAST, LAST_BIAS])
WEIGHTS: dict[str, Any] = {"array": "prediction", "model": "m"}


@pytest.mark.parametrize(
    ("further", "numbers"),
    [
        ({}, KERNEL),
        ({}, KERNEL.reshape(-1) + 9e-5),
        ({"bias": True}, BIAS),
        ({"layer": 2}, LAST),
        ({"layer": 2, "bias": True}, LAST_BIAS[0]),
    ],
)
def test_weights_are_those_of_the_layer(
    further: dict[str, Any], numbers: Numbers, tiny: Assignment
) -> None:
    made = {"m": NET, "prediction": numbers}
    assert verdict(tiny, "own_weights", made, {**WEIGHTS, **further}) == (1, "")


@pytest.mark.parametrize(
    ("further", "numbers", "said"),
    [
        ({}, KERNEL + 2e-4, ""),
        ({}, KERNEL.T, ""),
        ({}, KERNEL[:1], ""),
        ({}, BIAS, "The weights and the biases were mixed up."),
        ({"bias": True}, KERNEL, "The weights and the biases were mixed up."),
        ({}, KERNEL.round(2), "They are rounded."),
        ({}, KERNEL.round(1), ""),
        ({}, LAST, ""),
        ({"layer": 2}, KERNEL, ""),
        ({"layer": 3}, LAST, ""),
        ({"layer": 3, "bias": True}, LAST_BIAS, ""),
    ],
)
def test_other_numbers_are_no_weights(
    further: dict[str, Any], numbers: Numbers, said: str, tiny: Assignment
) -> None:
    made = {"m": NET, "prediction": numbers}
    assert verdict(tiny, "own_weights", made, {**WEIGHTS, **further}) == (0, said)


def test_a_layer_without_biases_has_none_to_hand_in(tiny: Assignment) -> None:
    bare = keras.Sequential([keras.Input((2,)), keras.layers.Dense(2, use_bias=False),
                             keras.layers.Dense(1)])  # fmt: skip
    kernel, last = bare.get_weights()[:2]
    made = {"m": bare, "prediction": last}
    assert verdict(tiny, "own_weights", made, {**WEIGHTS, "bias": True}) == (0, "")
    alone = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, use_bias=False)])
    made = {"m": alone, "prediction": [math.nan]}
    assert verdict(tiny, "own_weights", made, {**WEIGHTS, "bias": True}) == (0, "")
    assert verdict(tiny, "own_weights", made, {**WEIGHTS, "layer": 2}) == (0, "")
    assert part(tiny, "own_weights", {"m": bare, "prediction": kernel}, WEIGHTS) == 1


# --- what an author writes --------------------------------------------------------------------

MORE = """
[[parts.answers.checks]]
use = "drawn"
array = "two"
deviation = 0.5
within = 0.1
mistakes = [{ value = 0.25, hint.ko = "가", hint.en = "b" }]

[[parts.answers.checks]]
use = "ratio"
array = "three"
below = 0.5

[[parts.answers.checks]]
use = "own_weights"
array = "four"
model = "model_3"
layer = 2
bias = true
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("value = 0.25", "value = 0.54", "a mistake is what is right"),
        ("value = 0.25", "value = 0.46", "a mistake is what is right"),
        ("below = 0.5", "below = 0.5\nabove = 0.1", "`below` or `above`"),
        ("below = 0.5", "", "`below` or `above`"),
    ],
)
def test_arguments_that_make_no_sense_are_refused(
    old: str, new: str, said: str, tmp_path: Path
) -> None:
    write_short(tmp_path, (SHORT + MORE).replace(old, new))
    with pytest.raises(StaffError, match=said):
        load_short(tmp_path)


def test_the_titles_name_the_law_and_the_bound(tmp_path: Path) -> None:
    text = (SHORT + MORE).replace("within = 0.1", "within = 0.1\nuniform = true")
    write_short(tmp_path, text)
    titles = {one.name: one.title for one in load_short(tmp_path).checks}
    assert "균등분포" in titles["drawn"].ko
    assert titles["own_weights"].en == "`four` holds the biases of layer 2 of `model_3`."
    assert titles["own_weights"].ko == "`four`는 `model_3`의 2번째 층의 편향입니다."
    assert titles["ratio"].en.endswith("divided by the last one is below 0.5.")
    assert titles["ratio"].ko.endswith("마지막 수로 나누면 0.5보다 작습니다.")


@pytest.mark.parametrize("given", [DRAWN, UNIFORM, BELOW, ABOVE])
def test_each_mutant_loses_its_check(given: dict[str, Any], tiny: Assignment) -> None:
    name = "drawn" if "deviation" in given else "ratio"
    check = LIBRARY[name]
    right = (FLAT if "uniform" in given else NORMAL) if name == "drawn" else np.array([0.01, 1])
    if given is BELOW:
        right = np.array([0.001, 1])
    if given is ABOVE:
        right = np.array([0.1, 1])
    assert part(tiny, name, {"prediction": right}, given) == 1
    made = check.convert({**given, "mistakes": [{"value": 0.2, "hint": LOG}]}
                         if name == "drawn" else given)  # fmt: skip
    for mutant in check.mutants[:-2]:  # text and None are no arrays, which the loader refuses
        cells = mutant.cells(Scene(made))
        assert cells, mutant.name
        for cell in cells:
            names: dict[str, Any] = {"prediction": right}
            exec(cell, names)
            assert part(tiny, name, {"prediction": names["prediction"]}, given) == 0, cell
