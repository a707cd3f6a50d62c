"""Descriptions of models, one layer of which was given values that nobody would give it."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
from keras import layers

from autograder.checking.rebuild import _only_weights_of
from autograder.evidence import ModelEvidence, pack_array
from autograder.model_bounds import allowed_layers

_CELLS = {"SimpleRNNCell", "LSTMCell", "GRUCell"}
LISTED = sorted(allowed_layers._LAYERS - _CELLS - {"InputLayer"})
_SHAPES = [(2,), (2, 1), (1, 2), (2, 1, 1), (1, 1, 2), (2, 1, 1, 1)]  # of two numbers
_MOST_WEIGHTS = 2**20
_LEFT_ALONE = {"name", "trainable"}

_CONVOLUTIONS = (
    "Conv1D", "Conv2D", "Conv3D", "SeparableConv1D", "SeparableConv2D", "Conv1DTranspose",
    "Conv2DTranspose",
)  # fmt: skip
_POOLS = ("MaxPooling1D", "MaxPooling2D", "AveragePooling1D", "AveragePooling2D")
_PLAIN: dict[str, dict[str, Any]] = {
    "Dense": {"units": 2}, "Activation": {"activation": "relu"}, "Dropout": {"rate": 0.5},
    "Reshape": {"target_shape": [2]}, "Permute": {"dims": [1]}, "RepeatVector": {"n": 2},
    "GaussianNoise": {"stddev": 0.1}, "GaussianDropout": {"rate": 0.1},
    "AlphaDropout": {"rate": 0.1}, "SpatialDropout1D": {"rate": 0.1},
    "SpatialDropout2D": {"rate": 0.1}, "GroupNormalization": {"groups": 1},
    "Embedding": {"input_dim": 4, "output_dim": 2}, "SimpleRNN": {"units": 2},
    "LSTM": {"units": 2}, "GRU": {"units": 2}, "Dot": {"axes": 1}, "Rescaling": {"scale": 2.0},
    "MultiHeadAttention": {"num_heads": 1, "key_dim": 2}, "Cropping1D": {"cropping": 0},
    "Cropping2D": {"cropping": 0},
    "DepthwiseConv1D": {"kernel_size": 1}, "DepthwiseConv2D": {"kernel_size": 1},
    **{name: {"filters": 2, "kernel_size": 1} for name in _CONVOLUTIONS},
    **{name: {"pool_size": 1} for name in _POOLS},
}  # fmt: skip
_OF_TWO = {
    "Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum", "Concatenate", "Dot",
    "Attention", "AdditiveAttention",
}  # fmt: skip
_NUMBERS = (0, 1, 1, 2, 2, 3, 5, 8, 64, 1000, 4000, -1, -2)
_FRACTIONS = (0.0, 1.0, -1.0, 2.0, 1e-30, 1e30, -1e30)
_WORDS = (
    "", "same", "valid", "causal", "channels_first", "channels_last", "nearest", "bilinear",
    "bicubic", "lanczos3", "lanczos5", "area", "relu", "softmax", "glu", "sparsemax", "sum",
    "float16", "bfloat16", "float64", "int8", "int32", "bool", "string", "complex64",
)  # fmt: skip
_ANYTHING = (
    *_NUMBERS, *_FRACTIONS, *_WORDS, 2**15, 2**24, 2**31 - 1, 2**31, 2**62, -(2**31), True, None,
    [], [0], [0, 0], [-1, -1], [3, 0], [1, 2, 3], [[0, 0], [0, 0]], [[1, 1], [-1, 5]], [2**20],
    [4096, 4096], {}, {"class_name": "Dense", "config": {}}, "x" * 1000, [None], ["a"], [1.5],
)  # fmt: skip


@dataclass(frozen=True)
class Hostile:
    """A description and what is strange about it."""

    layer: str
    changes: Mapping[str, Any]
    evidence: ModelEvidence


def plain(name: str) -> Iterator[dict[str, Any]]:
    """Descriptions of models of two inputs around this layer, for every shape that it takes."""
    for shape in _SHAPES:
        start = keras.Input((2,))
        inside = layers.Reshape(shape)(start)
        layer = _made(name)
        try:
            if name in _OF_TWO:
                found = layer([inside, inside])
            elif name == "MultiHeadAttention":
                found = layer(inside, inside)
            else:
                found = layer(inside)
            flat = layers.Flatten()(found)
        except (ValueError, TypeError, IndexError, AttributeError):  # it does not take this shape
            continue
        yield keras.saving.serialize_keras_object(keras.Model(start, flat))


def _made(name: str) -> Any:
    match name:
        case "Bidirectional":
            return layers.Bidirectional(layers.LSTM(2))
        case "TimeDistributed":
            return layers.TimeDistributed(layers.Dense(2))
        case "RNN":
            return layers.RNN(layers.LSTMCell(2))
    return getattr(layers, name)(**_PLAIN.get(name, {}))


def changed(
    config: dict[str, Any], name: str, changes: Mapping[str, Any], *, inside: bool = False
) -> Hostile:
    """The model with these values in its layer, or in the one within that; its weights fit."""
    config = copy.deepcopy(config)
    _parameters(config, name, inside=inside).update(changes)
    return Hostile(name, changes, with_weights(config))


def _parameters(config: dict[str, Any], name: str, *, inside: bool) -> dict[str, Any]:
    found = [one for one in config["config"]["layers"] if one["class_name"] == name]
    # The model begins with a Reshape and ends with a Flatten of its own.
    at = 1 if name == "Reshape" else 0
    own: dict[str, Any] = found[at]["config"]
    wrapped = own.get("layer") or own.get("cell")
    return dict.__getitem__(wrapped, "config") if inside and wrapped else own


def drawn(count: int, seed: int) -> Iterator[Hostile]:
    """Models that the list of layers lets through, with one to three values changed."""
    chance = random.Random(seed)
    bases = {name: list(plain(name)) for name in LISTED}
    while count:
        name = chance.choice(LISTED)
        config = chance.choice(bases[name])
        inside = chance.random() < 0.5
        known = _parameters(config, name, inside=inside)
        keys = sorted(set(known) - _LEFT_ALONE)
        if not keys:
            continue
        chosen = chance.sample(keys, min(len(keys), chance.choice((1, 1, 2, 3))))
        hostile = changed(
            config, name, {key: _value(chance, known[key]) for key in chosen}, inside=inside
        )
        try:
            allowed_layers.read(hostile.evidence.config)
        except allowed_layers.CannotRebuildError:
            continue
        count -= 1
        yield hostile


def _value(chance: random.Random, known: Any) -> Any:
    """Most often of the kind that is expected: what is refused at once finds nothing."""
    if chance.random() < 0.25:
        return chance.choice(_ANYTHING)
    if isinstance(known, list):
        return [_value(chance, item) for item in known]
    expected = {bool: (not known,), int: _NUMBERS, float: _FRACTIONS, str: _WORDS}
    return chance.choice(expected.get(type(known), _ANYTHING))


def with_weights(config: dict[str, Any]) -> ModelEvidence:
    """The description as evidence, with as many weights as Keras gives it."""
    chance = np.random.default_rng(0)
    try:
        with _only_weights_of(_MOST_WEIGHTS):
            model: Any = keras.saving.deserialize_keras_object(copy.deepcopy(config))
        shapes = [tuple(weight.shape) for weight in model.weights]
    except Exception:  # noqa: BLE001 - then there is nothing to be had
        shapes = []
    weights = tuple(pack_array(chance.normal(size=shape).astype("float32")) for shape in shapes)
    return ModelEvidence("Functional", json.dumps(config), weights)
