"""What the loss of each row is multiplied by, as it was recorded."""

from __future__ import annotations

import ast

import numpy as np
import numpy.typing as npt

from autograder.evidence import FitEvidence, HostileEvidenceError, unpack_array
from autograder.retraining.compile_config import UnreadableError

FloatArray = npt.NDArray[np.float32]


def row_weights(fit: FitEvidence, y: FloatArray, notes: list[str]) -> FloatArray | None:
    """From sample weights or the weights of classes, shape (rows,); None where all weigh 1.

    ``y`` are the labels, shape (rows, outputs). What can't be read of the classes is added to
    ``notes``.

    Raises:
        UnreadableError: the sample weights can't be read, or aren't one for each row.
    """
    classes = _class_weight(fit.arguments.get("class_weight"), notes)
    if classes:
        # As in keras/src/trainers/data_adapters/data_adapter_utils.py.
        labels = np.round(y.reshape(len(y), -1)[:, 0]) if y.size == len(y) else y.argmax(axis=-1)
        with np.errstate(invalid="ignore"):
            numbers = labels.reshape(-1).astype(np.int64)
        return np.array([classes.get(int(number), 1.0) for number in numbers], np.float32)
    if fit.sample_weight is None:
        return None
    try:
        weight = unpack_array(fit.sample_weight).reshape(-1).astype(np.float32)
    except (HostileEvidenceError, ValueError) as error:
        raise UnreadableError("the sample weights can't be read") from error
    if len(weight) != len(y):
        raise UnreadableError("the sample weights do not match the rows")
    return weight


def _class_weight(text: str | None, notes: list[str]) -> dict[int, float]:
    if text is None or text == "None":
        return {}
    try:
        weights = ast.literal_eval(text)
        return {int(key): float(value) for key, value in weights.items()}
    except (
        ValueError, SyntaxError, TypeError, AttributeError, MemoryError, RecursionError,
        OverflowError,
    ):  # fmt: skip
        notes.append("without class_weight, which can't be read")
        return {}
