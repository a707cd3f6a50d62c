"""What is recorded of a fit beside its numbers: order of rows, data, callbacks, first weights."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from autograder.evidence import unpack_array
from autograder.student.own_losses import OWN, loss_like
from autograder.student.training import FitLog
from tests.support.fit_log import last
from tests.support.retrain import X, Y, network

# Keras says so of every pipeline, as its default is to shuffle.
pytestmark = [
    pytest.mark.filterwarnings("ignore:`shuffle=True` was passed"),
    pytest.mark.filterwarnings("ignore:Your input ran out of data"),
]


class Reads(keras.callbacks.Callback):
    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        self.seen = (epoch, self.model.get_weights())


class Sets(keras.callbacks.Callback):
    def on_train_end(self, logs: Any = None) -> None:
        self.model.set_weights([np.ones_like(one) for one in self.model.get_weights()])


class GoesBack(keras.callbacks.Callback):
    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        if epoch == 1:
            self.kept = self.model.get_weights()

    def on_train_end(self, logs: Any = None) -> None:
        self.model.set_weights(self.kept)


class LoadsTheBest(keras.callbacks.Callback):
    """Goes back to what another callback kept."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path

    def on_train_end(self, logs: Any = None) -> None:
        self.model.load_weights(self.path)


def test_weights_that_a_checkpoint_kept_are_known(log: FitLog, tmp_path: Path) -> None:
    path = str(tmp_path / "best.weights.h5")
    keep = keras.callbacks.ModelCheckpoint(
        path, monitor="loss", mode="max", save_best_only=True, save_weights_only=True
    )
    network(2).fit(X, Y, epochs=5, verbose=0, callbacks=[keep, LoadsTheBest(path)])
    assert last(log).callback_effect == "restored"


class TakesTheRateAway(keras.callbacks.Callback):
    def on_train_begin(self, logs: Any = None) -> None:
        self.rate = float(self.model.optimizer.learning_rate.numpy())
        self.model.optimizer.learning_rate = 0.0

    def on_train_end(self, logs: Any = None) -> None:
        self.model.optimizer.learning_rate = self.rate


class WatchesBatches(keras.callbacks.Callback):
    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        self.batch = batch


@pytest.mark.parametrize(
    ("callback", "effect"),
    [
        (Reads(), "read"),
        (Sets(), "set"),
        (GoesBack(), "restored"),
        (keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: None), "read"),
        (WatchesBatches(), ""),
        (keras.callbacks.EarlyStopping(monitor="loss"), ""),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_callbacks_do_to_the_weights(
    log: FitLog, callback: keras.callbacks.Callback, effect: str
) -> None:
    network(2).fit(X, Y, epochs=4, verbose=0, callbacks=[callback])
    fit = last(log)
    assert fit.callback_effect == effect
    assert [type(callback).__name__ in text for text in fit.callbacks] == [True]


def test_a_rate_that_a_callback_hides_is_seen(log: FitLog) -> None:
    network(2).fit(X, Y, epochs=3, verbose=0, callbacks=[TakesTheRateAway()])
    assert last(log).rates == (0.0, 0.0, 0.0)


class TellsLies(keras.callbacks.Callback):
    def on_train_end(self, logs: Any = None) -> None:
        self.model.history.epoch = list(range(500))
        self.model.compile(keras.optimizers.Adam(0.05), "mse")


def test_what_a_callback_writes_over_afterwards_is_known_from_before(log: FitLog) -> None:
    network(2, opt=keras.optimizers.SGD(1e-9)).fit(
        X, Y, epochs=3, verbose=0, callbacks=[TellsLies()]
    )
    fit = last(log)
    assert fit.epochs == 3
    assert '"SGD"' in fit.compiled


def test_results_are_the_same_with_watchers(log: FitLog) -> None:
    """The student's own list of callbacks is left as it was."""
    callbacks = [Reads()]
    histories = []
    for given in (callbacks, None):
        keras.utils.set_random_seed(3)
        model = network(2)
        histories.append(model.fit(X, Y, epochs=5, verbose=0, callbacks=given).history)
    assert histories[0] == histories[1]
    assert len(callbacks) == 1


@pytest.mark.parametrize("seed", [7, None])
def test_the_order_of_rows(log: FitLog, seed: int | None) -> None:
    """With a seed all epochs have one order; without, each has its own."""
    tf.random.set_seed(seed) if seed else tf.keras.utils.set_random_seed(1)
    network(2).fit(X, Y, epochs=6, batch_size=1, verbose=0)
    fit = last(log)
    assert fit.order is not None
    order = unpack_array(fit.order)
    assert order.shape[1] == 4
    assert all(sorted(line) == [0, 1, 2, 3] for line in order.tolist())


def test_one_batch_has_no_order(log: FitLog) -> None:
    network(2).fit(X, Y, epochs=2, verbose=0)
    assert last(log).order is None


def pipelines() -> dict[str, Any]:
    rows = tf.data.Dataset.from_tensor_slices((X, Y))
    return {
        "batched": (rows.batch(2), 2, False, 4),
        "shuffled": (rows.shuffle(4).batch(4).prefetch(1), 4, True, 4),
        "repeated": (rows.repeat(3).batch(4), 4, False, 12),
        "one element": (tf.data.Dataset.from_tensors((X, Y)), 4, False, 4),
        "zipped": (
            tf.data.Dataset.zip(
                (tf.data.Dataset.from_tensor_slices(X), tf.data.Dataset.from_tensor_slices(Y))
            ).batch(4),
            4,
            False,
            4,
        ),
        "mapped": (rows.map(lambda x, y: (x + 0.0, y)).batch(4), 4, False, 4),
        "cached": (rows.batch(4).cache(), 4, False, 4),
    }


@pytest.mark.parametrize("name", list(pipelines()))
def test_rows_are_read_out_of_a_pipeline(log: FitLog, name: str) -> None:
    data, batch, shuffle, rows = pipelines()[name]
    network(2).fit(data, epochs=2, verbose=0)
    fit = last(log)
    assert fit.x is not None
    assert fit.y is not None
    assert (fit.batch_size, fit.shuffle, fit.samples) == (batch, shuffle, rows)
    assert np.array_equal(unpack_array(fit.x)[:4], X)
    assert np.array_equal(unpack_array(fit.y)[:4], Y)


def test_a_pipeline_for_ever_is_as_long_as_its_steps(log: FitLog) -> None:
    data = tf.data.Dataset.from_tensor_slices((X, Y)).repeat().batch(4)
    network(2).fit(data, epochs=2, steps_per_epoch=5, verbose=0)
    fit = last(log)
    assert fit.samples == 20
    assert "steps_per_epoch" not in fit.arguments


@pytest.mark.parametrize(
    ("batch_size", "steps", "whole"), [(4, 1, True), (2, 2, True), (2, 5, True), (2, 1, False)]
)
def test_steps_over_all_rows_of_an_array_are_a_whole_pass(
    log: FitLog, batch_size: int, steps: int, whole: bool
) -> None:
    """Keras does the same as without them: the last bits of the weights are equal."""
    trained = []
    for given in ({"steps_per_epoch": steps}, {}):
        keras.utils.set_random_seed(5)
        model = network(2)
        model.fit(X, Y, epochs=3, batch_size=batch_size, shuffle=False, verbose=0, **given)
        trained.append(model.get_weights())
        told = "steps_per_epoch" in last(log).arguments
        assert told is (not whole and bool(given))
    alike = all(np.array_equal(one, other) for one, other in zip(*trained, strict=True))
    assert alike is whole


@pytest.mark.parametrize("kind", ["random map", "generator"])
def test_a_pipeline_that_would_notice_is_left_alone(log: FitLog, kind: str) -> None:
    rows = tf.data.Dataset.from_tensor_slices((X, Y))
    random = rows.map(lambda x, y: (x + tf.random.normal((2,)), y)).batch(4)
    drawn: list[int] = []

    def generate() -> Iterator[Any]:
        for at in range(4):
            drawn.append(at)
            yield X[at], Y[at]

    spec = (tf.TensorSpec((2,)), tf.TensorSpec((1,)))
    generated = tf.data.Dataset.from_generator(generate, output_signature=spec).batch(4)
    network(2).fit(random if kind == "random map" else generated, epochs=1, verbose=0)
    assert last(log).x is None
    assert drawn == ([] if kind == "random map" else [0, 1, 2, 3])


def test_data_are_recorded_as_they_were_before_the_training(log: FitLog) -> None:
    y = np.zeros_like(Y)

    class FillsIn(keras.callbacks.Callback):
        def on_train_end(self, logs: Any = None) -> None:
            y[:] = Y

    network(2).fit(X, y, epochs=1, verbose=0, callbacks=[FillsIn()])
    kept = last(log).y
    assert kept is not None
    assert not unpack_array(kept).any()


def test_sample_weights_are_kept(log: FitLog) -> None:
    weights = np.array([1.0, 2.0, 3.0, 4.0], np.float32)
    network(2).fit(X, Y, epochs=1, verbose=0, sample_weight=weights)
    fit = last(log)
    assert fit.sample_weight is not None
    assert np.array_equal(unpack_array(fit.sample_weight), weights)
    assert "sample_weight" not in fit.arguments


LEVELS = {
    "whole-run": {},
    "per-epoch": {"callbacks": [Reads()]},
    "no-tf-data": {"callbacks": [WatchesBatches()]},
}


@pytest.mark.parametrize("level", LEVELS)
def test_first_weights_of_a_model_that_its_first_fit_builds(log: FitLog, level: str) -> None:
    model = keras.Sequential([keras.layers.Dense(2), keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(0.0), "mse")
    model.fit(X, Y, epochs=2, verbose=0, **LEVELS[level])
    fit = last(log)
    assert fit.level == level
    assert fit.initial_weights is not None
    assert len(fit.initial_weights) == 4
    assert fit.initial_weights == fit.final_weights


def still(*given: Any, **named: Any) -> None:
    """Does nothing in place of a method of Keras'."""


class OwnStep(keras.Sequential):
    def train_step(self, data: Any) -> Any:
        return super().train_step(data)


@pytest.mark.parametrize("made", [False, True], ids=["as it is", "with a step of its own"])
def test_a_step_of_the_students_own_is_told(log: FitLog, made: bool) -> None:
    layers = [keras.Input((2,)), keras.layers.Dense(1)]
    model = OwnStep(layers) if made else keras.Sequential(layers)
    model.compile("adam", "mse")
    model.fit(X, Y, epochs=2, verbose=0)
    model.fit(X, Y, epochs=2, batch_size=1, verbose=0, callbacks=[WatchesBatches()])
    assert [fit.own_step for fit in log.fits] == [made, made]


@pytest.mark.parametrize("name", ["apply", "update_step", "train_step", "call"])
def test_what_is_put_in_place_of_a_method_is_told(log: FitLog, name: str) -> None:
    model = network(2)
    owner = {"train_step": model, "call": model.layers[0]}.get(name, model.optimizer)
    setattr(owner, name, still)
    with contextlib.suppress(Exception):
        model.fit(X, Y, epochs=1, verbose=0)
    assert last(log).own_step


def test_weights_put_in_by_a_callback_that_raises_are_seen(log: FitLog) -> None:
    class Raises(Sets):
        def on_train_end(self, logs: Any = None) -> None:
            super().on_train_end(logs)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        network(2).fit(X, Y, epochs=2, verbose=0, callbacks=[Raises()])
    assert last(log).callback_effect == "set"


def test_steps_of_the_optimizer_tell_a_new_compile_from_more_training(log: FitLog) -> None:
    model = network(2)
    for compiled_again in (False, False, True):
        if compiled_again:
            model.compile("adam", "mse")
        model.fit(X, Y, epochs=3, verbose=0)
    assert [fit.optimizer_steps for fit in log.fits] == [0, 3, 0]


def mse(true: Any, pred: Any) -> Any:
    return tf.reduce_sum(tf.square(true - pred), axis=-1) * 3


def mine(true: Any, pred: Any) -> Any:
    return tf.reduce_mean(tf.square(true - pred))


@pytest.mark.parametrize(
    ("loss", "name"),
    [(mine, "mean_squared_error"), (mse, OWN)],
    ids=["a loss of Keras written again", "another one of the same name"],
)
def test_losses_of_ones_own_are_known_by_what_they_give(log: FitLog, loss: Any, name: str) -> None:
    model = network(2)
    model.compile("adam", loss)
    model.fit(X, Y, epochs=1, verbose=0)
    assert f'"loss": "{name}"' in last(log).compiled


def test_a_loss_that_fails_is_nobodys() -> None:
    assert loss_like(lambda true, pred: true.nothing) == ""
