"""Do the layers of a network do the work, or something beside them that never learns?

Operations without weights can solve a table by themselves: ``(x1 - x2)²`` is XOR. Beside hidden
layers that the output ignores they make a network that looks like the asked one and learns nothing.
So a rebuilt model is asked five questions. Does it answer each row by itself? What goes around a
layer, if anything does: is it a weighted sum of the inputs (an honest skip connection; sums solve
nothing that takes a hidden layer)? Is the task unsolved before the first layer? Is it more than the
output's own ups and downs that solves it after the last? And is each layer heard: do the model's
outputs change when the layer's are set to nought?

A trained network proves little here: one that is stuck may ignore a layer, and a logistic
regression that has learned XOR says 0.5 to every row. So most is asked with weights of ours.
Layers that can't learn (frozen ones) are operations like others.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from autograder.checking.graph_paths import nodes_of
from autograder.checking.graph_runs import (
    Answer,
    Floats,
    Instead,
    Layer,
    Network,
    bend,
    read_network,
    run,
    weights_of_ours,
)
from autograder.checking.outside_layers import (
    DRAWS,
    ROUNDING,
    kinds_before,
    solved_before,
    solves_after,
)

HEARD = 1e-3  # part of the outputs that a layer has to move; inputs divided by 255 move 0.002
ALIKE = 1e-3  # of two answers to one row
MOST_LAYERS = 16  # of a network whose layers are taken out one by one


class Idle(Enum):
    """Why a network doesn't count as one whose layers do the work."""

    BESIDE = "operations beside the layers combine the inputs"
    BEFORE = "operations before the first layer solve the task"
    AFTER = "the hidden layers are linear, and the output rises and falls"
    UNHEARD = "a layer hardly reaches the output"
    ROWS = "what it answers to a row depends on the rows around it"


@dataclass(frozen=True, slots=True)
class Finding:
    """``idle`` is None where the layers do the work; ``names`` are layers or kinds of operations.

    For BESIDE they are where the paths meet, for BEFORE what stands there, for UNHEARD the layers.
    """

    idle: Idle | None = None
    names: tuple[str, ...] = ()


def examine(model: Any, x: Any, y: Any, *, learns: bool) -> Finding:
    """Whether the layers of a rebuilt model do the work on the table (x, y).

    Args:
        model: a built Sequential or Functional model. Its weights are changed and put back.
        x: shape (rows, features…); a tuple of them where the model has several inputs.
        y: shape (rows,) or (rows, 1). With other shapes, or labels other than 0 and 1, nothing
            is asked that only two classes can answer.
        learns: whether success on (x, y) itself proves that the output depends on the inputs.
            Otherwise each layer is listened to even where no path goes around it.

    Raises:
        UnseenError: the model can't be looked through.
        Exception: whatever Keras raises where the model doesn't take ``x``.
    """
    network = read_network(model, x)
    paths = network.paths
    if not paths.layers:
        return Finding()
    if network.is_tabular:
        found = _beside_the_layers(network, _two_classes(y, len(network.features)))
        if found.idle:
            return found
    if (paths.skipped or not learns) and len(paths.layers) <= MOST_LAYERS:
        unheard = _unheard(network)
        if unheard:
            return Finding(Idle.UNHEARD, unheard)
    return Finding()


def _two_classes(y: Any, rows: int) -> NDArray[np.bool_] | None:
    labels = np.asarray(y, np.float64)
    if labels.size != len(labels) or len(labels) < rows or not np.isin(labels, (0, 1)).all():
        return None
    return np.asarray(labels.reshape(-1)[:rows] > 0.5)


def _beside_the_layers(network: Network, labels: NDArray[np.bool_] | None) -> Finding:
    """What else than the layers does the work, if anything does."""
    if _mixes_rows(network):
        return Finding(Idle.ROWS)
    if network.paths.skipped and not _only_adds(network):
        return Finding(Idle.BESIDE, network.paths.meetings)
    if labels is not None and solved_before(network, labels):
        return Finding(Idle.BEFORE, kinds_before(network))
    if labels is not None and solves_after(network):
        return Finding(Idle.AFTER)
    return Finding()


def _mixes_rows(network: Network) -> bool:
    """Whether a row is answered otherwise at another place, or among other rows.

    A table in its known order could be answered by counting. The number of rows stays: a model
    may take this one alone.
    """
    last_first = tuple(keras.ops.roll(each, 1, axis=0) for each in network.inputs)
    others = tuple(keras.ops.concatenate([each[:-1], each[:1]], axis=0) for each in network.inputs)

    def differ() -> bool:
        usual = run(network)
        rolled = np.roll(run(replace(network, inputs=last_first)), -1, axis=0)
        among = run(replace(network, inputs=others))
        return not (_alike(usual, rolled) and _alike(usual[:-1], among[:-1]))

    if differ():
        return True
    with weights_of_ours(network.paths.layers, 0):
        return differ()


def _alike(one: Floats, other: Floats) -> bool:
    return one.shape == other.shape and np.allclose(
        one, other, rtol=ALIKE, atol=ALIKE, equal_nan=True
    )


# --- around a layer ------------------------------------------------------------------------------


def _only_adds(network: Network) -> bool:
    """Whether what goes around the layers is a weighted sum of the inputs, and is only added.

    Asked twice: with constants for the layers' answers (what the paths around them carry alone),
    and with linear layers and activations (whether it is multiplied with what the layers say).
    The calls at the very end, such as a last sigmoid, are left out.
    """
    activations = frozenset(
        id(node) for node in nodes_of(network.model) if type(node.operation).__name__ in ACTIVATIONS
    )
    tail = network.paths.tail
    for draw in range(2):
        with weights_of_ours(network.paths.layers, draw):
            alone = run(network, _constants(draw), tail)
            together = run(network, _linear, tail | activations)
        if any(bend(network.features, each) > ROUNDING for each in (alone, together)):
            return False
    return True


ACTIVATIONS = {
    "Activation", "ReLU", "LeakyReLU", "PReLU", "ELU", "Softmax", "Sin", "Cos", "Tan", "Arctan",
    "Abs", "Absolute", "Square", "Sqrt", "Exp", "Log", "Erf", "Relu", "LeakyRelu", "Elu", "Gelu",
    "Silu", "Softplus", "Sigmoid", "Tanh",
}  # fmt: skip


def _constants(draw: int) -> Instead:
    """Answers that are the same for each row."""
    random = np.random.default_rng(draw)

    def instead(_layer: Layer, _given: Any, answer: Answer) -> Any:
        made = answer()
        said = random.uniform(-1, 1, made.shape[1:]).astype(np.float32)
        return keras.ops.convert_to_tensor(np.broadcast_to(said, made.shape))

    return instead


def _linear(layer: Layer, _given: Any, answer: Answer) -> Any:
    with _without_activation(layer):
        return answer()


@contextmanager
def _without_activation(layer: Layer) -> Iterator[None]:
    own = layer.__dict__.get("activation")
    if own is None:
        yield
        return
    layer.__dict__["activation"] = keras.activations.linear  # Keras would track an assignment
    try:
        yield
    finally:
        layer.__dict__["activation"] = own


# --- layers that are not heard -----------------------------------------------------------------


def _unheard(network: Network) -> tuple[str, ...]:
    """Names of the layers whose answers don't move the outputs; of all, where the inputs don't."""
    silent = list(network.paths.layers)
    varies = False
    for draw in range(DRAWS):  # a ReLU may be dead in one, not in all
        with weights_of_ours(network.paths.layers, draw):
            outputs = run(network)
            least = HEARD * float(np.max(np.abs(outputs), initial=0.0))
            varies = varies or bool(np.any(np.ptp(outputs, axis=0) > least))
            changes = [np.abs(run(network, _silence(layer)) - outputs) for layer in silent]
        silent = [
            layer
            for layer, change in zip(silent, changes, strict=True)
            if not np.any(change > least)
        ]
        if varies and not silent:
            return ()
    return tuple(layer.name for layer in silent or network.paths.layers)


def _silence(layer: Layer) -> Instead:
    def instead(each: Layer, _given: Any, answer: Answer) -> Any:
        made = answer()
        return keras.ops.zeros_like(made) if each is layer else made

    return instead
