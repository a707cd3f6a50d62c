"""Accuracies that trainings of digits-softmax and fashion-mlp end with, from many seeds.

Usage: `python -m benchmarks pictures [--seeds 200] [--only NAME] [--mnist mnist.npz] [--print]`

Question: from which accuracy on pictures that nobody trained on does a check of these two
assignments count a training as done, so that each recipe of the statements is above in all seeds
and each training that is too short below? Both are read off the same runs, epoch by epoch, trained
by the compiled `fit` as submissions are. Decided: 85 % of the digits, where the recipes end at
87.7 % or more, and one epoch of Adam at 83.7 % or less; 78 % of the clothes, where five epochs of
Adam end at 80.7 % or more, and two of SGD(0.01) at 75.0 % or less. The figures are kept in
`pictures.json` beside this file, and the thresholds in the assignments name it.

MNIST is not ours to ship: its recipes run where `--mnist` names the file that Keras downloads, of
which they take the first 6,000 and 1,000 pictures, as the clothes' template does.
"""

from __future__ import annotations

import argparse
import functools
import gzip
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import keras
import numpy as np
from numpy.typing import NDArray

from autograder import compiled_fit
from benchmarks.lib.repository import ROOT

FIGURES: Final = Path(__file__).with_suffix(".json")
CHECKS: Final = ROOT / "assignments" / "digits-softmax" / "checks"
FASHION: Final = ROOT / "data" / "fashion-mnist"


@dataclass(frozen=True, eq=False)
class Pictures:
    """Pictures to train on, and others that an accuracy is taken of; (rows, pixels) and labels."""

    x: NDArray[np.float32]
    y: NDArray[np.int64]
    x_test: NDArray[np.float32]
    y_test: NDArray[np.int64]


@dataclass(frozen=True)
class Recipe:
    """A training: its network, its compile settings, its rows a batch and its epochs."""

    pictures: Callable[[], Pictures]
    build: Callable[[], Any]
    optimizer: Callable[[], Any]
    batch_size: int
    epochs: int


@functools.cache
def digits() -> Pictures:
    """The 1,197 digits to train on, and the 300 that only the checks see; between 0 and 1."""
    known = np.loadtxt(ROOT / "data" / "digits.csv", delimiter=",")[:-300]
    unseen = np.loadtxt(CHECKS / "asked.csv", delimiter=",")[300:]
    labels = np.loadtxt(CHECKS / "unseen_labels.csv")
    return _pictures(known[:, :-1] / 16, known[:, -1], unseen, labels)


@functools.cache
def clothes() -> Pictures:
    """Fashion-MNIST as the course ships it, 6,000 and 1,000, between 0 and 1."""
    x, x_test = (_idx(f"{part}-images-idx3", 16) / 255 for part in ("train", "t10k"))
    y, y_test = (_idx(f"{part}-labels-idx1", 8) for part in ("train", "t10k"))
    return _pictures(x.reshape(-1, 784), y, x_test.reshape(-1, 784), y_test)


def mnist(file: Path) -> Pictures:
    """The first 6,000 and 1,000 digits of what Keras downloads, between 0 and 1."""
    with np.load(file) as found:
        x, x_test = found["x_train"][:6000] / 255, found["x_test"][:1000] / 255
        y, y_test = found["y_train"][:6000], found["y_test"][:1000]
    return _pictures(x.reshape(-1, 784), y, x_test.reshape(-1, 784), y_test)


@functools.cache
def raw_clothes() -> Pictures:
    """The same from 0 to 255."""
    found = clothes()
    return _pictures(found.x * 255, found.y, found.x_test * 255, found.y_test)


def _idx(name: str, header: int) -> NDArray[np.uint8]:
    with gzip.open(FASHION / f"{name}-ubyte.gz") as file:
        return np.frombuffer(file.read()[header:], np.uint8)


def _pictures(x: Any, y: Any, x_test: Any, y_test: Any) -> Pictures:
    return Pictures(
        x.astype("float32"), y.astype("int64"), x_test.astype("float32"), y_test.astype("int64")
    )


def softmax(activation: str = "softmax", pixels: int = 64) -> Any:
    """One layer of ten nodes on the pixels."""
    dense = keras.layers.Dense(10, activation=activation)
    return keras.Sequential([keras.Input((pixels,)), dense])


def mlp() -> Any:
    """784-300-100-10."""
    dense = keras.layers.Dense
    layers = [dense(300, "relu"), dense(100, "relu"), dense(10, "softmax")]
    return keras.Sequential([keras.Input((784,)), *layers])


ADAM: Final = keras.optimizers.Adam
SGD: Final = keras.optimizers.SGD
RECIPES: Final[dict[str, Recipe]] = {
    "digits: Adam(0.01), batches of 32": Recipe(digits, softmax, lambda: ADAM(0.01), 32, 30),
    "digits: SGD(0.5), batches of 32": Recipe(digits, softmax, lambda: SGD(0.5), 32, 30),
    "digits: relu at the output": Recipe(
        digits, lambda: softmax("relu"), lambda: ADAM(0.01), 32, 30
    ),
    "digits: SGD(0.01), batches of 32": Recipe(digits, softmax, lambda: SGD(0.01), 32, 5),
    "clothes: Adam, batches of 50": Recipe(clothes, mlp, ADAM, 50, 5),
    "clothes: raw, Adam, batches of 50": Recipe(raw_clothes, mlp, ADAM, 50, 1),
    "clothes: SGD(0.01), batches of 50": Recipe(clothes, mlp, lambda: SGD(0.01), 50, 2),
}


def mnist_recipes(file: Path) -> dict[str, Recipe]:
    """Those of the clothes and of one layer, on MNIST."""
    pictures = functools.cache(lambda: mnist(file))
    return {
        "mnist: Adam, batches of 50": Recipe(pictures, mlp, ADAM, 50, 5),
        "mnist: SGD(0.01), batches of 50": Recipe(pictures, mlp, lambda: SGD(0.01), 50, 2),
        "mnist: softmax, Adam, batches of 50": Recipe(
            pictures, lambda: softmax(pixels=784), ADAM, 50, 10
        ),
    }


class _Curve(keras.callbacks.Callback):  # type: ignore[misc] # Keras has no types
    """The accuracy on other pictures after each epoch."""

    def __init__(self, pictures: Pictures) -> None:
        super().__init__()
        self.pictures = pictures
        self.found: list[float] = []

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:  # noqa: ARG002 - Keras'
        """Predict and count."""
        outputs = self.model.predict_on_batch(self.pictures.x_test)
        right = outputs.argmax(axis=1) == self.pictures.y_test
        self.found.append(round(float(np.mean(right)), 4))


def curve(recipe: Recipe, seed: int) -> list[float]:
    """One training: accuracies on other pictures, one an epoch."""
    keras.backend.clear_session()
    keras.utils.set_random_seed(seed)
    pictures, model = recipe.pictures(), recipe.build()
    model.compile(recipe.optimizer(), "sparse_categorical_crossentropy", metrics=["accuracy"])
    watch = _Curve(pictures)
    model.fit(
        pictures.x,
        pictures.y,
        batch_size=recipe.batch_size,
        epochs=recipe.epochs,
        callbacks=[watch],
        verbose=0,
    )
    return watch.found


def table(figures: dict[str, list[list[float]]]) -> str:
    """Least, median and largest accuracy of each recipe, after one epoch and after all."""
    lines = ["| training | epochs | seeds | least | median | largest |", "|" + " --- |" * 6]
    for name, curves in figures.items():
        array = np.array(curves)
        for epoch in sorted({1, 2, 5, 20, array.shape[1]} & set(range(1, array.shape[1] + 1))):
            found = array[:, epoch - 1]
            numbers = (found.min(), np.median(found), found.max())
            said = " | ".join(f"{one:.3f}" for one in numbers)
            lines.append(f"| {name} | {epoch} | {len(found)} | {said} |")
    return "\n".join(lines)


def main(arguments: Sequence[str]) -> None:
    """Train what is missing, keep it and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks pictures", description=__doc__)
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--only", default="", help="recipes whose name has this in it")
    parser.add_argument("--mnist", type=Path, help="the mnist.npz that Keras downloads")
    parser.add_argument("--print", action="store_true", help="what is kept, without training")
    given = parser.parse_args(arguments)
    figures: dict[str, list[list[float]]] = (
        json.loads(FIGURES.read_text()) if FIGURES.exists() else {}
    )
    compiled_fit.install()
    recipes = RECIPES | (mnist_recipes(given.mnist) if given.mnist else {})
    for name, recipe in recipes.items():
        if given.print or given.only not in name:
            continue
        curves = figures.setdefault(name, [])
        for seed in range(len(curves), given.seeds):
            curves.append(curve(recipe, seed))
            if seed % 20 == 19:
                _keep(figures)
        _keep(figures)
    print(table(figures))


def _keep(figures: dict[str, list[list[float]]]) -> None:
    lines = (
        f"  {json.dumps(name)}: [\n"
        + ",\n".join(f"    {json.dumps(one)}" for one in curves)
        + "\n  ]"
        for name, curves in figures.items()
    )
    FIGURES.write_text("{\n" + ",\n".join(lines) + "\n}\n")
