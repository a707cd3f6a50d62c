"""Freshly drawn initial weights: the model's own initialisers under seeds of ours.

A seed that the student fixed would make every retraining the same one, and an unfixed one
would make a grade change between two runs. So each ``seed`` in the model's config, of
initialisers and of Dropout, is replaced by a number that depends on our seed and on the place
in the config alone.
"""

from __future__ import annotations

import zlib
from typing import Any

import numpy as np

from autograder.model_bounds import allowed_layers
from autograder.retraining.adapted_layers import keep_adapted
from autograder.retraining.dense_chain import DenseChain
from autograder.retraining.parts import FloatArray

Config = Any  # JSON as Keras' get_config() gives it


def elementwise_functions() -> Any:
    """A context in which Keras finds functions of ``keras.ops`` that activations are named by."""
    import keras

    names = allowed_layers.ELEMENTWISE_FUNCTIONS
    return keras.saving.CustomObjectScope({name: getattr(keras.ops, name) for name in names})


def default_initializers(config: Config) -> Config:
    """A copy of ``config`` in which every layer draws as Keras does by default.

    Kernels come from GlorotUniform; biases and all else begin as they are.
    """
    if isinstance(config, dict):
        return {
            key: {"class_name": "GlorotUniform", "config": {"seed": None}, **_KERAS}
            if key == "kernel_initializer"
            else default_initializers(value)
            for key, value in config.items()
        }
    if isinstance(config, list | tuple):
        return type(config)(default_initializers(value) for value in config)
    return config


_KERAS = {"module": "keras.initializers", "registered_name": None}


def derive_seeds(seed: int, k: int) -> tuple[int, ...]:
    """k seeds that depend on (seed, index) only, each in 0…2³¹ − 1."""
    return tuple(_derive(seed, index) for index in range(k))


def _derive(seed: int, place: int) -> int:
    sequence = np.random.SeedSequence([seed % 2**64, place])
    return int(sequence.generate_state(1)[0]) & 0x7FFFFFFF


def reseed(config: Config, seed: int, place: str = "") -> Config:
    """A copy of ``config`` in which every ``seed`` is replaced."""
    if isinstance(config, dict):
        return {
            key: _derive(seed, zlib.crc32(f"{place}/{key}".encode()))
            if key == "seed"
            else reseed(value, seed, f"{place}/{key}")
            for key, value in config.items()
        }
    if isinstance(config, list | tuple):
        parts = [reseed(value, seed, f"{place}/{index}") for index, value in enumerate(config)]
        return type(config)(parts)
    return config


def with_default_initializers(model: Any) -> Any:
    """The same architecture, built, whose kernels are drawn as Keras does by default."""
    with elementwise_functions():
        made = type(model).from_config(default_initializers(model.get_config()))
    if not made.built:
        made.build(model.input_shape)
    keep_adapted(model, made)
    return made


def reinitialized_model(model: Any, seed: int) -> Any:
    """The same architecture with fresh weights; the compile state isn't copied."""
    with elementwise_functions():
        made = type(model).from_config(reseed(model.get_config(), seed))
    if not made.built:
        made.build(model.input_shape)
    keep_adapted(model, made)
    return made


def random_weights(model: Any, chain: DenseChain, seeds: tuple[int, ...]) -> list[FloatArray]:
    """Initial weights of one network for each seed, in the order of ``model.get_weights()``.

    Entry i has shape (len(seeds), …) and holds, at index j, the numbers that
    ``reinitialized_model`` with ``seeds[j]`` would draw.
    """
    config = model.get_config()
    drawn = [_draw(model, chain, reseed(config, seed)) for seed in seeds]
    return [np.stack(each) for each in zip(*drawn, strict=True)]


def _draw(model: Any, chain: DenseChain, config: Config) -> list[FloatArray]:
    configs = {each["config"]["name"]: each["config"] for each in config["layers"]}
    order = {id(weight): index for index, weight in enumerate(model.weights)}
    drawn: dict[int, FloatArray] = {}
    for layer in model.layers:
        for role in ("kernel", "bias"):
            variable = getattr(layer, role, None)
            if variable is None or id(variable) not in order:
                continue
            initializer = getattr(layer, f"{role}_initializer")
            given = configs[layer.name][f"{role}_initializer"]["config"]
            values = type(initializer).from_config(given)(variable.shape, dtype="float32")
            drawn[order[id(variable)]] = np.asarray(values, np.float32)
    return [drawn[index] for index in range(len(chain.slices))]
