"""Training loops of the student's own, of which there is no record, or too little of one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from autograder.checks.measures import left_by_training
from autograder.evidence import TAPE, FitEvidence
from autograder.records import Text

# What a loop with a tape needs, or one that follows the gradient by hand.
_SIGNS = re.compile(r"GradientTape|\.apply_gradients\b|optimizer\w*\.apply\b|\.assign_sub\b")

BY_HAND = Text(
    ko="직접 작성한 학습 루프(GradientTape)는 기록이 남지 않아 자동으로 확인할 수 없습니다. "
    "조교가 직접 살펴보고 점수를 드립니다.",
    en="A training loop of your own (GradientTape) leaves no record that could be checked here. "
    "Your teacher will look at this and give the points.",
)
NOTE = "trained by a loop of the student's own, without a record: read it and give the points"


def by_custom_loop(source: str, model: Any, fits: Sequence[FitEvidence]) -> bool:
    """Whether the weights of ``model`` may come from a training loop in ``source``.

    So it is when the code holds one and no recorded fit, whose data are known, ended with these
    weights. The code is the student's word: enough to ask a person, never enough for points.
    """
    return bool(_SIGNS.search(source)) and not left_by_training(
        model, list(filter(_is_whole, fits))
    )


def _is_whole(fit: FitEvidence) -> bool:
    """Whether a record says what was trained on: of a loop with a tape it may not."""
    return fit.level != TAPE or (fit.x is not None and fit.y is not None)
