"""Level 2: callbacks hear about every epoch, and each epoch is one compiled call.

The loop is stock `fit`'s own, line by line (`keras/src/backend/tensorflow/trainer.py`); only the
steps of an epoch and of a validation are run by a `Session`. Tracing happens where stock traces,
after the first `on_epoch_begin`, so that callbacks can still change the model before it. If the
step turns out not to be traceable or not repeatable, the loop goes on with stock's steps.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import tensorflow as tf
from keras.src.backend.tensorflow.trainer import TFEpochIterator
from keras.src.trainers.data_adapters import array_slicing, data_adapter_utils

from autograder.compiled_fit import keras_internals
from autograder.compiled_fit.arguments import FitArguments
from autograder.compiled_fit.fit_lifecycle import Snapshot, callback_list, finish, prepare
from autograder.compiled_fit.levels import Decision, Level
from autograder.compiled_fit.progress import Bars
from autograder.compiled_fit.rules_callbacks import nobody_sees_metrics
from autograder.compiled_fit.rules_model import averaging_metrics
from autograder.compiled_fit.session import Feeds, Session
from autograder.compiled_fit.steps import (
    StepTraceError,
    UndoneTraceError,
    UnsuitedStepError,
    trace_postponed,
)

Logs = dict[str, Any]


class Epochs(Protocol):
    """Runs the steps of one epoch or one validation."""

    def train(self, callbacks: Any) -> Logs:
        """Trains for one epoch and returns its logs."""

    def validate(self, callbacks: Any) -> Logs:
        """Validates once and returns the logs, without the prefix `val_`."""


@dataclass
class CompiledEpochs:
    """Epochs in one compiled call each, or a few if they take long."""

    model: Any
    session: Session

    def train(self, callbacks: Any) -> Logs:
        """Trains for one epoch and returns its logs."""
        names, bars = self.session.program.names, Bars.among(callbacks.callbacks)
        # Stock looks at `stop_training` after each step; here only `on_epoch_begin` can set it.
        steps = 1 if self.model.stop_training else self.session.feeds.train.steps
        shown = 0
        for done, values in self.session.train_epoch(steps):
            if not shown and done > 1 and self.session.program.wishes.first_batch:
                bars.batch(0, _named(names, values.first_batch[0]))
            shown = done
            bars.batch(done - 1, _named(names, values.train[0]))
            if self.model.stop_training:
                break
        logs = _named(names, values.train[0])
        if self.session.program.wishes.metrics_in_graph:
            return logs
        return dict(self.model._get_metrics_result_or_logs(logs))

    def validate(self, callbacks: Any) -> Logs:
        """Validates once and returns the logs, without the prefix `val_`."""
        self.model.make_test_function()
        self.model.stop_evaluating = False
        callbacks.on_test_begin()
        in_graph = self.session.program.wishes.metrics_in_graph
        if not in_graph:
            self.model.reset_metrics()
        last = _named(self.session.program.names, self.session.validate())
        values = last if in_graph else self.model._get_metrics_result_or_logs(last)
        logs: Logs = keras_internals.PYTHONIFY_LOGS(values)
        callbacks.on_test_end(logs)
        return logs


def _named(names: list[str], row: Any) -> Logs:
    return dict(zip(names, row.tolist(), strict=True))


@dataclass
class StockEpochs:
    """Epochs as stock runs them, for a loop that has begun and cannot be compiled."""

    model: Any
    args: FitArguments

    def __post_init__(self) -> None:
        trace_postponed(self.model)
        x, y, weight = self.args.x, self.args.y, self.args.sample_weight
        validation = self.args.validation_data
        if self.args.validation_split and validation is None:
            (x, y, weight), validation = array_slicing.train_validation_split(
                (x, y, weight), validation_split=self.args.validation_split
            )
        self._validation = data_adapter_utils.unpack_x_y_sample_weight(validation)
        self._iterator = TFEpochIterator(
            x=x,
            y=y,
            sample_weight=weight,
            batch_size=self.args.batch_size,
            shuffle=self.args.shuffle,
            class_weight=self.args.class_weight,
            distribute_strategy=self.model.distribute_strategy,
            steps_per_execution=self.model.steps_per_execution,
        )
        self._iterator.reset()

    def train(self, callbacks: Any) -> Logs:
        """Trains for one epoch and returns its logs."""
        logs: Logs = {}
        with self._iterator.catch_stop_iteration():
            for begin, end, iterator in self._iterator:
                callbacks.on_train_batch_begin(begin)
                logs = self.model.train_function(iterator)
                callbacks.on_train_batch_end(end, logs)
                if self.model.stop_training:
                    break
        return dict(self.model._get_metrics_result_or_logs(logs))

    def validate(self, callbacks: Any) -> Logs:
        """Validates once and returns the logs, without the prefix `val_`."""
        x, y, weight = self._validation
        size = self.args.validation_batch_size or self.args.batch_size
        if getattr(self.model, "_eval_epoch_iterator", None) is None:
            self.model._eval_epoch_iterator = TFEpochIterator(
                x=x,
                y=y,
                sample_weight=weight,
                batch_size=size,
                distribute_strategy=self.model.distribute_strategy,
                steps_per_execution=self.model.steps_per_execution,
                shuffle=False,
            )
        logs: Logs = self.model.evaluate(
            x=x,
            y=y,
            sample_weight=weight,
            batch_size=size,
            callbacks=callbacks,
            return_dict=True,
            _use_cached_eval_dataset=True,
        )
        return logs


@dataclass(frozen=True)
class FailingEpochs:
    """Stands for a step that stock could not trace either."""

    error: BaseException

    def train(self, callbacks: Any) -> Logs:
        """Raises the error, at the place where stock would."""
        del callbacks
        raise self.error

    def validate(self, callbacks: Any) -> Logs:
        """Is never reached."""
        raise NotImplementedError


Starter = Callable[[], tuple[Epochs, Decision]]


def run(
    model: Any, args: FitArguments, feeds: Feeds, start: Starter, tell: Callable[[Decision], None]
) -> Any:
    """Trains to the end and returns the history.

    Args:
        model: the compiled model.
        args: the arguments of `fit`.
        feeds: their data.
        start: traces the step, where stock would, and says what came of it.
        tell: called with the decision after that.

    Raises:
        Exception: what stock `fit` raises, and what callbacks raise.
    """
    model._eval_epoch_iterator = None
    callbacks = callback_list(model, args, feeds.train.steps)
    model.stop_training = False
    model.make_train_function()
    callbacks.on_train_begin()
    first = model._initial_epoch or args.initial_epoch
    model.reset_metrics()
    callbacks.on_epoch_begin(first)
    epochs, decision = start()
    tell(decision)
    logs = loop(model, args, callbacks, epochs, first, begun=True)
    return finish(model, callbacks, logs, validated=feeds.validation is not None)


def loop(  # noqa: PLR0913 - the state of stock's loop at the moment it is taken over
    model: Any, args: FitArguments, callbacks: Any, epochs: Epochs, first: int, *, begun: bool
) -> Logs | None:
    """Runs stock's loop over epochs and returns the logs of the last one.

    Args:
        model: the compiled model.
        args: the arguments of `fit`.
        callbacks: the callback list.
        epochs: runs the steps.
        first: the epoch to start with.
        begun: whether the callbacks have been told of the beginning of the first epoch.
    """
    owner, logs = model.train_function, None
    for epoch in range(first, args.epochs):
        if not _resets_itself(epochs):
            model.reset_metrics()
        if epoch > first or not begun:
            callbacks.on_epoch_begin(epoch)
        if model.train_function is not owner and isinstance(epochs, CompiledEpochs):
            # A callback has compiled the model anew; stock's own steps know what that means.
            epochs = StockEpochs(model, args)
        logs, epochs = _train(model, args, callbacks, epochs, risky=epoch == first)
        if args.validates and model._should_eval(epoch, args.validation_freq):
            values = epochs.validate(callbacks)
            logs.update({f"val_{name}": value for name, value in values.items()})
        callbacks.on_epoch_end(epoch, logs)
        if model.stop_training:
            break
    return logs


def _resets_itself(epochs: Epochs) -> bool:
    return isinstance(epochs, CompiledEpochs) and epochs.session.program.wishes.metrics_in_graph


def _train(
    model: Any, args: FitArguments, callbacks: Any, epochs: Epochs, *, risky: bool
) -> tuple[Logs, Epochs]:
    """One epoch; if a compiled one fails while it runs, stock repeats it and fails by itself."""
    if not (risky and isinstance(epochs, CompiledEpochs)):
        return epochs.train(callbacks), epochs
    before = Snapshot(model)
    try:
        return epochs.train(callbacks), epochs
    except tf.errors.OpError:
        before.restore()
        model.reset_metrics()
        stock = StockEpochs(model, args)
        return stock.train(callbacks), stock


def start_compiled(
    model: Any, args: FitArguments, feeds: Feeds, decision: Decision
) -> tuple[Epochs, Decision]:
    """Traces the model's step for epochs in one call each, or falls back to stock's steps."""
    if model.train_function is None:
        reason = "A callback has compiled the model anew before the first epoch."
        return StockEpochs(model, args), Decision(Level.STOCK, reason)
    try:
        inside = averaging_metrics(model, args) is None and nobody_sees_metrics(args.callbacks)
        session = prepare(model, args, feeds, metrics_in_graph=inside)
    except UnsuitedStepError as error:
        return StockEpochs(model, args), Decision(Level.STOCK, str(error))
    except StepTraceError as error:
        return failing(error)
    except UndoneTraceError as error:
        return StockEpochs(model, args), untraceable(error)
    except Exception as error:  # noqa: BLE001 - only our own graph is in doubt, not stock's
        reason = f"The epoch cannot be traced ({type(error).__name__})."
        return StockEpochs(model, args), Decision(Level.STOCK, reason)
    return CompiledEpochs(model, session), decision


def failing(error: StepTraceError) -> tuple[Epochs, Decision]:
    """Epochs that raise the cause of `error`, and the decision that says so."""
    return FailingEpochs(error.__cause__ or error), untraceable(error)


def untraceable(error: StepTraceError | UndoneTraceError) -> Decision:
    """The decision that says that no level can trace this step."""
    if error.__cause__ is None:
        return Decision(Level.STOCK, "An earlier fit could not trace the step.")
    kind = type(error.__cause__).__name__
    return Decision(Level.STOCK, f"The step cannot be traced ({kind}).")
