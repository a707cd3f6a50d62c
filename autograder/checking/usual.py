"""Grades goals that a network may reach without learning, by luck with its initial weights."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.checking.learning import (
    NEVER_TRAINED,
    Learned,
    again,
    is_conclusive,
    undecided,
)
from autograder.checking.measures import left_by_training
from autograder.checking.replay import CHANGED
from autograder.evidence import FitEvidence
from autograder.records import NO_TEXT, Text

SHARE = 0.9  # of the fresh starts that have to get there

Outputs = np.ndarray[Any, Any]


def usually(  # noqa: PLR0913 - as learning.learned
    model: Any,
    fits: tuple[FitEvidence, ...],
    predictions: Outputs,
    good: Callable[[Outputs], bool],
    *,
    x: Any,
    y: Any,
    seed: int,
) -> Learned:
    """Whether training like this gets there from nearly all initial weights, lucky or not.

    ``good`` judges predictions for ``x``, shape (rows, outputs); nine in ten fresh starts have
    to be good, whatever the own run was. The own run counts alone where nothing can be trained
    again, if recorded training ended with its weights.
    """
    if not any(fit.epochs for fit in fits):
        return Learned(success=False, message=NEVER_TRAINED)
    explained = left_by_training(model, fits)
    own = explained and good(predictions)
    found = again(model, fits, (x, y, 1.0, seed))
    if not is_conclusive(found):
        message = NO_TEXT if own else undecided("", found)
        return Learned(True if own else None, message, "" if own else found.method)
    count = sum(map(good, found.outputs))
    success = count >= SHARE * found.tried
    if not explained:
        told = Text(
            ko=f"{CHANGED.ko} 같은 방법으로 {found.tried}번 다시 학습시키면 {count}번 목표에 "
            "도달합니다.",
            en=f"{CHANGED.en} {count} of {found.tried} retrainings of the same network get there.",
        )
        return Learned(success, told, CHANGED.en)
    return Learned(success, _message(own, count, found.tried) if own != success else NO_TEXT)


def _message(own: bool, count: int, tried: int) -> Text:
    if own:
        return Text(
            ko=f"제출한 학습은 목표에 도달했지만, 같은 방법으로 {tried}번 다시 학습시키면 "
            f"{count}번만 도달합니다. 처음 가중치의 운이 좋았던 것입니다. 더 오래 학습시켜 "
            "보십시오.",
            en=f"Your run got there, but only {count} of {tried} retrainings of the same network "
            "do: it was lucky with its initial weights. Train longer.",
        )
    return Text(
        ko=f"제출한 학습은 목표에 도달하지 못했지만, 같은 방법으로 {tried}번 다시 학습시키면 "
        f"{count}번 도달하므로 만점입니다. 처음 가중치의 운이 나빴던 것입니다.",
        en=f"Your run did not get there, but {count} of {tried} retrainings of the same network "
        "do, so full points: it was unlucky with its initial weights.",
    )
