"""Retraining with Keras itself, one network after the other, for what can't be stacked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from autograder.retraining import clock
from autograder.retraining.adapted_layers import set_weights
from autograder.retraining.compile_config import (
    UnreadableError,
    build_loss_weights,
    build_losses,
    build_metrics,
    build_optimizer,
)
from autograder.retraining.initialization import reinitialized_model
from autograder.retraining.parts import Data, FloatArray, count, for_keras, side_by_side, taken
from autograder.retraining.training_spec import IntArray, Phase, TrainingSpec, build_callbacks

CHUNK_SECONDS = 1.0  # how often the clock is looked at
LARGE_BATCH = 4096  # rows for which predictions are asked at once


@dataclass(frozen=True, eq=False)
class One:
    """One retrained network. Predictions, also those ``before``, have shape (rows, outputs).

    Several outputs stand side by side.

    ``weights`` are in the order of ``model.get_weights()``.
    """

    seed: int
    before: FloatArray
    predictions: FloatArray
    loss: float
    fell: float  # part of the loss that the last tenth of the epochs took away
    complete: bool
    epochs: int  # run
    weights: list[FloatArray]


def train_each(
    model: Any, spec: TrainingSpec, x: Data, seeds: tuple[int, ...], deadline: float
) -> Iterator[One]:
    """Retrain ``model``'s architecture from each seed in turn, predicting ``x``.

    Ends after the one that ``deadline`` (of ``clock.seconds()``) cut short.

    Raises:
        UnreadableError: Keras refuses what the record holds.
    """
    worker = _Worker(model, seeds[0]) if seeds else None
    for seed in seeds:
        if worker is None or clock.seconds() >= deadline:
            return
        found = worker.train(spec, x, seed, deadline)
        yield found
        if not found.complete:
            return


def train_from(
    model: Any, spec: TrainingSpec, x: Data, starts: Sequence[FloatArray], deadline: float
) -> Iterator[One]:
    """Train ``model``'s architecture from k given starts in turn, predicting ``x``.

    ``starts`` holds one array of shape (k, …) for each weight.

    Raises:
        UnreadableError: chance plays a part that isn't recorded.
    """
    if len(model.variables) > len(model.weights):
        raise UnreadableError("chance plays a part in a layer, as in Dropout")
    phases = [_ordered(phase) for phase in spec.phases]
    worker = _Worker(model, 0)
    for start in zip(*starts, strict=True):
        yield worker.run(replace(spec, phases=tuple(phases)), x, start, deadline)


def _ordered(phase: Phase) -> Phase:
    """The step with its rows in the order in which they were trained on.

    Where each epoch has an order of its own the order stays with the step, which shuffles no more.
    """
    if not phase.in_batches or not phase.shuffle:
        return phase
    order = phase.order
    if order is None:
        raise UnreadableError("the order of its rows is not known")
    if len(order) == 1 and order.shape[1] == count(phase.x):
        return _in_line(phase, order[0])
    if phase.callbacks or phase.rates:
        raise UnreadableError("its epochs have orders of their own, and callbacks watch them")
    return replace(phase, shuffle=False)


def _in_line(phase: Phase, line: IntArray) -> Phase:
    """The step with these rows alone, which come in this order."""
    weight = None if phase.weight is None else phase.weight[line]
    x, y = taken(phase.x, line), taken(phase.y, line)
    return replace(phase, x=x, y=y, weight=weight, shuffle=False, order=None, validation_split=0.0)


class _Worker:
    """One Keras model that is trained again and again, so that Keras traces it once."""

    def __init__(self, model: Any, seed: int) -> None:
        self._source = model
        self._model = reinitialized_model(model, seed)
        self._fit = fit_function()
        self._compiled: Phase | None = None  # the step that the model is compiled for
        self._fresh_optimizer: list[Any] = []  # the optimizer's state before any training
        self._epochs_at_once = 1  # as many as take about a second, once some are done

    def train(self, spec: TrainingSpec, x: Data, seed: int, deadline: float) -> One:
        """One retraining, as far as ``deadline`` lets it go."""
        import keras

        keras.utils.set_random_seed(seed)  # orders the rows
        fresh = reinitialized_model(self._source, seed)
        for mine, new in zip(self._model.variables, fresh.variables, strict=True):
            mine.assign(new)
        return self._train(spec, x, seed, deadline)

    def run(self, spec: TrainingSpec, x: Data, start: Sequence[FloatArray], deadline: float) -> One:
        """One training from ``start``, as far as ``deadline`` lets it go."""
        set_weights(self._model, start)
        return self._train(spec, x, 0, deadline)

    def _train(self, spec: TrainingSpec, x: Data, seed: int, deadline: float) -> One:
        before = self._predict(x)
        losses: list[float] = []
        complete = True
        for phase in spec.phases:
            self._prepare(phase)
            complete = self._run(phase, deadline, losses)
            if not complete:
                break
        return One(
            seed=seed,
            before=before,
            predictions=self._predict(x),
            loss=self._loss(phase),
            fell=_part_lost(losses),
            complete=complete,
            epochs=len(losses),
            weights=self._model.get_weights(),
        )

    def _predict(self, x: Data) -> FloatArray:
        return side_by_side(self._model.predict_on_batch(for_keras(x)))

    def _prepare(self, phase: Phase) -> None:
        if phase.recompiled and self._compiled is phase:
            for variable, value in zip(
                self._model.optimizer.variables, self._fresh_optimizer, strict=True
            ):
                variable.assign(value)
        elif phase.recompiled:
            self._compile(phase)
        elif phase.compiled.schedule is None:
            self._model.optimizer.learning_rate = phase.compiled.learning_rate

    def _compile(self, phase: Phase) -> None:
        losses = phase.compiled.several
        if losses and len(losses.losses) != len(self._model.outputs):
            raise UnreadableError("the losses are not one for each output")
        several = len(self._model.outputs) > 1
        self._model.compile(
            optimizer=build_optimizer(phase.compiled),
            loss=build_losses(phase.compiled),
            loss_weights=build_loss_weights(phase.compiled),
            # A list of them is one for each output then; they change no weight.
            metrics=[] if several else build_metrics(phase.compiled),
            jit_compile=False,
        )
        self._model.optimizer.build(self._model.trainable_variables)
        self._fresh_optimizer = [each.numpy() for each in self._model.optimizer.variables]
        self._compiled = phase

    def _run(self, phase: Phase, deadline: float, losses: list[float]) -> bool:
        """Train one step; whether it came to its end. Adds the loss of every epoch."""
        if phase.callbacks or phase.rates or phase.compiled.optimizer.config.get("use_ema"):
            return self._run_watched(phase, deadline, losses)
        if phase.order is not None and not phase.shuffle:
            return self._run_in_order(phase, phase.order, deadline, losses)
        left = phase.epochs
        while left and clock.seconds() < deadline:
            begun = clock.seconds()
            epochs = min(self._epochs_at_once, left)
            losses += self._call_fit(phase, epochs=epochs)
            left -= epochs
            spent = clock.seconds() - begun
            if epochs == self._epochs_at_once and spent < CHUNK_SECONDS / 4:
                self._epochs_at_once *= 4
            elif spent > CHUNK_SECONDS * 2:
                self._epochs_at_once = max(1, epochs // 2)
        return left == 0

    def _run_in_order(
        self, phase: Phase, order: IntArray, deadline: float, losses: list[float]
    ) -> bool:
        """As ``_run``, with the rows of each epoch in the order that is recorded of it."""
        for epoch in range(phase.epochs):
            if clock.seconds() >= deadline:
                return False
            losses += self._call_fit(_in_line(phase, order[epoch % len(order)]), epochs=1)
        return True

    def _run_watched(self, phase: Phase, deadline: float, losses: list[float]) -> bool:
        deadline_callback = _deadline_callback(deadline)
        callbacks = [*build_callbacks(phase), deadline_callback]
        split = {"validation_split": phase.validation_split} if phase.validation_split else {}
        losses += self._call_fit(phase, epochs=phase.epochs, callbacks=callbacks, **split)
        return not deadline_callback.struck

    def _call_fit(self, phase: Phase, **arguments: Any) -> list[float]:
        rows = slice(count(phase.x) if "validation_split" in arguments else phase.rows)
        history = self._fit(
            self._model,
            x=for_keras(taken(phase.x, rows)),
            y=for_keras(taken(phase.y, rows)),
            batch_size=phase.batch_size,
            shuffle=phase.shuffle and phase.in_batches,  # of one batch the order is no matter
            sample_weight=None if phase.weight is None else phase.weight[rows],
            verbose=0,
            **arguments,
        )
        return [float(value) for value in history.history.get("loss", ())]

    def _loss(self, phase: Phase) -> float:
        rows = slice(min(phase.rows, LARGE_BATCH))
        x, y = for_keras(taken(phase.x, rows)), for_keras(taken(phase.y, rows))
        found = self._model.test_on_batch(x, y, return_dict=True)
        return float(found["loss"])


def fit_function() -> Callable[..., Any]:
    """The compiled fit where there is one, else Keras' own."""
    try:
        from autograder import compiled_fit
    except ImportError:
        return lambda model, **arguments: model.fit(**arguments)
    return compiled_fit.fit


def _deadline_callback(deadline: float) -> Any:
    import keras

    class Deadline(keras.callbacks.Callback):  # type: ignore[misc]
        """Ends the training when the time is up."""

        struck = False

        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:  # noqa: ARG002 - Keras'
            if clock.seconds() >= deadline and epoch + 1 < self.params["epochs"]:
                self.struck = not self.model.stop_training
                self.model.stop_training = True

    return Deadline()


def _part_lost(losses: list[float]) -> float:
    """Part of the loss that went in the last tenth of the epochs; 0 where there is none."""
    if len(losses) < 2:
        return 0.0
    earlier = losses[min(int(len(losses) * 0.9), len(losses) - 2)]
    return (earlier - losses[-1]) / earlier if earlier > 0 else 0.0
