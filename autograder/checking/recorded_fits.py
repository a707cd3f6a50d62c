"""Every recorded fit of a submission, of models that were handed in and of all others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np

from autograder.evidence import Array, Evidence, FitEvidence, model_in
from autograder.retraining.compile_config import (
    Compiled,
    UnreadableError,
    parse_json,
    read_compiled,
)
from autograder.retraining.fit_lineage import same_weights, unpacked

Plain = bool | int | float | str | None


@dataclass(frozen=True, slots=True)
class RecordedCallback:
    """A callback as it was when its fit had ended.

    ``own`` says that it is code of the student's own, whatever its name. ``settings`` holds its
    plain attributes by their names in Keras, ``stopped_epoch`` among them.
    """

    class_name: str
    own: bool
    settings: Mapping[str, Plain]

    @property
    def monitor(self) -> str:
        """What it watches, '' where it watches nothing."""
        found = self.settings.get("monitor")
        return found if isinstance(found, str) else ""

    @property
    def patience(self) -> int | None:
        """Epochs without progress that it waits for; None where it has no patience."""
        return self._whole("patience")

    @property
    def stopped_epoch(self) -> int | None:
        """The epoch, from 0, after which EarlyStopping ended the fit; 0 where it did not."""
        return self._whole("stopped_epoch")

    @property
    def restore_best_weights(self) -> bool:
        """Whether EarlyStopping goes back to the best weights."""
        return self.settings.get("restore_best_weights") is True

    @property
    def save_best_only(self) -> bool:
        """Whether ModelCheckpoint keeps the best weights alone."""
        return self.settings.get("save_best_only") is True

    def _whole(self, name: str) -> int | None:
        found = self.settings.get(name)
        return found if isinstance(found, int) and not isinstance(found, bool) else None


@dataclass(frozen=True, slots=True)
class RecordedFit:
    """One ``fit``, or one loop of ``train_on_batch``.

    ``models`` names the deliverables that it trained: none for a model that was not handed in,
    several where copies were. ``history`` has a value for each epoch, None for what was no finite
    number. ``compiled`` is None where the settings can't be read, of an own loss for example.
    """

    models: tuple[str, ...]
    epochs: int
    epochs_asked: int
    batch_size: int
    samples: int
    history: Mapping[str, tuple[float | None, ...]]
    compiled: Compiled | None
    callbacks: tuple[RecordedCallback, ...]
    validated: bool  # with validation data or a validation split
    error: str  # the class of the exception that ended it early, '' for none
    record: FitEvidence = field(repr=False)

    @property
    def learning_rate(self) -> float | None:
        """The rate that it began with; None where that is not known, or a schedule."""
        if self.compiled is None or self.compiled.schedule is not None:
            return None
        rate = self.compiled.optimizer.config.get("learning_rate")
        return float(rate) if isinstance(rate, int | float) else None

    @property
    def shapes(self) -> tuple[tuple[int, ...], ...] | None:
        """The shapes of the model's weights; None where they were too large to be kept."""
        kept = self.record.final_weights
        kept = self.record.initial_weights if kept is None else kept
        return None if kept is None else tuple(weight.shape for weight in kept)

    @property
    def initial_weights(self) -> list[np.ndarray[Any, Any]] | None:
        """The weights before it, in Keras' order; None where they were not kept."""
        return unpacked(self.record.initial_weights)

    @property
    def final_weights(self) -> list[np.ndarray[Any, Any]] | None:
        """The weights after it, in Keras' order; None where they were not kept."""
        return unpacked(self.record.final_weights)

    @property
    def x(self) -> np.ndarray[Any, Any] | None:
        """The inputs, None where they were not kept."""
        return _array(self.record.x)

    @property
    def y(self) -> np.ndarray[Any, Any] | None:
        """The labels, None where they were not kept."""
        return _array(self.record.y)

    def last(self, key: str) -> float | None:
        """The last value of a curve of ``history``; None where there is none."""
        values = self.history.get(key, ())
        return values[-1] if values else None

    def continues(self, before: RecordedFit) -> bool:
        """Whether it began with the very weights that another fit ended with."""
        start, end = self.initial_weights, before.final_weights
        return bool(start) and end is not None and same_weights(start or [], end)

    def callback(self, class_name: str) -> RecordedCallback | None:
        """Its callback of this class of Keras; None where it had none, or only a namesake."""
        found = (one for one in self.callbacks if one.class_name == class_name and not one.own)
        return next(found, None)


def recorded_fits(evidence: Evidence) -> tuple[RecordedFit, ...]:
    """All fits in the order in which they ended."""
    owners: dict[int, list[str]] = {}
    for name, found in evidence.deliverables.items():
        model = model_in(found)
        for at in model.fits if model else ():
            owners.setdefault(at, []).append(name)
    return tuple(
        _recorded(fit, tuple(dict.fromkeys(owners.get(at, ()))))
        for at, fit in enumerate(evidence.fits)
    )


def runs_of(fits: Sequence[RecordedFit]) -> tuple[tuple[RecordedFit, ...], ...]:
    """The fits in runs: each but the first of a run began with the weights that one before left.

    A loop of small fits is one run, as one long fit is.
    Fits of which no weights were kept are each a run.
    """
    runs: list[tuple[RecordedFit, ...]] = []
    ended: dict[tuple[Array, ...], int] = {}  # place of the run that ended with these weights
    for fit in (one for one in fits if one.epochs):
        start, end = fit.record.initial_weights, fit.record.final_weights
        at = ended.pop(start, None) if start else None
        if at is None:
            at = len(runs)
            runs.append(())
        runs[at] = (*runs[at], fit)
        if end:
            ended[end] = at
    return tuple(runs)


def _recorded(fit: FitEvidence, models: tuple[str, ...]) -> RecordedFit:
    return RecordedFit(
        models=models,
        epochs=fit.epochs,
        epochs_asked=fit.epochs_asked,
        batch_size=fit.batch_size,
        samples=fit.samples,
        history=MappingProxyType(fit.history),
        compiled=_compiled(fit.compiled),
        callbacks=tuple(map(_callback, fit.callbacks)),
        validated=any(key.startswith("val_") for key in fit.history),
        error=fit.error,
        record=fit,
    )


def _compiled(text: str) -> Compiled | None:
    try:
        return read_compiled(text)
    except UnreadableError:
        return None


def _callback(text: str) -> RecordedCallback:
    """Read from hostile JSON: what is not as it should be is left out."""
    found = parse_json(text)
    found = found if isinstance(found, dict) else {}
    config = found.get("config")
    settings = {
        key: value
        for key, value in (config.items() if isinstance(config, dict) else ())
        if value is None or isinstance(value, bool | int | float | str)
    }
    module = found.get("module")
    return RecordedCallback(
        class_name=str(found.get("class_name", ""))[:80],
        own=not (isinstance(module, str) and module.startswith("keras.src.")),
        settings=MappingProxyType(settings),
    )


def _array(kept: Array | None) -> np.ndarray[Any, Any] | None:
    found = unpacked(None if kept is None else (kept,))
    return found[0] if found else None
