"""Who passes by random restarts, who doesn't, and who goes to a person."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import keras
import msgspec
import numpy as np
import pytest

from autograder.evidence import FitEvidence, pack_array
from autograder.records import NO_TEXT
from autograder.retraining import verdict
from autograder.retraining.replay import DIFFERENT, PRESET, Finding, Replay
from autograder.retraining.restarts import Retraining
from tests.support.replay import BY_HAND_OF_THREE
from tests.support.retrain import network
from tests.support.retrain import trained as fitted

X, Y = [[0, 0], [0, 1], [1, 0], [1, 1]], [[0], [1], [1], [0]]
FIT = FitEvidence(
    epochs=10, epochs_asked=10, batch_size=4, samples=4, shuffle=True, seconds=0.1,
    level="whole-run", reason="", compiled="", history={}, arguments={},
    x=pack_array(np.array(X)), y=pack_array(np.array(Y)),
)  # fmt: skip


def retrained(monkeypatch: pytest.MonkeyPatch, **facts: object) -> None:
    known = Retraining(64, 0, (0.5,) * 64, (0.7,) * 64, "stacked", False, (1,), epochs=10)
    found = replace(known, **facts)
    monkeypatch.setattr(verdict, "retrain", lambda *_args, **_kwargs: found)
    replayed(monkeypatch, Replay(Finding.CONFIRMED))


def replayed(monkeypatch: pytest.MonkeyPatch, found: Replay) -> None:
    monkeypatch.setattr(verdict, "replay", lambda *_args, **_kwargs: found)


def learn(fit: FitEvidence = FIT) -> verdict.Learned:
    return verdict.learned(trained((fit,), np.full((4, 1), 0.2)))


def trained(fits: tuple[FitEvidence, ...], predictions: np.ndarray) -> verdict.Trained:
    model = SimpleNamespace(weights=[], layers=[])
    return verdict.Trained(model, fits, predictions, x=X, y=Y, seed=1)


@pytest.mark.parametrize(("successes", "passes"), [(0, False), (1, False), (2, False), (3, True)])
def test_three_fresh_starts_have_to_succeed(
    monkeypatch: pytest.MonkeyPatch, successes: int, passes: bool
) -> None:
    retrained(monkeypatch, successes=successes)
    found = learn()
    assert found.success is passes
    assert f"{successes} of 64 retrainings" in found.message.en
    assert ("luck:" in found.message.en) is (successes in {1, 2})
    assert ("운이며" in found.message.ko) is (successes in {1, 2})


@pytest.mark.parametrize(
    "facts",
    [
        {"complete": False, "tried": 20, "successes": 2},
        {"tried": 0, "complete": False, "epochs": 0, "method": "the loss is not one of Keras' own"},
        {"notes": ("without the student's own callback",)},
    ],
    ids=["time ran out", "can't be trained again", "not the same training"],
)
def test_what_can_not_be_decided_goes_to_a_person(
    monkeypatch: pytest.MonkeyPatch, facts: dict[str, object]
) -> None:
    retrained(monkeypatch, **facts)
    found = learn()
    assert found.success is None
    assert "Your teacher will look at this" in found.message.en
    assert "조교가 직접 살펴보고" in found.message.ko
    assert "accuracy 50%" in found.staff_note


@pytest.mark.parametrize("facts", [{"complete": False}, {"notes": ("without it",)}])
def test_enough_successes_count_all_the_same(
    monkeypatch: pytest.MonkeyPatch, facts: dict[str, object]
) -> None:
    retrained(monkeypatch, successes=3, tried=9, **facts)
    found = learn()
    assert found.success
    assert "3 of 9 retrainings" in found.message.en
    assert "9번 중 3번" in found.message.ko


@pytest.mark.parametrize(
    "changes", [{"x": None}, {"arguments": {"sample_weight": "array([1, 0])"}}]
)
def test_training_on_unknown_data_is_not_repeated_on_other_data(
    monkeypatch: pytest.MonkeyPatch, changes: dict[str, object]
) -> None:
    """A network trained to OR from a tf.data pipeline would pass by what the checks know."""
    retrained(monkeypatch, successes=64)
    found = learn(msgspec.structs.replace(FIT, **changes))
    assert found.success is None
    assert "not recorded" in found.staff_note


def test_no_epochs_are_no_training() -> None:
    assert learn(msgspec.structs.replace(FIT, epochs=0)).message == verdict.NEVER_TRAINED


def test_a_model_that_was_never_trained_is_told_so() -> None:
    found = verdict.learned(trained((), np.ones((4, 1))))
    assert found == verdict.Learned(False, verdict.NEVER_TRAINED)


def test_the_staff_reads_of_weights_that_no_epoch_led_to() -> None:
    none = msgspec.structs.replace(FIT, epochs=0)
    right = verdict.learned(trained((none,), np.array([[0.1], [0.9], [0.9], [0.1]])))
    assert right.success is False
    assert "no epoch was run" in right.staff_note
    assert "found in another way" in right.staff_note
    assert "another way" not in learn(none).staff_note


@pytest.mark.parametrize(
    ("finding", "successes", "success"),
    [
        (Finding.CONFIRMED, 0, True),
        (Finding.UNKNOWN, 2, None),
        (Finding.UNKNOWN, 3, True),
        (Finding.CONTRADICTED, 2, False),
        (Finding.CONTRADICTED, 3, None),
        (Finding.CONTRADICTED, 31, None),
        (Finding.CONTRADICTED, 32, True),
    ],
    ids=str,
)
def test_a_run_that_got_there_counts_if_it_is_confirmed_or_restarts_get_there(
    monkeypatch: pytest.MonkeyPatch, finding: Finding, successes: int, success: bool | None
) -> None:
    retrained(monkeypatch, successes=successes)
    replayed(monkeypatch, Replay(finding, note="why it is so"))
    found = verdict.learned(trained((FIT,), np.array(Y, np.float32)))
    assert found.success is success
    if success is None:
        assert "Your model reaches 100 %" in found.message.en
        assert "조교가 직접" in found.message.ko
        assert "why it is so" in found.staff_note
        assert f"{successes} successes" in found.staff_note
    if finding is Finding.CONTRADICTED and success:
        assert "32 of 64 retrainings, so full points" in found.message.en
        assert "local minimum" not in found.message.en
        assert "64번 중 32번" in found.message.ko


@pytest.mark.parametrize(("successes", "success"), [(2, None), (3, True)])
def test_the_staff_is_told_of_a_run_that_began_with_weights_put_in(
    monkeypatch: pytest.MonkeyPatch, successes: int, success: bool | None
) -> None:
    """Honest work may begin so as well, as with numbers that NumPy drew: it is not asked more."""
    retrained(monkeypatch, successes=successes)
    replayed(monkeypatch, Replay(Finding.UNKNOWN, note="put in", doubtful=True))
    found = verdict.learned(trained((FIT,), np.array(Y, np.float32)))
    assert found.success is success
    assert "put in" in found.staff_note
    assert (found.message == NO_TEXT) is (success is True)
    replayed(monkeypatch, Replay(Finding.UNKNOWN, note="Dropout"))
    quiet = verdict.learned(trained((FIT,), np.array(Y, np.float32)))
    assert (quiet.staff_note == "") is (success is True)


@pytest.mark.parametrize(("epochs", "success"), [(400, True), (1, False)])
def test_weights_put_in_earn_what_the_training_that_follows_would_earn_alone(
    epochs: int, success: bool
) -> None:
    """The network and its training are what the check asks for: they are right, or they are not.

    The weights earn nothing, and the staff is told of them either way.
    """
    keras.utils.set_random_seed(3)
    model = network(3, act="tanh", opt=keras.optimizers.Adam(0.05))
    model.set_weights(BY_HAND_OF_THREE)
    fit = fitted(model, epochs)
    predictions = model.predict(np.array(X, np.float32), verbose=0)
    found = verdict.learned(verdict.Trained(model, (fit,), predictions, x=X, y=Y, seed=1))
    assert found.success is success
    assert PRESET.en in found.staff_note
    assert ("full points all the same" in found.staff_note) is success
    assert PRESET.en in found.message.en


@pytest.mark.parametrize("own", [0.2, 1.0], ids=["own run fell short", "own run got there"])
def test_restarts_of_a_training_that_never_took_place_give_nothing(
    monkeypatch: pytest.MonkeyPatch, own: float
) -> None:
    retrained(monkeypatch, successes=64)
    replayed(monkeypatch, Replay(Finding.CONTRADICTED, DIFFERENT, took_place=False))
    predictions = np.full((4, 1), own) if own < 1 else np.array(Y, np.float32)
    found = verdict.learned(trained((FIT,), predictions))
    assert found.success is None
    assert DIFFERENT.en in found.message.en
    assert "could not confirm" in found.message.en
    assert "64 successes" in found.staff_note
