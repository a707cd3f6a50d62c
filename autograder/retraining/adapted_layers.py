"""Layers that were shown data before training: ``Normalization`` keeps their mean and variance.

Nothing is drawn for them and no training changes them, so they stay as they are when a network is
trained again. Keras reads the two numbers once and computes with a copy of them; whoever sets them
from outside has to have the copy made anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
from numpy.typing import NDArray


def set_weights(model: Any, weights: Sequence[NDArray[Any]]) -> None:
    """Give a built model these weights, in the order of ``model.get_weights()``, and apply them.

    Raises:
        ValueError: they don't fit.
    """
    model.set_weights(list(weights))
    for layer in adapted_layers(model):
        layer.finalize_state()


def keep_adapted(source: Any, made: Any) -> None:
    """Give ``made``, of the same architecture as ``source``, what the latter was adapted to."""
    for old, new in zip(adapted_layers(source), adapted_layers(made), strict=True):
        new.set_weights(old.get_weights())
        new.finalize_state()


def adapted_layers(model: Any) -> list[Any]:
    """The layers that hold a mean and a variance read off data, of a built model."""
    return [
        layer
        for layer in model._flatten_layers()
        if type(layer) is keras.layers.Normalization and layer.input_mean is None
    ]
