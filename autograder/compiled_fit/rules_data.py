"""What the arguments of a `fit` allow."""

from __future__ import annotations

from typing import Any

import numpy as np
import tensorflow as tf
from keras.src import tree
from keras.src.backend import config

from autograder.compiled_fit.arguments import FitArguments
from autograder.compiled_fit.levels import Decision, Level

_NUMBERS = "fiub"


def _stock(reason: str) -> Decision:
    return Decision(Level.STOCK, reason)


def _is_plain_array(value: Any) -> bool:
    if type(value) is np.ndarray:
        return bool(value.dtype.kind in _NUMBERS and value.ndim > 0)
    if isinstance(value, tf.__internal__.EagerTensor):
        kind = value.dtype
        numeric = kind.is_floating or kind.is_integer or kind.is_bool
        return bool(value.shape.rank > 0 and numeric)
    return False


def _rows(data: Any) -> set[int]:
    return {int(leaf.shape[0]) for leaf in tree.flatten(data)}


def _is_whole(value: Any, least: int) -> bool:
    return isinstance(value, (int, np.integer)) and type(value) is not bool and bool(value >= least)


def plain_arrays(model: Any, args: FitArguments) -> Decision | None:
    """Inputs, targets and weights are NumPy arrays or dense tensors of numbers, equally long."""
    del model
    given = [part for part in (args.x, args.y, args.sample_weight) if part is not None]
    if args.x is None or not tree.flatten(args.x):
        return _stock("There is no input `x`.")
    for leaf in tree.flatten(given):
        if not _is_plain_array(leaf):
            return _stock(f"The data holds a {type(leaf).__name__}, not only arrays of numbers.")
    if args.y is None and args.sample_weight is not None:
        return _stock("There are sample weights but no targets.")
    rows = _rows(given)
    if len(rows) != 1 or 0 in rows:
        return _stock("The arrays are empty or differ in their number of rows.")
    return None


def plain_validation(model: Any, args: FitArguments) -> Decision | None:
    """Validation data is absent, a split, or a tuple of arrays like the training data."""
    del model
    split, data = args.validation_split, args.validation_data
    if type(split) not in {int, float} or not 0 <= split < 1:
        return _stock("`validation_split` is not a fraction.")
    if data is None:
        rows = _rows(args.x).pop()
        few = bool(split) and not 0 < int(rows * (1.0 - split)) < rows
        return _stock("There are too few rows to split.") if few else None
    if not isinstance(data, (tuple, list)) or len(data) not in {2, 3}:
        return _stock("`validation_data` is not a tuple of inputs, targets and perhaps weights.")
    return _plain_parts(data)


def _plain_parts(data: Any) -> Decision | None:
    given = [part for part in data if part is not None]
    leaves = tree.flatten(given)
    if data[0] is None or data[1] is None or not all(_is_plain_array(leaf) for leaf in leaves):
        return _stock("The validation data holds something else than arrays of numbers.")
    rows = _rows(given)
    if len(rows) != 1 or 0 in rows:
        return _stock("The validation arrays are empty or differ in their number of rows.")
    return None


def plain_counts(model: Any, args: FitArguments) -> Decision | None:
    """Epochs, batch sizes and verbosity are what their names say."""
    if not _is_whole(args.epochs, 1) or not _is_whole(args.initial_epoch, 0):
        return _stock("`epochs` or `initial_epoch` is not a positive whole number.")
    if (model._initial_epoch or args.initial_epoch) >= args.epochs:
        return _stock("There is no epoch to train.")
    for size in (args.batch_size, args.validation_batch_size):
        if size is not None and not _is_whole(size, 1):
            return _stock("A batch size is not a positive whole number.")
    if type(args.verbose) not in {int, bool, str} or args.verbose not in {0, 1, 2, "auto"}:
        return _stock("`verbose` is not one of 0, 1, 2 and 'auto'.")
    if type(args.shuffle) not in {bool, str} or args.shuffle not in {True, False, "batch"}:
        return _stock("`shuffle` is not one of True, False and 'batch'.")
    return None


def no_step_limits(model: Any, args: FitArguments) -> Decision | None:
    """An epoch is the whole data set."""
    del model
    if args.steps_per_epoch is not None or args.validation_steps is not None:
        return _stock("The number of steps per epoch is set by hand.")
    if config.max_epochs() or config.max_steps_per_epoch():
        return _stock("Keras is configured to cap epochs or steps.")
    return None


def plain_weights(model: Any, args: FitArguments) -> Decision | None:
    """At most one kind of weight, and class weights in a dictionary."""
    del model
    if args.class_weight is None:
        return None
    if args.sample_weight is not None or tree.is_nested(args.y) or args.y is None:
        return _stock("Class weights meet sample weights, several outputs or no targets.")
    if type(args.class_weight) is not dict:
        return _stock("`class_weight` is not a dictionary.")
    return None


def validation_every_epoch(model: Any, args: FitArguments) -> Decision | None:
    """Validation happens after every epoch."""
    del model
    frequency = args.validation_freq
    if not args.validates or (_is_whole(frequency, 1) and frequency == 1):
        return None
    if type(frequency) is int and frequency >= 1:
        return Decision(Level.PER_EPOCH, "Validation does not follow every epoch.")
    if type(frequency) is list and all(type(epoch) is int for epoch in frequency):
        return Decision(Level.PER_EPOCH, "Validation does not follow every epoch.")
    return _stock("`validation_freq` is neither a whole number nor a list of them.")
