"""Puts Keras' own parts in place of a student's code while a model is written down.

An activation of one's own that does what a function of Keras does is that function, whatever it
is called. An initialiser has done its work once a model has weights: Keras' default stands in for
it, so that code in it does not keep the model from being rebuilt. Both are only how the model is
described; the model itself is as it was afterwards.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import keras
import numpy as np

from autograder.model_bounds.allowed_layers import ELEMENTWISE_FUNCTIONS

_SAMPLE = np.linspace(-4, 4, 30, dtype="float32").reshape(5, 6)
_TOLERANCE = 1e-6
_NAMES = (
    "relu", "sigmoid", "tanh", "linear", "softmax", "elu", "selu", "softplus", "softsign", "silu",
    "gelu", "leaky_relu", "relu6", "exponential", "hard_sigmoid", "mish", "log_sigmoid",
)  # fmt: skip


@dataclass
class Replaced:
    """What was written down as something else."""

    initializers: bool = False
    undo: list[Callable[[], None]] = field(default_factory=list)


@contextlib.contextmanager
def described_by_keras(model: Any) -> Iterator[Replaced]:
    """Within, the layers of ``model`` have Keras' own activations and initialisers only.

    What stays unknown is left as it is, for whoever writes the model down to stumble over.
    """
    replaced = Replaced()
    try:
        for layer in model._flatten_layers():
            _replace_activations(layer, replaced)
            _replace_initializers(layer, replaced)
        yield replaced
    finally:
        for undo in reversed(replaced.undo):
            undo()


def _replace_activations(layer: Any, replaced: Replaced) -> None:
    for name in ("activation", "recurrent_activation"):
        own = vars(layer).get(name)
        if own is None or isinstance(own, keras.layers.Layer) or _is_of_keras(own):
            continue
        known = function_like(own)
        if known is not None:
            _put(layer, name, known, replaced)


def _is_of_keras(function: Any) -> bool:
    name = getattr(function, "__name__", "")
    return function in {getattr(keras.activations, name, None), getattr(keras.ops, name, None)}


def function_like(own: Callable[[Any], Any]) -> Callable[[Any], Any] | None:
    """The function of Keras that gives what ``own`` gives; None where none does."""
    try:
        given = np.asarray(own(keras.ops.convert_to_tensor(_SAMPLE)))
    except Exception:  # noqa: BLE001 - a student's code may raise anything
        return None
    candidates = [getattr(keras.activations, name) for name in _NAMES]
    for known in (*candidates, *(getattr(keras.ops, name) for name in ELEMENTWISE_FUNCTIONS)):
        wanted = np.asarray(known(_SAMPLE))
        if given.shape == wanted.shape and np.allclose(given, wanted, rtol=0, atol=_TOLERANCE):
            return known  # type: ignore[no-any-return]
    return None


def _replace_initializers(layer: Any, replaced: Replaced) -> None:
    for name, own in list(vars(layer).items()):
        if name.endswith("_initializer") and own is not None and not _is_plain(own):
            bias = "bias" in name or "beta" in name
            known = keras.initializers.Zeros() if bias else keras.initializers.GlorotUniform()
            _put(layer, name, known, replaced)
            replaced.initializers = True


def _is_plain(initializer: Any) -> bool:
    """Whether it is one of Keras' own that holds no weights of the student's."""
    if not type(initializer).__module__.startswith("keras.src.initializers"):
        return False
    value = getattr(initializer, "value", 0.0)  # of Constant, which also takes arrays
    return isinstance(value, bool | int | float)


def _put(layer: Any, name: str, known: Any, replaced: Replaced) -> None:
    own = getattr(layer, name)
    setattr(layer, name, known)
    replaced.undo.append(lambda: setattr(layer, name, own))
