"""What is recorded of models that are saved, loaded, copied and trained on, and of large ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import keras
import msgspec
import numpy as np

from autograder.evidence import pack_array
from autograder.student.training import FitLog
from autograder.util.digests import data_digest, weights_digest
from tests.support.fit_log import last
from tests.support.retrain import X, Y, network, record


def fitted(model: Any, epochs: int) -> Any:
    model.fit(X, Y, epochs=epochs, verbose=0)
    return model


def test_a_model_trained_on_after_loading_has_the_fits_before(log: FitLog, tmp_path: Path) -> None:
    model = fitted(network(3), 3)
    model.save(tmp_path / "m.keras")
    fitted(model, 2)  # which the saved one never saw
    loaded = fitted(keras.models.load_model(tmp_path / "m.keras"), 5)
    assert log.of(loaded) == (0, 2)
    loaded.save(tmp_path / "again.keras")
    again = keras.models.load_model(tmp_path / "again.keras")
    assert log.of(again) == (0, 2)
    fitted(again, 1)
    assert log.of(again) == (0, 2, 3)
    assert log.of(model) == (0, 1)


def test_a_model_of_its_own_start_has_its_own_fits_alone(log: FitLog) -> None:
    first, second = fitted(network(3), 2), fitted(network(3), 4)
    assert (log.of(first), log.of(second)) == ((0,), (1,))


def test_data_and_weights_too_large_to_be_kept_are_known_by_their_digest(log: FitLog) -> None:
    keras.utils.set_random_seed(1)
    pictures = (np.arange(400 * 28 * 28) % 255).astype("uint8").reshape(400, 28, 28)
    labels = np.arange(400) % 10
    hidden = keras.layers.Dense(700, "relu")
    model = keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten(), hidden])
    model.add(keras.layers.Dense(10, "softmax"))
    model.compile("sgd", "sparse_categorical_crossentropy")
    begun = weights_digest(np.asarray(one) for one in model.weights)
    model.fit(pictures / 255, labels, epochs=1, batch_size=200, verbose=0)
    fit = last(log)
    assert fit.initial_weights is None
    assert fit.initial_digest == begun != fit.final_digest
    assert fit.x is None
    assert fit.x_digest == data_digest(pictures.reshape(400, 784).astype("float32") / 255)
    assert fit.y is not None
    assert fit.y_digest == ""
    assert fit.final_weights is None
    assert fit.final_digest == weights_digest(np.asarray(one) for one in model.weights)


def test_what_is_kept_has_no_digest(log: FitLog) -> None:
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    model.fit(X, Y, epochs=1, verbose=0)
    fit = last(log)
    assert (fit.x_digest, fit.y_digest) == ("", "")
    assert (fit.initial_digest, fit.final_digest) == ("", "")
    assert fit.x is not None
    assert fit.final_weights is not None


def test_copies_of_copies_keep_every_training_however_many_there_are() -> None:
    copies, fit = 1500, record(network(2), 1)
    ended = [
        (pack_array(np.array([number], np.float32)),) for number in range(copies + 1)
    ]  # each copy begins with what the one before it ended with
    log = FitLog(
        fits=[
            msgspec.structs.replace(fit, initial_weights=ended[at], final_weights=ended[at + 1])
            for at in range(copies)
        ],
        models=[object() for _ in range(copies)],
    )
    assert log.of(log.models[-1]) == tuple(range(copies))
