"""Stock `fit`, ours and a bare `tf.function` loop on the workloads of a course.

Usage: `python -m benchmarks fit [--quick] [--only NAME] [--print]`

All three run in one process, one after the other, from the same seed. Times are of the whole call,
tracing included: a student waits for that as well. CPU seconds are given beside wall seconds, for
machines that have other things to do. The bare loop is what one would write by hand for a data set
that fits into one step or divides into steps: shuffled, validated where that is asked for, without
history, callbacks or interrupts.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
import tensorflow as tf

from autograder.compiled_fit import Decision, install, program_cache, uninstall
from benchmarks.lib import measured, reporting
from benchmarks.lib.catalogue import SPEED as PAGE
from benchmarks.lib.results import Result

layers, callbacks = keras.layers, keras.callbacks

XOR = (
    np.array([[0, 0], [0, 1], [1, 0], [1, 1]], "float32"),
    np.array([[0], [1], [1], [0]], "float32"),
)


def _mlp(*units: int, inputs: int = 2, last: str = "sigmoid") -> Callable[[], Any]:
    def make() -> Any:
        stack = [layers.Dense(n, "sigmoid") for n in units[:-1]]
        return keras.Sequential([keras.Input((inputs,)), *stack, layers.Dense(units[-1], last)])

    return make


def _line() -> tuple[Any, Any]:
    x = np.linspace(-1, 1, 20, dtype="float32")[:, None]
    return x, 2 * x + 1


def _four_to_three() -> tuple[Any, Any]:
    rng = np.random.default_rng(0)
    return rng.normal(size=(30, 4)).astype("float32"), rng.integers(0, 3, size=30)


def _digits(rows: int) -> Callable[[], tuple[Any, Any]]:
    def make() -> tuple[Any, Any]:
        rng = np.random.default_rng(0)
        return rng.random((rows, 784), dtype="float32"), rng.integers(0, 10, size=rows)

    return make


@dataclass(frozen=True)
class Workload:
    """A training as students write it."""

    name: str
    model: Callable[[], Any]
    data: Callable[[], tuple[Any, Any]]
    epochs: int
    compile: dict[str, Any]
    fit: Callable[[tuple[Any, Any]], dict[str, Any]] = field(default=lambda _: {"verbose": 0})
    loops: int = 1
    """How many times `fit` is called, with `epochs` each."""


BINARY: dict[str, Any] = {"loss": "binary_crossentropy", "metrics": ["accuracy"]}
CLASSES: dict[str, Any] = {"loss": "sparse_categorical_crossentropy", "metrics": ["accuracy"]}


def _adam(options: dict[str, Any]) -> dict[str, Any]:
    return options | {"optimizer": "adam"}


def _stopping(_: Any) -> dict[str, Any]:
    return {"verbose": 0, "callbacks": [callbacks.EarlyStopping("loss", patience=10**6)]}


def _validating(data: tuple[Any, Any]) -> dict[str, Any]:
    return {"verbose": 0, "validation_data": data}


WORKLOADS = (
    Workload("XOR 2-1", _mlp(1), lambda: XOR, 1000, _adam(BINARY)),
    Workload("XOR 2-3-1", _mlp(3, 1), lambda: XOR, 1000, _adam(BINARY)),
    Workload("XOR 2-2-3-1", _mlp(2, 3, 1), lambda: XOR, 2000, _adam(BINARY)),
    Workload(
        "linear regression",
        _mlp(1, inputs=1, last="linear"),
        _line,
        1000,
        {"optimizer": "sgd", "loss": "mse"},
    ),
    Workload(
        "softmax 4-3",
        _mlp(3, inputs=4, last="softmax"),
        _four_to_three,
        2000,
        {"optimizer": "sgd", "loss": "sparse_categorical_crossentropy", "metrics": ["accuracy"]},
    ),
    Workload(
        "60000x784 softmax",
        _mlp(10, inputs=784, last="softmax"),
        _digits(60_000),
        2,
        _adam(CLASSES),
    ),
    Workload(
        "MLP of 266,610 on 10,000",
        lambda: keras.Sequential(
            [
                keras.Input((784,)),
                layers.Dense(256, "relu"),
                layers.Dense(240, "relu"),
                layers.Dense(16, "relu"),
                layers.Dense(10, "softmax"),
            ]
        ),
        _digits(10_000),
        2,
        _adam(CLASSES),
    ),
    Workload("XOR, EarlyStopping", _mlp(3, 1), lambda: XOR, 1000, _adam(BINARY), _stopping),
    Workload("XOR, validation", _mlp(3, 1), lambda: XOR, 1000, _adam(BINARY), _validating),
    Workload(
        "XOR, verbose=1", _mlp(3, 1), lambda: XOR, 1000, _adam(BINARY), lambda _: {"verbose": 1}
    ),
    Workload("XOR, fit(epochs=1) x 300", _mlp(3, 1), lambda: XOR, 1, _adam(BINARY), loops=300),
    Workload(
        "XOR, TerminateOnNaN",
        _mlp(3, 1),
        lambda: XOR,
        1000,
        _adam(BINARY),
        lambda _: {"verbose": 0, "callbacks": [callbacks.TerminateOnNaN()]},
    ),
)


@dataclass(frozen=True)
class Run:
    """What one way of training took and gave."""

    seconds: float
    cpu_seconds: float
    values: list[float]
    weights: list[Any]


def _made(work: Workload) -> Any:
    keras.backend.clear_session()
    keras.utils.set_random_seed(7)
    model = work.model()
    model.compile(**work.compile)
    return model


def _timed(work: Workload, train: Callable[[Any, tuple[Any, Any]], list[float]]) -> Run:
    model, data = _made(work), work.data()
    wall, cpu = time.perf_counter(), time.process_time()
    values = train(model, data)
    taken = time.perf_counter() - wall, time.process_time() - cpu
    return Run(*taken, values, [variable.numpy() for variable in model.variables])


def _fit(work: Workload, epochs: int, loops: int) -> Callable[[Any, tuple[Any, Any]], list[float]]:
    def train(model: Any, data: tuple[Any, Any]) -> list[float]:
        values: list[float] = []
        nowhere = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - entered below
        with nowhere, contextlib.redirect_stdout(nowhere):
            for _ in range(loops):
                history = model.fit(*data, epochs=epochs, **work.fit(data))
                values += history.history["loss"]
        return values

    return train


def _bare(work: Workload) -> Callable[[Any, tuple[Any, Any]], list[float]]:
    """A loop over Keras' own steps as one would write it by hand: it shuffles, and may validate."""

    def train(model: Any, data: tuple[Any, Any]) -> list[float]:
        x, y = tf.constant(data[0]), tf.constant(data[1])
        size = min(32, len(data[0]))
        rows, steps = len(data[0]), len(data[0]) // size
        validates = "validation_data" in work.fit(data)
        model.optimizer.build(model.trainable_variables)
        model._symbolic_build(data_batch=(x[:size], y[:size]))

        @tf.function
        def run(x: Any, y: Any, epochs: Any) -> Any:
            losses = tf.TensorArray(tf.float32, size=epochs)
            for epoch in tf.range(epochs):
                model.reset_metrics()
                order = tf.random.shuffle(tf.range(rows))
                for step in tf.range(steps):
                    chosen = tf.ensure_shape(order[step * size : (step + 1) * size], [size])
                    model.train_step((tf.gather(x, chosen), tf.gather(y, chosen)))
                losses = losses.write(epoch, model.get_metrics_result()["loss"])
                if validates:
                    model.reset_metrics()
                    model.test_step((x, y))
            return losses.stack()

        losses = run(x, y, tf.constant(work.epochs * work.loops))
        return [float(value) for value in losses.numpy()]

    return train


def _ulps(ours: Any, theirs: Any) -> int:
    a, b = (np.asarray(part, "float32").view("int32").astype("int64") for part in (ours, theirs))
    return int(np.abs(a - b).max()) if a.size else 0


def measure(work: Workload, share: float) -> dict[str, Any]:
    """One row of the table.

    Args:
        work: what to train.
        share: the part of the epochs, or of the loops, that stock trains; the time of the rest
            is worked out.
    """
    epochs = max(1, round(work.epochs * share)) if work.loops == 1 else 1
    loops = max(1, round(work.loops * share)) if work.loops > 1 else 1
    uninstall()
    stock = _timed(work, _fit(work, epochs, loops))
    wall, cpu = stock.seconds, stock.cpu_seconds
    if share < 1:
        # Two lengths tell the fixed cost from that of an epoch.
        longer = _timed(
            work,
            _fit(work, 2 * epochs, loops) if work.loops == 1 else _fit(work, epochs, 2 * loops),
        )
        more = work.epochs * work.loops / (epochs * loops) - 1
        wall += more * (longer.seconds - stock.seconds)
        cpu += more * (longer.cpu_seconds - stock.cpu_seconds)
    decisions: list[Decision] = []
    install(decisions.append)
    try:
        same = _timed(work, _fit(work, epochs, loops))
        program_cache.cached_programs.cache_clear()  # the time is that of a model never seen before
        ours = _timed(work, _fit(work, work.epochs, work.loops))
    finally:
        uninstall()
    bare = _timed(work, _bare(work))
    pairs = [(same.values, stock.values), *zip(same.weights, stock.weights, strict=True)]
    return {
        "workload": work.name,
        "level": decisions[0].level.value,
        "stock seconds": wall,
        "our seconds": ours.seconds,
        "bare seconds": bare.seconds,
        "stock cpu seconds": cpu,
        "our cpu seconds": ours.cpu_seconds,
        "bare cpu seconds": bare.cpu_seconds,
        "ratio": wall / ours.seconds,
        "cpu ratio": cpu / ours.cpu_seconds,
        "beside bare": ours.seconds / bare.seconds,
        "max ulp": max(_ulps(*pair) for pair in pairs),
        "stock share": epochs * loops / (work.epochs * work.loops),
    }


def raw_loop(steps: int = 2000) -> dict[str, Any]:
    """A hand-written `GradientTape` loop, eager and in a `tf.function`; not rewritten by us."""
    x, y = _four_to_three()
    data = tf.constant(x), tf.one_hot(y, 3)
    weights, bias = tf.Variable(tf.zeros([4, 3])), tf.Variable(tf.zeros([3]))

    def step() -> Any:
        with tf.GradientTape() as tape:
            logits = data[0] @ weights + bias
            loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(data[1], logits))
        for variable, slope in zip(
            (weights, bias), tape.gradient(loss, [weights, bias]), strict=True
        ):
            variable.assign_sub(0.1 * slope)
        return loss

    row: dict[str, Any] = {"workload": f"GradientTape, {steps} steps of 4-3"}
    for name, function in (("eager", step), ("tf.function", tf.function(step))):
        wall = time.perf_counter()
        for _ in range(steps):
            function()
        row[f"{name} seconds"] = time.perf_counter() - wall
    return row


COLUMNS = {
    "stock seconds": "stock s",
    "our seconds": "ours s",
    "bare seconds": "bare s",
    "ratio": "stock / ours",
    "beside bare": "ours / bare",
    "max ulp": "max ulp",
}


def table(rows: list[dict[str, Any]]) -> str:
    """The rows as a Markdown table."""
    cells = [
        [row["workload"], f"`{row['level']}`", *(row[name] for name in COLUMNS)] for row in rows
    ]
    return reporting.table(["workload", "level", *COLUMNS.values()], cells)


def render(found: dict[str, Any]) -> str:
    """The table, and a sentence on loops that nobody rewrites."""
    rows, raw = found["rows"], found["raw loop"]
    shortened = "Stock trained a part of the epochs; the time of the rest is worked out. "
    some = any(row["stock share"] < 1 for row in rows)
    words = (
        f"{shortened if some else ''}A hand-written loop, {raw['workload']}: "
        f"{raw['eager seconds']:.2g} s eagerly, {raw['tf.function seconds']:.2g} s in a "
        "`tf.function`; neither is rewritten."
    )
    return f"{table(rows)}\n\n{words}"


def main(arguments: Sequence[str]) -> None:
    """Measures every workload, or those asked for, which are only printed."""
    parser = reporting.parser("fit", __doc__)
    parser.add_argument("--quick", action="store_true", help="stock trains a tenth or two")
    parser.add_argument("--only", help="workloads whose name contains this; only printed")
    asked = parser.parse_args(arguments)
    about, rows = measured.now("fit"), []
    chosen = [work for work in WORKLOADS if not asked.only or asked.only in work.name]
    # The first TensorFlow operations of a process cost a second that belongs to nobody.
    measure(WORKLOADS[0], 0.005)
    for work in chosen:
        rows.append(measure(work, 0.1 if asked.quick and work.epochs != 2 else 1.0))
        print(table(rows[-1:]).split("\n")[-1], flush=True)
    result = Result(about, {"rows": rows, "raw loop": raw_loop()})
    only_print = asked.print or bool(asked.only)
    reporting.report("fit", PAGE, result, render(result.found), only_print=only_print)
