"""What retraining costs beside the one training that it repeats.

Usage: `python -m benchmarks retrain [--repeat N] [--print]`

Retrains the 2-3-1 network on XOR, 1,000 epochs of Adam, from 1 to 64 random restarts at once, and
beside it trains it once with the compiled fit and, for 100 epochs, with stock Keras. Times are of
whole calls, tracing included, the fastest of N; CPU seconds are for machines that have other
things to do.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np

from autograder import compiled_fit
from autograder.compiled_fit import program_cache
from autograder.evidence import FitEvidence, pack_array
from autograder.retraining.restarts import Retraining, retrain
from benchmarks.lib import measured, reporting
from benchmarks.lib.catalogue import FAIRNESS as PAGE
from benchmarks.lib.results import Result

EPOCHS = 1000
STOCK_EPOCHS = 100
X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], np.float32)
Y = np.array([[0], [1], [1], [0]], np.float32)


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    what: str
    seconds: float
    cpu: float
    note: str


def network() -> Any:
    """A compiled 2-3-1 network."""
    layers = [keras.layers.Dense(3, "sigmoid"), keras.layers.Dense(1, "sigmoid")]
    model = keras.Sequential([keras.Input((2,)), *layers])
    model.compile(keras.optimizers.Adam(0.05), "binary_crossentropy", metrics=["accuracy"])
    return model


def record(model: Any, batch_size: int, epochs: int = EPOCHS) -> FitEvidence:
    """What the student's side would write down of a fit."""
    return FitEvidence(
        epochs=epochs,
        epochs_asked=epochs,
        batch_size=batch_size,
        samples=4,
        shuffle=True,
        seconds=1.0,
        level="",
        reason="",
        compiled=json.dumps(model.get_compile_config()),
        history={},
        arguments={},
        x=pack_array(X),
        y=pack_array(Y),
    )


def timed(what: str, run: Callable[[], str], repeat: int) -> Row:
    """The fastest of some runs, after one that isn't counted."""
    note = run()
    best = (float("inf"), float("inf"))
    for _ in range(repeat):
        wall, cpu = time.perf_counter(), time.process_time()
        note = run()
        best = min(best, (time.perf_counter() - wall, time.process_time() - cpu))
    return Row(what, *best, note)


def stacked(k: int, batch_size: int = 4, epochs: int = EPOCHS) -> Callable[[], str]:
    """Retrain k times at once."""

    def run() -> str:
        model = network()
        found: Retraining = retrain(
            model, [record(model, batch_size, epochs)], k=k, seed=1, x=X, y=Y
        )
        return f"{found.successes} of {found.tried}, {found.method}"

    return run


def once(fit: Callable[..., Any], epochs: int) -> Callable[[], str]:
    """Train once with Keras."""

    def run() -> str:
        program_cache.cached_programs.cache_clear()  # a process's first of its kind
        history = fit(network(), X, Y, epochs=epochs, batch_size=4, verbose=0)
        return f"accuracy {history.history['accuracy'][-1]:.2f}"

    return run


def render(found: dict[str, Any]) -> str:
    """The table; ratios are to the first row."""
    lines = [
        "| what | wall s | CPU s | ratio | result |",
        "| --- | ---: | ---: | ---: | --- |",
    ]
    for row in found["rows"]:
        numbers = " | ".join(f"{row[each]:.2f}" for each in ("seconds", "cpu", "ratio"))
        lines.append(f"| {row['what']} | {numbers} | {row['note']} |")
    return "\n".join(lines)


def main(arguments: Sequence[str]) -> None:
    """Train in each way."""
    parser = reporting.parser("retrain", __doc__)
    parser.add_argument("--repeat", type=int, default=3)
    asked = parser.parse_args(arguments)
    about, repeat = measured.now("retrain"), asked.repeat
    rows = [
        timed(f"compiled fit, once, {EPOCHS} epochs", once(compiled_fit.fit, EPOCHS), repeat),
        timed(f"stock fit, once, {STOCK_EPOCHS} epochs", once(keras.Model.fit, STOCK_EPOCHS), 1),
        *(timed(f"stacked, k = {k}, {EPOCHS} epochs", stacked(k), repeat) for k in (1, 12, 64)),
        timed(f"stacked, k = 64, {EPOCHS} epochs, batch 1", stacked(64, 1), repeat),
        timed("stacked, k = 64, 50000 epochs", stacked(64, 4, 50_000), 1),
    ]
    kept = [asdict(row) | {"ratio": row.seconds / rows[0].seconds} for row in rows]
    result = Result(about, {"rows": kept})
    reporting.report("retrain", PAGE, result, render(result.found), only_print=asked.print)
