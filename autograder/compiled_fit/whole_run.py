"""Level 1: nobody needs to hear about an epoch before the run ends, so many run in one call."""

from __future__ import annotations

from typing import Any

import keras
from keras.callbacks import CallbackList

from autograder.compiled_fit.arguments import FitArguments
from autograder.compiled_fit.permutation import RowOrder
from autograder.compiled_fit.program import Wishes
from autograder.compiled_fit.progress import Reporter
from autograder.compiled_fit.session import Feeds, Session, program_for


def callback_list(model: Any, args: FitArguments, steps: int) -> Any:
    """The callbacks of a fit, made as stock `fit` makes them."""
    return CallbackList(
        args.callbacks,
        add_history=True,
        add_progbar=args.verbose != 0,
        verbose=args.verbose,
        epochs=args.epochs,
        steps=steps,
        model=model,
    )


def finish(model: Any, callbacks: Any, logs: dict[str, float] | None, *, validated: bool) -> Any:
    """What stock `fit` does after the last epoch; returns the model's history."""
    if isinstance(model.optimizer, keras.optimizers.Optimizer):
        model.optimizer.finalize_variable_values(model.trainable_weights)
    if validated and hasattr(model, "_eval_epoch_iterator"):
        del model._eval_epoch_iterator
    callbacks.on_train_end(logs=logs)
    return model.history


def prepare(model: Any, args: FitArguments, feeds: Feeds, *, metrics_in_graph: bool) -> Session:
    """Traces what is not traced yet.

    Args:
        model: the compiled model.
        args: the arguments of `fit`.
        feeds: their data.
        metrics_in_graph: see `Wishes`.

    Raises:
        UnsuitedStepError: the model's step cannot be looped over exactly.
        Exception: whatever building and calling the model raises.
    """
    shows_batches = args.verbose not in {0, 2} and feeds.train.steps > 1
    program = program_for(model, feeds, Wishes(shows_batches, metrics_in_graph))
    order = RowOrder(feeds.train.rows, feeds.train.batch_size, args.shuffle)
    return Session(program, feeds, order)


def run(model: Any, args: FitArguments, session: Session) -> Any:
    """Trains to the end and returns the history.

    Args:
        model: the compiled model.
        args: the arguments of `fit`.
        session: what `prepare` has traced for them.
    """
    feeds = session.feeds
    model._eval_epoch_iterator = None
    callbacks = callback_list(model, args, feeds.train.steps)
    model.stop_training = False
    callbacks.on_train_begin()
    reporter = Reporter(callbacks, session.program.names)
    logs: dict[str, float] | None = None
    epoch = model._initial_epoch or args.initial_epoch
    while epoch < args.epochs and not model.stop_training:
        count = session.affordable_epochs(args.epochs - epoch)
        if count:
            logs = _epochs(session, reporter, epoch, count)
        else:
            logs = _one_long_epoch(session, reporter, epoch)
        epoch += max(count, 1)
    if feeds.validation is not None:
        model.stop_evaluating = False
    return finish(model, callbacks, logs, validated=feeds.validation is not None)


def _epochs(session: Session, reporter: Reporter, epoch: int, count: int) -> dict[str, float]:
    values = session.run_epochs(count)
    early = values.first_batch if session.feeds.train.steps > 1 else values.train
    validation = values.validation if session.feeds.validation is not None else None
    return reporter.many(epoch, values.train, early, validation)


def _one_long_epoch(session: Session, reporter: Reporter, epoch: int) -> dict[str, float]:
    reporter.begin(epoch)
    shown = 0
    for done, values in session.train_epoch(session.feeds.train.steps):
        if not shown and done > 1 and session.program.wishes.first_batch:
            reporter.batch(0, values.first_batch[0])
        reporter.batch(done - 1, values.train[0])
        shown = done
    validation = session.validate() if session.feeds.validation is not None else None
    logs = reporter.epoch_logs(values.train[0], validation)
    reporter.end(epoch, logs)
    return logs
