"""Milliseconds of processor time of one `train_on_batch`: stock, ours, and ours with the record.

Usage: `python -m benchmarks on_batch [--rounds 7]`

Question: does a loop of `train_on_batch`, which is recorded batch by batch, cost a student more
than with stock Keras, and where does the time go? Decided: Keras' way to the traced function costs
more than the step itself, so `compiled_fit` calls the known trace directly, to the same last bit;
the record is made of what passes by and is kept.

Each way trains in turn, row by row. The least of all rounds counts, and of that the ratio to stock:
on a busy machine only ratios say something.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from typing import Any

import keras
import numpy as np

from autograder import compiled_fit
from autograder.student import training

CALLS = 300
X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], np.float32)
Y = np.array([[0], [1], [1], [0]], np.float32)


def network() -> Any:
    """2-2-3-1 with Adam and an accuracy, as in the exercises."""
    keras.utils.set_random_seed(1)
    dense = keras.layers.Dense
    model = keras.Sequential(
        [keras.Input((2,)), dense(2, "tanh"), dense(3, "tanh"), dense(1, "sigmoid")]
    )
    model.compile(keras.optimizers.Adam(0.05), "binary_crossentropy", metrics=["accuracy"])
    return model


def milliseconds(model: Any) -> float:
    """Processor time of one call."""
    started = time.process_time()
    for at in range(CALLS):
        model.train_on_batch(X[at % 4 : at % 4 + 1], Y[at % 4 : at % 4 + 1])
    return (time.process_time() - started) / CALLS * 1000


def _recorded() -> None:
    training.record_fits(stock=False)


def _take_away_the_recorder() -> None:
    for name in ("fit", "train_on_batch"):
        if name in vars(keras.Model):  # what it inherits is Keras' own, or the compiled one
            delattr(keras.Model, name)


WAYS: dict[str, Callable[[], None]] = {
    "stock": compiled_fit.uninstall,
    "ours": compiled_fit.install,
    "ours, recorded": _recorded,
}


def main(arguments: Sequence[str]) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks on_batch", description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args(arguments).rounds
    models = {name: network() for name in WAYS}
    least = dict.fromkeys(WAYS, float("inf"))
    for _ in range(rounds):
        for name, install in WAYS.items():
            install()
            least[name] = min(least[name], milliseconds(models[name]))
            _take_away_the_recorder()
    compiled_fit.uninstall()
    for name, each in least.items():
        print(f"{name:16} {each:6.2f} ms  {each / least['stock']:5.2f} of stock")
