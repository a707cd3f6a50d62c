"""Whether unseeded fits end in the same distribution of losses as stock's.

Usage: `python -m benchmarks distribution [--runs 150] [--epochs 30] [--print]`

Without a seed stock Keras does not repeat itself, so only distributions can be compared: a
two-sample Kolmogorov-Smirnov test of the final loss. Initial weights and shuffling are both random.
"""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np

from autograder.compiled_fit import install, uninstall
from benchmarks.lib import measured, reporting
from benchmarks.lib.catalogue import SPEED as PAGE
from benchmarks.lib.results import Result


def kolmogorov_smirnov(first: Any, second: Any) -> tuple[float, float]:
    """Largest distance of two empirical distributions, and its asymptotic p-value.

    Source: Press et al., Numerical Recipes, section 14.3.
    """
    both = np.sort(np.concatenate([first, second]))
    ours = np.searchsorted(np.sort(first), both, side="right") / len(first)
    theirs = np.searchsorted(np.sort(second), both, side="right") / len(second)
    distance = float(np.abs(ours - theirs).max())
    size = math.sqrt(len(first) * len(second) / (len(first) + len(second)))
    scaled = (size + 0.12 + 0.11 / size) * distance
    if scaled < 0.3:
        # The series converges too slowly there, and the probability is 1 to five digits.
        return distance, 1.0
    terms = [(-1) ** (k - 1) * math.exp(-2 * (k * scaled) ** 2) for k in range(1, 101)]
    return distance, min(1.0, max(0.0, 2 * sum(terms)))


def losses(runs: int, epochs: int) -> Any:
    """Final losses of so many fits, each from new weights, 12 rows in steps of 5."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(12, 2)).astype("float32")
    y = (x[:, :1] * x[:, 1:] > 0).astype("float32")
    model = keras.Sequential(
        [keras.Input((2,)), keras.layers.Dense(3, "tanh"), keras.layers.Dense(1, "sigmoid")]
    )
    model.compile(keras.optimizers.SGD(0.5), "binary_crossentropy")
    final = []
    for _ in range(runs):
        for layer in model.layers:
            layer.kernel.assign(layer.kernel_initializer.clone()(layer.kernel.shape))
            layer.bias.assign(np.zeros(layer.bias.shape))
        model.optimizer.iterations.assign(0)
        history = model.fit(x, y, epochs=epochs, batch_size=5, verbose=0)
        final.append(history.history["loss"][-1])
    return np.array(final)


def render(found: dict[str, Any]) -> str:
    """A row for each number."""
    return reporting.table(["", "value"], list(found.items()))


def main(arguments: Sequence[str]) -> None:
    """Trains with both and compares."""
    parser = reporting.parser("distribution", __doc__)
    parser.add_argument("--runs", type=int, default=150)
    parser.add_argument("--epochs", type=int, default=30)
    asked = parser.parse_args(arguments)
    about = measured.now("distribution")
    uninstall()
    stock = losses(asked.runs, asked.epochs)
    install()
    ours = losses(asked.runs, asked.epochs)
    uninstall()
    distance, p = kolmogorov_smirnov(ours, stock)
    found = {
        "runs": asked.runs,
        "epochs": asked.epochs,
        "stock median": float(np.median(stock)),
        "our median": float(np.median(ours)),
        "distance": distance,
        "p": p,
    }
    result = Result(about, found)
    reporting.report("distribution", PAGE, result, render(found), only_print=asked.print)
