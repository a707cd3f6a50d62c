"""Freshly drawn initial weights: the model's own initialisers under seeds of ours.

A seed that the student fixed would make every retraining the same one, and an unfixed one
would make a grade change between two runs. So each ``seed`` in the model's config, of
initialisers and of Dropout, is replaced by a number that hangs on our seed and on the place
in the config alone.
"""

from __future__ import annotations

import zlib
from typing import Any

import numpy as np

from autograder.checking.chain import Chain
from autograder.checking.recipe import FloatArray

Config = Any  # JSON as Keras' get_config() gives it


def derive_seeds(seed: int, k: int) -> tuple[int, ...]:
    """k seeds that hang on (seed, index) only, each in 0…2³¹ − 1."""
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


def fresh_model(model: Any, seed: int) -> Any:
    """The same architecture with fresh weights; the compile state isn't copied."""
    made = type(model).from_config(reseed(model.get_config(), seed))
    if not made.built:
        made.build(model.input_shape)
    return made


def fresh_weights(model: Any, chain: Chain, seeds: tuple[int, ...]) -> list[FloatArray]:
    """Initial weights of one network for each seed, in the order of ``model.get_weights()``.

    Entry i has shape (len(seeds), …) and holds, at index j, the numbers that ``fresh_model`` with
    ``seeds[j]`` would draw.
    """
    config = model.get_config()
    drawn = [_draw(model, chain, reseed(config, seed)) for seed in seeds]
    return [np.stack(each) for each in zip(*drawn, strict=True)]


def _draw(model: Any, chain: Chain, config: Config) -> list[FloatArray]:
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
    return [drawn[index] for index in range(len(chain.slots))]


def could_be_fresh(model: Any, weights: list[Any]) -> bool:
    """Whether the model's initialisers can have drawn these weights; True in doubt.

    Only what is impossible counts: a bias that isn't zero, a kernel outside its bounds.
    """
    order = {id(weight): index for index, weight in enumerate(getattr(model, "weights", ()))}
    for layer in getattr(model, "layers", ()):
        for role in ("kernel", "bias"):
            index = order.get(id(getattr(layer, role, None)))
            initializer = getattr(layer, f"{role}_initializer", None)
            if index is None or initializer is None or index >= len(weights):
                continue
            low, high = _bounds(initializer, np.shape(weights[index]))
            slack = 1e-5 * max(1.0, abs(low), abs(high)) if np.isfinite(high) else 0.0
            if np.any(weights[index] < low - slack) or np.any(weights[index] > high + slack):
                return False
    return True


def _bounds(initializer: Any, shape: tuple[int, ...]) -> tuple[float, float]:
    """Between what numbers everything lies that the initialiser draws."""
    import keras

    known = keras.initializers
    if isinstance(initializer, known.Zeros):
        return 0.0, 0.0
    if isinstance(initializer, known.RandomUniform):
        return float(initializer.minval), float(initializer.maxval)
    if isinstance(initializer, known.VarianceScaling) and len(shape) == 2:
        fans = {"fan_in": shape[0], "fan_out": shape[1], "fan_avg": sum(shape) / 2}
        spread = float(initializer.scale) / max(1.0, fans[initializer.mode])
        if initializer.distribution == "uniform":
            return -((3 * spread) ** 0.5), (3 * spread) ** 0.5
        # Truncated at two deviations of the normal whose own deviation is 0.8796 after that.
        if initializer.distribution == "truncated_normal":
            return -2 * spread**0.5 / 0.87962566, 2 * spread**0.5 / 0.87962566
    return -np.inf, np.inf
