"""Old calls in the student's cells: explained when they fail, or made to work.

``legacy = "accept"``: a cell's old calls are written as they are today before it runs, and the
few that only show while it runs (lists handed to ``fit``, the history's ``acc``) are met by the
small functions at the end of this file. All are put around ``fit`` from outside: the recorder
and the compiled fit see the call of today, and so do the checks.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

import keras
import numpy as np

from autograder.evidence import UsedEvidence
from autograder.legacy import rewrite
from autograder.legacy.advise import advise
from autograder.legacy.fixes import Aliases
from autograder.legacy.table import calls

Policy = Literal["explain", "accept"]
Note = Callable[[str], None]
_MOST_USED = 500
_MOST_SOURCES = 50


@dataclass
class OldCalls:
    """What is known of the cells so far; ``note`` writes down that an old call was met."""

    policy: Policy = "explain"
    aliases: Aliases = field(default_factory=lambda: dict(rewrite.DEFAULT_ALIASES))
    unset: dict[str, int] = field(default_factory=dict)  # names of failed cells -> the cell
    sources: list[str] = field(default_factory=list)  # of the cells so far
    used: list[UsedEvidence] = field(default_factory=list)
    cell: int = 0

    def note(self, call: str) -> None:
        """Remember that this cell used an old call."""
        entry = UsedEvidence(self.cell, call)
        if entry not in self.used and len(self.used) < _MOST_USED:
            self.used.append(entry)


def begin_cell(old: OldCalls, source: str, number: int) -> str:
    """The source to run for this cell: its own, or with its old calls put right."""
    old.cell = number
    old.aliases |= rewrite.imported(source)
    old.sources.append(source)
    if old.policy != "accept":
        return source
    known = [one for one in calls() if one.accept and not one.runtime and not one.fix.guarded]
    found = rewrite.changes(source, old.aliases, known)
    for change in found:
        for call in change.calls:
            old.note(call)
    return rewrite.apply(source, found)


def explain(old: OldCalls, name: str, value: str, source: str, line: int) -> tuple[str, str, int]:
    """What is behind an error of the current cell: an old call, the lines put right, and the
    earlier failed cell that would have made the missing name (0: none)."""
    call, lines = advise(name, value, source, line, old.aliases)
    if call and not lines:  # in a function that an earlier cell defines
        earlier = "\n".join(old.sources[-_MOST_SOURCES:])
        lines = advise(name, value, earlier, 0, old.aliases)[1]
    missing = value.split("'")[1] if name == "NameError" and value.count("'") >= 2 else ""
    after = old.unset.get(missing, 0)
    for made in rewrite.assigned(source) | rewrite.assigned_after(source, 0):
        old.unset.setdefault(made, old.cell)
    return call, lines, after


# --- what only shows while the code runs -----------------------------------------------


def install(note: Note) -> None:
    """Make the calls marked ``runtime`` in ``calls.toml`` work; call it after the recorder."""
    model: Any = keras.Model
    model.fit = _with_history(_with_arrays(model.fit, note), note)
    # On the class that defines them: on Model they would count as a student's own.
    trainer = next(kind for kind in model.__mro__ if "evaluate" in vars(kind))
    trainer.evaluate = _with_arrays(trainer.evaluate, note)
    trainer.predict = _with_arrays(trainer.predict, note)
    model.predict_classes = _old(_predict_classes, "predict-classes", note)
    model.predict_proba = _old(lambda self, *a, **k: self.predict(*a, **k), "predict-proba", note)
    for name in ("fit", "evaluate", "predict"):
        setattr(model, f"{name}_generator", _generator(name, note))
    optimizer: Any = keras.optimizers.Optimizer
    optimizer.lr = property(
        _old(lambda self: self.learning_rate, "optimizer-lr", note),
        _old(lambda self, rate: setattr(self, "learning_rate", rate), "optimizer-lr", note),
    )
    layer: Any = keras.layers.Layer
    layer.output_shape = property(_old(lambda self: self.output.shape, "layer-shapes", note))
    layer.input_shape = property(_old(lambda self: self.input.shape, "layer-shapes", note))
    sequential: Any = keras.Sequential
    sequential.input = property(_old(lambda self: self.inputs[0], "sequential-input", note))
    sequential.output = property(_old(lambda self: self.outputs[0], "sequential-input", note))
    _install_backend(note)


def _old(function: Callable[..., Any], call: str, note: Note) -> Callable[..., Any]:
    def noted(*args: Any, **kwargs: Any) -> Any:
        if sys._getframe(1).f_globals.get("__name__") == "__main__":  # not Keras itself
            note(call)
        return function(*args, **kwargs)

    return noted


def _predict_classes(self: Any, *args: Any, **kwargs: Any) -> Any:
    """As Keras 2 did it: the largest output, or whether the only one is above 0.5."""
    found = self.predict(*args, **kwargs)
    return found.argmax(axis=-1) if found.shape[-1] > 1 else (found > 0.5).astype("int32")


def _generator(name: str, note: Note) -> Callable[..., Any]:
    def call(self: Any, generator: Any, *args: Any, **kwargs: Any) -> Any:
        note("generators")
        for gone in ("use_multiprocessing", "workers", "max_queue_size"):
            kwargs.pop(gone, None)
        return getattr(self, name)(generator, *args, **kwargs)

    return call


def _with_arrays(original: Callable[..., Any], note: Note) -> Callable[..., Any]:
    @functools.wraps(original)
    def call(self: Any, *args: Any, **kwargs: Any) -> Any:
        first = [_as_array(one, note) for one in args[:2]]
        named = {key: _as_array(one, note) if key in "xy" else one for key, one in kwargs.items()}
        return original(self, *first, *args[2:], **named)

    return call


def _as_array(value: Any, note: Note) -> Any:
    """Lists of numbers as an array; anything else, such as a list of arrays, as it is."""
    leaf = value
    while isinstance(leaf, list) and leaf:
        leaf = leaf[0]
    if not isinstance(value, list) or not isinstance(leaf, bool | int | float | np.number):
        return value
    note("nested-lists")
    return np.array(value)


class _History(dict):  # type: ignore[type-arg]
    """A training record that knows ``acc`` as another name of ``accuracy``."""

    note: Note = staticmethod(lambda _: None)

    def __missing__(self, key: str) -> Any:
        today = {"acc": "accuracy", "val_acc": "val_accuracy"}.get(key, key)
        if today not in self:
            raise KeyError(key)
        self.note("history-acc")
        return self[today]


def _with_history(original: Callable[..., Any], note: Note) -> Callable[..., Any]:
    @functools.wraps(original)
    def fit(self: Any, *args: Any, **kwargs: Any) -> Any:
        history = original(self, *args, **kwargs)
        record = _History(history.history)
        record.note = note
        history.history = record
        return history

    return fit


def _install_backend(note: Note) -> None:
    """``keras.backend`` has lost its functions; ``tf.keras.backend`` still has them."""
    import tensorflow as tf

    whole = tf.keras.backend

    def find(name: str) -> Any:
        if name.startswith("__") or not hasattr(whole, name):
            raise AttributeError(f"module 'keras.backend' has no attribute '{name}'")
        note("backend-functions")
        return getattr(whole, name)

    vars(keras.backend)["__getattr__"] = find
