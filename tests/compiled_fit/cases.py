"""The generated table of fits that must not differ from stock by one bit.

A case is one compiled model and a few fits of it in a row, each with other data and options: so
every fit but the first also checks what the earlier ones have left behind.
"""

from __future__ import annotations

import itertools
import random
from dataclasses import dataclass, fields

FITS_PER_MODEL = 8
SHAPES_PER_MODEL = 2
"""Pairs of rows and batch size per model: each costs a trace on either side."""

LOSSES = {
    "softmax": ("sparse_categorical_crossentropy",),
    "convolution": ("sparse_categorical_crossentropy",),
    "lstm": ("mse", "mae", "huber", "log_cosh"),
    "gru": ("mse", "mae", "huber", "log_cosh"),
}
BINARY_LOSSES = ("binary_crossentropy", "mse", "hinge", "mae", "own", "squared_hinge", "poisson")

PLAIN_NETWORKS = (
    *("dense", "one-layer", "lazy", "deep", "dropout", "batchnorm", "layernorm-noise"),
    *("regularised", "functional", "softmax", "convolution", "lstm", "gru", "embedding"),
    *("two-inputs", "named-inputs"),
)
OTHER_NETWORKS = ("subclassed", "two-outputs", "own-step", "own-layer", "lambda", "stateful-noise")

Options = dict[str, tuple[object, ...]]

MODELS: Options = {
    "network": (*PLAIN_NETWORKS, *OTHER_NETWORKS),
    "optimizer": (
        *("sgd", "momentum", "nesterov", "adam", "adam", "amsgrad", "rmsprop", "centered"),
        *("adagrad", "adadelta", "adamax", "nadam", "adamw", "lion", "ftrl", "adafactor"),
        *("clipnorm", "clipvalue", "ema", "schedule", "accumulate", "loss-scale", "muon"),
    ),
    "metrics": ("none", "accuracy", "accuracy", "two", "auc", "precision", "function", "weighted"),
    "compile": (*["plain"] * 9, "eager", "two-steps"),
    "dtype": ("float32", "float32", "float64", "tensor"),
}
PLAIN_MODELS: Options = MODELS | {
    "network": PLAIN_NETWORKS,
    "metrics": ("none", "accuracy", "accuracy", "two", "function", "weighted"),
    "compile": ("plain",),
}
FITS: Options = {
    "rows": (4, 10, 12, 4, 10, 12, 1),
    "batch_size": (None, 1, 4, 5, 12, 64),
    "shuffle": (True, True, False, "batch"),
    "validation": ("none", "none", "split", "data", "weighted", "batches", "every-second", "list"),
    "weights": ("none", "none", "sample", "class"),
    "callbacks": (
        *("none", "none", "early", "plateau", "schedule", "epochs", "epochs", "batches"),
        *("csv", "checkpoint", "nan", "stop-at-once", "history", "lambda"),
    ),
    "verbose": (0, 1, 2),
    "epochs": (2, 3),
    "initial_epoch": (0, 0, 0, 1),
}
PLAIN_FITS: Options = FITS | {
    "validation": ("none", "none", "none", "split", "data", "weighted", "batches"),
    "callbacks": ("none", "none", "none", "history"),
}


@dataclass(frozen=True)
class Fit:
    """The arguments of one fit; callbacks by their key in the builders' table."""

    rows: int
    batch_size: int | None
    shuffle: bool | str
    validation: str
    weights: str
    callbacks: str
    verbose: int
    epochs: int
    initial_epoch: int


@dataclass(frozen=True)
class Case:
    """A model, by keys of the builders' tables, and its fits."""

    network: str
    optimizer: str
    metrics: str
    compile: str
    dtype: str
    loss: str
    seed: int
    fits: tuple[Fit, ...]

    def __str__(self) -> str:
        parts = [f"{getattr(self, f.name)}" for f in fields(self) if f.name != "fits"]
        return "-".join(parts)


def _model_makes_sense(values: dict[str, object]) -> bool:
    """Leaves out what takes XLA seconds to compile."""
    slow = values["network"] in {"lstm", "gru", "convolution"}
    return not (slow and values["compile"] in {"xla", "eager"})


def _draw_model(rng: random.Random, options: Options) -> dict[str, object]:
    while True:
        values = {name: rng.choice(choices) for name, choices in options.items()}
        values["loss"] = rng.choice(LOSSES.get(str(values["network"]), BINARY_LOSSES))
        if _model_makes_sense(values):
            return values


def _draw_fit(rng: random.Random, options: Options) -> dict[str, object]:
    return {name: rng.choice(choices) for name, choices in options.items()}


def _draw_shape(rng: random.Random) -> dict[str, object]:
    return {name: rng.choice(FITS[name]) for name in ("rows", "batch_size", "weights")}


class _Pairs:
    """Remembers which pairs of options have been seen together."""

    def __init__(self) -> None:
        self._seen: set[object] = set()

    def pick(self, drawn: list[dict[str, object]]) -> dict[str, object]:
        best = max(drawn, key=lambda values: len(self._of(values) - self._seen))
        self._seen |= self._of(best)
        return best

    @staticmethod
    def _of(values: dict[str, object]) -> set[object]:
        return set(itertools.combinations(values.items(), 2))


def table(fits: int, seed: int = 0, candidates: int = 12) -> list[Case]:
    """Cases with `fits` fits in all; each choice is the one of a few that adds most unseen pairs.

    Two of three models could run whole: there the stakes are highest.

    Args:
        fits: number of fits, rounded up to whole cases.
        seed: another seed gives another table.
        candidates: how many combinations are drawn for one place in the table.
    """
    rng = random.Random(seed)
    models, chosen = _Pairs(), _Pairs()
    cases = []
    for number in range(-(-fits // FITS_PER_MODEL)):
        plain = number % 3 < 2
        options = PLAIN_MODELS if plain else MODELS
        model = models.pick([_draw_model(rng, options) for _ in range(candidates)])
        rounds = []
        shapes = [_draw_shape(rng) for _ in range(SHAPES_PER_MODEL)]
        for place in range(FITS_PER_MODEL):
            kind = PLAIN_FITS if plain and place < FITS_PER_MODEL - 1 else FITS
            drawn = [_draw_fit(rng, kind) | rng.choice(shapes) for _ in range(candidates)]
            rounds.append(chosen.pick(drawn))
        made = tuple(Fit(**values) for values in rounds)  # type: ignore[arg-type]
        cases.append(Case(**model, seed=number + 10_000 * seed, fits=made))  # type: ignore[arg-type]
    return cases
