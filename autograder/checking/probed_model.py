"""Models that can't be rebuilt on the trusted side."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.checking.check_exceptions import WrongKindError
from autograder.checking.predicting import predict
from autograder.evidence import ModelEvidence, unpack_array
from autograder.records import Text

_SAME = 1e-3  # what two programs of one model may differ by
OTHER_ANSWERS = (
    "its code answers the rows of the assignment otherwise than the layers that it was written "
    "down as"
)


class ProbedModel:
    """A model that can't be rebuilt: its weights, and its answers to the inputs it was sent."""

    def __init__(self, evidence: ModelEvidence, probe: tuple[tuple[float, ...], ...]) -> None:
        self.name = evidence.class_name
        self.weights = [unpack_array(array) for array in evidence.weights]
        self._inputs = np.asarray(probe, dtype="float32")
        self._answers = unpack_array(evidence.probe) if evidence.probe else None

    def count_params(self) -> int:
        """The number of weights that came with it."""
        return int(sum(weight.size for weight in self.weights))

    @property
    def asked(self) -> np.ndarray[Any, Any]:
        """The inputs that it was sent, shape (rows, features)."""
        return self._inputs

    def predict(self, x: Any) -> np.ndarray[Any, Any]:
        """Its answers to ``x``, shape (rows, …), whose rows must be among the probe's.

        Raises:
            WrongKindError: it gave no answer, or wasn't asked for these rows.
        """
        rows = np.asarray(x, dtype="float32")
        found = [np.flatnonzero((self._inputs == row).all(axis=1)) for row in rows]
        answers = self._answers
        whole = answers is not None and answers.shape[:1] == self._inputs.shape[:1]
        if answers is None or not whole or not all(map(len, found)):
            raise WrongKindError(
                Text(
                    ko="이 모델은 예측을 돌려주지 않아 확인할 수 없었습니다. "
                    "Sequential이나 Functional로 다시 작성해 보십시오.",
                    en="This model gave no predictions that could be checked. "
                    "Try writing it as a Sequential or Functional model.",
                )
            )
        return answers[[int(at[0]) for at in found]]


def answers_like(model: Any, probed: ProbedModel) -> bool:
    """Whether a rebuilt model gives what the live one answered; True where it did not answer."""
    try:
        given, own = probed.predict(probed.asked), predict(model, probed.asked)
    except Exception:  # noqa: BLE001 - either doesn't take these rows, which others tell
        return True
    return given.shape == own.shape and np.allclose(given, own, atol=_SAME, equal_nan=True)
