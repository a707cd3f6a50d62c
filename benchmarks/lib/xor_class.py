"""Twelve correct submissions of `xor-mlp`: three networks each, 1,000 epochs, no two alike.

They differ as students do: in style, activation, optimizer and seed. All of them build and train
networks that can learn XOR; which of them were lucky is up to the seed.
"""

from __future__ import annotations

from pathlib import Path

import nbformat

SECTIONS = ("setup", "three", "two", "one", "answers")
_ACTIVATIONS = ("tanh", "sigmoid", "tanh", "relu")
_OPTIMIZERS = ("keras.optimizers.Adam(0.05)", "keras.optimizers.Adam(0.02)",
               "keras.optimizers.Adam(learning_rate=0.1)")  # fmt: skip
_LOSSES = ("binary_crossentropy", "binary_crossentropy", "mse")

_STYLES = (
    """model_{n} = keras.Sequential([
    keras.layers.Input(shape=(2,)),
    keras.layers.Dense({n}, activation="{activation}"),
    keras.layers.Dense(1, activation="sigmoid"),
])
""",
    """model_{n} = keras.Sequential()
model_{n}.add(keras.Input((2,)))
model_{n}.add(keras.layers.Dense({n}, "{activation}"))
model_{n}.add(keras.layers.Dense(1, "sigmoid"))
""",
    """inputs = keras.Input((2,))
hidden = keras.layers.Dense({n}, activation="{activation}")(inputs)
model_{n} = keras.Model(inputs, keras.layers.Dense(1, activation="sigmoid")(hidden))
""",
)
_TRAIN = """model_{n}.compile(optimizer={optimizer}, loss="{loss}", metrics=["accuracy"])
history_{n} = model_{n}.fit(x_train, y_train, epochs=1000, verbose=0)
prediction_{n} = model_{n}.predict(x_test, verbose=0)
print(prediction_{n})"""
_SETUP = """import keras
import numpy as np

keras.utils.set_random_seed({seed})
x_train = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype="float32")
y_train = np.array([[0], [1], [1], [0]], dtype="float32")
x_test = x_train.copy()"""


def name(number: int) -> str:
    """The student's name: `student-01` and so on."""
    return f"student-{number + 1:02}"


def sources(number: int) -> dict[str, str]:
    """The code of each section of submission `number`, from 0."""
    chosen = {
        "activation": _ACTIVATIONS[number % len(_ACTIVATIONS)],
        "optimizer": _OPTIMIZERS[number % len(_OPTIMIZERS)],
        "loss": _LOSSES[number // 2 % len(_LOSSES)],
    }
    style = _STYLES[number // 4 % len(_STYLES)] + _TRAIN
    networks = {
        section: style.format(n=nodes, **chosen)
        for section, nodes in zip(("three", "two", "one"), (3, 2, 1), strict=True)
    }
    return {
        "setup": _SETUP.format(seed=number + 1),
        **networks,
        "answers": "can_learn_xor = {3: True, 2: True, 1: False}",
    }


def notebook(number: int) -> nbformat.NotebookNode:
    """Submission `number` as a notebook."""
    found = sources(number)
    cells = [nbformat.v4.new_code_cell(found[section]) for section in SECTIONS]
    for at, cell in enumerate(cells):
        cell["id"] = f"cell-{at}"
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})


def write(folder: Path, count: int) -> None:
    """Writes `count` submissions, one notebook each; those beyond twelve repeat with new seeds."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        nbformat.write(notebook(number), folder / f"{name(number)}.ipynb")
