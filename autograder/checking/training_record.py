"""Every recorded fit of one model, as one training."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.evidence import FitEvidence, ModelEvidence, unpack_array
from autograder.retraining.fit_lineage import in_order


@dataclass(frozen=True, slots=True)
class Training:
    """Every recorded fit of one model, joined in the order in which they were run.

    ``x`` and ``y`` are the data of the last fit, None where they were not kept.
    """

    fits: tuple[FitEvidence, ...]
    epochs: int
    history: dict[str, tuple[float | None, ...]]
    batch_size: int
    x: np.ndarray[Any, Any] | None
    y: np.ndarray[Any, Any] | None


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
        x=unpack_array(last.x) if last and last.x else None,
        y=unpack_array(last.y) if last and last.y else None,
    )
