"""When two models are the same program on other variables, so that one compiled run serves both.

Students build the same network again and again: in a loop over seeds, or in a function that makes
"the model". Tracing and optimising its graph costs a third of a second each time. The graph of a
step depends on the model's configuration, never on the values or the names of its variables; so a
program that was made for one model runs for the next one once its captured variables are swapped.

Whatever the configuration does not tell in full (functions and classes of a student's own,
optimizers that look at names, nested models) has no architecture and is traced by itself.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import keras
import tensorflow as tf
from keras.src.trainers.trainer import Trainer
from tensorflow.python.eager import record

_MOST_BYTES = 2**24
"""Variables of a model whose program is kept for others: the program keeps them alive."""

_OPTIMIZERS = ("SGD", "Adam", "AdamW", "RMSprop", "Adagrad", "Adadelta", "Adamax", "Nadam", "Ftrl",
               "Lion", "Adafactor")  # fmt: skip
"""Those of Keras whose steps do not depend on what a variable is called."""

_PLAIN = (bool, int, float, str, type(None))
_NAMES = frozenset({"name", "_name", "_path", "_parent_path"})
_POSITIONS = ("keras_history", "input_layers", "output_layers")


class _TellsTooLittleError(Exception):
    """A configuration does not determine what will be computed."""


@dataclass(frozen=True)
class Architecture:
    """All that a model's train and test steps depend on, and the variables they work on.

    Attributes:
        key: equal for models whose steps are the same function of their variables.
        slots: variables of model, optimizer and metrics, in an order that is the same for every
            model with this key.
    """

    key: tuple[Any, ...]
    slots: tuple[Any, ...]

    def positions(self, tensors: list[Any]) -> tuple[int, ...] | None:
        """Where the variables behind captured handles stand; None if something else is captured."""
        places = {id(handle): at for at, handle in enumerate(self.handles())}
        found = [places.get(id(tensor)) for tensor in tensors]
        return None if None in found else tuple(at for at in found if at is not None)

    def handles(self) -> list[Any]:
        """What a graph captures of each variable."""
        return [variable._value.handle for variable in self.slots]


def architecture_of(model: Any) -> Architecture | None:
    """The architecture of a model that is built and compiled, None where it has none.

    Args:
        model: a model for which `rules_model` has nothing against a compiled run, with all its
            variables made.
    """
    try:
        return _architecture(model)
    except Exception:  # noqa: BLE001 - what cannot be described is traced by itself
        return None


def _architecture(model: Any) -> Architecture:
    layers = list(model._flatten_layers(include_self=False))
    optimizer = model.optimizer
    if record.could_possibly_record() or any(isinstance(layer, Trainer) for layer in layers):
        raise _TellsTooLittleError
    if type(optimizer) not in {getattr(keras.optimizers, name) for name in _OPTIMIZERS}:
        raise _TellsTooLittleError
    metrics = [variable for metric in model.metrics for variable in metric.variables]
    slots = tuple({id(v): v for v in (*model.variables, *optimizer.variables, *metrics)}.values())
    if sum(variable._value.shape.num_elements() for variable in slots) * 4 > _MOST_BYTES:
        raise _TellsTooLittleError
    at = {id(variable): place for place, variable in enumerate(slots)}
    trainable = [at[id(variable)] for variable in model.trainable_variables]
    if trainable != [at[id(variable)] for variable in optimizer._trainable_variables]:
        raise _TellsTooLittleError  # the optimizer was made for other variables
    names = {layer.name: number for number, layer in enumerate(model.layers)}
    compiled = {k: v for k, v in model.get_compile_config().items() if k != "optimizer"}
    key = (
        type(model),
        *(getattr(type(model), name) for name in ("train_step", "test_step", "compute_loss",
                                                  "compute_metrics")),
        tuple(_of_layer(layer, at) for layer in layers),
        _of_optimizer(optimizer, at),
        _text(_structure(model.get_config(), names)),
        _text(_structure(compiled, None)),
        tuple(_of_variable(variable) for variable in slots),
        tuple(trainable),
        _of_surroundings(),
    )  # fmt: skip
    return Architecture(key, slots)


def _of_layer(layer: Any, at: dict[int, int]) -> Any:
    """Class, plain attributes (some are not in the configuration) and variables of a layer."""
    if getattr(layer, "activity_regularizer", None) is not None:
        raise _TellsTooLittleError  # its loss would stay on the layer after tracing
    _refuse_own_functions(layer)
    return (
        type(layer),
        type(layer).call,
        layer.trainable,
        _attributes(layer),
        tuple(at[id(variable)] for variable in layer.variables),
    )


def _of_optimizer(optimizer: Any, at: dict[int, int]) -> Any:
    if getattr(optimizer, "_exclude_from_weight_decay", None) or getattr(
        optimizer, "_exclude_from_weight_decay_pattern", None
    ):
        raise _TellsTooLittleError
    config = optimizer.get_config()
    if isinstance(config.get("learning_rate"), float):
        del config["learning_rate"]  # a variable, not part of the graph
    return (
        type(optimizer),
        type(optimizer).update_step,
        type(optimizer).apply,
        _attributes(optimizer),
        _text(_structure(config, {})),
        tuple(at[id(variable)] for variable in optimizer.variables),
    )


def _of_variable(variable: Any) -> Any:
    return (
        tuple(variable.shape),
        str(variable.dtype),
        variable.trainable,
        bool(getattr(variable, "overwrite_with_gradient", False)),
        _of_part(getattr(variable, "constraint", None)),
        _of_part(getattr(variable, "regularizer", None)),
    )


def _of_part(part: Any) -> str:
    return "" if part is None else _text(_structure(keras.saving.serialize_keras_object(part), {}))


def _of_surroundings() -> Any:
    """Settings that Keras or TensorFlow put into graphs."""
    config = keras.config
    policy = config.dtype_policy()
    return (
        *(config.floatx(), config.epsilon(), config.image_data_format()),
        *(type(policy), policy.name),
        tf.config.optimizer.get_jit(),
        _text(tf.config.optimizer.get_experimental_options()),
    )


def _attributes(part: Any) -> Any:
    return tuple(
        sorted(
            (name, repr(value))
            for name, value in vars(part).items()
            if isinstance(value, _PLAIN) and name not in _NAMES
        )
    )


def _refuse_own_functions(layer: Any) -> None:
    """Functions that are not Keras' own may change without a change of their name."""
    for value in vars(layer).values():
        function = callable(value) and hasattr(value, "__code__")
        if function and not str(value.__module__).startswith("keras.src."):
            raise _TellsTooLittleError


def _structure(value: Any, names: dict[str, int] | None, key: str = "") -> Any:
    """A configuration without what does not reach the graph: initial values, names of layers.

    Args:
        value: a configuration or part of it.
        names: number of each layer by its name; None where names matter.
        key: under which key the value stands.
    """
    if isinstance(value, dict):
        if not str(value.get("module") or "keras").startswith("keras"):
            raise _TellsTooLittleError
        kind = str(value.get("class_name", ""))
        if kind.startswith(("function", "_")) and kind != "__keras_tensor__":
            raise _TellsTooLittleError
        return {
            name: _structure(part, names, key if key in _POSITIONS else name)
            for name, part in value.items()
            if not name.endswith("_initializer") and not (names is not None and name == "name")
        }
    if isinstance(value, (list, tuple)):
        return [_structure(part, names, key) for part in value]
    if names is not None and key in _POSITIONS and isinstance(value, str):
        return names[value]
    if not isinstance(value, _PLAIN):
        raise _TellsTooLittleError
    return value


def _text(structure: Any) -> str:
    return json.dumps(structure, sort_keys=True)
