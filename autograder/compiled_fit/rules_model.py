"""What a model and its `compile` allow."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import keras
import tensorflow as tf
from keras.src import metrics as keras_metrics
from keras.src import tree
from keras.src.backend.tensorflow.trainer import TensorFlowTrainer
from keras.src.distribution import distribution_lib
from keras.src.optimizers.loss_scale_optimizer import LossScaleOptimizer
from keras.src.trainers.trainer import Trainer
from tensorflow.python.framework.config import is_op_determinism_enabled

from autograder.compiled_fit.arguments import FitArguments
from autograder.compiled_fit.keras_internals import compiled_step, keras_is_tested
from autograder.compiled_fit.levels import Decision, Level

_PLAIN_MODELS = (keras.Model, keras.Sequential, keras.src.models.functional.Functional)
_LOOP_PARTS = (
    "make_train_function",
    "make_test_function",
    "_make_function",
    "reset_metrics",
    "metrics",
    "get_metrics_result",
    "_get_metrics_result_or_logs",
    "_should_eval",
    "_assert_compile_called",
)
_PLAIN_ARITHMETIC = (keras.layers.Normalization, keras.layers.Rescaling)
"""Preprocessing layers that multiply and add in TensorFlow, and do nothing outside the graph."""

_FOREIGN_LAYERS = ("Lambda", "TFSMLayer", "TorchModuleWrapper", "JaxLayer", "FlaxLayer")


def _stock(reason: str) -> Decision:
    return Decision(Level.STOCK, reason)


def _stepwise(reason: str) -> Decision:
    return Decision(Level.NO_TF_DATA, reason)


def tested_keras(model: Any, args: FitArguments) -> Decision | None:
    """The installed Keras is one whose numbers were compared with ours."""
    del model, args
    if keras_is_tested() and keras.backend.backend() == "tensorflow":
        return None
    return _stock(
        f"Keras {keras.__version__} on {keras.backend.backend()} has not been tested"
        f" (TensorFlow {tf.__version__})."
    )


def plain_tensorflow(model: Any, args: FitArguments) -> Decision | None:
    """TensorFlow runs as usual: eagerly outside functions, on one CPU, undistributed."""
    del args
    if not tf.executing_eagerly() or tf.config.functions_run_eagerly():
        return _stock("The call is inside a tf.function, or functions run eagerly.")
    if model._distribute_strategy is not None or tf.distribute.has_strategy():
        return _stock("The model is trained under a distribution strategy.")
    if distribution_lib.distribution() is not None:
        return _stock("Keras is configured to distribute.")
    if is_op_determinism_enabled():
        return _stock("TensorFlow's op determinism is on.")
    if any(device.device_type != "CPU" for device in tf.config.list_physical_devices()):
        return _stock("There is an accelerator, and only CPUs have been tested.")
    return None


def compiled_model(model: Any, args: FitArguments) -> Decision | None:
    """`compile` was called and Keras' own loop is in place."""
    del args
    if not model.compiled:
        return _stock("The model has not been compiled.")
    if not isinstance(model.optimizer, keras.optimizers.Optimizer):
        return _stock("The model has no Keras optimizer.")
    for name in (*_LOOP_PARTS, "evaluate"):
        if name in vars(model) or _overridden(model, name):
            return _stock(f"The model overrides `{name}`.")
    for function in (model.train_function, model.test_function):
        if function is not None and not _is_keras_own(function):
            return _stock("The model's train or test function was replaced.")
    return None


def _overridden(model: Any, name: str) -> bool:
    base = TensorFlowTrainer if name in vars(TensorFlowTrainer) else Trainer
    found = getattr(type(model), name, None)
    return found is not getattr(base, name)


def _is_keras_own(function: Any) -> bool:
    try:
        compiled_step(function)
    except (LookupError, AttributeError, ValueError):
        return False
    return True


def plain_compile(model: Any, args: FitArguments) -> Decision | None:
    """Steps are traced one at a time and without XLA."""
    del args
    if model.run_eagerly:
        return _stepwise("The model runs eagerly.")
    if model.jit_compile:
        return _stepwise("The model is compiled with XLA.")
    if model.steps_per_execution != 1:
        return _stepwise("Several steps run per execution.")
    return None


def plain_model(model: Any, args: FitArguments) -> Decision | None:
    """Sequential or Functional, of Keras' own layers, nothing overridden."""
    del args
    if type(model) not in _PLAIN_MODELS:
        return _stepwise(f"The model is of the subclass {type(model).__name__}.")
    for name in ("train_step", "test_step", "compute_loss", "compute_metrics", "call"):
        if name in vars(model):
            return _stepwise(f"The model's `{name}` was replaced.")
    for layer in model._flatten_layers(include_self=False):
        if not _is_keras_layer(layer):
            return _stepwise(f"The layer {layer.name} is not one of Keras' own.")
    return None


def _is_keras_layer(layer: Any) -> bool:
    kind = type(layer)
    if "call" in vars(layer) or kind.__name__ in _FOREIGN_LAYERS:
        return False
    if kind.__module__.startswith("keras.src.layers.preprocessing."):
        return kind in _PLAIN_ARITHMETIC
    return kind.__module__.startswith(("keras.src.layers.", "keras.src.models.", "keras.src.ops."))


def one_output(model: Any, args: FitArguments) -> Decision | None:
    """There is one loss, so no order in which losses are added.

    With several, TensorFlow's graph optimiser adds and scales them in an order that changes from
    trace to trace: stock does not repeat its own last bit, and a bare step comes closest to it.
    """
    del args
    if len(getattr(model, "outputs", None) or ()) > 1:
        return _stepwise("The model has several outputs, whose losses have no fixed order.")
    return None


def plain_optimizer(model: Any, args: FitArguments) -> Decision | None:
    """One of Keras' own optimizers in full precision."""
    del args
    if isinstance(model.optimizer, LossScaleOptimizer):
        return _stepwise("The optimizer scales the loss.")
    if not type(model.optimizer).__module__.startswith("keras.src.optimizers."):
        return _stepwise("The optimizer is not one of Keras' own.")
    return None


def averaging_metrics(model: Any, args: FitArguments) -> Decision | None:
    """Every metric is a running mean, whose value in a graph is the value outside it."""
    del args
    for metric in _metrics(model):
        if not _is_mean(metric):
            return Decision(Level.PER_EPOCH, f"The metric {_name(metric)} is not a plain mean.")
    if model._metrics or any(
        layer.metrics
        for layer in model._flatten_layers(include_self=False)
        if not isinstance(layer, Trainer)
    ):
        return Decision(Level.PER_EPOCH, "The model or a layer of it has metrics of its own.")
    return None


def _metrics(model: Any) -> Iterator[Any]:
    compiled = model._compile_metrics
    if compiled is not None:
        for part in (compiled._user_metrics, compiled._user_weighted_metrics):
            yield from (metric for metric in tree.flatten(part) if metric is not None)


def _is_mean(metric: Any) -> bool:
    if isinstance(metric, str):
        if metric.lower() in {"accuracy", "acc", "crossentropy", "ce"}:
            return True
        metric = keras_metrics.ALL_OBJECTS_DICT.get(metric)
    kind: Any = metric if isinstance(metric, type) else type(metric)
    if not issubclass(kind, keras_metrics.Metric):
        # A function: Keras wraps it in a mean.
        return callable(metric) and not isinstance(metric, type)
    mean: Any = keras_metrics.Mean
    return (
        issubclass(kind, mean)
        and kind.__module__.startswith("keras.src.metrics.")
        and kind.result is mean.result
        and kind.reset_state is mean.reset_state
    )


def _name(metric: Any) -> str:
    return metric if isinstance(metric, str) else str(getattr(metric, "name", metric))
