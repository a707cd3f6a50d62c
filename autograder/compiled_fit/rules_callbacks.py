"""What the callbacks of a `fit` need to see."""

from __future__ import annotations

from typing import Any

from keras.callbacks import (
    Callback,
    CallbackList,
    History,
    LambdaCallback,
    ModelCheckpoint,
    ProgbarLogger,
)
from keras.src import tree
from keras.src.utils.python_utils import is_default

from autograder.compiled_fit.arguments import FitArguments
from autograder.compiled_fit.levels import Decision, Level
from autograder.compiled_fit.object_signature import is_keras_alone

_BATCH_HOOKS = (
    "on_batch_begin",
    "on_batch_end",
    "on_train_batch_begin",
    "on_train_batch_end",
    "on_test_batch_begin",
    "on_test_batch_end",
)
_BEGINNINGS = ("on_batch_begin", "on_train_batch_begin", "on_test_batch_begin")


def callbacks_by_need(model: Any, args: FitArguments) -> Decision | None:
    """Callbacks that watch epochs get epochs; those that watch batches get batches."""
    del model
    if not args.callbacks:
        return None
    if isinstance(args.callbacks, CallbackList):
        return Decision(Level.STOCK, "The callbacks come as a ready CallbackList.")
    callbacks = tree.flatten(args.callbacks)
    strangers = [c for c in callbacks if not isinstance(c, Callback)]
    if strangers:
        return Decision(Level.STOCK, "Something among the callbacks is not a Callback.")
    for callback in callbacks:
        if _watches_batches(callback):
            return Decision(Level.NO_TF_DATA, f"{type(callback).__name__} watches every batch.")
    for callback in callbacks:
        if type(callback) not in {History, ProgbarLogger}:
            return Decision(Level.PER_EPOCH, f"{type(callback).__name__} watches every epoch.")
    return None


def unwatched_beginnings(model: Any, args: FitArguments) -> Decision | None:
    """Whoever watches batches begin watches Keras' own code.

    Other code may draw from kernels, which is found out right before the first batch begins.
    """
    if args.callbacks and not is_keras_alone(model):
        for callback in tree.flatten(args.callbacks):
            if not all(is_default(getattr(callback, hook)) for hook in _BEGINNINGS):
                name = type(callback).__name__
                return Decision(Level.STOCK, f"{name} watches batches begin, of code not of Keras.")
    return None


def heard_traces(model: Any, args: FitArguments) -> Decision | None:
    """Code of one's own may print while it is traced: where stock traces it, and if it does.

    Stock traces the train step in the first epoch, and the test step when it first validates.
    """
    validated = args.validation_data is not None or bool(args.validation_split)
    if (args.verbose == 0 and not args.callbacks and not validated) or is_keras_alone(model):
        return None
    reason = "Code that is not of Keras may print while it is traced"
    if validated:
        return Decision(Level.NO_TF_DATA, f"{reason}, before each part of an epoch.")
    return Decision(Level.PER_EPOCH, f"{reason}, in the first epoch.")


def _watches_batches(callback: Any) -> bool:
    if type(callback) in {History, ProgbarLogger}:
        return False
    if type(callback) is ModelCheckpoint and callback.save_freq == "epoch":
        # It overrides the batch hook but returns at once unless `save_freq` counts batches.
        return False
    return not all(is_default(getattr(callback, hook)) for hook in _BATCH_HOOKS)


def nobody_sees_metrics(callbacks: Any) -> bool:
    """Whether all callbacks are Keras' own and look at logs, never at the model's metric objects.

    Then metrics may be reset and read inside the compiled epoch.
    """
    return all(
        type(callback).__module__.startswith("keras.src.callbacks.")
        and type(callback) is not LambdaCallback
        for callback in tree.flatten(callbacks)
    )
