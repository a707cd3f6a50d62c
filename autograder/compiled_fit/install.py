"""Puts the drop-ins in place of Keras' own methods, and takes them away again."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from keras.src.backend.tensorflow.trainer import TensorFlowTrainer
from keras.src.utils import traceback_utils
from tensorflow.python.util import tf_stack

from autograder.compiled_fit import calls_on_batch, fast_predict, keras_internals
from autograder.compiled_fit.arguments import FitArguments
from autograder.compiled_fit.dispatch import OnDecision, fit_at_level
from autograder.compiled_fit.permutation import DRAWS

_OUR_FILES = str(Path(__file__).parent)
_OUR_MODULES = {str(path) for path in Path(__file__).parent.glob("*.py")}

Call = Callable[[Any, dict[str, Any]], Any]


def install(on_decision: OnDecision | None = None, *, draws: int | None = None) -> None:
    """Replaces `fit`, `evaluate` and `predict` on every Keras model, `tf.keras` ones included.

    Signature, name and docstring stay Keras' own, and tracebacks leave out our frames as they
    leave out Keras'. Runs no TensorFlow operation, so a process may still be forked afterwards.

    Args:
        on_decision: called with the level and reason of every `fit`.
        draws: fixes the order of rows where the program itself set no seed, so that running the
            program again gives the same numbers. Without it nobody can predict them, as in stock.
    """
    uninstall()
    if not keras_internals.keras_is_tested():
        _install_fit_alone(on_decision)
        return
    _hide_our_frames()
    _replace("fit", keras_internals.STOCK_FIT, _fit(on_decision, draws))
    _replace("evaluate", keras_internals.STOCK_EVALUATE, fast_predict.evaluate)
    _replace("predict", keras_internals.STOCK_PREDICT, fast_predict.predict)
    _replace("train_on_batch", keras_internals.STOCK_TRAIN_ON_BATCH, calls_on_batch.train_on_batch)
    _replace("test_on_batch", keras_internals.STOCK_TEST_ON_BATCH, fast_predict.test_on_batch)


def uninstall() -> None:
    """Puts stock Keras back; harmless when nothing was installed."""
    TensorFlowTrainer.fit = keras_internals.STOCK_FIT
    TensorFlowTrainer.evaluate = keras_internals.STOCK_EVALUATE
    TensorFlowTrainer.predict = keras_internals.STOCK_PREDICT
    TensorFlowTrainer.train_on_batch = keras_internals.STOCK_TRAIN_ON_BATCH
    TensorFlowTrainer.test_on_batch = keras_internals.STOCK_TEST_ON_BATCH
    paths = getattr(traceback_utils, "_EXCLUDED_PATHS", ())
    traceback_utils._EXCLUDED_PATHS = tuple(path for path in paths if path != _OUR_FILES)


def _hide_our_frames() -> None:
    paths = getattr(traceback_utils, "_EXCLUDED_PATHS", ())
    traceback_utils._EXCLUDED_PATHS = (*paths, _OUR_FILES)


def _install_fit_alone(on_decision: OnDecision | None) -> None:
    """For an untested Keras: stock everything, but say so at every `fit`."""
    _hide_our_frames()
    _replace("fit", keras_internals.STOCK_FIT, _fit(on_decision))


def _fit(on_decision: OnDecision | None, draws: int | None = None) -> Call:
    generator = None if draws is None else np.random.default_rng(draws)

    def fit(model: Any, given: dict[str, Any]) -> Any:
        before = DRAWS.set(generator)
        try:
            return fit_at_level(model, FitArguments.of(given), on_decision)
        finally:
            DRAWS.reset(before)

    return fit


class _FramesLeftOut(tf_stack.StackTraceFilter):  # type: ignore[misc]
    """Keeps our frames out of the places that TensorFlow names in errors at run time."""

    def get_filtered_filenames(self) -> set[str]:
        """Files whose frames are left out."""
        return _OUR_MODULES


def _replace(name: str, original: Any, call: Call) -> None:
    inner = keras_internals.unfiltered(original)
    signature = inspect.signature(inner)

    @functools.wraps(inner)
    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            bound = signature.bind(self, *args, **kwargs)
        except TypeError:
            # Wrong arguments: Python's own message, with the names that Keras gives them.
            return inner(self, *args, **kwargs)
        given = dict(bound.arguments)
        given.pop("self")
        given.update(given.pop("kwargs", {}))
        with _FramesLeftOut():
            return call(self, given)

    setattr(TensorFlowTrainer, name, traceback_utils.filter_traceback(method))
