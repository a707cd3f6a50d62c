"""Rebuilds a Keras model from its description, which is hostile.

Every class in it is looked up in a list (``autograder.model_bounds.allowed_layers``), every number
is bounded before anything is built, and nothing is ever imported by a name it gives.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterator
from typing import Any, Final

import keras

from autograder.checking import inference_cost
from autograder.evidence import ModelEvidence, unpack_array
from autograder.model_bounds.allowed_layers import (
    SMALLER,
    CannotRebuildError,
    read,
    too_many_operations,
)
from autograder.records import Text, say
from autograder.retraining.adapted_layers import set_weights
from autograder.retraining.initialization import elementwise_functions

_LARGEST_NUMBER = 2**24
_COPIES: Final = 4
_PRECISIONS = {
    "float16", "float32", "float64", "bfloat16", "mixed_float16", "mixed_bfloat16", "int32",
    "int64", "bool", "uint8",
}  # fmt: skip


def rebuild(evidence: ModelEvidence) -> Any:
    """A Keras model with the student's architecture and weights, not compiled.

    Raises:
        CannotRebuildError: a layer outside the list, absurd sizes, or weights that don't fit.
    """
    config = read(evidence.config)
    weights = [unpack_array(array) for array in evidence.weights]
    largest = max((max(array.shape, default=1) for array in weights), default=1)
    _bound_sizes(config, max(largest, 4096))
    try:
        with _only_weights_of(sum(array.size for array in weights)), elementwise_functions():
            model = keras.saving.deserialize_keras_object(config, safe_mode=True)
    except CannotRebuildError:
        raise
    except Exception as error:
        kind = type(error).__name__
        raise CannotRebuildError(
            say("Keras의 거부: {kind}", "Keras refuses it: {kind}", kind=kind)
        ) from error
    if not isinstance(model, keras.Model):
        raise CannotRebuildError(Text("모델이 아님", "it is not a model"))
    if not model.built:
        raise CannotRebuildError(Text("입력의 모양이 정해지지 않음", "it was never built"))
    _set_weights(model, weights)
    if what := inference_cost.too_much(model):
        raise _too_much(what)
    return model


@contextlib.contextmanager
def _only_weights_of(total: int) -> Iterator[None]:
    """While a model is built, refuse to make many more numbers than came as weights.

    Asked before each weight is made, whatever layer wants it: so nothing large is ever built.
    Wrappers build the layer that they were given, and then copies of it.
    """
    original = keras.layers.Layer.add_weight
    left = _COPIES * total

    def add_weight(self: Any, shape: Any = None, *args: Any, **kwargs: Any) -> Any:
        nonlocal left
        sizes = (shape,) if isinstance(shape, int) else tuple(shape or ())
        left -= math.prod(int(size) for size in sizes)
        if left < 0:
            raise _other_weights()
        return original(self, shape, *args, **kwargs)

    keras.layers.Layer.add_weight = add_weight
    try:
        yield
    finally:
        keras.layers.Layer.add_weight = original


_SIZES = (
    "size",
    "pool_size",
    "strides",
    "kernel_size",
    "padding",
    "depth_multiplier",
    "units",
    "filters",
    "output_dim",
    "n",
    "num_heads",
    "key_dim",
    "value_dim",
    "input_dim",
)


def _bound_sizes(config: Any, largest: int) -> None:
    """A layer can't be wider than the widest weight that came with it: so nothing huge is built."""
    stack = [config]
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            for key in _SIZES:
                value = item.get(key)
                if isinstance(value, int) and value > largest:
                    raise _absurd(f"{key} = {str(value)[:20]}")
            if item.get("stateful") or item.get("quantization_config"):
                raise CannotRebuildError(
                    Text(
                        "상태를 유지하거나(stateful) 양자화한 층",
                        "it keeps a state or is quantised",
                    )
                )
            precision = item.get("dtype")
            if isinstance(precision, str) and precision not in _PRECISIONS:
                raise CannotRebuildError(
                    say(
                        "쓸 수 없는 정밀도 {precision}",
                        "the precision {precision} is not on the list",
                        precision=repr(precision[:40]),
                    )
                )
            stack += list(item.values())
        elif isinstance(item, list):
            stack += item
            sizes = [size for size in item if isinstance(size, int) and not isinstance(size, bool)]
            if math.prod(size for size in sizes if size > 0) > _LARGEST_NUMBER:
                raise _absurd(f"{str(item)[:40]}")


def _absurd(what: str) -> CannotRebuildError:
    return CannotRebuildError(say("{what}: 너무 큼", "{what} is absurd", what=what), SMALLER)


def _other_weights() -> CannotRebuildError:
    return CannotRebuildError(
        Text("가중치가 층과 맞지 않음", "the weights that came with it don't fit its layers")
    )


_TOO_MUCH: Final = {
    "numbers": Text(
        "중간 결과가 너무 큼",
        "between its layers are too many numbers",
    ),
    "work": Text("계산이 너무 많음", "to run it takes too much arithmetic"),
    "steps": Text("순환층의 단계가 너무 많음", "its recurrent layers take too many steps"),
}


def _too_much(what: str) -> CannotRebuildError:
    """What ``inference_cost.too_much`` has found, in words."""
    if what == "operations":
        return too_many_operations()
    return CannotRebuildError(_TOO_MUCH[what], SMALLER)


def _set_weights(model: Any, weights: list[Any]) -> None:
    expected = [tuple(weight.shape) for weight in model.weights]
    if expected != [array.shape for array in weights]:
        raise _other_weights()
    set_weights(model, weights)
