"""What tests of the recorder share."""

from __future__ import annotations

from collections.abc import Iterator

import keras
import pytest

from autograder import compiled_fit
from autograder.student.tape_log import unwatch_tapes
from autograder.student.training import FitLog, record_fits


@pytest.fixture
def log() -> Iterator[FitLog]:
    """The record of what is trained in a test; afterwards Keras is as it was."""
    yield record_fits(stock=False, draws=3)
    compiled_fit.uninstall()
    unwatch_tapes()
    del keras.Model.fit, keras.Model.train_on_batch  # what it inherits is Keras' own
