"""Grades *can what was built, trained as it was trained, learn this?* instead of one lucky run."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.checking.retrain import Retraining, accuracy_of, retrain
from autograder.evidence import FitEvidence
from autograder.records import NO_TEXT, Text

_LONGER = 10.0  # factor on the epochs when telling whether more training would have helped
_LONGER_K = 32
_LONGER_SECONDS = 10.0

NEVER_TRAINED = Text(
    ko="이 모델은 `fit`으로 학습한 기록이 없습니다. 학습한 모델을 제출하십시오.",
    en="There is no record that this model was trained with `fit`. Hand in a trained model.",
)


@dataclass(frozen=True, slots=True)
class Learned:
    """Whether it can learn the task, what to tell the student, and what the staff."""

    success: bool
    message: Text = NO_TEXT
    staff_note: str = ""


def seed_of(name: str, version: int) -> int:
    """The seed of a deliverable's retrainings: fixed for a version of the assignment."""
    return zlib.crc32(f"{name}:{version}".encode())


def learned(  # noqa: PLR0913 - one record of a submission against one task
    model: Any,
    fits: tuple[FitEvidence, ...],
    predictions: np.ndarray[Any, Any],
    *,
    x: Any,
    y: Any,
    accuracy: float,
    seed: int,
    k: int | None = None,
) -> Learned:
    """The own run counts if recorded training explains its weights; else fresh starts decide.

    ``predictions`` are the handed-in model's own for ``x``, shape (rows, 1).
    """
    from autograder.checking.replay import explain_weights
    from autograder.checking.retrain import default_k, learned_message

    if not fits:
        return Learned(success=False, message=NEVER_TRAINED)
    explained = explain_weights(model, fits)
    note = "" if explained.explained else explained.reason.en
    own = _accuracy(predictions, y)
    if own >= accuracy and explained.explained:
        return Learned(success=True)
    found = retrain(model, fits, k=k or default_k(model), seed=seed, x=x, y=y, accuracy=accuracy)
    if found.successes or not found.tried:
        longer = None
    else:
        longer = _longer(model, fits, found, (x, y, accuracy, seed))
    message = learned_message(own, found, longer)
    if not explained.explained:
        message = _joined(explained.reason, message)
    return Learned(success=found.successes > 0, message=message, staff_note=note)


def _longer(
    model: Any, fits: tuple[FitEvidence, ...], found: Retraining, task: tuple[Any, ...]
) -> Retraining | None:
    """Would ten times the epochs have done it? Only worth asking when the loss was falling."""
    if not found.still_falling:
        return None
    x, y, accuracy, seed = task
    return retrain(
        model,
        fits,
        k=_LONGER_K,
        seed=seed,
        x=x,
        y=y,
        accuracy=accuracy,
        epochs_factor=_LONGER,
        stop_at_first=False,
        budget_seconds=_LONGER_SECONDS,
    )


def _accuracy(predictions: np.ndarray[Any, Any], y: Any) -> float:
    """Share of rows on the right side of one half; 0 where the shapes don't fit."""
    outputs = np.asarray(predictions, dtype="float64")
    labels = np.asarray(y, dtype="float64")
    if outputs.size != labels.size:
        return 0.0
    return float(accuracy_of(outputs.reshape(1, *labels.shape), labels)[0])


def _joined(first: Text, second: Text) -> Text:
    return Text(f"{first.ko} {second.ko}".strip(), f"{first.en} {second.en}".strip())
