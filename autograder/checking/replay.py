"""Do the recorded fits lead to the weights that were handed in?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.evidence import FitEvidence, unpack_array
from autograder.records import NO_TEXT, Text

_SAME = 1e-6  # largest difference of a weight that passing through float32 may make


@dataclass(frozen=True, slots=True)
class Explained:
    """Whether recorded training explains the weights, and if not, why not."""

    explained: bool
    reason: Text = NO_TEXT


CHANGED = Text(
    ko="제출한 가중치가 마지막으로 기록된 학습의 결과와 다릅니다. 학습 뒤에 가중치를 직접 "
    "바꾸면 학습한 것으로 인정되지 않습니다.",
    en="The weights handed in are not those that the last recorded training ended with. "
    "Weights set after training do not count as learned.",
)


def explain_weights(model: Any, fits: Sequence[FitEvidence]) -> Explained:
    """Compare the handed-in weights with those at the end of the last recorded fit.

    In doubt (weights not kept, or a different number of them) the student is believed.
    """
    if not fits or fits[-1].final_weights is None:
        return Explained(explained=True)
    recorded = [unpack_array(array) for array in fits[-1].final_weights]
    handed_in = [np.asarray(weight) for weight in model.weights]
    if [array.shape for array in recorded] != [array.shape for array in handed_in]:
        return Explained(explained=True)
    if all(_same(a, b) for a, b in zip(recorded, handed_in, strict=True)):
        return Explained(explained=True)
    return Explained(explained=False, reason=CHANGED)


def _same(first: Any, second: Any) -> bool:
    return bool(np.allclose(first, second, rtol=0, atol=_SAME, equal_nan=True))
