"""How near trainings come on the two tables of the course, over initial weights and over splits.

Usage: `python -m benchmarks course_tables [--seeds 200] [--print]`

Question: at which threshold does every training that the statements of `card-regression` and
`infert-two-layers` call right get there, and every one that they call wrong fall short? Is it a
matter of which rows are for training? Decided: half of what the mean of the answers is off by, an
R² of 0.5, for the cards; 74 % of the rows for training for the clinic.

Each training is one of many stacked ones, as the judge's random restarts are (the measurement
`distribution` compares these with `fit`); all begin with weights of their own. With `others` the
rows for training and for testing are drawn anew, ten times. A score is R² on the rows for testing
(cards), or the share right of those for training (clinic).
"""

from __future__ import annotations

import csv
import itertools
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.retraining.batched_tensorflow import stack_of
from autograder.retraining.compile_config import read_compiled
from autograder.retraining.dense_chain import read_chain
from autograder.retraining.initialization import random_weights
from autograder.retraining.training_spec import Phase, TrainingSpec
from benchmarks.lib import measured, reporting
from benchmarks.lib.catalogue import FAIRNESS as PAGE
from benchmarks.lib.repository import ROOT
from benchmarks.lib.results import Result

NAME = "course_tables"
SPLITS = 10  # others than the given one; each has its part of the networks
CARDS = ("reports", "age", "income", "expenditure", "dependents", "months", "majorcards", "active")
CLINIC = ("education", "age", "visits", "drug_a", "drug_b")
EDUCATION = {"0-5yrs": 0.0, "6-11yrs": 1.0, "12+ yrs": 2.0}

Floats = np.ndarray[Any, Any]
Outputs = Callable[[Floats], Floats]  # of all networks, (networks, rows, 1)


@dataclass(frozen=True, slots=True)
class Rows:
    """Inputs (rows, columns) and answers (rows, 1); the first ``training`` rows are to train on."""

    x: Floats
    y: Floats
    training: int


@dataclass(frozen=True, slots=True)
class Look:
    """After how many epochs a training is looked at, and whether a statement calls that enough."""

    epochs: int
    right: bool


@dataclass(frozen=True, slots=True)
class Recipe:
    """One way to train, looked at after more and more epochs."""

    name: str
    layers: tuple[tuple[int, str], ...]
    optimizer: str
    rate: float
    looks: tuple[Look, ...]
    scaled: bool = True
    other_splits: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """A table, its trainings, and the least ``score`` that is asked of them."""

    name: str
    file: str
    columns: tuple[str, ...]
    answer: str
    training: int
    loss: str
    batch: int
    score: Callable[[Outputs, Rows], Floats]
    threshold: float
    recipes: tuple[Recipe, ...]


def r_squared(outputs: Outputs, rows: Rows) -> Floats:
    """1 - MSE / variance of the answers, on the rows for testing; -inf where it is no number."""
    x, y = rows.x[rows.training :], rows.y[rows.training :]
    with np.errstate(all="ignore"):
        found = 1 - np.mean((outputs(x) - y) ** 2, axis=(1, 2)) / np.var(y)
    return np.where(np.isfinite(found), found, -np.inf)


def accuracy(outputs: Outputs, rows: Rows) -> Floats:
    """Share of the rows for training on the right side of one half."""
    x, y = rows.x[: rows.training], rows.y[: rows.training]
    return np.asarray(np.mean((outputs(x) > 0.5) == (y > 0.5), axis=(1, 2)))


def _layers(*widths: int, output: str) -> tuple[tuple[int, str], ...]:
    return (*((width, "relu") for width in widths), (1, output))


def _recipe(  # noqa: PLR0913 - what a line of the table says
    name: str, widths: Sequence[int], optimizer: str, rate: float, *looks: Look,
    output: str, scaled: bool = True, other_splits: bool = False,
) -> Recipe:  # fmt: skip
    layers = _layers(*widths, output=output)
    return Recipe(name, layers, optimizer, rate, looks, scaled, other_splits)


def right(epochs: int) -> Look:
    """A statement says that this is enough."""
    return Look(epochs, right=True)


def wrong(epochs: int) -> Look:
    """A statement says that this is not enough."""
    return Look(epochs, right=False)


_LINEAR, _SIGMOID = "linear", "sigmoid"
TASKS = (
    Task("card-regression", "cards.csv", CARDS, "share", 1000, "mse", 32, r_squared, 0.5, (
        _recipe("8-30-1, Adam 0.001", [30], "Adam", 0.001, wrong(2), right(50), right(100),
                output=_LINEAR, other_splits=True),
        _recipe("8-30-1, sigmoid output, Adam 0.001", [30], "Adam", 0.001, right(50),
                output=_SIGMOID),
        _recipe("8-30-1, SGD 0.01", [30], "SGD", 0.01, wrong(20), output=_LINEAR,
                other_splits=True),
        _recipe("8-30-1, not standardised, Adam 0.001", [30], "Adam", 0.001, wrong(50),
                output=_LINEAR, scaled=False),
    )),
    Task("infert-two-layers", "clinic.csv", CLINIC, "case", 186, "binary_crossentropy", 16,
         accuracy, 0.74, (
        _recipe("5-8-4-1, Adam 0.01", [8, 4], "Adam", 0.01, wrong(1), right(50), right(100),
                output=_SIGMOID, other_splits=True),
        _recipe("5-16-8-1, Adam 0.01", [16, 8], "Adam", 0.01, right(50), output=_SIGMOID),
        _recipe("5-8-4-1, SGD 0.01", [8, 4], "SGD", 0.01, wrong(10), output=_SIGMOID),
        _recipe("5-8-4-1, not standardised, SGD 0.01", [8, 4], "SGD", 0.01, wrong(50),
                output=_SIGMOID, scaled=False),
    )),
)  # fmt: skip


def read(task: Task) -> Rows:
    """The table as it is, not scaled."""
    with (ROOT / "data" / task.file).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    x = [[_number(row[one]) for one in task.columns] for row in rows]
    y = [[float(row[task.answer])] for row in rows]
    return Rows(np.array(x), np.array(y), task.training)


def _number(text: str) -> float:
    """Levels of education are 0, 1 and 2."""
    return EDUCATION[text] if text in EDUCATION else float(text)


def prepared(rows: Rows, order: Floats | None, *, scaled: bool) -> Rows:
    """The rows in this order, standardised by those for training."""
    x, y = (rows.x, rows.y) if order is None else (rows.x[order], rows.y[order])
    if scaled:
        x = (x - x[: rows.training].mean(axis=0)) / x[: rows.training].std(axis=0)
    return Rows(x.astype(np.float32), y.astype(np.float32), rows.training)


def scores(task: Task, recipe: Recipe, seeds: Sequence[int], rows: Rows) -> Floats:
    """What networks from these seeds come to at each look, (networks, looks)."""
    import keras

    model = keras.Sequential([keras.Input((len(task.columns),))])
    for width, activation in recipe.layers:
        model.add(keras.layers.Dense(width, activation))
    model.compile(getattr(keras.optimizers, recipe.optimizer)(recipe.rate), task.loss)
    compiled = read_compiled(json.dumps(model.get_compile_config()))
    x, y = rows.x[: rows.training], rows.y[: rows.training]
    spans = np.diff([0, *(look.epochs for look in recipe.looks)])
    phases = tuple(
        Phase(compiled, not at, int(span), task.batch, shuffle=True, x=x, y=y)
        for at, span in enumerate(spans)
    )
    chain = read_chain(model)
    stack = stack_of(chain, random_weights(model, chain, tuple(seeds)), TrainingSpec(phases))
    found = []
    for at, phase in enumerate(phases):
        stack.start(phase, (seeds[0], at << 24))
        stack.run(0, phase.epochs)
        stack.finish(phase.epochs)
        found.append(task.score(stack.predict, rows))
    return np.stack(found, axis=1)


def over_splits(task: Task, recipe: Recipe, seeds: int) -> Floats:
    """``scores`` of other splits, each with its part of the networks."""
    table, found = read(task), []
    for split in range(SPLITS):
        order = np.random.default_rng(split).permutation(len(table.x))
        rows = prepared(table, order, scaled=recipe.scaled)
        part = range(split * seeds // SPLITS, (split + 1) * seeds // SPLITS)
        found.append(scores(task, recipe, part, rows))
    return np.concatenate(found)


def measure(seeds: int) -> dict[str, Any]:
    """Rows of the table: least, 1 %, median, 99 % and largest of all seeds, and who got there."""
    found: list[list[Any]] = []
    for task, splits in itertools.product(TASKS, (False, True)):
        for recipe in task.recipes:
            if splits and not recipe.other_splits:
                continue
            if splits:
                values = over_splits(task, recipe, seeds)
            else:
                rows = prepared(read(task), None, scaled=recipe.scaled)
                values = scores(task, recipe, range(seeds), rows)
            for look, column in zip(recipe.looks, values.T, strict=True):
                found.append(_row(task, recipe, look, column, splits=splits))
                print(found[-1], flush=True)
    return {"rows": found}


def _row(task: Task, recipe: Recipe, look: Look, values: Floats, *, splits: bool) -> list[Any]:
    quantiles = np.quantile(np.maximum(values, -1e6), [0, 0.01, 0.5, 0.99, 1])
    split = "others" if splits else "the given one"
    called = "right" if look.right else "wrong"
    numbers = [round(float(one), 4) for one in quantiles]
    there = f"{int(np.sum(values >= task.threshold))} of {len(values)}"
    return [task.name, recipe.name, look.epochs, split, called, *numbers, there]


def render(found: dict[str, Any]) -> str:
    """The table of the page."""
    columns = (
        "assignment", "training", "epochs", "split", "statement", "least", "1 %", "median", "99 %",
        "most", "get there",
    )  # fmt: skip
    return reporting.table(columns, found["rows"])


def main(arguments: Sequence[str]) -> None:
    """Measure, print, and write into the page."""
    parser = reporting.parser(NAME, __doc__)
    parser.add_argument("--seeds", type=int, default=200, help="initial weights of each training")
    given = parser.parse_args(arguments)
    where = measured.now(NAME)
    found = measure(given.seeds)
    reporting.report(NAME, PAGE, Result(where, found), render(found), only_print=given.print)
