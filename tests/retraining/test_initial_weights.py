"""Which weights a model's initialisers can have drawn."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from autograder.retraining.initial_weights import Start, judge_start
from tests.support.retrain import network

BOUNDED = ["glorot_uniform", "he_normal", "lecun_uniform", "zeros", "random_uniform", "ones"]


@pytest.mark.parametrize(
    "name",
    [*BOUNDED, "random_normal", "orthogonal", "truncated_normal", "glorot_normal", "he_uniform"],
)
def test_what_an_initialiser_draws_is_drawn(name):
    for _ in range(20):
        model = network(3, 2, kernel_initializer=name)
        assert judge_start(model, model.get_weights()) is Start.DRAWN
    moved = [weight + 3.0 for weight in model.get_weights()]
    assert judge_start(model, moved) is Start.IMPOSSIBLE


def test_layers_of_all_kinds_are_looked_at():
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((8, 2)),
            layers.Conv1D(3, 2),
            layers.BatchNormalization(),
            layers.LayerNormalization(),
            layers.PReLU(),
            layers.Flatten(),
            layers.Dense(1),
        ]
    )
    weights = model.get_weights()
    assert judge_start(model, weights) is Start.DRAWN
    for at in range(len(weights)):
        changed = [weight + 9.0 * (index == at) for index, weight in enumerate(weights)]
        assert judge_start(model, changed) is Start.IMPOSSIBLE, model.weights[at].path


@pytest.mark.parametrize(
    "initializer",
    [
        keras.initializers.RandomNormal(stddev=10.0),
        keras.initializers.RandomUniform(-30.0, 30.0),
        keras.initializers.RandomNormal(mean=7.0, stddev=0.1),
        keras.initializers.VarianceScaling(scale=1e4),
        keras.initializers.Constant(4.0),
    ],
    ids=["wide normal", "wide uniform", "far mean", "large scale", "constant kernel"],
)
def test_starts_that_could_hold_an_answer_are_unusual(initializer):
    model = network(2, kernel_initializer=initializer)
    assert judge_start(model, model.get_weights()) is Start.UNUSUAL


def test_numbers_that_are_all_rare_were_not_drawn():
    """Each by itself may be, four deviations from the middle; thirteen of them may not."""
    model = network(3, kernel_initializer=keras.initializers.RandomNormal(stddev=1.0))
    weights = [
        np.sign(weight) * 4.0 if weight.ndim == 2 else weight for weight in model.get_weights()
    ]
    assert judge_start(model, weights) is Start.IMPOSSIBLE
