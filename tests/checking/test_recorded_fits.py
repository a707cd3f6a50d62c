"""All fits of a submission as checks see them, and what of a forged record is left out."""

from __future__ import annotations

import json
from typing import Any

import keras
import msgspec
import numpy as np
import pytest

from autograder.checking.recorded_fits import RecordedFit, recorded_fits, runs_of
from autograder.checking.student_fixture import StudentWork
from autograder.evidence import Evidence, FitEvidence, ModelEvidence, pack_array
from autograder.records import Assignment
from tests.support.retrain import callback, network, record, trained
from tests.support.simple_evidence import SIMPLE


def evidence(*fits: FitEvidence, **models: tuple[int, ...]) -> Evidence:
    made = {
        name: ModelEvidence(class_name="Sequential", config="", weights=(), fits=at)
        for name, at in models.items()
    }
    return msgspec.structs.replace(SIMPLE, fits=fits, deliverables=made)


def only(fit: FitEvidence) -> RecordedFit:
    return recorded_fits(evidence(fit))[0]


def test_fits_know_which_deliverables_they_trained() -> None:
    fit = record(network(2), 3)
    found = recorded_fits(evidence(fit, fit, fit, best=(1,), copy=(1, 2, 99)))
    assert [one.models for one in found] == [(), ("best", "copy"), ("copy",)]


def test_settings_of_a_fit() -> None:
    model = network(2, opt=keras.optimizers.SGD(0.25))
    fit = only(record(model, 3, history={"loss": (3.0, 2.0, None), "val_loss": (1.0, 2.0, 4.0)}))
    assert (fit.epochs, fit.epochs_asked, fit.batch_size, fit.samples) == (3, 3, 32, 4)
    assert fit.compiled is not None
    assert (fit.compiled.optimizer.name, fit.learning_rate) == ("SGD", pytest.approx(0.25))
    assert (fit.last("val_loss"), fit.last("loss"), fit.last("accuracy")) == (4.0, None, None)
    assert fit.validated
    assert not only(record(model, 3, history={"loss": (3.0,)})).validated
    assert fit.x is not None
    assert fit.x.shape == (4, 2)
    assert (fit.shapes, fit.initial_weights, fit.final_weights) == (None, None, None)


def test_a_schedule_is_no_learning_rate() -> None:
    schedule = keras.optimizers.schedules.ExponentialDecay(0.1, 10, 0.9)
    fit = only(record(network(2, opt=keras.optimizers.SGD(schedule)), 3))
    assert fit.compiled is not None
    assert fit.learning_rate is None


def test_callbacks_are_typed() -> None:
    stopping = callback(
        "EarlyStopping", "keras.src.callbacks.early_stopping", patience=10, monitor="val_loss",
        restore_best_weights=True, stopped_epoch=152,
    )  # fmt: skip
    fit = only(record(network(2), 3, callbacks=(stopping,)))
    found = fit.callback("EarlyStopping")
    assert found is not None
    assert (found.patience, found.monitor, found.stopped_epoch) == (10, "val_loss", 152)
    assert found.restore_best_weights
    assert not found.save_best_only
    assert fit.callback("ModelCheckpoint") is None


def test_a_namesake_is_no_callback_of_keras() -> None:
    fit = only(record(network(2), 3, callbacks=(callback("EarlyStopping", "__main__"),)))
    assert fit.callback("EarlyStopping") is None
    assert fit.callbacks[0].own


@pytest.mark.parametrize(
    "forged",
    [
        "", "{", "[]", "7", '"EarlyStopping"', '{"class_name": 3}', '{"config": [1]}',
        '{"config": {"patience": "ten"}}', '{"config": {"patience": true, "monitor": 5}}',
        '{"config": {"patience": {"a": 1}, "restore_best_weights": 1}}', "[" * 20_000,
    ],
)  # fmt: skip
def test_a_forged_callback_says_nothing(forged: str) -> None:
    found = only(record(network(2), 1, callbacks=(forged,))).callbacks[0]
    assert (found.patience, found.monitor, found.stopped_epoch) == (None, "", None)
    assert not found.restore_best_weights
    assert found.own


@pytest.mark.parametrize("rate", ["much", [0.1], {"class_name": "Nothing"}, None])
def test_a_forged_learning_rate_is_none(rate: Any) -> None:
    compiled = json.loads(record(network(2), 1).compiled)
    compiled["optimizer"]["config"]["learning_rate"] = rate
    assert only(record(network(2), 1, compiled=json.dumps(compiled))).learning_rate is None


def test_runs_join_what_goes_on() -> None:
    model, other = network(2), network(2)
    fits = [trained(model, 2), trained(other, 1), trained(model, 3), record(model, 0)]
    runs = runs_of(recorded_fits(evidence(*fits)))
    assert [[fit.epochs for fit in run] for run in runs] == [[2, 3], [1]]
    assert runs[0][1].continues(runs[0][0])
    assert not runs[1][0].continues(runs[0][0])
    assert runs[0][0].shapes == ((2, 2), (2,), (2, 1), (1,))


def test_copies_of_one_start_are_runs_of_their_own() -> None:
    """With the same seed in a loop each run begins, and ends, with the same weights."""
    weights = (pack_array(np.ones((2, 1), np.float32)),)
    after = (pack_array(np.zeros((2, 1), np.float32)),)
    fit = record(network(), 5, initial_weights=weights, final_weights=after)
    assert len(runs_of(recorded_fits(evidence(fit, fit, fit)))) == 3


def test_fits_without_weights_are_runs_of_their_own() -> None:
    fit = record(network(), 5)
    assert len(runs_of(recorded_fits(evidence(fit, fit)))) == 2


def test_the_student_is_told_of_the_runs(tiny: Assignment) -> None:
    student = StudentWork(tiny, evidence(record(network(2), 100), record(network(2), 7)), "")
    student.remarks.begin("it")
    assert [fit.epochs for fit in student.fits()] == [100, 7]
    assert not student.tell_runs(student.runs())
    told = student.remarks.told("it")
    assert told.en == "Recorded trainings: 2; the epochs of each, in order: 100, 7."
    assert "2번" in told.ko
    student.remarks.begin("none")
    student.tell_runs(())
    assert student.remarks.told("none").en == "No training is recorded."
