"""Every private corner of Keras that this package leans on, in one place.

A version is added to `TESTED_KERAS` or `TESTED_TENSORFLOW` after `make fit-equivalence` has passed
with it; every other version trains with stock `fit`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import keras
import tensorflow as tf
from keras.src.backend.tensorflow.trainer import TensorFlowTrainer
from keras.src.utils import python_utils
from tensorflow.python.eager.polymorphic_function import (
    function_type_utils,
    polymorphic_function,
    tracing_compilation,
)

TESTED_KERAS: tuple[str, ...] = ("3.15.1",)
"""The exact versions whose private parts below were compared bit for bit with ours."""

TESTED_TENSORFLOW: tuple[str, ...] = ("2.21",)
"""The same of TensorFlow, major and minor: patches of it mend and do not change numbers."""

PYTHONIFY_LOGS: Any = getattr(python_utils, "pythonify_logs", None)
"""How Keras hands logs to callbacks; Keras 3.4 and older, which train with stock `fit`, lack it."""

STOCK_FIT: Any = TensorFlowTrainer.fit
STOCK_EVALUATE: Any = TensorFlowTrainer.evaluate
STOCK_PREDICT: Any = TensorFlowTrainer.predict
STOCK_TRAIN_ON_BATCH: Any = TensorFlowTrainer.train_on_batch
STOCK_TEST_ON_BATCH: Any = TensorFlowTrainer.test_on_batch


def unfiltered(function: Any) -> Any:
    """Keras' function without its traceback filter; the patched function applies one itself."""
    return getattr(function, "__wrapped__", function)


def keras_is_tested() -> bool:
    """Whether the installed Keras is one of `TESTED_KERAS`, on a TensorFlow that was tested."""
    return keras.__version__ in TESTED_KERAS and tensorflow_is_tested()


def tensorflow_is_tested() -> bool:
    """Whether the installed TensorFlow is one of `TESTED_TENSORFLOW`."""
    return tf.__version__.rpartition(".")[0] in TESTED_TENSORFLOW


def compiled_step(function: Any) -> Any:
    """The `tf.function` that trains (or tests) on one batch, out of `model.train_function`.

    Keras keeps it in the closure of the function that `_make_function` returns, wrapped once by
    `_autoconvert_optionals` (a `functools.wraps`). Sharing it means that the arithmetic of a step
    is traced by Keras itself, once, whatever level runs it.

    Args:
        function: `model.train_function` or `model.test_function`, not None.

    Raises:
        LookupError: the closure does not look like that of a tested Keras.
    """
    step = _enclosed(function, "one_step_on_data")
    return getattr(step, "__wrapped__", step)


def compiled_loop(function: Any) -> Any:
    """The `tf.function` around `compiled_step` that takes a tf.data iterator.

    Raises:
        LookupError: the closure does not look like that of a tested Keras.
    """
    return _enclosed(function, "multi_step_on_iterator")


def was_tried(function: Any) -> bool:
    """Whether a `tf.function` was ever traced, or tried to be (`polymorphic_function.py`)."""
    return function._variable_creation_config is not None


def trace_as(function: Any, batch_spec: Any, stand_in: Any) -> None:
    """Traces `compiled_step` for one shape of batch with something else in the place of its step.

    Every other shape is traced as ever.

    Args:
        function: `model.train_function` or `model.test_function`.
        batch_spec: shape and type of the batch.
        stand_in: takes a batch and returns what `model.train_step` or `test_step` would.

    Raises:
        LookupError: the closure does not look like that of a tested Keras.
    """
    step = compiled_step(function)
    cell = _cell(inspect.unwrap(step.python_function), "step_function")
    own = cell.cell_contents
    cell.cell_contents = stand_in
    try:
        step.get_concrete_function(batch_spec)
    finally:
        cell.cell_contents = own


def number_of_traces(step: Any) -> int:
    """How many traces a `tf.function` has made; with one more, another may serve a batch."""
    options = _tracing_options(step)
    return 0 if options is None else len(options.function_cache)


def trace_for(step: Any, batch: tuple[Any, Any, None]) -> Callable[[Any, Any], Any]:
    """What a `tf.function` that has been called does with batches like this one.

    Args:
        step: see `compiled_step`; it was called with such a batch before.
        batch: inputs, targets, and no weights.

    Returns:
        A function of inputs and targets, arrays of the shapes and types of those in ``batch``.
    """
    bound = function_type_utils.canonicalize_function_inputs(
        (batch,), {}, step._function_type, step._default_values, step._is_pure
    )
    concrete = tracing_compilation.trace_function(bound.args, bound.kwargs, _tracing_options(step))
    manager, key = polymorphic_function._frequent_tracing_detector_manager, step._key_for_call_stats

    def call(x: Any, y: Any) -> Any:
        inputs = [tf.convert_to_tensor(x), tf.convert_to_tensor(y)]
        logs = concrete._call_flat(inputs, captured_inputs=concrete.captured_inputs)
        manager.called_without_tracing(key)
        return logs

    return call


def _tracing_options(step: Any) -> Any:
    """Of the functions that a `tf.function` makes from its second call on."""
    if step._created_variables:
        return step._no_variable_creation_config
    return step._variable_creation_config


def _enclosed(function: Any, name: str) -> Any:
    return _cell(function, name).cell_contents


def _cell(function: Any, name: str) -> Any:
    cells = dict(zip(function.__code__.co_freevars, function.__closure__ or (), strict=True))
    if name not in cells:
        raise LookupError("this is not Keras' own train function")
    return cells[name]
