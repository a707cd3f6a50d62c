"""Trainings that went back to their best epoch: EarlyStopping that restores, a kept checkpoint."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from autograder.evidence import FitEvidence
from autograder.retraining.compile_config import parse_json
from autograder.retraining.training_spec import TrainingSpec

_HIGHER_IS_BETTER = ("acc", "auc")


def with_best_epoch(spec: TrainingSpec, fit: FitEvidence) -> TrainingSpec:
    """The training up to the epoch whose weights ``fit``, its last one, put back at its end.

    Unchanged where it put back none.
    """
    return _until(spec, fit, _restored(fit))


def has_checkpoint(fit: FitEvidence) -> bool:
    """Whether its best weights were written to a file, for the student to load again."""
    return _watching(fit, "ModelCheckpoint") is not None


def with_checkpoint(spec: TrainingSpec, fit: FitEvidence) -> TrainingSpec:
    """The training up to the epoch that a ModelCheckpoint of ``fit`` took for the best."""
    return _until(spec, fit, _checkpoint(fit))


def _until(spec: TrainingSpec, fit: FitEvidence, best: int | None) -> TrainingSpec:
    last = spec.phases[-1]
    if best is None or not 0 < best < last.epochs or last.epochs != fit.epochs:
        return spec
    return replace(spec, phases=(*spec.phases[:-1], last.lasting(best)))


def _restored(fit: FitEvidence) -> int | None:
    """The epoch, counted from 1, whose weights EarlyStopping put back."""
    config = _watching(fit, "EarlyStopping")
    if config is None or not config.get("restore_best_weights"):
        return None
    best = config.get("best_epoch")
    return best + 1 if type(best) is int else None


def _watching(fit: FitEvidence, name: str) -> dict[str, Any] | None:
    for text in fit.callbacks:
        record = parse_json(text)
        if isinstance(record, dict) and record.get("class_name") == name:
            config = record.get("config")
            return config if isinstance(config, dict) else {}
    return None


def _checkpoint(fit: FitEvidence) -> int | None:
    """The epoch, counted from 1, that a ModelCheckpoint took for the best."""
    config = _watching(fit, "ModelCheckpoint")
    monitor = str((config or {}).get("monitor", "val_loss"))
    values = fit.history.get(monitor)
    if config is None or not values or any(value is None for value in values):
        return None
    rising = any(part in monitor for part in _HIGHER_IS_BETTER)
    numbers = np.asarray(values, np.float64)
    return int(np.argmax(numbers) if rising else np.argmin(numbers)) + 1
