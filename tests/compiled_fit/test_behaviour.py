"""Errors, interrupts, repeated fits and all else that a student could notice besides numbers."""

from __future__ import annotations

import inspect
import itertools
import os
import signal
import subprocess
import sys
import threading
import time
import traceback
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from autograder import compiled_fit
from autograder.compiled_fit import Decision, Level, keras_internals, program_cache
from autograder.compiled_fit.permutation import RowOrder
from tests.compiled_fit.cases import Case, Fit
from tests.compiled_fit.small import X, Y, installed, printed, weights, xor_model
from tests.compiled_fit.trial import differences, observe, settled


def both(act: Any) -> tuple[Any, Any]:
    """What a function gives with stock Keras and with ours."""
    compiled_fit.uninstall()
    stock = act()
    with installed():
        return stock, act()


def test_signature_name_and_docstring_stay() -> None:
    def look() -> Any:
        return [
            (inspect.signature(method), method.__name__, method.__qualname__, method.__doc__)
            for method in (keras.Model.fit, keras.Model.evaluate, keras.Model.predict)
        ]

    stock, ours = both(look)
    assert stock == ours


def test_tf_keras_is_served_too() -> None:
    with installed() as decisions:
        assert tf.keras.Model.fit is keras.Model.fit
        xor_model().fit(X, Y, verbose=0)
    assert [decision.level for decision in decisions] == [Level.WHOLE_RUN]


def test_uninstall_puts_stock_back() -> None:
    before = (keras.Model.fit, keras.Model.evaluate, keras.Model.predict)
    with installed():
        assert keras.Model.fit is not before[0]
    assert (keras.Model.fit, keras.Model.evaluate, keras.Model.predict) == before


@pytest.mark.parametrize("verbose", [0, 1, 2, "auto"])
def test_progress_text(verbose: Any) -> None:
    def fit() -> str:
        model = xor_model()
        return settled(printed(lambda: model.fit(X, Y, epochs=3, batch_size=2, verbose=verbose)))

    stock, ours = both(fit)
    assert stock == ours


ERRORS: dict[str, Any] = {
    "uncompiled": lambda: keras.Sequential([keras.layers.Dense(1)]).fit(X, Y),
    "columns": lambda: xor_model().fit(X[:, :1], Y, verbose=0),
    "rows": lambda: xor_model().fit(X, Y[:3], verbose=0),
    "no data": lambda: xor_model().fit(verbose=0),
    "lists": lambda: xor_model().fit(X.tolist(), Y.tolist(), verbose=0),
    "loss": lambda: xor_model(loss="categorical_crossentropy").fit(X, np.ones((4, 3)), verbose=0),
    "validation": lambda: xor_model().fit(X, Y, validation_data=(X[:, :1], Y), verbose=0),
    "split": lambda: xor_model().fit(X, Y, validation_split=0.99, verbose=0),
    "both weights": lambda: xor_model().fit(
        X, Y, class_weight={0: 1.0}, sample_weight=np.ones(4), verbose=0
    ),
    "unknown argument": lambda: xor_model().fit(X, Y, epoch=3),
    "text": lambda: xor_model().fit(np.array([["a", "b"]] * 4), Y, verbose=0),
    "frequency": lambda: xor_model().fit(
        X, Y, validation_data=(X, Y), validation_freq=1.5, verbose=0
    ),
}


@pytest.mark.parametrize("name", ERRORS)
def test_errors_are_those_of_stock(name: str) -> None:
    def error() -> tuple[str, str]:
        with pytest.raises(Exception) as caught:  # noqa: PT011 - whatever stock raises
            ERRORS[name]()
        return caught.type.__name__, str(caught.value)

    stock, ours = both(error)
    assert stock == ours


def test_tracebacks_leave_our_files_out() -> None:
    def frames() -> list[str]:
        try:
            xor_model().fit(X[:, :1], Y, verbose=0)
        except ValueError as error:
            return [f"{f.filename}:{f.name}" for f in traceback.extract_tb(error.__traceback__)]
        return []

    stock, ours = both(frames)
    assert ours
    assert not [frame for frame in ours if "compiled_fit/" in frame and "tests" not in frame]
    assert stock[-1] == ours[-1]


def test_label_out_of_range_fails_at_the_same_step() -> None:
    def error() -> Any:
        keras.backend.clear_session()
        keras.utils.set_random_seed(1)
        model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3, "softmax")])
        model.compile("adam", "sparse_categorical_crossentropy")
        with pytest.raises(tf.errors.InvalidArgumentError, match="label value of 3"):
            model.fit(X, np.array([0, 1, 3, 2]), batch_size=1, shuffle=False, verbose=0)
        return int(model.optimizer.iterations), weights(model)

    stock, ours = both(error)
    assert stock == ours


@pytest.mark.thorough
def test_a_step_that_fails_in_a_later_epoch_fails_in_the_same_one() -> None:
    # This optimizer, after other data, looks up rows that an embedding does not have.
    embedding = Case(
        *("embedding", "centered", "none", "plain", "float32", "hinge"),
        seed=310036,
        fits=(
            Fit(1, None, True, "batches", "none", "none", 0, 2, 0),
            Fit(4, 64, "batch", "none", "none", "none", 0, 3, 1),
            Fit(4, 64, False, "none", "none", "none", 1, 3, 0),
        ),
    )
    compiled_fit.uninstall()
    stock = observe(embedding)
    with installed() as decisions:
        ours = observe(embedding)
    assert not differences(stock, ours)
    assert {decision.level for decision in decisions} == {Level.WHOLE_RUN}
    assert stock[2]["error"][0] == "InvalidArgumentError"
    assert "Epoch 2/3" in stock[2]["text"]


class Raiser(keras.callbacks.Callback):
    """Raises at the end of the second epoch."""

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        del logs
        if epoch == 1:
            raise RuntimeError("enough")


def test_error_in_a_callback_leaves_the_state_of_stock() -> None:
    def state() -> Any:
        model = xor_model()
        with pytest.raises(RuntimeError, match="enough"):
            model.fit(X, Y, epochs=5, verbose=0, callbacks=[Raiser()])
        return weights(model), model.history.history, model.history.epoch

    stock, ours = both(state)
    assert stock == ours


class Recompiler(keras.callbacks.Callback):
    """Changes the learning rate's kind by compiling anew in the middle of a fit."""

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        del logs
        if epoch == 1:
            self.model.compile("sgd", "mse")


def test_compiling_in_a_callback_fails_as_in_stock() -> None:
    def error() -> str:
        with pytest.raises(TypeError) as caught:
            xor_model().fit(X, Y, epochs=3, verbose=0, callbacks=[Recompiler()])
        return str(caught.value)

    stock, ours = both(error)
    assert stock == ours


class Scaler(keras.callbacks.Callback):
    """Changes the model before its first step is traced."""

    def on_train_begin(self, logs: Any = None) -> None:
        del logs
        self.model.layers[0].trainable = False


def test_model_changed_before_the_first_step() -> None:
    def state() -> Any:
        model = xor_model()
        model.fit(X, Y, epochs=3, verbose=0, callbacks=[Scaler()])
        return weights(model)

    stock, ours = both(state)
    assert stock == ours


@pytest.mark.thorough
def test_frozen_after_compile_counts_only_after_the_next_compile() -> None:
    def state() -> Any:
        model = xor_model()
        seen = []
        for frozen in (False, True):
            model.layers[0].trainable = not frozen
            model.fit(X, Y, epochs=2, verbose=0)
            seen.append(weights(model))
        model.compile("adam", "mse")
        model.fit(X, Y, epochs=2, verbose=0)
        return [*seen, weights(model)]

    stock, ours = both(state)
    assert stock == ours


def test_chunks_do_not_change_bits() -> None:
    with installed():
        together, apart = xor_model(), xor_model()
        whole = together.fit(X, Y, epochs=40, verbose=0).history["loss"]
        parts = [apart.fit(X, Y, epochs=10, verbose=0).history["loss"] for _ in range(4)]
    assert whole == list(itertools.chain(*parts))
    assert weights(together) == weights(apart)


def test_losses_that_are_not_numbers() -> None:
    def history() -> Any:
        keras.utils.set_random_seed(1)
        model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
        model.compile(keras.optimizers.SGD(1e15), "mse")
        return repr(model.fit(X, Y, epochs=5, verbose=0).history), weights(model)

    stock, ours = both(history)
    assert "nan" in stock[0]
    assert stock == ours


def test_no_epochs() -> None:
    def history() -> Any:
        model = xor_model()
        history = model.fit(X, Y, epochs=0, verbose=0)
        return history.history, history.epoch, history.params, model.optimizer.built

    stock, ours = both(history)
    assert stock == ours


def _interrupted_after(seconds: float, act: Any) -> float:
    """Seconds from Ctrl-C to the end of a call."""
    sent: list[float] = []

    def send() -> None:
        sent.append(time.perf_counter())
        os.kill(os.getpid(), signal.SIGINT)

    timer = threading.Timer(seconds, send)
    timer.start()
    try:
        with pytest.raises(KeyboardInterrupt):
            act()
    finally:
        timer.cancel()
    return time.perf_counter() - sent[0]


@pytest.mark.parametrize("rows", [4, 4096])
def test_ctrl_c_strikes_soon_and_leaves_a_usable_model(rows: int) -> None:
    model = xor_model()
    x, y = np.tile(X, (rows // 4, 1)), np.tile(Y, (rows // 4, 1))
    with installed():
        model.fit(x, y, epochs=1, batch_size=2, verbose=0)
        waited = _interrupted_after(
            0.7, lambda: model.fit(x, y, epochs=10**7, batch_size=2, verbose=0)
        )
        history = model.fit(x, y, epochs=1, batch_size=2, verbose=0)
    # Generous, for a busy machine: stock or one single call would take hours.
    assert waited < 5
    assert np.isfinite(history.history["loss"]).all()


@pytest.mark.thorough
def test_random_states_stay_as_stock_leaves_them() -> None:
    def drawn() -> Any:
        model = xor_model()
        model.fit(X, Y, epochs=3, verbose=0)
        return (
            np.random.random(),
            tf.random.normal([2]).numpy().tolist(),
            keras.random.normal([2]).numpy().tolist(),
            weights(xor_model_unseeded()),
        )

    stock, ours = both(drawn)
    assert stock == ours


def xor_model_unseeded() -> Any:
    """A second model, whose weights come from the random state that the first has left."""
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    return model


def test_second_fit_reuses_the_compiled_run() -> None:
    program_cache.cached_programs.cache_clear()
    model = xor_model()
    with installed():
        model.fit(X, Y, epochs=1, verbose=0)
        step = keras_internals.compiled_step(model.train_function)
        traces = step.experimental_get_tracing_count()
        for _ in range(5):
            model.fit(X, Y, epochs=1, verbose=0)
        model.fit(np.tile(X, (2, 1)), np.tile(Y, (2, 1)), epochs=1, verbose=0)
    assert step.experimental_get_tracing_count() == traces
    assert len(model.train_function._compiled_fit_book.programs) == 1


def test_step_is_traced_once() -> None:
    program_cache.cached_programs.cache_clear()
    model = xor_model()
    with installed():
        model.fit(X, Y, epochs=1, verbose=0)
    step = keras_internals.compiled_step(model.train_function)
    assert step.experimental_get_tracing_count() == 1


def test_function_calls_need_no_patch() -> None:
    decisions: list[Decision] = []
    ours = xor_model()
    got = compiled_fit.fit(ours, X, Y, epochs=5, verbose=0, on_decision=decisions.append)
    stock = xor_model()
    assert got.history == stock.fit(X, Y, epochs=5, verbose=0).history
    assert decisions[0].level is Level.WHOLE_RUN
    assert (compiled_fit.predict(ours, X, verbose=0) == stock.predict(X, verbose=0)).all()
    assert compiled_fit.evaluate(ours, X, Y, verbose=0) == stock.evaluate(X, Y, verbose=0)


@pytest.mark.parametrize(
    "callbacks",
    [
        pytest.param((), id="whole run", marks=pytest.mark.thorough),
        pytest.param(("early",), id="per epoch"),
    ],
)
def test_unseeded_order_can_be_fixed_and_changes_every_epoch(callbacks: tuple[str, ...]) -> None:
    def losses(draws: int | None) -> list[float]:
        model = xor_model()
        tf.random.set_seed(None)
        compiled_fit.install(draws=draws)
        try:
            made = [keras.callbacks.EarlyStopping("loss", patience=99) for _ in callbacks]
            fits = [model.fit(X, Y, batch_size=1, epochs=5, verbose=0, callbacks=made)]
            fits.append(model.fit(X, Y, batch_size=1, epochs=5, verbose=0, callbacks=made))
        finally:
            compiled_fit.uninstall()
        return [loss for fit in fits for loss in fit.history["loss"]]

    assert losses(7) == losses(7) != losses(8)
    assert losses(None) != losses(None)


def test_orders_are_permutations_anew_every_epoch() -> None:
    order = RowOrder(50, 7, shuffle="batch")
    plain = RowOrder(50, 7, shuffle=False)
    assert (plain.draw(3) == np.arange(50)).all()
    drawn = order.draw(2)
    assert (np.sort(drawn, axis=1) == np.arange(50)).all()
    assert (np.sort(drawn[:, :7], axis=1) == np.arange(7)).all()


def test_install_before_a_fork() -> None:
    program = """
import os
from autograder.compiled_fit import install
from tensorflow.python.eager import context
import threading
install()
assert context.context()._context_handle is None, "an eager context was made"
child = os.fork()
if child == 0:
    import numpy, keras
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    model.fit(numpy.zeros((4, 2)), numpy.zeros((4, 1)), epochs=50, verbose=0)
    os._exit(0)
assert os.waitpid(child, 0)[1] == 0
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
