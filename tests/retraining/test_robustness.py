"""Goals that initial weights may reach by luck."""

from __future__ import annotations

from types import SimpleNamespace

import msgspec
import numpy as np
import pytest

from autograder.evidence import FitEvidence
from autograder.retraining import robustness, verdict
from autograder.retraining.replay import CHANGED, DIFFERENT, Finding, Replay
from autograder.retraining.restarts import Retraining
from autograder.retraining.verdict import NEVER_TRAINED, Trained
from tests.retraining.test_verdict import FIT as LEARNED

FIT = msgspec.structs.replace(LEARNED, final_weights=())
CONFIRMED = Replay(Finding.CONFIRMED)
SMALL, LARGE = np.full((4, 1), 0.1), np.full((4, 1), 0.9)


def is_large(outputs: np.ndarray) -> bool:
    return bool(outputs.min() > 0.5)


def judged(
    monkeypatch: pytest.MonkeyPatch,
    own: np.ndarray,
    good: int,
    tried: int = 64,
    *,
    fit: FitEvidence = FIT,
    replayed: Replay = CONFIRMED,
) -> robustness.Learned:
    found = restarts([SMALL] * tried, [LARGE] * good + [SMALL] * (tried - good))
    monkeypatch.setattr(verdict, "replay", lambda *_, **__: replayed)
    return by(monkeypatch, {False: found}, own, fit)


def restarts(starts: list[np.ndarray], outputs: list[np.ndarray]) -> Retraining:
    tried = len(outputs)
    return Retraining(
        tried, 0, (), (), "stacked", False, (), epochs=9, complete=tried > 0,
        outputs=tuple(outputs), starts=tuple(starts),
    )  # fmt: skip


@pytest.mark.parametrize(("good", "passes"), [(38, False), (39, True)])
def test_an_author_may_ask_for_another_share(
    monkeypatch: pytest.MonkeyPatch, good: int, passes: bool
) -> None:
    found = restarts([SMALL] * 64, [LARGE] * good + [SMALL] * (64 - good))
    monkeypatch.setattr(robustness, "again", lambda _, default_starts=False: found)
    monkeypatch.setattr(verdict, "replay", lambda *_, **__: CONFIRMED)
    trained = Trained(SimpleNamespace(weights=[]), (FIT,), SMALL, x=[[0]], y=[0], seed=1)
    assert robustness.reaches_goal_reliably(trained, is_large, 0.6).success is passes


@pytest.mark.parametrize("share", [0.0, 1.01, -1.0, float("nan")])
def test_a_share_that_is_none_is_refused(share: float) -> None:
    trained = Trained(SimpleNamespace(weights=[]), (FIT,), SMALL, x=[[0]], y=[0], seed=1)
    with pytest.raises(ValueError, match="share is"):
        robustness.reaches_goal_reliably(trained, is_large, share)


def by(
    monkeypatch: pytest.MonkeyPatch,
    found: dict[bool, Retraining],
    own: np.ndarray,
    fit: FitEvidence = FIT,
) -> robustness.Learned:
    """``found`` by whether Keras' default initialisers are asked for."""
    monkeypatch.setattr(robustness, "again", lambda _, default_starts=False: found[default_starts])
    model = SimpleNamespace(weights=[])
    return robustness.reaches_goal_reliably(
        Trained(model, (fit,), own, x=[[0]], y=[0], seed=1), is_large
    )


@pytest.mark.parametrize("own", [SMALL, LARGE], ids=["own run fell short", "own run got there"])
@pytest.mark.parametrize(("good", "passes"), [(0, False), (57, False), (58, True), (64, True)])
def test_nine_in_ten_fresh_starts_decide(
    monkeypatch: pytest.MonkeyPatch, own: np.ndarray, good: int, passes: bool
) -> None:
    found = judged(monkeypatch, own, good)
    assert found.success is passes
    nothing_to_tell = passes and is_large(own)
    assert (f"{good} of 64" in found.message.en) is not nothing_to_tell
    assert (f"{good}번" in found.message.ko) is not nothing_to_tell
    assert bool(found.staff_note) is (is_large(own) and not passes)


@pytest.mark.parametrize(
    ("own", "finding", "success"),
    [
        (LARGE, Finding.CONFIRMED, True),
        (LARGE, Finding.UNKNOWN, None),
        (LARGE, Finding.CONTRADICTED, None),
        (SMALL, Finding.CONFIRMED, None),
    ],
)
def test_where_nothing_can_be_trained_again_a_confirmed_run_counts_or_a_person_looks(
    monkeypatch: pytest.MonkeyPatch, own: np.ndarray, finding: Finding, success: bool | None
) -> None:
    found = judged(monkeypatch, own, 0, tried=0, replayed=Replay(finding, note="so it is"))
    assert found.success is success
    if success:
        return
    assert "so it is" in found.staff_note
    assert "Your teacher will look" in found.message.en
    assert "조교가 직접" in found.message.ko


def test_weights_that_no_training_left_do_not_count_but_restarts_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    changed = Replay(Finding.CONTRADICTED, CHANGED)
    found = judged(monkeypatch, LARGE, 0, replayed=changed)
    assert (found.success, found.staff_note) == (False, CHANGED.en)
    assert "0 of 64" in found.message.en
    assert judged(monkeypatch, LARGE, 64, replayed=changed).success is True
    assert judged(monkeypatch, LARGE, 0, tried=0, replayed=changed).success is None


def test_restarts_of_a_training_that_never_took_place_give_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lie = Replay(Finding.CONTRADICTED, DIFFERENT, took_place=False)
    assert judged(monkeypatch, LARGE, 64, replayed=lie).success is None
    assert judged(monkeypatch, LARGE, 20, replayed=lie).success is False


def test_starts_that_are_there_already_say_nothing_of_the_training(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """43 of 64 are there without training, and no other gets there."""
    monkeypatch.setattr(verdict, "replay", lambda *_, **__: CONFIRMED)
    starts = [LARGE] * 43 + [SMALL] * 21
    assert by(monkeypatch, {False: restarts(starts, starts)}, LARGE).success is False
    outputs = [LARGE] * 64
    assert by(monkeypatch, {False: restarts(starts, outputs)}, LARGE).success is True


@pytest.mark.parametrize("learns", [True, False])
def test_an_initialiser_that_draws_the_goal_is_replaced(
    monkeypatch: pytest.MonkeyPatch, learns: bool
) -> None:
    monkeypatch.setattr(verdict, "replay", lambda *_, **__: CONFIRMED)
    own = restarts([LARGE] * 64, [LARGE] * 64)
    default = restarts([SMALL] * 64, [LARGE if learns else SMALL] * 64)
    assert by(monkeypatch, {False: own, True: default}, LARGE).success is learns


def test_what_was_never_trained_has_not_learned(monkeypatch: pytest.MonkeyPatch) -> None:
    found = judged(monkeypatch, LARGE, 64, fit=msgspec.structs.replace(FIT, epochs=0))
    assert (found.success, found.message) == (False, NEVER_TRAINED)


def test_a_loss_that_was_still_falling_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    losses = tuple(1 / n for n in range(1, 40))
    falling = msgspec.structs.replace(FIT, history={"loss": losses}, x=None, y=None)
    found = judged(monkeypatch, SMALL, 0, fit=falling)
    assert "network do. The loss was still falling in the last epoch" in found.message.en
    assert "손실이 마지막 에포크에서도 줄어들고 있었습니다" in found.message.ko
    enough = judged(monkeypatch, SMALL, 64, fit=falling)
    assert "falling" not in enough.message.en
