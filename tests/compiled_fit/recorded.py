"""Which level a fit had is recorded and reaches the staff, stock fits with their reason."""

from __future__ import annotations

from collections.abc import Iterator

import keras
import pytest

from autograder.compiled_fit import keras_internals, uninstall
from autograder.student.training import record_fits
from tests.compiled_fit.small import X, Y, xor_model


@pytest.fixture(autouse=True)
def stock_afterwards() -> Iterator[None]:
    known = keras.Model.fit
    yield
    keras.Model.fit = known
    uninstall()


def test_untested_keras_trains_with_stock_fit_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keras_internals, "TESTED_KERAS", ("3.14.0",))
    log = record_fits(stock=False)
    history = xor_model().fit(X, Y, epochs=2, verbose=0)
    (fit,) = log.fits
    assert fit.level == "stock"
    assert f"Keras {keras.__version__}" in fit.reason
    assert "not been tested" in fit.reason
    assert list(fit.history["loss"]) == history.history["loss"]


def test_stock_fit_is_recorded_as_asked_for() -> None:
    uninstall()
    log = record_fits(stock=True)
    assert keras.Model.predict is keras_internals.STOCK_PREDICT
    xor_model().fit(X, Y, epochs=2, verbose=0)
    (fit,) = log.fits
    assert (fit.level, fit.reason) == ("stock", "stock fit was asked for")
