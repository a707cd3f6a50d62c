"""Ways to make a right solution wrong: a cell that is appended to an assignment's reference."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from autograder.checks.arguments import Rows, Table
from autograder.records import Text

SAME: Final = "SameAsReferenceError"
"""What a cell raises whose way to be wrong is right in this assignment."""

PRELUDE: Final = f'''\
import keras as _keras
import numpy as _np


class {SAME}(Exception):
    """This would change nothing that a check could see."""


def _compiled(made, like):
    made.compile_from_config(like.get_compile_config())
    return made


def _fresh(model):
    """The same network with other weights, never trained."""
    _keras.utils.set_random_seed(7)
    return _compiled(_keras.models.clone_model(model), model)


def _by_hand(model):
    """Weights that no training left: a little off, or they would be those of the record."""
    made = _fresh(model)
    made.set_weights([1.01 * weight for weight in model.get_weights()])
    return made


def _zeroed(model):
    made = _fresh(model)
    made.set_weights([0 * weight for weight in model.get_weights()])
    return made


def _standing_still(model, x, y):
    """Weights that were put in, and a training that changes none of them."""
    made = _by_hand(model)
    settings = {{**model.optimizer.get_config(), "learning_rate": 0.0}}
    made.compile(type(model.optimizer).from_config(settings), loss=model.loss)
    made.fit(x, y, epochs=len(model.history.epoch), verbose=0)
    return made


def _fitted(made, like, x, y, epochs=None):
    made.fit(x, y, epochs=epochs or len(like.history.epoch), verbose=0)
    return made


def _chain(sizes, like, use_bias=True):
    """Dense layers of these sizes, activated as those of another model are."""
    _keras.utils.set_random_seed(7)
    dense = [layer for layer in like.layers if isinstance(layer, _keras.layers.Dense)]
    hidden = dense[0].activation if len(dense) > 1 else "tanh"
    made = _keras.Sequential([_keras.Input((sizes[0],))])
    for number, nodes in enumerate(sizes[1:], start=2):
        activation = dense[-1].activation if number == len(sizes) else hidden
        made.add(_keras.layers.Dense(nodes, activation=activation, use_bias=use_bias))
    return _compiled(made, like)


def _with_output(model, activation):
    made = _fresh(model)
    made.layers[-1].activation = _keras.activations.get(activation)
    return made


def _other_numbers(new, old):
    if new.shape == old.shape and _np.allclose(new, old, atol=1e-3):
        raise {SAME}
    return new


def _other_shape(new, old):
    if new.shape == old.shape:
        raise {SAME}
    return new
'''


@dataclass(frozen=True, slots=True)
class Prediction:
    """An array that holds what a model gives for ``x``: made anew where the model changes."""

    name: str
    x: Rows


@dataclass(frozen=True, slots=True)
class Scene:
    """What a mutant can know of the assignment.

    ``given`` is the record of the check's arguments; ``table`` is what the model of the check has
    to be trained on, ``predictions`` are those that are its own.
    """

    given: Any
    table: Table | None = None
    predictions: tuple[Prediction, ...] = ()


def _nothing(_: Scene) -> tuple[Text, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Mutant:
    """One way to be wrong, of a standard check.

    ``cells`` writes the cells, each of which makes a wrong submission; none where this way makes
    no sense. The check itself is lost, and ``loses`` names others that are lost with it where they
    look at the same deliverable; ``may_lose`` those of which it depends on the exercise.
    ``tells`` is what the check has to say of each cell, where it has to say anything.
    """

    name: str
    fault: str
    cells: Callable[[Scene], tuple[str, ...]]
    loses: tuple[str, ...] = ()
    may_lose: tuple[str, ...] = ()
    tells: Callable[[Scene], tuple[Text, ...]] = _nothing
