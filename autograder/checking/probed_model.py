"""Models that can't be rebuilt on the trusted side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from autograder.checking.check_exceptions import WrongKindError
from autograder.checking.predicting import predict_all
from autograder.evidence import ModelEvidence, unpack_array
from autograder.records import Text

_UNKNOWN: Final = np.float32("nan")
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
        if evidence.unsent:  # of which only the shapes are known; this takes no memory
            self.weights = [np.broadcast_to(_UNKNOWN, shape) for shape in evidence.unsent]
        self._inputs = np.asarray(probe, dtype="float32")
        parts = evidence.probe_parts or ((evidence.probe,) if evidence.probe else ())
        self._answers = [unpack_array(part) for part in parts]

    def count_params(self) -> int:
        """The number of its weights, of those too that were too large to come with it."""
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
        found = self.answers(np.asarray(x, dtype="float32"))
        return found[0] if len(found) == 1 else np.asarray(found)

    def answers(self, rows: np.ndarray[Any, Any]) -> list[np.ndarray[Any, Any]]:
        """The same, one array for each of its outputs; of several inputs the columns are joined.

        Raises:
            WrongKindError: as ``predict``.
        """
        asked = rows.ndim == 2 and rows.shape[1:] == self._inputs.shape[1:]
        found = [np.flatnonzero((self._inputs == row).all(axis=1)) for row in rows] if asked else []
        whole = all(one.shape[:1] == self._inputs.shape[:1] for one in self._answers)
        if not asked or not self._answers or not whole or not all(map(len, found)):
            raise WrongKindError(
                Text(
                    ko="이 모델은 예측을 돌려주지 않아 확인할 수 없었습니다. `predict`가 오류 없이 "
                    "실행되는지 보십시오. 클래스로 쓴 모델은 `call(self, inputs)`에 입력이 모두 "
                    "하나로 들어옵니다.",
                    en="This model gave no predictions that could be checked. See that `predict` "
                    "runs without an error. A model written as a class gets all its inputs as one: "
                    "`call(self, inputs)`.",
                )
            )
        return [answers[[int(at[0]) for at in found]] for answers in self._answers]


def answers_like(model: Any, probed: ProbedModel, columns: Sequence[int] = ()) -> bool:
    """Whether a rebuilt model gives what the live one answered; True where it did not answer.

    ``columns`` is how many of those that it was asked each of several inputs takes, in order.
    """
    try:
        given = probed.answers(probed.asked)
        ends = np.cumsum(columns, dtype=int)[:-1]
        own = predict_all(model, np.split(probed.asked, ends, axis=1))
    except Exception:  # noqa: BLE001 - either doesn't take these rows, which others tell
        return True
    return len(given) == len(own) and all(
        one.shape == other.shape and np.allclose(one, other, atol=_SAME, equal_nan=True)
        for one, other in zip(given, own, strict=True)
    )
