"""Keras' EarlyStopping for stacked networks: each one stops for itself.

The rules are those of ``keras.callbacks.EarlyStopping`` (3.15) watching the training loss. A
stopped network keeps its weights while the others go on.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from autograder.retraining.compile_config import Named


@dataclass(frozen=True)
class EarlyStoppingRules:
    """When to stop. ``baseline`` is infinite where none was given."""

    min_delta: float
    patience: int
    baseline: float
    restore_best: bool
    first_epoch: int  # before this one nothing is watched


def read_early_stopping(callback: Named) -> EarlyStoppingRules | None:
    """The rules of a recorded EarlyStopping on the loss; None where it is anything else."""
    config = callback.config
    if callback.name != "EarlyStopping" or config.get("monitor") != "loss":
        return None
    numbers = [
        config.get("min_delta") or 0.0,
        config.get("patience") or 0,
        math.inf if config.get("baseline") is None else config["baseline"],
        config.get("start_from_epoch") or 0,
    ]
    if config.get("mode", "auto") not in {"auto", "min"}:
        return None
    if not all(
        (isinstance(number, int | float) and abs(number) < 2**31) or number == math.inf
        for number in numbers
    ):
        return None
    delta, patience, baseline, first = numbers
    return EarlyStoppingRules(
        min_delta=abs(float(delta)),
        patience=math.ceil(patience),
        baseline=float(baseline),
        restore_best=bool(config.get("restore_best_weights")),
        first_epoch=math.ceil(first),
    )


class EarlyStopping:
    """What EarlyStopping remembers of k networks with weights of shape (k, numbers)."""

    def __init__(self, rules: EarlyStoppingRules, weights: Any) -> None:
        import tensorflow as tf

        self._rules = rules
        count = weights.shape[0]
        self._best = tf.Variable(tf.fill((count,), tf.constant(math.inf, tf.float64)))
        self._wait = tf.Variable(tf.zeros((count,), tf.int32))
        self.stopped = tf.Variable(tf.zeros((count,), tf.bool))
        self._best_weights = tf.Variable(weights)

    def after_epoch(self, number: Any, losses: Any, weights: Any) -> None:
        """Take note of an epoch: ``losses`` (k,) as logged, ``weights`` (k, numbers) after it."""
        import tensorflow as tf

        rules = self._rules
        going = tf.logical_and(~self.stopped, number >= rules.first_epoch)
        compared = tf.cast(losses, tf.float64) + rules.min_delta
        better = tf.logical_and(going, compared < self._best)
        # The weights of the first epoch watched count as the best until better ones come.
        kept = tf.logical_or(better, tf.logical_and(going, number == rules.first_epoch))
        wait = self._wait + tf.cast(going, tf.int32)
        wait = tf.where(tf.logical_and(better, compared < rules.baseline), 0, wait)
        late = tf.logical_and(wait >= rules.patience, number > 0)
        stops = tf.logical_and(tf.logical_and(going, ~better), late)
        self._best.assign(tf.where(better, tf.cast(losses, tf.float64), self._best))
        self._best_weights.assign(tf.where(kept[:, None], weights, self._best_weights))
        self._wait.assign(wait)
        self.stopped.assign(tf.logical_or(self.stopped, stops))

    def all_stopped(self) -> bool:
        """Whether no network is in training any more."""
        return bool(self.stopped.numpy().all())

    def final(self, weights: Any, epochs: int) -> Any:
        """The weights after ``epochs`` epochs: the best ones where that was asked for."""
        watched = epochs > self._rules.first_epoch
        return self._best_weights if self._rules.restore_best and watched else weights
