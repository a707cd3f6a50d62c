"""What retraining costs beside the one training that it repeats.

Usage: `python -m benchmarks.retrain [--repeat N]`

Retrains the 2-3-1 network on XOR, 1,000 epochs of Adam, from 1 to 45 fresh starts at once, and
beside it trains it once with the compiled fit and, for 100 epochs, with stock Keras. Times are of
whole calls, tracing included, the fastest of N; CPU seconds are for machines that have other
things to do.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np

from autograder import compiled_fit
from autograder.checking.retrain import Retraining, retrain
from autograder.evidence import FitEvidence, pack_array

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
        history = fit(network(), X, Y, epochs=epochs, batch_size=4, verbose=0)
        return f"accuracy {history.history['accuracy'][-1]:.2f}"

    return run


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=3)
    repeat = parser.parse_args().repeat
    rows = [
        timed(f"compiled fit, once, {EPOCHS} epochs", once(compiled_fit.fit, EPOCHS), repeat),
        timed(f"stock fit, once, {STOCK_EPOCHS} epochs", once(keras.Model.fit, STOCK_EPOCHS), 1),
        *(timed(f"stacked, k = {k}, {EPOCHS} epochs", stacked(k), repeat) for k in (1, 12, 32, 45)),
        timed(f"stacked, k = 32, {EPOCHS} epochs, batch 1", stacked(32, 1), repeat),
        timed("stacked, k = 32, 50000 epochs", stacked(32, 4, 50_000), 1),
    ]
    base = rows[0]
    print(f"{'':42} {'wall s':>8} {'cpu s':>8} {'ratio':>7}")
    for row in rows:
        ratio = row.seconds / base.seconds
        print(f"{row.what:42} {row.seconds:8.2f} {row.cpu:8.2f} {ratio:7.2f}  {row.note}")


if __name__ == "__main__":
    main()
