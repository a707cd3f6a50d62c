"""Level 1: nobody needs to hear about an epoch before the run ends, so many run in one call."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from autograder.compiled_fit import per_epoch
from autograder.compiled_fit.arguments import FitArguments
from autograder.compiled_fit.fit_lifecycle import Snapshot, callback_list, finish
from autograder.compiled_fit.progress import Reporter
from autograder.compiled_fit.session import Session


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
        before = Snapshot(model)
        try:
            if count:
                logs = _epochs(session, reporter, epoch, count)
            else:
                logs = _one_long_epoch(session, reporter, epoch)
        except tf.errors.OpError:
            # A step refuses its data, such as a label out of range. Stock's own steps then stop at
            # the same row of the same epoch with the same words.
            before.restore()
            epochs = per_epoch.StockEpochs(model, args)
            logs = per_epoch.loop(model, args, callbacks, epochs, epoch, begun=not count)
            break
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
