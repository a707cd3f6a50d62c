"""What is recorded of a training loop with a tape: its steps, its rows, its weights."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import tensorflow as tf

from autograder.evidence import unpack_array
from autograder.student.training import FitLog
from tests.support.fit_log import last
from tests.support.retrain import X, Y, network


def tape_step(model: Any, opt: Any, loss: Any, *, variables: Any = None) -> None:
    with tf.GradientTape() as tape:
        value = loss(Y, model(X, training=True))
    variables = model.trainable_variables if variables is None else variables
    opt.apply_gradients(zip(tape.gradient(value, variables), variables, strict=True))


def test_a_loop_with_a_tape_is_one_fit(log: FitLog) -> None:
    model, opt = network(3), keras.optimizers.Adam(0.05)
    bce = keras.losses.BinaryCrossentropy()
    before = model.get_weights()
    for _ in range(7):
        tape_step(model, opt, bce)
    fit = last(log)
    assert (len(log.fits), fit.level, fit.epochs, fit.samples) == (1, "tape", 7, 4)
    assert (fit.own_step, fit.optimizer_steps) == (True, 0)
    assert log.of(model) == (0,)
    assert len(fit.history["loss"]) == 7
    assert fit.x is not None
    assert fit.y is not None
    assert np.array_equal(unpack_array(fit.x), X)
    assert np.array_equal(unpack_array(fit.y), Y)
    assert '"learning_rate": 0.05' in fit.compiled
    assert "BinaryCrossentropy" in fit.compiled
    assert fit.initial_weights is not None
    assert all(map(np.array_equal, map(unpack_array, fit.initial_weights), before))
    assert fit.final_weights is not None
    assert all(map(np.array_equal, map(unpack_array, fit.final_weights), model.get_weights()))


def test_what_is_evaluated_between_steps_is_not_trained_on(log: FitLog) -> None:
    model, opt, bce = network(3), keras.optimizers.SGD(0.1), keras.losses.BinaryCrossentropy()
    for _ in range(3):
        tape_step(model, opt, bce)
        bce(1 - Y, model(X + 5))
        keras.losses.MeanSquaredError()(Y, model(X))
    fit = last(log)
    assert (len(log.fits), fit.epochs) == (1, 3)
    assert fit.x is not None
    assert np.array_equal(unpack_array(fit.x), X)


def test_weights_put_in_between_steps_begin_another_run(log: FitLog) -> None:
    model, opt, bce = network(3), keras.optimizers.SGD(0.1), keras.losses.BinaryCrossentropy()
    tape_step(model, opt, bce)
    model.set_weights([weight + 1 for weight in model.get_weights()])
    tape_step(model, opt, bce)
    last(log)
    assert [fit.epochs for fit in log.fits] == [1, 1]
    assert log.fits[0].final_weights != log.fits[1].initial_weights


def test_a_loss_written_as_a_formula_leaves_the_data_unknown(log: FitLog) -> None:
    model, opt = network(3), keras.optimizers.SGD(0.1)
    tape_step(model, opt, lambda y, out: tf.reduce_mean(tf.square(y - out)))
    fit = last(log)
    assert (fit.epochs, fit.x, fit.y, fit.level) == (1, None, None, "tape")


def test_steps_on_some_of_the_weights_are_not_recorded(log: FitLog) -> None:
    model, opt, bce = network(3), keras.optimizers.SGD(0.1), keras.losses.BinaryCrossentropy()
    tape_step(model, opt, bce, variables=model.trainable_variables[:2])
    log.finish()
    assert log.fits == []


def test_steps_of_fit_are_not_those_of_a_loop(log: FitLog) -> None:
    model = network(3)
    model.compile("sgd", "mse", run_eagerly=True)
    model.fit(X, Y, epochs=2, verbose=0)
    model.train_on_batch(X, Y)
    tape_step(model, model.optimizer, keras.losses.MeanSquaredError())
    log.finish()
    assert [fit.level == "tape" for fit in log.fits] == [False, False, True]


def test_steps_within_a_function_of_tensorflow_are_not_seen(log: FitLog) -> None:
    model, opt, bce = network(3), keras.optimizers.SGD(0.1), keras.losses.BinaryCrossentropy()
    tf.function(lambda: tape_step(model, opt, bce))()
    log.finish()
    assert log.fits == []
