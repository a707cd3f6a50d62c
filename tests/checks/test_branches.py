"""What is read off models whose paths part and join."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from autograder.checks.branches import joined_columns, kernel_shapes, node_activations


@pytest.fixture(scope="module")
def model() -> keras.Model:
    wide, deep = keras.Input((5,)), keras.Input((6,))
    hidden = keras.layers.Dense(30, activation="relu")(deep)
    hidden = keras.layers.Dense(30)(hidden)
    joined = keras.layers.Concatenate()([wide, hidden])
    return keras.Model([wide, deep], [keras.layers.Dense(1)(joined), keras.layers.Dense(1)(hidden)])


class Weights:
    """A model of which nothing but the weights is known."""

    weights = (np.zeros((4, 2)), np.zeros(2), np.zeros((2, 4)))


def test_kernels_are_compared_whatever_their_order(model: keras.Model) -> None:
    assert kernel_shapes(model) == ((6, 30), (30, 1), (30, 30), (35, 1))
    assert kernel_shapes(Weights()) == ((2, 4), (4, 2))


def test_joints_are_told_by_their_columns(model: keras.Model) -> None:
    assert joined_columns(model) == (35,)
    assert joined_columns(Weights()) == ()
    assert joined_columns(object()) == ()


def test_activations_are_told_of_layers_of_one_width(model: keras.Model) -> None:
    assert node_activations(model, 30) == ("relu", "linear")
    assert node_activations(model, 7) == ()
    assert node_activations(Weights(), 30) == ()


def test_a_model_inside_the_model_is_looked_into() -> None:
    one, two = keras.Input((5,)), keras.Input((6,))
    deep = keras.Sequential([keras.layers.Dense(30, "relu"), keras.layers.Dense(30, "tanh")])
    joined = keras.layers.Concatenate()([one, deep(two)])
    model = keras.Model([one, two], keras.layers.Dense(1)(joined))
    assert node_activations(model, 30) == ("relu", "tanh")
    assert joined_columns(model) == (35,)


def test_a_joint_that_is_used_twice_stands_there_once() -> None:
    one, two = keras.Input((2,)), keras.Input((2,))
    join = keras.layers.Concatenate()
    model = keras.Model([one, two], keras.layers.Add()([join([one, two]), join([two, one])]))
    assert joined_columns(model) == (4,)
