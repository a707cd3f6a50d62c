"""What a network does before its first layer that can learn, and after its last."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from autograder.checking.graph_paths import has_trained_kernel, nodes_of, walk
from autograder.checking.graph_runs import (
    Floats,
    Network,
    bend,
    given_to,
    rows_of,
    run,
    weights_of_ours,
)

DRAWS = 6  # sets of weights of ours
ROUNDING = 1e-5  # part of its size by which a weighted sum may be off
NEARLY_LINEAR = 1e-2  # a hidden layer this close to a weighted sum bends nothing
MOST_UPDATES = 5000  # of a perceptron; four points that a line can part take some ten


def solved_before(network: Network, labels: NDArray[np.bool_]) -> bool:
    """Whether a line parts what the first layer is given, though none parts the inputs."""
    if not kinds_before(network):
        return False
    prepared = given_to(network, network.paths.layers[0])
    if bend(network.features, prepared) <= ROUNDING:
        return False
    return _parts(prepared, labels) and not _parts(network.features, labels)


def _parts(features: Floats, labels: NDArray[np.bool_]) -> bool:
    """Whether one plane parts the two classes (False where a perceptron is not done in time)."""
    if not np.isfinite(features).all():
        return False
    centred = features - features.mean(axis=0)
    rows, sizes, _ = np.linalg.svd(centred, full_matrices=False)
    # Each direction counts alike: a difference that is small is a difference all the same.
    points = rows[:, sizes > ROUNDING * np.max(np.abs(features), initial=0.0)]
    points = np.column_stack([points * np.sqrt(len(points)), np.ones(len(points))])
    signed = np.where(labels[:, None], points, -points)
    weights = np.zeros(signed.shape[1])
    for _ in range(MOST_UPDATES):
        margins = signed @ weights
        worst = int(np.argmin(margins))
        if margins[worst] > 0:
            return True
        weights += signed[worst]
    return False


def kinds_before(network: Network) -> tuple[str, ...]:
    """Kinds of the operations that stand before the first layer, in their order."""
    kinds: list[str] = []
    for node in nodes_of(network.model):
        if has_trained_kernel(node.operation):
            break
        kinds.append(type(node.operation).__name__)
    return tuple(dict.fromkeys(kinds))


def solves_after(network: Network) -> bool:
    """Whether the output's ups and downs part the classes, for nothing before them bends."""
    return _turns(network) and _is_straight(network)


def _turns(network: Network) -> bool:
    """Whether the answer changes more than once as the sum that the output is made of grows.

    Such an output (a sine, a bell) parts the plane by more than one line, without a hidden layer.
    """
    if network.last is not None and getattr(network.last, "units", None) != 1:
        return False
    sums = keras.ops.convert_to_tensor(_grid()[:, None])
    few = _of_one_row(network)
    begun: list[Any] = []

    def call(node: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        if node.operation is network.last:
            activation = getattr(node.operation, "activation", None)
            return sums if activation is None else activation(sums)
        if network.last is None and id(node) in network.paths.tail and not begun:
            begun.append(node)
            args, kwargs = keras.tree.map_structure(
                lambda value: sums if hasattr(value, "shape") else value, (args, kwargs)
            )
        return node.operation(*args, **kwargs)

    if run(few).shape[1] != 1:
        return False
    answers = rows_of(walk(network.model, few.inputs, call)[0])[:, 0]
    above = answers[np.isfinite(answers)] > 0.5
    return int(np.count_nonzero(above[1:] != above[:-1])) > 1


def _of_one_row(network: Network) -> Network:
    """Asked of its first row alone; of all where it takes no other number of rows."""
    one = replace(network, inputs=tuple(each[:1] for each in network.inputs))
    try:
        run(one)
    except Exception:  # noqa: BLE001 - whatever TensorFlow says of the shape
        return network
    return one


def _grid() -> NDArray[np.float32]:
    """Sums from very negative to very positive ones, close together where outputs change."""
    far = np.logspace(np.log10(50), 6, 2000)
    return np.concatenate([-far[::-1], np.linspace(-50, 50, 20_001), far]).astype(np.float32)


def _is_straight(network: Network) -> bool:
    """Whether the sum that the output is made of is a sum of the inputs, hidden layers or not."""

    def of_output() -> float:
        if network.last is None:
            return bend(network.features, run(network, None, network.paths.tail))
        return bend(network.features, given_to(network, network.last))

    bends = [of_output()]
    for draw in range(DRAWS):
        with weights_of_ours(network.paths.layers, draw):
            bends.append(of_output())
    return max(bends) < NEARLY_LINEAR
