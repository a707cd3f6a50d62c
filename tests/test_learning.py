"""A slow machine costs nobody points."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from autograder.checking import learning
from autograder.checking.retrain import Retraining
from autograder.evidence import FitEvidence

FIT = FitEvidence(
    epochs=10, epochs_asked=10, batch_size=4, samples=4, shuffle=True, seconds=0.1,
    level="whole-run", reason="", compiled="", history={}, arguments={},
)  # fmt: skip
X, Y = [[0, 0], [0, 1], [1, 0], [1, 1]], [[0], [1], [1], [0]]


def retrained(monkeypatch: pytest.MonkeyPatch, **facts: object) -> None:
    known = Retraining(3, 0, (0.5,) * 3, (0.7,) * 3, "one by one", False, (1, 2, 3), epochs=10)
    found = replace(known, **facts)
    monkeypatch.setattr(learning, "retrain", lambda *_args, **_kwargs: found)


def learn() -> learning.Learned:
    wrong = np.full((4, 1), 0.2)
    model = SimpleNamespace(weights=[], layers=[])
    return learning.learned(model, (FIT,), wrong, x=X, y=Y, accuracy=1.0, seed=1, k=3)


def test_fresh_starts_cut_off_by_the_clock_are_our_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    retrained(monkeypatch, complete=False)
    with pytest.raises(learning.OutOfTimeError):
        learn()


def test_a_success_before_the_clock_struck_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    retrained(monkeypatch, complete=False, successes=1)
    found = learn()
    assert found.success
    assert "1 of 3 retrainings" in found.message.en
    assert "3번 중 1번" in found.message.ko


def test_no_success_in_all_fresh_starts_is_told_with_its_numbers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    retrained(monkeypatch)
    found = learn()
    assert not found.success
    assert found.message.en.startswith("Your run stopped at 50 %, and 0 of 3 retrainings")


def test_a_model_that_was_never_trained_is_told_so() -> None:
    found = learning.learned(None, (), np.ones((4, 1)), x=X, y=Y, accuracy=1.0, seed=1)
    assert found.message == learning.NEVER_TRAINED
