"""Describes objects of Keras in full, so that equal descriptions mean the same computation.

A configuration (`get_config`) tells how an object was made. What it does now is decided by its
attributes: those may have been changed since, and not all of them are in the configuration. So
every attribute is looked at, down to plain values, and what is not understood is refused.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from types import FunctionType, ModuleType
from typing import Any

import keras
import tensorflow as tf

PLAIN = (bool, int, float, str, type(None))

_NAMES = frozenset({"name", "_name"})
_LEFT_OUT = frozenset(
    {
        # Where things stand in a name tree and who owns them; the optimizers that look at paths
        # are refused elsewhere.
        *("_path", "_parent_path", "_trainable_variables_indices", "_tracker", "_tracked", "_lock"),
        # How an object was made, and what it expects of its input.
        *("_auto_config", "_input_spec", "_build_shapes_dict", "_call_signature", "_called"),
        *("_saved_model_inputs_spec", "_saved_model_arg_spec", "_initial_seed"),
        # Methods that Keras wraps anew for each object and that no step calls.
        *("build", "quantize"),
        # How layers are connected, which the model's configuration tells.
        *("_inbound_nodes", "_outbound_nodes"),
        # Rules refuse every other one.
        "_distribution_strategy",
        # What outputs are called, which only reaches the logs of a model with several.
        *("output_names", "_resolved_output_names"),
    }
)
_CALLING = ("Lambda", "TFSMLayer", "TorchModuleWrapper", "JaxLayer", "FlaxLayer")
"""Layers of Keras that call somebody else's code."""

_OPERATIONS = frozenset(
    f"tensorflow.python.ops.{name}"
    for name in ("math_ops", "gen_math_ops", "nn_ops", "gen_nn_ops", "nn_impl", "array_ops")
)
"""Where TensorFlow keeps what is used as an activation, such as `tf.nn.relu`: plain arithmetic."""


class TellsTooLittleError(Exception):
    """What an object computes cannot be told from outside."""


def is_keras_alone(model: Any) -> bool:
    """Whether all that a step of this model calls is code of Keras itself."""
    layers = list(model._flatten_layers(include_self=False))
    parts = (*layers, model.optimizer, model._compile_loss, model._compile_metrics)
    signature = Signature(None)
    try:
        for part in parts:
            signature.of(part)
    except TellsTooLittleError:
        return False
    kinds = (type(model), *map(type, layers))
    return all(_is_keras(kind.__module__) and kind.__name__ not in _CALLING for kind in kinds)


class Signature:
    """Describes objects one after the other; an object met again is named by its number."""

    def __init__(self, slots: Mapping[int, int] | None) -> None:
        """Starts with nothing described.

        Args:
            slots: the number of each variable by its `id`; any other variable is refused. None
                tells no variable from another.
        """
        self._slots, self._met, self._kept = slots, dict[int, int](), list[Any]()
        self._kinds: dict[type, None] = {}

    def of(self, part: Any, *, named: bool = False) -> Any:
        """A hashable description of one object.

        Args:
            part: an object of Keras, a collection or a plain value.
            named: whether its name, and the names of its parts, reach the logs.

        Raises:
            TellsTooLittleError: it holds something that is not Keras' own.
        """
        if isinstance(part, (*PLAIN, tf.DType)):
            return type(part), repr(part)
        if isinstance(part, keras.Variable):
            return "variable", self._slot_of(part)
        if isinstance(part, (Mapping, list, tuple, set)):
            return self._of_collection(part, named=named)
        if isinstance(part, (FunctionType, type, ModuleType)):
            return _own(part)
        return self._of_object(part, named=named)

    def kinds(self) -> Any:
        """The methods of all classes described so far; one may have been replaced."""
        bases = {base: None for kind in self._kinds for base in kind.__mro__}
        return tuple((base, *_methods(base)) for base in bases if _is_keras(base.__module__))

    def _slot_of(self, variable: Any) -> int:
        if self._slots is None:
            return 0
        if id(variable) not in self._slots:
            raise TellsTooLittleError
        return self._slots[id(variable)]

    def _of_collection(self, part: Any, *, named: bool) -> Any:
        if hasattr(part, "_asdict"):  # `Loss` of `CompileLoss`, named as its output
            part = {k: v for k, v in part._asdict().items() if k != "name"}
        if isinstance(part, Mapping):
            items = part.items()
            return "map", tuple((self.of(k), self.of(v, named=named)) for k, v in items)
        parts = tuple(self.of(one, named=named) for one in part)
        return ("set", *sorted(map(repr, parts))) if isinstance(part, set) else ("row", *parts)

    def _of_object(self, part: Any, *, named: bool) -> Any:
        if not _is_keras(type(part).__module__):
            raise TellsTooLittleError
        if id(part) in self._met:
            return "again", self._met[id(part)]
        self._met[id(part)] = len(self._met)
        self._kept.append(part)  # no other object may get its `id`
        self._kinds[type(part)] = None
        return type(part), *self._attributes(part, named=named)

    def _attributes(self, part: Any, *, named: bool) -> Iterator[Any]:
        for name, value in sorted(vars(part).items()):
            if name in _LEFT_OUT or name.startswith("_self_") or (name in _NAMES and not named):
                continue
            if name.endswith("_initializer") and (
                self._slots is not None or getattr(part, "built", True)
            ):
                continue  # the variables exist
            yield name, self.of(value, named=named)


def _methods(kind: type) -> Iterator[Any]:
    for value in vars(kind).values():
        if isinstance(value, property):
            yield value.fget
        elif isinstance(value, FunctionType):
            yield value


def _own(part: Any) -> Any:
    """What belongs to Keras, or is an operation of TensorFlow: known by where it is to be found."""
    if isinstance(part, ModuleType):
        module, found = part.__name__, sys.modules.get(part.__name__)
    else:
        module, found = part.__module__, sys.modules.get(part.__module__)
        for name in part.__qualname__.split("."):
            found = getattr(found, name, None)
    plain = module in _OPERATIONS and "dropout" not in part.__name__
    if found is not part or not (_is_keras(module) or plain):
        raise TellsTooLittleError
    return part


def _is_keras(module: str) -> bool:
    return module.startswith("keras.src.")
