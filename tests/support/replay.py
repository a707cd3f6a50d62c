"""What the tests of replays share: a task, weights by hand, and what a replay of a record finds."""

from __future__ import annotations

from collections.abc import Sequence

import keras
import msgspec
import numpy as np

from autograder.evidence import FitEvidence
from autograder.retraining.accuracy import accuracy_of
from autograder.retraining.replay import Finding, Replay, Task, replay
from tests.support.retrain import X, Y

SGD, Adam = keras.optimizers.SGD, keras.optimizers.Adam
change = msgspec.structs.replace
CONFIRMED = Replay(Finding.CONFIRMED)

# Weights that a person may write down: two nodes that mean "or" and "and".
BY_HAND = [
    np.array([[20.0, 20.0], [20.0, 20.0]], np.float32),
    np.array([-10.0, -30.0], np.float32),
    np.array([[20.0], [-20.0]], np.float32),
    np.array([-10.0], np.float32),
]
BY_HAND_OF_THREE = [np.pad(each, [(0, 0)] * (each.ndim - 1) + [(0, 1)]) for each in BY_HAND[:2]]
BY_HAND_OF_THREE += [np.pad(BY_HAND[2], [(0, 1), (0, 0)]), BY_HAND[3]]
SEED = 3
TASK = Task(X, lambda outputs: bool(accuracy_of(outputs[None], Y)[0] == 1.0))


def repeat(model: object, fits: Sequence[FitEvidence], **options: bool) -> Replay:
    return replay(model, fits, TASK, **options)


def doubt(model: object, fits: Sequence[FitEvidence], **options: bool) -> str:
    """Why nothing is confirmed; nothing may be contradicted either."""
    found = repeat(model, fits, **options)
    assert found.finding is Finding.UNKNOWN
    return found.note
