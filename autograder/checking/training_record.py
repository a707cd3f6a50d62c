"""Every recorded fit of one model, as one training."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.evidence import Evidence, FitEvidence, ModelEvidence
from autograder.retraining import training_table
from autograder.retraining.fit_lineage import in_order

Data = np.ndarray[Any, Any] | tuple[np.ndarray[Any, Any], ...] | None


@dataclass(frozen=True, slots=True)
class Training:
    """Every recorded fit of one model, joined in the order in which they were run.

    ``x`` and ``y`` are the data of the last fit, None where they were not kept; a tuple of arrays
    where the model has several inputs or outputs.
    """

    fits: tuple[FitEvidence, ...]
    epochs: int
    history: dict[str, tuple[float | None, ...]]
    batch_size: int
    x: Data
    y: Data


def join(recorded: Sequence[FitEvidence], model: ModelEvidence) -> Training:
    """The fits of ``model`` among all that are recorded, their weights in the model's own order."""
    fits = tuple(recorded[at] for at in model.fits if at < len(recorded))
    fits = tuple(in_order(fit, model.weight_order) for fit in fits)
    history: dict[str, tuple[float | None, ...]] = {}
    for fit in fits:
        for key, values in fit.history.items():
            history[key] = history.get(key, ()) + values
    last = fits[-1] if fits else None
    return Training(
        fits=fits,
        epochs=sum(fit.epochs for fit in fits),
        history=history,
        batch_size=last.batch_size if last else 0,
        x=_in_columns(training_table.recorded(last.x, last.x_parts)) if last else None,
        y=_in_columns(training_table.recorded(last.y, last.y_parts)) if last else None,
    )


def _in_columns(data: Data) -> Data:
    """Several arrays of one number a row are a column each, as Keras takes them."""
    if not isinstance(data, tuple):
        return data
    return tuple(part[:, None] if part.ndim == 1 else part for part in data)


def note_of_others(evidence: Evidence, model: ModelEvidence) -> str:
    """For the staff: that others were trained and not this one; '' where it is not so.

    Whoever copies a trained network, or what it claims to be, leaves such trainings behind.
    """
    if model.fits:
        return ""
    shapes = sorted(weight.shape for weight in model.weights)
    models = [each for each in evidence.deliverables.values() if isinstance(each, ModelEvidence)]
    owned = {at for each in models for at in each.fits}
    count = sum(
        fit.epochs > 0 and sorted(weight.shape for weight in fit.final_weights or ()) == shapes
        for at, fit in enumerate(evidence.fits)
        if at not in owned
    )
    if not count:
        return ""
    return (
        f"it was never trained; {count} recorded fit(s) trained a network with weights of the same "
        "shapes, which was not handed in"
    )
