"""What the compiled levels do before the first and after the last epoch, as stock does it."""

from __future__ import annotations

from typing import Any

import keras
from keras.callbacks import CallbackList

from autograder.compiled_fit.arguments import FitArguments
from autograder.compiled_fit.notes import note_weights
from autograder.compiled_fit.permutation import RowOrder
from autograder.compiled_fit.program import Wishes
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


def prepare(
    model: Any,
    args: FitArguments,
    feeds: Feeds,
    *,
    metrics_in_graph: bool,
    joined: bool = False,
) -> Session:
    """Traces what is not traced yet.

    Args:
        model: the compiled model.
        args: the arguments of `fit`.
        feeds: their data.
        metrics_in_graph: see `Wishes`.
        joined: see `Wishes`.

    Raises:
        UnsuitedStepError: the model's step cannot be looped over exactly.
        Exception: whatever building and calling the model raises.
    """
    shows_batches = args.verbose not in {0, 2} and feeds.train.steps > 1
    program = program_for(model, feeds, Wishes(shows_batches, metrics_in_graph, joined))
    note_weights(model)
    order = RowOrder(feeds.train.rows, feeds.train.batch_size, args.shuffle)
    return Session(program, feeds, order)


class Snapshot:
    """The values of all variables of a model, to go back to when a step fails at run time."""

    def __init__(self, model: Any) -> None:
        """Copies the variables of the model, its optimizer and its metrics."""
        metrics = [variable for metric in model.metrics for variable in metric.variables]
        variables = [*model.variables, *model.optimizer.variables, *metrics]
        # A read tensor stays as it is: later writes to the variable go to another buffer.
        self._values = [(variable, variable.value.read_value()) for variable in variables]

    def restore(self) -> None:
        """Puts the values back."""
        for variable, value in self._values:
            variable.assign(value)
