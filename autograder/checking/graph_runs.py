"""A model run in another way than its own: other answers of its layers, other weights."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from autograder.checking import inference_cost
from autograder.checking.graph_paths import (
    Paths,
    graph_of,
    has_trained_kernel,
    paths_of,
    walk,
)

MOST_ROWS = 64  # of a table that are looked at

Floats = NDArray[np.float64]
Layer = Any
Answer = Callable[[], Any]  # what the layer itself would answer
Instead = Callable[[Layer, Any, Answer], Any]  # layer, what it is given, its answer -> another


@dataclass(frozen=True, slots=True)
class Network:
    """A model, the paths through its layers that can learn, and a table as the model takes it."""

    model: Any
    paths: Paths
    inputs: tuple[Any, ...]

    @property
    def features(self) -> Floats:
        """The table, shape (rows, numbers)."""
        return np.concatenate([rows_of(each) for each in self.inputs], axis=1)

    @property
    def is_tabular(self) -> bool:
        """Whether the table has rows enough to tell a weighted sum of its numbers from others.

        Few pictures of many numbers have not: any answers to them are some weighted sum.
        """
        table = np.column_stack([self.features, np.ones(len(self.features))])
        return int(np.linalg.matrix_rank(table)) < len(table)

    @property
    def last(self) -> Layer | None:
        """The last layer that can learn, if it is on every path."""
        last = self.paths.layers[-1]
        return None if last in self.paths.skipped else last


def read_network(model: Any, x: Any) -> Network:
    """A built model and the table x, shape (rows, features…), of which few rows are kept.

    A model of several inputs takes one array for each, or the columns of one in their order.

    Raises:
        UnseenError: the model can't be looked through.
    """
    few = slice(min(MOST_ROWS, inference_cost.rows_at_once(model)))
    widths = [tensor.shape[-1] for tensor in graph_of(model).inputs]
    if isinstance(x, tuple):
        parts = [np.asarray(part, np.float32)[few] for part in x]
    else:
        table = np.asarray(x, np.float32)[few]
        parts = [table] if len(widths) == 1 else np.split(table, np.cumsum(widths)[:-1], axis=-1)
    inputs = tuple(keras.ops.convert_to_tensor(part) for part in parts)
    return Network(model, paths_of(model, has_trained_kernel), inputs)


def run(
    network: Network, instead: Instead | None = None, past: frozenset[int] = frozenset()
) -> Floats:
    """All outputs side by side, shape (rows, numbers).

    ``instead`` answers for the layers that can learn; the calls whose ids are in ``past`` hand on
    what they are given.
    """

    def call(node: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        given = next((v for v in keras.tree.flatten((args, kwargs)) if hasattr(v, "shape")), None)
        if id(node) in past:
            return given
        if instead is not None and has_trained_kernel(node.operation):
            return instead(node.operation, given, lambda: node.operation(*args, **kwargs))
        return node.operation(*args, **kwargs)

    outputs = walk(network.model, network.inputs, call)
    return np.concatenate([rows_of(each) for each in outputs], axis=1)


def rows_of(tensor: Any) -> Floats:
    """A tensor as numbers of shape (rows, numbers of a row)."""
    array = np.asarray(keras.ops.convert_to_numpy(tensor), np.float64)
    return array.reshape(len(array), -1)


class _ReachedError(Exception):
    """The layer that was looked for was reached; what is after it need not be run."""


def given_to(network: Network, layer: Layer) -> Floats:
    """What a layer is given for each row, shape (rows, numbers)."""
    seen: list[Floats] = []

    def watch(each: Layer, given: Any, answer: Answer) -> Any:
        if each is layer:
            seen.append(rows_of(given))
            raise _ReachedError
        return answer()

    with suppress(_ReachedError):
        run(network, watch)
    return seen[0]


@contextmanager
def weights_of_ours(layers: Sequence[Layer], draw: int) -> Iterator[None]:
    """Meanwhile the layers have weights between -1 and 1, whatever their initialisers draw."""
    kept = [layer.get_weights() for layer in layers]
    random = np.random.default_rng(draw)
    try:
        for layer, weights in zip(layers, kept, strict=True):
            layer.set_weights([random.uniform(-1, 1, weight.shape) for weight in weights])
        yield
    finally:
        for layer, weights in zip(layers, kept, strict=True):
            layer.set_weights(weights)


def bend(features: Floats, outputs: Floats) -> float:
    """How far outputs are from a weighted sum of the features, as part of their size."""
    if not np.isfinite(outputs).all():
        return np.inf
    columns = np.column_stack([features, np.ones(len(features))])
    fitted = columns @ np.linalg.lstsq(columns, outputs, rcond=None)[0]
    size = float(np.max(np.abs(outputs), initial=0.0))
    return float(np.max(np.abs(outputs - fitted), initial=0.0)) / size if size else 0.0
