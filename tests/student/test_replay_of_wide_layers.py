"""A training of wide layers is repeated by two copies, not by a stack of many."""

from __future__ import annotations

import keras
import numpy as np

from autograder.checking.course_data import CourseData
from autograder.retraining import repetition
from autograder.retraining.replay import Task, replay
from autograder.student.training import FitLog
from tests.support.fit_log import last
from tests.support.replay import CONFIRMED

ROWS, EPOCHS = 2000, 4


def test_it_is_confirmed(log: FitLog) -> None:
    keras.utils.set_random_seed(8)
    x = np.random.default_rng(1).random((ROWS, 784), np.float32)
    y = (x[:, :392].sum(axis=1) > x[:, 392:].sum(axis=1)).astype("int64")
    inputs = keras.Input((784,))
    hidden = keras.layers.Dense(100, "relu")(keras.layers.Dense(300, "relu")(inputs))
    model = keras.Model(inputs, keras.layers.Dense(2, "softmax")(hidden))
    model.compile("adam", "sparse_categorical_crossentropy")
    model.fit(x, y, epochs=EPOCHS, batch_size=50, verbose=0)
    last(log)
    assert ROWS * EPOCHS * model.count_params() > repetition.MOST_STACKED
    given = CourseData()
    given.offer(x)  # of so large an array the record holds a digest
    task = Task(x, lambda outputs: bool(np.mean(outputs.argmax(axis=1) == y) > 0.6), least=0.1)
    assert replay(model, given.completed(log.fits), task) == CONFIRMED
