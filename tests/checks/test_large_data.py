"""Data that are known by their digest alone."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from autograder.checks.large_data import trained_on
from autograder.evidence import pack_array
from autograder.util.digests import data_digest

PICTURES = np.arange(6 * 4, dtype="uint8").reshape(6, 2, 2)
SCALED = PICTURES / 255


def fit(x: Any = None, digest: str = "", epochs: int = 1) -> Any:
    kept = None if x is None else pack_array(np.asarray(x))
    return SimpleNamespace(epochs=epochs, x=kept, x_digest=digest)


def test_data_are_those_of_the_course_or_others() -> None:
    right = [PICTURES, SCALED]
    assert trained_on([fit(digest=data_digest(SCALED.reshape(6, 4)))], right)
    assert trained_on([fit(digest=data_digest(PICTURES)), fit(x=SCALED)], right)
    assert not trained_on([fit(digest=data_digest(SCALED[:5]))], right)
    assert not trained_on([fit(x=SCALED), fit(x=SCALED[::-1])], right)
    assert not trained_on([fit(x=SCALED)], [PICTURES])


def test_nothing_trained_is_not_trained_and_what_is_unknown_is_believed() -> None:
    assert not trained_on([], [PICTURES])
    assert not trained_on([fit(x=PICTURES, epochs=0)], [PICTURES])
    assert trained_on([fit()], [PICTURES])
