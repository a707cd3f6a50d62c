"""A model may standardise its inputs itself: then it takes the rows as they are."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from autograder.checks.standardised import standardises

ROWS = np.random.default_rng(5).normal([3.0, 40.0], [1.0, 9.0], size=(50, 2))
MEAN, VARIANCE = ROWS.mean(axis=0), ROWS.var(axis=0)


def adapted(rows: np.ndarray) -> keras.layers.Layer:
    layer = keras.layers.Normalization()
    layer.adapt(rows)
    return layer


def given(mean: np.ndarray, variance: np.ndarray) -> keras.layers.Layer:
    return keras.layers.Normalization(mean=mean, variance=variance)


def model_of(*layers: keras.layers.Layer) -> keras.Model:
    return keras.Sequential([keras.Input((2,)), *layers, keras.layers.Dense(1)])


@pytest.mark.parametrize(
    "first",
    [lambda: adapted(ROWS), lambda: given(MEAN, VARIANCE), lambda: given(MEAN, VARIANCE * 50 / 49)],
)
def test_a_normalization_of_these_rows_does(first):
    assert standardises(model_of(first()), ROWS)


def test_a_functional_model_does_so_too():
    inputs = keras.Input((2,))
    model = keras.Model(inputs, keras.layers.Dense(1)(adapted(ROWS)(inputs)))
    assert standardises(model, ROWS)


@pytest.mark.parametrize(
    "layers",
    [
        list,
        lambda: [adapted(ROWS[:, ::-1])],
        lambda: [given(MEAN, VARIANCE * 2)],
        lambda: [given(MEAN * [1.2, 1], VARIANCE)],
        lambda: [given(np.float32(0), np.float32(1))],
        lambda: [keras.layers.Dense(2), adapted(ROWS)],
        lambda: [keras.layers.BatchNormalization()],
    ],
)
def test_anything_else_does_not(layers):
    assert not standardises(model_of(*layers()), ROWS)


def test_a_model_whose_layers_nobody_knows_does_not():
    assert not standardises(object(), ROWS)


def test_a_column_of_one_number_is_no_scale():
    assert not standardises(model_of(adapted(ROWS)), np.ones((5, 2)))
