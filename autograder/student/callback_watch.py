"""Sees what callbacks of a student's own do to the weights and to the learning rate.

A training can be repeated without a callback that only reads. One watcher stands before all
callbacks and one behind, so that what changes between the two is the callbacks' doing. Batches
are not watched: that would cost more than the training.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import keras
from keras.src.utils.python_utils import is_default

from autograder.evidence import CallbackEffect

_MOST_RATES = 200_000
_HOOKS = frozenset({"train_begin", "epoch_begin", "epoch_end", "train_end"})


@dataclass
class CallbackWatch:
    """What the callbacks of one fit did so far. ``rates`` has one learning rate an epoch.

    ``epochs`` counts those that ended: callbacks may write what they like into the history.
    ``hooks`` are those that the callbacks have; at others nobody can change anything.
    """

    hooks: frozenset[str] = _HOOKS
    effect: CallbackEffect = "read"
    rates: list[float] = field(default_factory=list)
    known: set[bytes] = field(default_factory=set)  # digests of the weights after each epoch
    before: bytes = b""
    epochs: int = 0
    inside: str = ""  # the hook at which the callbacks are being called

    def enter(self, model: Any, hook: str) -> None:
        """The callbacks are about to be called."""
        ended = hook == "epoch_end"
        self.epochs += ended
        if hook not in self.hooks and not (ended and "train_end" in self.hooks):
            return
        self.inside, self.before = hook, _digest(model)
        if ended:  # what the end of the training may go back to
            self.known.add(self.before)

    def leave(self, model: Any, hook: str) -> None:
        """The callbacks were called."""
        self.inside = ""
        if hook not in self.hooks:
            return
        after = _digest(model)
        if after != self.before and self.effect != "set":
            self.effect = "restored" if after in self.known else "set"

    def close(self, model: Any) -> None:
        """The fit has ended, perhaps by an error that a callback raised after it did something."""
        if self.inside:
            self.leave(model, self.inside)

    def note_rate(self, model: Any) -> None:
        """Take down the learning rate of the epoch that begins."""
        rate = getattr(model.optimizer, "_learning_rate", None)
        if isinstance(rate, keras.Variable) and len(self.rates) < _MOST_RATES:
            self.rates.append(float(rate))


class _First(keras.callbacks.Callback):  # type: ignore[misc]
    def __init__(self, watch: CallbackWatch) -> None:
        super().__init__()
        self._watch = watch

    def on_train_begin(self, logs: Any = None) -> None:  # noqa: ARG002 - as Keras calls it
        self._watch.enter(self.model, "train_begin")

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:  # noqa: ARG002
        self._watch.enter(self.model, "epoch_begin")

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:  # noqa: ARG002
        self._watch.enter(self.model, "epoch_end")

    def on_train_end(self, logs: Any = None) -> None:  # noqa: ARG002
        self._watch.enter(self.model, "train_end")


class _Last(keras.callbacks.Callback):  # type: ignore[misc]
    def __init__(self, watch: CallbackWatch) -> None:
        super().__init__()
        self._watch = watch

    def on_train_begin(self, logs: Any = None) -> None:  # noqa: ARG002
        self._watch.leave(self.model, "train_begin")

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:  # noqa: ARG002
        self._watch.leave(self.model, "epoch_begin")
        self._watch.note_rate(self.model)

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:  # noqa: ARG002
        self._watch.leave(self.model, "epoch_end")

    def on_train_end(self, logs: Any = None) -> None:  # noqa: ARG002
        self._watch.leave(self.model, "train_end")


def watched(callbacks: Any, watch: CallbackWatch) -> list[Any]:
    """The callbacks, as a list, between the two watchers."""
    return [_First(watch), *callbacks, _Last(watch)]


def hooks_of(callbacks: Iterable[Any]) -> frozenset[str]:
    """Which of the four hooks that are watched one of the callbacks has."""
    given = [one for one in callbacks if isinstance(one, keras.callbacks.Callback)]
    return frozenset(
        hook for hook in _HOOKS if not all(is_default(getattr(one, f"on_{hook}")) for one in given)
    )


def is_own(callback: Any) -> bool:
    """Whether a callback runs code of the student's own."""
    kind = type(callback)
    return not kind.__module__.startswith("keras.src.") or kind is keras.callbacks.LambdaCallback


def watches_batches(callback: Any) -> bool:
    """Whether a callback does something at batches."""
    hooks = ("batch_begin", "batch_end", "train_batch_begin", "train_batch_end")
    return not all(is_default(getattr(callback, f"on_{hook}")) for hook in hooks)


def _digest(model: Any) -> bytes:
    found = hashlib.blake2b(digest_size=16)
    with contextlib.suppress(Exception):  # watching must not change what the student sees
        for weight in model.weights:
            found.update(weight.numpy().tobytes())
    return found.digest()
