"""The own run alone, for trainings too long to be run from dozens of random restarts."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.records import Text, joined, say
from autograder.retraining.accuracy import accuracy_of_one
from autograder.retraining.replay import LEAST_MOVE, Finding
from autograder.retraining.verdict import Learned, Trained, never_trained, unconfirmed
from autograder.util.percent import goal_in_percent, percent, reached


def confirmed(trained: Trained, *, accuracy: float) -> Learned:
    """Whether the own run got there, and its record, repeated, leads to what was handed in.

    One that fell short has no excuse here: the goal has to be one that right work reaches whatever
    its initial weights. A start beside a solution is worth little where that is so; one that gets
    there without any training is refused. Where repeating says nothing, a person decides.
    """

    def good(outputs: np.ndarray[Any, Any]) -> bool:
        return accuracy_of_one(outputs, trained.y) >= accuracy

    if not any(fit.epochs for fit in trained.fits):
        return never_trained(trained, good)
    own = accuracy_of_one(trained.predictions, trained.y)
    if own < accuracy:
        return Learned(False, _short(own, accuracy))
    found = trained.replay(good, least=LEAST_MOVE, seconds=trained.seconds)
    if found.finding is Finding.CONFIRMED:
        return Learned(True)
    if found.finding is Finding.CONTRADICTED:
        return Learned(False, found.reason, found.reason.en)
    said = joined(found.reason, unconfirmed(percent(own)))
    return Learned(None, said, f"the own run is not confirmed: {found.note}")


def _short(own: float, accuracy: float) -> Text:
    return say(
        "제출한 모델의 정확도는 {share}입니다. {goal} 이상이어야 합니다.",
        "Your model reaches {share}; it should be {goal} or more.",
        share=reached(own, accuracy),
        goal=goal_in_percent(accuracy),
    )
