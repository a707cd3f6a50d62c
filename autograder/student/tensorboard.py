"""Logs for TensorBoard are not written unless they are handed in: the training is the same.

Where the assignment asks for no folder, the callback and the writers of ``tf.summary`` are there
and do nothing, whether the package ``tensorboard`` is installed or not. Its server is never
started.
"""

from __future__ import annotations

import contextlib
import functools
import sys
from types import ModuleType
from typing import Any

import keras
import tensorflow as tf

from autograder.student.colab import say

_HOOKS = (
    *("set_model", "on_train_begin", "on_train_end", "on_test_begin", "on_test_end"),
    *("on_train_batch_begin", "on_train_batch_end", "on_test_batch_begin"),
    *("on_epoch_begin", "on_epoch_end"),
)
_WRITES = ("audio", "graph", "histogram", "image", "scalar", "text", "write")
_TRACES = ("trace_export", "trace_off", "trace_on")


_writers: list[Any] = []  # that were made, to be flushed when all cells have run


def install(*, written: bool = False) -> None:
    """Put what does nothing in place of what writes logs, unless they are to be ``written``."""
    _install_server()
    if written:
        _remember_writers()
        return
    callback: Any = keras.callbacks.TensorBoard
    for hook in _HOOKS:
        if hook in vars(callback):
            delattr(callback, hook)  # that of Callback does nothing
    callback._train_writer = callback._val_writer = property(lambda _: _no_writer())
    tf.summary.create_file_writer = _no_writer
    for name in _WRITES:
        setattr(tf.summary, name, _written)
    for name in _TRACES:
        setattr(tf.summary, name, _nothing)
    for name in ("start", "stop"):
        setattr(tf.profiler.experimental, name, _nothing)
    tf.profiler.experimental.Profile = lambda *_, **__: contextlib.nullcontext()


def _remember_writers() -> None:
    made = tf.summary.create_file_writer

    @functools.wraps(made)
    def make(*args: Any, **given: Any) -> Any:
        writer = made(*args, **given)
        _writers.append(writer)
        return writer

    tf.summary.create_file_writer = make


def flush() -> None:
    """What a notebook that ends would write: the numbers that its writers still hold."""
    for writer in _writers:
        with contextlib.suppress(Exception):  # it was closed, and its file removed
            writer.flush()


def _no_writer(*_: Any, **__: Any) -> Any:
    return tf.summary.create_noop_writer()


def _written(*_: Any, **__: Any) -> bool:
    """As TensorFlow answers where no writer is in force."""
    return False


def _nothing(*_: Any, **__: Any) -> None:
    """Nothing is traced."""


def _install_server() -> None:
    """``tensorboard.notebook`` starts a server; here it says that it does not."""
    module = ModuleType("tensorboard.notebook")
    for name in ("start", "display", "list"):
        vars(module)[name] = not_started
    sys.modules["tensorboard.notebook"] = module


def not_started(*_: Any, **__: Any) -> None:
    """``%tensorboard``: says that nothing is shown."""
    say("TensorBoard는 띄우지 않습니다.", "TensorBoard is not started.")
