"""Can a model's initialisers have drawn the weights with which its training began?

Weights put in by hand are not a start. Some can be told by what an initialiser never draws: a
bias of zeros that isn't zero, a kernel outside its bounds or far too large for its distribution.
Others could be hidden in a distribution so wide that it holds solutions as well; those aren't
ordinary starts, and a run that began with them proves nothing by itself.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from autograder.util.compat import StrEnum

Weights = Sequence[npt.NDArray[Any]]

WIDEST: Final = 1.5
"""Largest standard deviation, and distance of the mean from 0, of an ordinary start.

He's initialiser for one input has 1.41, the widest that textbooks use.
"""
_FARTHEST: Final = 6.0  # standard deviations of a normal: beyond one number in 500 million
_SLACK: Final = 1e-5
_TRUNCATED: Final = 0.87962566  # deviation of a normal cut at two deviations


class Start(StrEnum):
    """What can be said of the weights with which a training began."""

    DRAWN = "drawn"  # as the initialisers draw
    UNUSUAL = "unusual"  # an initialiser that could hold anything, or one that isn't known
    IMPOSSIBLE = "impossible"  # no initialiser of the model gives these


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What an initialiser draws. ``low`` and ``high`` are infinite where nothing bounds it."""

    mean: float
    deviation: float
    low: float
    high: float


def judge_start(model: Any, weights: Weights) -> Start:
    """Whether the initialisers of a built ``model`` can have drawn ``weights``.

    ``weights`` are in the order of ``model.get_weights()``.
    """
    order = {id(weight): index for index, weight in enumerate(model.weights)}
    if len(order) != len(weights):
        return Start.IMPOSSIBLE
    unusual = False
    squares, count = 0.0, 0
    seen: set[int] = set()
    for variable, initializer in _initialized(model):
        index = order.get(id(variable))
        if index is None:
            continue
        seen.add(index)
        value = np.asarray(weights[index], np.float64)
        drawn = _drawn(initializer, value.shape)
        if drawn is None:
            unusual = True
            continue
        if not _fits(value, drawn):
            return Start.IMPOSSIBLE
        if drawn.deviation > 0:
            squares += float(np.sum(((value - drawn.mean) / drawn.deviation) ** 2))
            count += value.size
        unusual = unusual or not _is_ordinary(drawn, value.shape)
    # The sum of squares of n standard numbers is n, give or take the root of 2n.
    if squares > count + 8 * math.sqrt(2 * count) + 8:
        return Start.IMPOSSIBLE
    return Start.UNUSUAL if unusual or len(seen) < len(order) else Start.DRAWN


def _initialized(model: Any) -> Iterator[tuple[Any, Any]]:
    """Every variable that a layer holds, with the initialiser that made it."""
    for layer in model._flatten_layers():
        for name, initializer in list(vars(layer).items()):
            if name.endswith("_initializer") and initializer is not None:
                role = name.removesuffix("_initializer")
                for attribute in _ROLES.get(role, (role,)):
                    variable = getattr(layer, attribute, None)
                    if variable is not None and hasattr(variable, "shape"):
                        yield variable, initializer


_ROLES: Final = {
    "recurrent": ("recurrent_kernel",),
    "embeddings": ("_embeddings", "embeddings"),
    "depthwise": ("depthwise_kernel", "kernel"),
    "pointwise": ("pointwise_kernel",),
}


def _fits(value: npt.NDArray[np.float64], drawn: _Drawn) -> bool:
    if math.isinf(drawn.high):
        far = _FARTHEST * drawn.deviation
        return bool(np.all(np.abs(value - drawn.mean) <= far + _SLACK))
    slack = _SLACK * max(1.0, abs(drawn.low), abs(drawn.high))
    return bool(np.all((value >= drawn.low - slack) & (value <= drawn.high + slack)))


def _is_ordinary(drawn: _Drawn, shape: tuple[int, ...]) -> bool:
    """Narrow, and around zero; constants are ordinary as 0 and 1, and in all but kernels."""
    if drawn.deviation == 0:
        return drawn.mean in {0.0, 1.0} or (len(shape) < 2 and abs(drawn.mean) <= 1)
    return drawn.deviation <= WIDEST and abs(drawn.mean) <= WIDEST / 3


def _drawn(initializer: Any, shape: tuple[int, ...]) -> _Drawn | None:
    """What an initialiser draws for a weight of this shape; None for one that isn't known."""
    import keras

    known = keras.initializers
    kind = type(initializer)
    if kind in {known.Zeros, known.Ones, known.Constant}:
        return _constant(getattr(initializer, "value", 1.0 if kind is known.Ones else 0.0))
    if kind is known.RandomUniform:
        low, high = float(initializer.minval), float(initializer.maxval)
        return _Drawn((low + high) / 2, (high - low) / 12**0.5, low, high)
    if kind in {known.RandomNormal, known.TruncatedNormal}:
        mean, deviation = float(initializer.mean), float(initializer.stddev)
        return _normal(mean, deviation, truncated=kind is known.TruncatedNormal)
    if isinstance(initializer, known.VarianceScaling):
        return _scaled(initializer, shape)
    if kind is known.Orthogonal and shape:
        gain = abs(float(initializer.gain))
        return _Drawn(0.0, gain / max(1, *shape) ** 0.5, -gain, gain)
    return None


def _constant(value: object) -> _Drawn | None:
    if not isinstance(value, bool | int | float):
        return None
    return _Drawn(float(value), 0.0, float(value), float(value))


def _normal(mean: float, deviation: float, *, truncated: bool) -> _Drawn:
    if not truncated:
        return _Drawn(mean, deviation, -math.inf, math.inf)
    return _Drawn(mean, deviation * _TRUNCATED, mean - 2 * deviation, mean + 2 * deviation)


def _scaled(initializer: Any, shape: tuple[int, ...]) -> _Drawn | None:
    """Glorot's, He's, Lecun's and their like (keras/src/initializers/random_initializers.py)."""
    if len(shape) < 1:
        return None
    receptive = math.prod(shape[:-2])
    fan_in, fan_out = (
        (shape[-2] * receptive, shape[-1] * receptive) if len(shape) > 1 else (shape[0], shape[0])
    )
    fans = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}
    deviation = (float(initializer.scale) / max(1.0, fans[initializer.mode])) ** 0.5
    if initializer.distribution == "uniform":
        bound = deviation * 3**0.5
        return _Drawn(0.0, deviation, -bound, bound)
    if initializer.distribution == "truncated_normal":
        return _normal(0.0, deviation / _TRUNCATED, truncated=True)
    return _normal(0.0, deviation, truncated=False)
