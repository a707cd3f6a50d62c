"""Where what the checks measure turns from one answer to the other."""

from __future__ import annotations

import itertools
import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from autograder.checks import measures as m

X = [[0, 0], [0, 1], [1, 0], [1, 1]]
Y = [[0], [1], [1], [0]]
ONE_LAYER = [np.zeros((2, 1)), np.zeros(1)]
TWO_LAYERS = [np.zeros((2, 3)), np.zeros(3), np.zeros((3, 1)), np.zeros(1)]


def known(weights: list[Any]) -> Any:
    """A model of which nothing but the weights is known."""
    return SimpleNamespace(weights=weights)


@pytest.mark.parametrize(
    ("weights", "outputs", "right"),
    [
        (ONE_LAYER, [0.5] * 4, True),
        (ONE_LAYER, [0.4] * 4, False),  # no sigmoid of this layer, though between 0 and 1
        (TWO_LAYERS, [0.4] * 4, True),
        (TWO_LAYERS, [0.0, 0.4, 0.4, 0.4], False),
        (TWO_LAYERS, [0.4, 0.4, 0.4, 1.0], False),
        ([np.zeros((2, 3))], np.full((4, 3), 0.5), False),  # several outputs
        ([np.full((2, 1), 99.0), np.zeros((1, 1))], [0.5, 1.0, 1.0, 1.0], False),  # the first layer
    ],
)
def test_a_sigmoid_without_a_name_is_told_by_its_numbers(
    weights: list[Any], outputs: Any, right: bool
) -> None:
    assert m.ends_in_sigmoid(known(weights), X, outputs) == right


def test_six_layers_are_put_into_the_order_of_flow() -> None:
    sizes = [2, 3, 4, 5, 6, 7, 1]
    kernels = [np.zeros(pair) for pair in itertools.pairwise(sizes)]
    assert m.widths(known(kernels[::-1])) == (3, 4, 5, 6, 7, 1)


def test_class_one_of_outputs_of_any_depth() -> None:
    assert m.of_class_one([0.1, 0.9]).tolist() == [0.1, 0.9]
    assert m.of_class_one([[0.1, 0.9]]).tolist() == [0.9]
    assert m.of_class_one([[[0.1], [0.9]]]).tolist() == [0.1, 0.9]


def test_one_number_for_all_rows_is_the_models_own_if_its_outputs_differ_by_rounding() -> None:
    assert m.own_prediction(None, [0.0, 0.0], [0.0, m.LEAST_RANGE])
    assert not m.own_prediction(None, [0.0, 0.0], [0.0, 2 * m.LEAST_RANGE])
    assert m.own_prediction(None, [math.nan, 1.0], [math.nan, 1.0])


def test_what_a_model_computes_in_is_its_spacing() -> None:
    coarse = SimpleNamespace(layers=[SimpleNamespace(compute_dtype="bfloat16")])
    assert m.spacing(coarse, np.zeros(1)) == 2.0**-7
    assert m.spacing(None, np.zeros(1)) == 0.0
    assert m.spacing(None) == 0.0


@pytest.mark.parametrize(("given", "decimals"), [(0.1, 1), (0.12, 2), (0.123, 3), (0.1234, None)])
def test_decimals_that_are_left(given: float, decimals: int | None) -> None:
    assert m.decimals_kept([given], [0.12345]) == decimals


def test_what_is_on_the_threshold_is_below_it() -> None:
    assert m.accuracy([0.5], [0.0]) == 1.0
    assert m.accuracy([0.0], [0.5]) == 1.0


def test_rows_are_the_same_up_to_six_decimals() -> None:
    assert m.same_table(np.array(X) + 4e-7, Y, X, Y)
    assert not m.same_table(np.array(X) + 2e-6, Y, X, Y)


def test_the_limit_itself_is_near() -> None:
    assert m.near(1.5, 1.0, 0.5)
    assert not m.near(1.5, 1.0, 0.25)
