"""Sees the steps of a training loop that a student wrote with a ``GradientTape``.

A step is a call of a model, of one of Keras' losses on what the model gave, and of an optimizer
that changes all of the model's trainable weights. Written down are the rows, the labels and the
loss; whether they lead to the weights that were handed in, the trusted side finds out by training
again. Steps inside ``tf.function`` are not seen, nor losses written as formulas.
"""

from __future__ import annotations

import contextlib
import functools
import json
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import keras
import numpy as np
import tensorflow as tf

from autograder.student.fit_call import SMALL, weights_of
from autograder.student.fit_data import inputs_of, targets_of
from autograder.student.train_on_batch_log import Parts

_REMEMBERED: Final = 8  # calls of models and losses before a step
_MOST_CONFIG: Final = 20_000  # characters

Arrays = list[np.ndarray[Any, Any]]


@dataclass(frozen=True, eq=False)
class _ModelCall:
    model: Any
    x: Any
    output: Any


@dataclass(frozen=True, eq=False)
class _LossCall:
    loss: Any
    y: Any
    output: Any  # of the model
    value: Any


@dataclass(frozen=True)
class TapeStep:
    """One step: ``x`` and ``y`` are () where they are not known or too large.

    ``before`` and ``after`` are the model's weights, ``compiled`` is JSON as of a compile config.
    """

    model: Any
    key: object  # what stays the same as long as the loop does
    compiled: str
    x: Parts
    y: Parts
    loss: float
    before: Arrays | None
    after: Arrays | None
    optimizer_steps: int
    seconds: float


@dataclass
class TapeWatch:
    """What was called since the last step. ``inside`` counts the fits that run just now."""

    on_step: Callable[[TapeStep], None]
    inside: int = 0
    models: deque[_ModelCall] = field(default_factory=lambda: deque(maxlen=_REMEMBERED))
    losses: deque[_LossCall] = field(default_factory=lambda: deque(maxlen=_REMEMBERED))

    @contextlib.contextmanager
    def paused(self) -> Iterator[None]:
        """While Keras itself trains, its steps are no student's."""
        self.inside += 1
        try:
            yield
        finally:
            self.inside -= 1
            self.forget()

    def forget(self) -> None:
        """The next step begins."""
        self.models.clear()
        self.losses.clear()

    @property
    def is_watching(self) -> bool:
        """Whether what is called now may belong to a student's own step."""
        return not self.inside and bool(tf.executing_eagerly())


def watch_tapes(on_step: Callable[[TapeStep], None]) -> TapeWatch:
    """Put watchers around the calls of models and losses and the steps of optimizers."""
    watch = TapeWatch(on_step)
    _watch_models(watch)
    _watch_losses(watch)
    _watch_optimizers(watch)
    return watch


def unwatch_tapes() -> None:
    """Take the watchers away again."""
    for owner, name in ((keras.Model, "__call__"), (keras.optimizers.Optimizer, "apply")):
        if name in vars(owner):
            delattr(owner, name)  # what it inherits is Keras' own
    keras.losses.Loss.__call__ = getattr(
        keras.losses.Loss.__call__, "__wrapped__", keras.losses.Loss.__call__
    )


def _watch_models(watch: TapeWatch) -> None:
    original = keras.Model.__call__

    @functools.wraps(original)
    def call(self: Any, *args: Any, **kwargs: Any) -> Any:
        output = original(self, *args, **kwargs)
        if watch.is_watching and args:
            watch.models.append(_ModelCall(self, args[0], output))
        return output

    keras.Model.__call__ = call


def _watch_losses(watch: TapeWatch) -> None:
    original = keras.losses.Loss.__call__

    @functools.wraps(original)
    def call(self: Any, y_true: Any, y_pred: Any, sample_weight: Any = None) -> Any:
        value = original(self, y_true, y_pred, sample_weight)
        if watch.is_watching and sample_weight is None:
            watch.losses.append(_LossCall(self, y_true, y_pred, value))
        return value

    keras.losses.Loss.__call__ = call


def _watch_optimizers(watch: TapeWatch) -> None:
    original = keras.optimizers.Optimizer.apply

    @functools.wraps(original)
    def apply(self: Any, grads: Any, trainable_variables: Any = None) -> Any:
        if not watch.is_watching:
            return original(self, grads, trainable_variables)
        model = _trained(watch, trainable_variables)
        before = None if model is None else weights_of(model)
        started = time.perf_counter()
        found = original(self, grads, trainable_variables)
        seconds = time.perf_counter() - started
        if model is not None:
            with contextlib.suppress(Exception):  # recording must not change what the student sees
                watch.on_step(_step(watch, model, self, before, seconds))
        watch.forget()
        return found

    keras.optimizers.Optimizer.apply = apply


def _trained(watch: TapeWatch, variables: Any) -> Any:
    """The model that was called and of which these are all trainable weights; None for none."""
    if not isinstance(variables, list | tuple):
        return None
    given = {id(one) for one in variables}
    for call in reversed(watch.models):
        with contextlib.suppress(Exception):  # a model of the student's own
            own = call.model.trainable_variables
            if given in ({id(one) for one in own}, {id(one.value) for one in own}):
                return call.model
    return None


def _step(
    watch: TapeWatch, model: Any, optimizer: Any, before: Arrays | None, seconds: float
) -> TapeStep:
    called, loss = _last_pair(watch, model)
    rate = getattr(optimizer, "_learning_rate", None)
    rate = float(rate) if isinstance(rate, keras.Variable) else 0.0
    return TapeStep(
        model=model,
        key=("tape", id(optimizer), rate, None if loss is None else id(loss.loss)),
        compiled=_compiled(optimizer, None if loss is None else loss.loss),
        x=() if called is None else inputs_of(model, called.x, SMALL).all,
        y=() if loss is None else targets_of(model, loss.y, SMALL).all,
        loss=float("nan") if loss is None else float(np.mean(np.asarray(loss.value))),
        before=before,
        after=weights_of(model),
        optimizer_steps=int(optimizer.iterations) - 1,
        seconds=seconds,
    )


def _last_pair(watch: TapeWatch, model: Any) -> tuple[_ModelCall | None, _LossCall | None]:
    """The last loss of what this model gave, and the call that gave it."""
    for loss in reversed(watch.losses):
        for call in watch.models:
            if call.model is model and call.output is loss.output:
                return call, loss
    return None, None


def _compiled(optimizer: Any, loss: Any) -> str:
    """What the model would have been compiled with, '' where that can't be written."""
    try:
        text = json.dumps(
            {
                "optimizer": keras.saving.serialize_keras_object(optimizer),
                "loss": None if loss is None else keras.saving.serialize_keras_object(loss),
                "metrics": [],
            }
        )
    except Exception:  # noqa: BLE001 - an optimizer or loss of the student's own
        return ""
    return text if len(text) <= _MOST_CONFIG else ""
