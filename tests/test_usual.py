"""Goals that initial weights may reach by luck."""

from __future__ import annotations

from types import SimpleNamespace

import msgspec
import numpy as np
import pytest

from autograder.checking import usual
from autograder.checking.learning import NEVER_TRAINED
from autograder.checking.replay import CHANGED
from autograder.checking.retrain import Retraining
from autograder.evidence import FitEvidence, pack_array
from tests.test_learning import FIT as LEARNED

FIT = msgspec.structs.replace(LEARNED, final_weights=())
SMALL, LARGE = np.full((4, 1), 0.1), np.full((4, 1), 0.9)


def is_large(outputs: np.ndarray) -> bool:
    return bool(outputs.min() > 0.5)


def judged(
    monkeypatch: pytest.MonkeyPatch,
    own: np.ndarray,
    good: int,
    tried: int = 64,
    fit: FitEvidence = FIT,
) -> usual.Learned:
    outputs = (LARGE,) * good + (SMALL,) * (tried - good)
    found = Retraining(
        tried, 0, (), (), "stacked", False, (), epochs=9, complete=tried > 0, outputs=outputs
    )
    monkeypatch.setattr(usual, "again", lambda *_: found)
    return usual.usually(SimpleNamespace(weights=[]), (fit,), own, is_large, x=None, y=None, seed=1)


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


def test_weights_that_no_training_left_do_not_count_but_fresh_starts_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    other = msgspec.structs.replace(FIT, final_weights=(pack_array(SMALL),))
    found = judged(monkeypatch, LARGE, 0, fit=other)
    assert (found.success, found.staff_note) == (False, CHANGED.en)
    assert "0 of 64" in found.message.en
    assert judged(monkeypatch, LARGE, 64, fit=other).success is True
    assert judged(monkeypatch, LARGE, 0, tried=0, fit=other).success is None


def test_what_was_never_trained_has_not_learned(monkeypatch: pytest.MonkeyPatch) -> None:
    found = judged(monkeypatch, LARGE, 64, fit=msgspec.structs.replace(FIT, epochs=0))
    assert (found.success, found.message) == (False, NEVER_TRAINED)
