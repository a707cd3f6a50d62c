"""A model as checks see it: rebuilt from its layers, or known by its answers alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autograder.checking.check_exceptions import WrongKindError
from autograder.checking.probed_model import OTHER_ANSWERS, ProbedModel, answers_like
from autograder.checking.rebuild import rebuild
from autograder.evidence import ModelEvidence
from autograder.model_bounds.allowed_layers import CannotRebuildError
from autograder.records import Deliverable, say

TellStaff = Callable[[str], None]


def model_of(evidence: ModelEvidence, asked: Deliverable, tell_staff: TellStaff) -> Any:
    """The model ``asked`` for, as ``StudentWork.model`` gives it.

    Raises:
        WrongKindError: its description can't be built.
    """
    name, probed = asked.name, ProbedModel(evidence, asked.probe)
    if not evidence.config:
        tell_staff(
            f"{name} was not rebuilt ({evidence.opaque}): its predictions are what its own process "
            "answered"
        )
        return probed
    try:
        model = rebuild(evidence)
    except CannotRebuildError as error:
        tell_staff(f"{name} could not be rebuilt: {error}")
        text = say(
            "`{name}` 모델을 다시 만들 수 없었습니다 ({reason}). {advice}",
            "`{name}` could not be rebuilt ({reason}). {advice}",
            name=name,
            reason=error.reason,
            advice=error.advice,
        )
        raise WrongKindError(text) from error
    columns = [one.columns for one in asked.inputs]
    if asked.probe and not answers_like(model, probed, columns):
        tell_staff(f"{name}: {OTHER_ANSWERS}")
    return model
