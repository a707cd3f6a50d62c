"""Goals that initial weights may reach by luck."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.checking import usual
from autograder.checking.retrain import Retraining

SMALL, LARGE = np.full((4, 1), 0.1), np.full((4, 1), 0.9)


def is_large(outputs: np.ndarray) -> bool:
    return bool(outputs.min() > 0.5)


def judged(
    monkeypatch: pytest.MonkeyPatch, own: np.ndarray, good: int, tried: int = 64
) -> usual.Learned:
    outputs = (LARGE,) * good + (SMALL,) * (tried - good)
    found = Retraining(
        tried, 0, (), (), "stacked", False, (), epochs=9, complete=tried > 0, outputs=outputs
    )
    monkeypatch.setattr(usual, "again", lambda *_: found)
    return usual.usually(None, (), own, is_large, x=None, y=None, seed=1)


@pytest.mark.parametrize("own", [SMALL, LARGE], ids=["own run fell short", "own run got there"])
@pytest.mark.parametrize(("good", "passes"), [(0, False), (57, False), (58, True), (64, True)])
def test_nine_in_ten_fresh_starts_decide(
    monkeypatch: pytest.MonkeyPatch, own: np.ndarray, good: int, passes: bool
) -> None:
    found = judged(monkeypatch, own, good)
    assert found.success is passes
    surprising = passes is not is_large(own)
    assert (f"{good} of 64" in found.message.en) is surprising
    assert (f"{good}번" in found.message.ko) is surprising


def test_where_nothing_can_be_trained_again_the_own_run_counts_or_a_person_looks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert judged(monkeypatch, LARGE, 0, tried=0).success is True
    found = judged(monkeypatch, SMALL, 0, tried=0)
    assert found.success is None
    assert "Your teacher will look" in found.message.en
    assert "조교가 직접" in found.message.ko
