"""Puts the drop-in in place of `keras.Model.fit`, and takes it away again."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

from keras.src.backend.tensorflow.trainer import TensorFlowTrainer
from keras.src.utils import traceback_utils

from autograder.compiled_fit import keras_internals
from autograder.compiled_fit.arguments import FitArguments
from autograder.compiled_fit.dispatch import OnDecision, fit_at_level, stock

_OUR_FILES = str(Path(__file__).parent)


def install(on_decision: OnDecision | None = None) -> None:
    """Replaces `fit` on every Keras model, `tf.keras` ones included.

    Signature, name and docstring stay Keras' own, and tracebacks leave out our frames as they
    leave out Keras'. Runs no TensorFlow operation, so a process may still be forked afterwards.

    Args:
        on_decision: called with the level and reason of every `fit`.
    """
    uninstall()
    kept = traceback_utils._EXCLUDED_PATHS
    traceback_utils._EXCLUDED_PATHS = (*kept, _OUR_FILES)
    TensorFlowTrainer.fit = _like(keras_internals.STOCK_FIT, _fit(on_decision))


def uninstall() -> None:
    """Puts stock Keras back; harmless when nothing was installed."""
    TensorFlowTrainer.fit = keras_internals.STOCK_FIT
    paths = traceback_utils._EXCLUDED_PATHS
    traceback_utils._EXCLUDED_PATHS = tuple(path for path in paths if path != _OUR_FILES)


def _fit(on_decision: OnDecision | None) -> Callable[..., Any]:
    def fit(self: Any, *args: Any, **kwargs: Any) -> Any:
        names = FitArguments.__dataclass_fields__
        given = dict(zip(names, args, strict=False)) | kwargs
        return fit_at_level(self, FitArguments.of(given), on_decision)

    return fit


def _like(original: Any, replacement: Callable[..., Any]) -> Any:
    inner = functools.wraps(stock(original))(replacement)
    return traceback_utils.filter_traceback(inner)
