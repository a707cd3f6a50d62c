"""How a model of a student's is written down, and when its code is asked instead."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np

from autograder.student.models import describe_model
from autograder.student.program import Wanted
from autograder.student.training import FitLog

WANTED = Wanted("model", "model", 2)


class Dense(keras.layers.Dense):
    """Code of a student's own, called as a layer of Keras is."""

    def call(self, inputs: Any, training: Any = None) -> Any:
        return keras.ops.zeros_like(super().call(inputs)) + 0.9


Dense.__module__ = "__main__"  # as in a notebook: Keras then writes its name down and no more


def test_a_layer_that_is_called_as_one_of_keras_is_not_taken_for_it() -> None:
    model = keras.Sequential([keras.Input((2,)), Dense(1)])
    found = describe_model(model, WANTED, FitLog())
    assert found.config == ""
    assert "`Dense` is code of the student's own" in found.opaque
    assert len(found.weights) == 2


def test_a_model_of_ones_own_made_of_layers_of_keras_is_traced() -> None:
    class Network(keras.Model):
        def __init__(self) -> None:
            super().__init__()
            self.out = keras.layers.Dense(1)

        def call(self, inputs: Any) -> Any:
            return self.out(inputs)

    model = Network()
    model(np.zeros((1, 2), "float32"))
    found = describe_model(model, WANTED, FitLog())
    assert found.traced
    assert found.config
