"""Loops of ``train_on_batch`` equal stock's to the last bit, whatever happens between the calls."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from autograder.compiled_fit import keras_internals, uninstall
from tests.compiled_fit.cases import LOSSES, Case
from tests.compiled_fit.models import task_of
from tests.compiled_fit.small import X, Y, installed
from tests.compiled_fit.trial import METRICS, OPTIMIZERS, build
from tests.conftest import daily

NETWORKS = (
    *("dense", "one-layer", "deep", "dropout", "batchnorm", "regularised", "functional"),
    *("softmax", "subclassed", "own-step", "own-layer", "stateful-noise", "normalization"),
)
ROWS = 10


def drawn(seed: int) -> Case:
    """A model with its optimizer, loss and metrics, drawn by a number."""
    rng = np.random.default_rng(seed)

    def pick(names: Any) -> Any:
        return sorted(names)[rng.integers(len(names))]

    network = NETWORKS[seed % len(NETWORKS)]
    losses = LOSSES.get(network, ("binary_crossentropy", "mse", "own", "mae"))
    metrics = "none" if network == "softmax" else pick(METRICS)
    dtype = pick(["float32", "float64"])
    return Case(network, pick(OPTIMIZERS), metrics, "plain", dtype, pick(losses), seed, ())


def history(case: Case) -> list[Any]:
    """Everything that 24 calls on batches of three sizes return and leave."""
    model, task = build(case), task_of(case.network, ROWS, case.seed)
    x, y = np.asarray(task.x, case.dtype), task.y
    batches = [(at, size) for at, size in zip(range(24), itertools.cycle((1, 1, 4, 1, 3, 1)))]
    seen: list[Any] = []
    for at, size in batches:
        rows = np.arange(at, at + size) % ROWS
        seen.append(model.train_on_batch(x[rows], y[rows], return_dict=at % 5 == 0))
    return [seen, *left(model)]


def left(model: Any) -> list[Any]:
    """Weights, optimizer and metrics as bytes, and the number of steps."""
    metrics = [variable for metric in model.metrics for variable in metric.variables]
    parts = (model.variables, model.optimizer.variables, metrics)
    return [
        int(model.optimizer.iterations),
        *([np.asarray(one).tobytes() for one in part] for part in parts),
    ]


@pytest.mark.parametrize("seed", daily(range(0, 13, 3), range(65), more=range(13)))
def test_a_loop_over_batches_equals_stock(seed: int) -> None:
    case = drawn(seed)
    uninstall()
    stock = history(case)
    with installed():
        ours = history(case)
    assert repr(ours) == repr(stock)


# --- what may happen between calls -------------------------------------------------------------


def small(*metrics: Any, **options: Any) -> Any:
    keras.backend.clear_session()  # names are counted from 0
    keras.utils.set_random_seed(3)
    model = keras.Sequential(
        [keras.Input((2,)), keras.layers.Dense(3, "tanh"), keras.layers.Dense(1, "sigmoid")]
    )
    model.compile("adam", "binary_crossentropy", metrics=list(metrics) or ["accuracy"], **options)
    return model


def steps(model: Any, count: int = 4) -> list[Any]:
    return [model.train_on_batch(X[at % 4 :][:1], Y[at % 4 :][:1]) for at in range(count)]


def compile_again(model: Any) -> None:
    model.compile("sgd", "mse", metrics=["mae"])


def freeze(model: Any) -> None:
    model.layers[0].trainable = False
    compile_again(model)


def set_rate(model: Any) -> None:
    model.optimizer.learning_rate = 0.5


def by_hand(model: Any) -> None:
    model.set_weights([np.ones_like(weight) for weight in model.get_weights()])


def own_reset(model: Any) -> None:
    model.reset_metrics = lambda: print("reset")


def own_function(model: Any) -> None:
    own = model.train_function

    def function(data: Any) -> Any:
        return own(data)

    model.train_function = function


def in_a_tape(model: Any) -> Any:
    with tf.GradientTape() as tape:
        tape.watch(model.trainable_variables[0]._value)
        return steps(model, 2)


def on_a_device(model: Any) -> Any:
    with tf.device("/CPU:0"):
        return steps(model, 3)


BETWEEN: dict[str, Callable[[Any], Any]] = {
    "nothing": lambda _: None,
    "other batches": lambda m: [m.train_on_batch(X[:size], Y[:size]) for size in (2, 3, 4, 2)],
    "fit": lambda m: m.fit(X, Y, epochs=3, verbose=0).history,
    "evaluate and predict": lambda m: (m.evaluate(X, Y, verbose=0), m.predict(X, verbose=0)),
    "test on batch": lambda m: m.test_on_batch(X, Y),
    "weights": lambda m: m.train_on_batch(X[:1], Y[:1], sample_weight=np.array([0.3])),
    "class weights": lambda m: m.train_on_batch(X[:1], Y[:1], class_weight={0: 2.0, 1: 1.0}),
    "tensors": lambda m: m.train_on_batch(tf.constant(X[:1]), tf.constant(Y[:1])),
    "whole numbers": lambda m: m.train_on_batch(X[:1].astype(int), Y[:1].astype(int)),
    "compile": compile_again,
    "freeze": freeze,
    "rate": set_rate,
    "weights by hand": by_hand,
    "own reset": own_reset,
    "own function": own_function,
    "in a tape": in_a_tape,
    "on a device": on_a_device,
}
MODELS: dict[str, Callable[[], Any]] = {
    "means": small,
    "auc": lambda: small(keras.metrics.AUC(num_thresholds=5, name="auc"), "accuracy"),
    "eager": lambda: small(run_eagerly=True),
    "several steps": lambda: small(steps_per_execution=3),
}


PAIRS = tuple(itertools.product(MODELS, BETWEEN))
BY_DAY = [("means", between) for between in BETWEEN]
SAMPLED = [
    ("auc", "other batches"), ("auc", "fit"), ("auc", "freeze"), ("auc", "own reset"),
    ("eager", "fit"), ("several steps", "other batches"),
]  # fmt: skip


@pytest.mark.parametrize("pair", daily(BY_DAY, PAIRS, more=SAMPLED), ids="-".join)
def test_what_happens_between_calls_changes_nothing(
    pair: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    model, between = pair

    def run() -> Any:
        made = MODELS[model]()
        seen = [steps(made), BETWEEN[between](made), steps(made), steps(made)]
        return seen, left(made), capsys.readouterr().out

    uninstall()
    stock = run()
    with installed():
        ours = run()
    assert repr(ours) == repr(stock)


@pytest.mark.parametrize("wrong", [np.zeros((1, 3), "float32"), "text", None])
def test_errors_are_stocks_own(wrong: Any) -> None:
    def run(*, ours: bool) -> str:
        uninstall()
        with installed() if ours else nullcontext():
            made = small()
            steps(made)
            with pytest.raises(Exception) as raised:  # noqa: PT011 - compared below
                made.train_on_batch(wrong, Y[:1])
            said = str(raised.value).splitlines()[0]  # then come frames and numbers of functions
            return f"{type(raised.value).__name__}: {said}{left(made)}"

    stock, ours = (run(ours=ours) for ours in (False, True))
    assert ours == stock


def test_only_the_first_call_of_each_shape_goes_stocks_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[int] = []
    stock = keras_internals.unfiltered(keras_internals.STOCK_TRAIN_ON_BATCH)

    def counted(*args: Any, **kwargs: Any) -> Any:
        seen.append(1)
        return stock(*args, **kwargs)

    with installed(), monkeypatch.context() as patched:
        patched.setattr(keras_internals, "STOCK_TRAIN_ON_BATCH", counted)
        model = small()
        steps(model, 20)
        assert len(seen) == 1
        for size in (2, 3, 2, 3, 1):
            model.train_on_batch(X[:size], Y[:size])
        assert len(seen) == 3
        compile_again(model)
        steps(model, 5)
        assert len(seen) == 4
