"""When two models are the same program on other variables, so that one compiled run serves both.

Students build the same network again and again: in a loop over seeds, or in a function that makes
"the model". Tracing and optimising its graph costs a third of a second each time. The graph of a
step depends on what the model's parts are, never on the values or the names of its variables; so a
program that was made for one model runs for the next one once its captured variables are swapped.

Whatever cannot be told in full (functions and classes of a student's own, optimizers that look at
names, nested models) has no architecture and is traced by itself.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import keras
import tensorflow as tf
from keras.src.trainers.trainer import Trainer
from tensorflow.python.eager import context, record
from tensorflow.python.framework import ops

from autograder.compiled_fit.object_signature import PLAIN, Signature, TellsTooLittleError

_MOST_BYTES = 2**22
"""Variables of a model whose program is kept for others: the program keeps them alive."""

_OPTIMIZERS = ("SGD", "Adam", "AdamW", "RMSprop", "Adagrad", "Adadelta", "Adamax", "Nadam", "Ftrl",
               "Lion", "Adafactor")  # fmt: skip
"""Those of Keras whose steps do not depend on what a variable is called."""

_POSITIONS = ("keras_history", "input_layers", "output_layers")
_KEPT_BY_TRAINER = frozenset({"build", "quantize", "train_function", "test_function",
                              "predict_function"})  # fmt: skip
_PASSING = frozenset({"name", "_path", "_parent_path", "_called", "stop_training",
                      "stop_evaluating", "stop_predicting", "_initial_epoch",
                      "_eval_epoch_iterator"})  # fmt: skip
"""Attributes of a model that change from fit to fit and reach no graph."""


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
    _refuse_strangers(model, layers)
    metrics = [variable for metric in model.metrics for variable in metric.variables]
    slots = tuple({id(v): v for v in (*model.variables, *optimizer.variables, *metrics)}.values())
    if sum(variable._value.shape.num_elements() for variable in slots) * 4 > _MOST_BYTES:
        raise TellsTooLittleError
    at = {id(variable): place for place, variable in enumerate(slots)}
    trainable = [at[id(variable)] for variable in model.trainable_variables]
    if trainable != [at[id(variable)] for variable in optimizer._trainable_variables]:
        raise TellsTooLittleError  # the optimizer was made for other variables
    names = {layer.name: number for number, layer in enumerate(model.layers)}
    signature = Signature(at)
    key = (
        type(model),
        *(_flags(part) for part in {id(m): m for m in (model, _inner(model))}.values()),
        tuple(signature.of(layer) for layer in layers),
        signature.of(optimizer),
        signature.of((model._compile_loss, model._compile_metrics), named=True),
        signature.of((model._loss_tracker, model._metrics), named=True),
        tuple(metric.name for metric in model.metrics),
        _text(_structure(model.get_config(), names)),
        tuple(_of_variable(variable, signature) for variable in slots),
        tuple(trainable),
        signature.kinds(),
        *(getattr(type(model), name) for name in ("train_step", "test_step", "compute_loss",
                                                  "_compute_loss", "compute_metrics", "call")),
        _of_surroundings(),
    )  # fmt: skip
    hash(key)
    return Architecture(key, slots)


def _refuse_strangers(model: Any, layers: list[Any]) -> None:
    """Models whose steps depend on more than what they are made of."""
    optimizer = model.optimizer
    if record.could_possibly_record() or any(isinstance(layer, Trainer) for layer in layers):
        raise TellsTooLittleError
    if not all(part.built for part in (model, optimizer, *layers)):
        raise TellsTooLittleError  # the first step would make variables
    if type(optimizer) not in {getattr(keras.optimizers, name) for name in _OPTIMIZERS}:
        raise TellsTooLittleError
    if getattr(optimizer, "_exclude_from_weight_decay", None) or getattr(
        optimizer, "_exclude_from_weight_decay_pattern", None
    ):
        raise TellsTooLittleError
    for part in (model, *layers):
        # A loss of a layer's own stays on the layer after tracing.
        if part.activity_regularizer is not None or part._losses or part._losses_override:
            raise TellsTooLittleError


def _inner(model: Any) -> Any:
    return model._functional if isinstance(model, keras.Sequential) else model


def _flags(model: Any) -> Any:
    """What is set on the model itself; its parts are described one by one."""
    for name, value in vars(model).items():
        if callable(value) and hasattr(value, "__code__") and name not in _KEPT_BY_TRAINER:
            raise TellsTooLittleError
    return tuple(
        sorted(
            (name, repr(value))
            for name, value in vars(model).items()
            if isinstance(value, PLAIN) and name not in _PASSING
        )
    )


def _of_variable(variable: Any, signature: Signature) -> Any:
    return (
        tuple(variable.shape),
        str(variable.dtype),
        variable.trainable,
        bool(getattr(variable, "autocast", True)),
        bool(getattr(variable, "overwrite_with_gradient", False)),
        signature.of(getattr(variable, "constraint", None)),
        signature.of(getattr(variable, "regularizer", None)),
    )


def _of_surroundings() -> Any:
    """Settings that Keras or TensorFlow put into graphs."""
    config, policy, running = keras.config, keras.config.dtype_policy(), context.context()
    if running.op_callbacks:
        raise TellsTooLittleError  # such as numerical checks, put into the graph by a debugger
    return (
        *(config.floatx(), config.epsilon(), config.image_data_format()),
        *(type(policy), policy.name, running.device_name),
        *(ops.is_numpy_style_type_promotion(), ops.is_auto_dtype_conversion_enabled()),
        tf.config.optimizer.get_jit(),
        _text(tf.config.optimizer.get_experimental_options()),
    )


def _structure(value: Any, names: dict[str, int], key: str = "") -> Any:
    """A model's configuration without what does not reach the graph: initial values and names.

    Args:
        value: a configuration or part of it.
        names: number of each layer by its name.
        key: under which key the value stands.
    """
    if isinstance(value, dict):
        if str(value.get("module") or "keras").split(".")[0] != "keras":
            raise TellsTooLittleError
        kind = str(value.get("class_name", ""))
        if kind.startswith(("function", "_")) and kind != "__keras_tensor__":
            raise TellsTooLittleError
        return {
            name: _structure(part, names, key if key in _POSITIONS else name)
            for name, part in value.items()
            if not name.endswith("_initializer") and name != "name"
        }
    if isinstance(value, (list, tuple)):
        return [_structure(part, names, key) for part in value]
    if key in _POSITIONS and isinstance(value, str):
        return names[value]
    if not isinstance(value, PLAIN):
        raise TellsTooLittleError
    return value


def _text(structure: Any) -> str:
    return json.dumps(structure, sort_keys=True)
