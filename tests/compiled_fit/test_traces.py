"""What is told of a step while it is traced, and what a failed trace leaves, is that of stock."""

from __future__ import annotations

import contextlib
import io
import itertools
from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from autograder.compiled_fit import Level, uninstall
from tests.compiled_fit.small import Batches, X, Y, installed
from tests.compiled_fit.trial import bits, settled
from tests.conftest import daily

layers = keras.layers
ROWS, LABELS = np.tile(X, (3, 1)), np.tile(Y, (3, 1))
INPUT = (keras.Input((2,)),)
Make = Callable[[], Any]


def speaking(*, failing: bool = False, stack: tuple[Any, ...] = INPUT) -> Any:
    """A model whose loss and metric print whenever they are traced."""

    def loss(y: Any, p: Any) -> Any:
        print("loss", p.shape)
        return tf.reduce_mean((y - p) ** 2)

    def metric(y: Any, p: Any) -> Any:
        print("metric", p.shape)
        if failing:
            raise ValueError("no such metric")
        return tf.reduce_mean(y - p)

    model = keras.Sequential([*stack, layers.Dense(2, "tanh"), layers.Dense(1)])
    model.compile("adam", loss, metrics=[metric])
    return model


def misfitting(*stack: Any, **options: Any) -> Any:
    """A model of Keras alone whose loss or metric does not take batches of these labels."""
    model = keras.Sequential([*stack, layers.Dense(2, "tanh"), layers.Dense(3, "softmax")])
    model.compile("adam", **options)
    return model


class Regularizer(keras.regularizers.Regularizer):
    """Prints in every trace of the step."""

    def __call__(self, x: Any) -> Any:
        print("regularizer", x.shape)
        return tf.reduce_sum(x**2)


class Constraint(keras.constraints.Constraint):
    """Prints when weights are updated."""

    def __call__(self, w: Any) -> Any:
        print("constraint", w.shape)
        return w * 0.5


class Initializer(keras.initializers.Initializer):
    """Prints when weights are made, which may be in a trace."""

    def __call__(self, shape: Any, dtype: Any = None) -> Any:
        print("initializer", shape)
        return tf.fill(shape, tf.constant(0.1, dtype))


class Schedule(keras.optimizers.schedules.LearningRateSchedule):
    """Prints when an optimizer is traced."""

    def __call__(self, step: Any) -> Any:
        print("schedule", step.dtype)
        return 0.1


class Metric(keras.metrics.Metric):
    """Prints when it is traced and whenever it is read."""

    def __init__(self) -> None:
        super().__init__(name="own")
        self.total = self.add_weight(name="total", initializer="zeros")

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        del y_true, sample_weight
        print("update", y_pred.shape)
        self.total.assign_add(tf.reduce_sum(y_pred))

    def result(self) -> Any:
        print("result")
        return self.total


def activation(x: Any) -> Any:
    """Prints in every trace of the layer."""
    print("activation", x.shape)
    return tf.tanh(x)


def with_part(*stack: Any, optimizer: Any = "adam", metrics: tuple[Any, ...] = ()) -> Any:
    """A model with one part of a student's own."""
    model = keras.Sequential([*stack, layers.Dense(1)])
    model.compile(optimizer, "mse", metrics=list(metrics))
    return model


MISSPELT = {"loss": "mse", "metrics": ["acuracy"]}
METRIC = {"loss": "sparse_categorical_crossentropy", "metrics": ["mse"]}
LOSS = {"loss": "categorical_crossentropy"}
MODELS: dict[str, tuple[Make, Any]] = {
    "speaking": (speaking, LABELS),
    "speaking, not built": (lambda: speaking(stack=()), LABELS),
    "failing": (lambda: speaking(failing=True), LABELS),
    "failing, not built": (lambda: speaking(failing=True, stack=()), LABELS),
    "metric": (lambda: misfitting(*INPUT, **METRIC), LABELS[:, 0]),
    "metric, not built": (lambda: misfitting(**METRIC), LABELS[:, 0]),
    "loss": (lambda: misfitting(*INPUT, **LOSS), LABELS),
    "loss, not built": (lambda: misfitting(**LOSS), LABELS),
    "misspelt metric": (lambda: misfitting(*INPUT, **MISSPELT), LABELS),
    "activation": (lambda: with_part(*INPUT, layers.Dense(2, activation)), LABELS),
    "regularizer": (
        lambda: with_part(*INPUT, layers.Dense(2, kernel_regularizer=Regularizer())),
        LABELS,
    ),
    "constraint": (
        lambda: with_part(*INPUT, layers.Dense(2, kernel_constraint=Constraint())),
        LABELS,
    ),
    "initializer, not built": (
        lambda: with_part(layers.Dense(2, kernel_initializer=Initializer())),
        LABELS,
    ),
    "schedule": (
        lambda: with_part(*INPUT, optimizer=keras.optimizers.SGD(Schedule())),
        LABELS,
    ),
    "metric of one's own": (lambda: with_part(*INPUT, metrics=(Metric(),)), LABELS),
}
OPTIONS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "lines": lambda _: {"verbose": 2},
    "stopping": lambda _: {"verbose": 1, "callbacks": [keras.callbacks.EarlyStopping("loss")]},
    "validation": lambda y: {"verbose": 1, "validation_data": (ROWS, y)},
    "quiet": lambda y: {"verbose": 0, "validation_data": (ROWS, y)},
}


def seen(name: str, option: str) -> list[Any]:
    """What three fits of a model print, raise and leave; the last one has labels of all shapes."""
    keras.backend.clear_session()
    keras.utils.set_random_seed(1)
    make, y = MODELS[name]
    model = make()
    return [one_fit(model, y, OPTIONS[option](y)) for _ in range(2)] + [
        one_fit(model, keras.utils.to_categorical(LABELS[:, 0], 3), {"verbose": 2})
    ]


def one_fit(model: Any, y: Any, options: dict[str, Any]) -> Any:
    text, error, history = io.StringIO(), None, None
    with contextlib.redirect_stdout(text):
        try:
            history = model.fit(ROWS, y, batch_size=4, epochs=2, **options).history
        except Exception as raised:  # noqa: BLE001 - an error is part of what must be equal
            error = (type(raised).__name__, str(raised))
    variables = (*model.variables, *model.optimizer.variables)
    values = None if error else [(v.path, v.numpy().tobytes()) for v in variables]
    return (
        settled(text.getvalue(), cut=error is not None),
        error,
        bits(history),
        len(variables),
        values,
    )


PAIRS = tuple(itertools.product(MODELS, OPTIONS))
BY_DAY = tuple(itertools.product(("speaking", "metric"), ("quiet", "validation")))
SAMPLED = PAIRS[::4]


@pytest.mark.parametrize("pair", daily(BY_DAY, PAIRS, more=SAMPLED), ids="-".join)
def test_traces_are_heard_and_fail_as_in_stock(pair: tuple[str, str]) -> None:
    name, option = pair
    uninstall()
    expected = seen(name, option)
    with installed():
        got = seen(name, option)
    assert got == expected


def test_a_step_that_failed_once_is_left_to_stock_and_the_reason_says_so() -> None:
    model = misfitting(*INPUT, **METRIC)
    with installed() as decisions:
        for _ in range(2):
            with pytest.raises(ValueError, match=r"Dimensions|Toutput_types"):
                model.fit(ROWS, LABELS[:, 0], batch_size=4, verbose=0)
    assert [decision.level for decision in decisions] == [Level.STOCK] * 2
    assert "cannot be traced" in decisions[0].reason
    assert "earlier fit" in decisions[1].reason


FAILING_OTHERWISE: dict[str, Callable[[Any], Any]] = {
    "watched batches": lambda m: m.fit(ROWS, LABELS, batch_size=4, callbacks=[Batches()]),
    "one batch": lambda m: m.train_on_batch(ROWS[:4], LABELS[:4]),
    "a pipeline": lambda m: m.fit(
        tf.data.Dataset.from_tensor_slices((ROWS, LABELS)).batch(4), shuffle=False
    ),
}


def words_after(fails: Callable[[Any], Any]) -> list[str]:
    """What a model says that fails in one way, and then is trained on labels that fit."""
    keras.backend.clear_session()
    model, said = misfitting(*INPUT, **LOSS), []
    good = keras.utils.to_categorical(LABELS[:, 0], 3)
    for act in (fails, lambda m: m.fit(ROWS, good, batch_size=4, verbose=0)):
        with pytest.raises(ValueError, match=r".") as raised:
            act(model)
        said.append(str(raised.value))
    return said


@pytest.mark.parametrize("name", FAILING_OTHERWISE)
def test_a_step_that_failed_at_another_level_is_left_to_stock_too(name: str) -> None:
    uninstall()
    expected = words_after(FAILING_OTHERWISE[name])
    with installed():
        got = words_after(FAILING_OTHERWISE[name])
    assert got == expected


class Compiling(keras.callbacks.Callback):
    """Takes the traced step away before the first epoch."""

    def on_train_begin(self, logs: Any = None) -> None:
        del logs
        self.model.compile("sgd", "mse")


def test_a_callback_that_compiles_too_late_ends_the_fit_as_in_stock() -> None:
    def words() -> str:
        model = with_part(*INPUT)
        with pytest.raises(TypeError) as raised:
            model.fit(ROWS, LABELS, verbose=0, callbacks=[Compiling()])
        return str(raised.value)

    uninstall()
    expected = words()
    with installed():
        assert words() == expected
