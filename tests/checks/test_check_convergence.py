"""When a loss has converged: near its own optimum, of probabilities and of logits."""

from __future__ import annotations

import warnings

import keras
import pytest

from autograder.records import Assignment
from tests.support.standard_checks import LABELS, X, network, part
from tests.support.trained_models import (
    CLOUDS,
    DENSE_LOSS,
    LN2,
    OPTIMUM,
    XOR,
    compiled,
    logistic,
    of_clouds,
    on,
)


@pytest.mark.parametrize(
    ("loss", "epochs", "right"),
    [
        ("binary_crossentropy", 500, True),
        ("binary_crossentropy", 2, False),
        ("mse", 500, True),
        ("mse", 1, False),
        ("huber", 500, True),  # held against the optimum of binary cross-entropy
        ("hinge", 500, False),  # held against the optimum of binary cross-entropy
    ],
)
def test_a_loss_has_converged_near_its_own_optimum(
    loss: str, epochs: int, right: bool, tiny: Assignment
) -> None:
    model = logistic(keras.optimizers.SGD(0.1 if loss != "mse" else 0.3), loss)
    given = {"model": "m", "table": XOR, "optimum": OPTIMUM}
    assert part(tiny, "converged", {"m": model}, given, on(XOR, model, epochs)) == right


def test_a_loss_is_held_against_no_other_optimum_than_its_own(tiny: Assignment) -> None:
    optimum = {"binary_crossentropy": 0.0, "mean_squared_error": 0.25}
    given = {"model": "m", "table": XOR, "optimum": optimum, "within": 0.01}
    model = logistic(keras.optimizers.SGD(0.3), "mse", out="linear")
    assert part(tiny, "converged", {"m": model}, given, on(XOR, model, 500)) == 1


def test_an_optimum_that_nobody_reaches_is_not_reached(tiny: Assignment) -> None:
    model = logistic(keras.optimizers.SGD(0.1))
    fit = on(XOR, model, 500)
    given = {"model": "m", "table": XOR, "within": 0.05}
    for optimum, right in ((LN2 - 0.1, False), (LN2, True), (LN2 - 0.04, True)):
        asked = {**given, "optimum": {"binary_crossentropy": optimum}}
        assert part(tiny, "converged", {"m": model}, asked, fit) == right, optimum


def test_a_loss_whose_optimum_is_not_named_has_to_come_to_nothing(tiny: Assignment) -> None:
    model = logistic(keras.optimizers.Adam(0.05))
    far = {"x": [[20 * one for one in row] for row in X], "y": LABELS}  # ln 2 takes training
    given = {"model": "m", "table": far, "optimum": {"mean_squared_error": 0.25}}
    fit = on(far, model, 500)
    for within, right in ((0.5, False), (0.7, True)):
        asked = {**given, "within": within}
        assert part(tiny, "converged", {"m": model}, asked, fit) == right, within


def test_logits_are_told_from_probabilities(tiny: Assignment) -> None:
    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    given = {"model": "m", "table": XOR, "optimum": OPTIMUM}
    linear = logistic(keras.optimizers.SGD(0.1), loss, out="linear")
    assert part(tiny, "converged", {"m": linear}, given, on(XOR, linear, 500)) == 1
    with warnings.catch_warnings(action="ignore"):  # Keras says that it takes it for no logit
        both = logistic(keras.optimizers.SGD(0.1), loss)
        near = {**given, "within": 0.01}
        assert part(tiny, "converged", {"m": both}, near, on(XOR, both, 500)) == 1


def test_logits_of_classes_are_told_from_probabilities(tiny: Assignment) -> None:
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    linear = of_clouds(loss, out="linear")
    fit = on(CLOUDS, linear, 300)
    low = {"model": "m", "table": CLOUDS, "optimum": {DENSE_LOSS: 0.0}}
    assert part(tiny, "converged", {"m": linear}, {**low, "within": 0.4}, fit) == 1
    assert part(tiny, "converged", {"m": linear}, {**low, "within": 0.001}, fit) == 0


def test_of_two_classes_as_logits_the_softmax_counts(tiny: Assignment) -> None:
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model = compiled(network(2, 2, out="linear"), keras.optimizers.SGD(0.5), loss)
    near = {"model": "m", "table": XOR, "optimum": OPTIMUM, "within": 0.01}
    assert part(tiny, "converged", {"m": model}, near, on(XOR, model, 500)) == 1
