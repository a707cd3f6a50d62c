"""Level 3: stock's own loop, step by step, on batches that do not come from tf.data."""

from __future__ import annotations

from typing import Any

from autograder.compiled_fit import keras_internals
from autograder.compiled_fit.arguments import FitArguments
from autograder.compiled_fit.array_data import Feed
from autograder.compiled_fit.eager_adapter import SteppedData, Watch, serves_every_batch
from autograder.compiled_fit.permutation import RowOrder
from autograder.compiled_fit.session import Feeds


def plain_order(feed: Feed) -> RowOrder:
    """Rows as they come."""
    return RowOrder(feed.rows, feed.batch_size, shuffle=False)


def is_exact(model: Any, feeds: Feeds) -> bool:
    """Whether earlier traces of this model leave the steps as stock would run them."""
    model.make_train_function()
    model.make_test_function()
    validation = feeds.validation
    return serves_every_batch(model, "train_function", feeds.train) and (
        validation is None or serves_every_batch(model, "test_function", validation)
    )


def run(model: Any, args: FitArguments, feeds: Feeds, watch: Watch | None) -> Any:
    """Trains with stock `fit` on stepped data and returns the history.

    Args:
        model: the compiled model.
        args: the arguments of `fit`.
        feeds: their data.
        watch: see `SteppedData`.
    """
    order = RowOrder(feeds.train.rows, feeds.train.batch_size, args.shuffle)
    validation = feeds.validation
    ignore = watch and (lambda _: None)
    return keras_internals.unfiltered(keras_internals.STOCK_FIT)(
        model,
        x=SteppedData(feeds.train, order, model, "train_function", watch),
        epochs=args.epochs,
        verbose=args.verbose,
        callbacks=args.callbacks,
        validation_data=validation
        and SteppedData(validation, plain_order(validation), model, "test_function", ignore),
        initial_epoch=args.initial_epoch,
        validation_freq=args.validation_freq,
    )
