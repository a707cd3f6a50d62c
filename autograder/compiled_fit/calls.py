"""`fit`, `predict` and `evaluate` as plain functions, for callers that do not patch Keras."""

from __future__ import annotations

from typing import Any

from autograder.compiled_fit import fast_predict
from autograder.compiled_fit.arguments import FitArguments
from autograder.compiled_fit.dispatch import OnDecision, fit_at_level


def fit(  # noqa: PLR0913, PLR0917 - the signature is Keras'
    model: Any,
    x: Any = None,
    y: Any = None,
    batch_size: int | None = None,
    epochs: int = 1,
    verbose: int | str = "auto",
    callbacks: Any = None,
    validation_split: float = 0.0,
    validation_data: Any = None,
    shuffle: bool | str = True,
    class_weight: Any = None,
    sample_weight: Any = None,
    initial_epoch: int = 0,
    steps_per_epoch: int | None = None,
    validation_steps: int | None = None,
    validation_batch_size: int | None = None,
    validation_freq: int | list[int] = 1,
    on_decision: OnDecision | None = None,
) -> Any:
    """Trains `model` as `keras.Model.fit` does, with the same numbers, faster.

    Args:
        model: a Keras model.
        x: inputs, see `keras.Model.fit`, as all that follow.
        y: targets.
        batch_size: rows per step, 32 if None.
        epochs: number of the last epoch.
        verbose: progress text.
        callbacks: Keras callbacks.
        validation_split: fraction of rows, taken from the end, to validate on.
        validation_data: inputs and targets to validate on.
        shuffle: whether rows are shuffled.
        class_weight: class to weight.
        sample_weight: a weight per row.
        initial_epoch: epochs that were trained before.
        steps_per_epoch: steps per epoch.
        validation_steps: steps per validation.
        validation_batch_size: rows per validation step.
        validation_freq: epochs between validations.
        on_decision: called once with the level and the reason.

    Returns:
        The `keras.callbacks.History`.

    Raises:
        Exception: what stock `Model.fit` raises.
    """
    given = {
        name: value for name, value in locals().items() if name not in {"model", "on_decision"}
    }
    return fit_at_level(model, FitArguments.of(given), on_decision)


def predict(  # noqa: PLR0913, PLR0917 - the signature is Keras'
    model: Any,
    x: Any,
    batch_size: int | None = None,
    verbose: int | str = "auto",
    steps: int | None = None,
    callbacks: Any = None,
) -> Any:
    """Predicts as `keras.Model.predict` does, with the same numbers, sooner on few rows.

    Returns:
        The model's output for each row: an array `(rows, ...)` or a structure of them.

    Raises:
        Exception: what stock `Model.predict` raises.
    """
    given = {name: value for name, value in locals().items() if name != "model"}
    return fast_predict.predict(model, given)


def evaluate(  # noqa: PLR0913, PLR0917 - the signature is Keras'
    model: Any,
    x: Any = None,
    y: Any = None,
    batch_size: int | None = None,
    verbose: int | str = "auto",
    sample_weight: Any = None,
    steps: int | None = None,
    callbacks: Any = None,
    return_dict: bool = False,
) -> Any:
    """Evaluates as `keras.Model.evaluate` does, with the same numbers, sooner on few rows.

    Returns:
        The loss, a list of loss and metrics, or a dictionary of them.

    Raises:
        Exception: what stock `Model.evaluate` raises.
    """
    given = {name: value for name, value in locals().items() if name != "model"}
    return fast_predict.evaluate(model, given)
