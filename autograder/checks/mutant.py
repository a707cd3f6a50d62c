"""Ways to make a right solution wrong: a cell that is appended to an assignment's reference."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from autograder.checks.arguments import Rows, Table
from autograder.records import Text

SAME: Final = "SameAsReferenceError"
"""What a cell raises whose way to be wrong is right in this assignment."""

NOT_MADE: Final = "NotMadeError"
"""What a cell raises that can't make the reference's model wrong in its way, such as one whose
class can't be called again: nobody knows with which arguments."""

PRELUDE: Final = f'''\
import keras as _keras
import numpy as _np


class {SAME}(Exception):
    """This would change nothing that a check could see."""


class {NOT_MADE}(Exception):
    """This model can't be made wrong in this way."""


def _compiled(made, like):
    try:
        made.compile_from_config(like.get_compile_config())
    except Exception:  # an own function has no name that would say which it is
        made.compile(type(like.optimizer).from_config(like.optimizer.get_config()), loss=like.loss)
    return made


def _again(layer):
    """Another layer or model of the same class, made with the same arguments."""
    config, made_with = layer.get_config(), getattr(layer, "_auto_config", None)
    try:
        return type(layer).from_config(config)
    except Exception:  # most classes of one's own take no name and no dtype
        return type(layer)(**getattr(made_with, "config", {{}}))


def _cloned(model):
    compiled, model.compiled = model.compiled, False  # or a loss of one's own is looked up by name
    try:
        return _keras.models.clone_model(model, clone_function=_again)
    except Exception:  # a class of one's own
        made = _again(model)
        made.build_from_config(model.get_build_config())
        return made
    finally:
        model.compiled = compiled


def _fresh(model):
    """The same network with other weights, never trained."""
    _keras.utils.set_random_seed(7)
    try:
        made = _cloned(model)
    except Exception as error:
        raise {NOT_MADE}("its class can't be made a second time") from error
    shapes = [[tuple(one.shape) for one in each.weights] for each in (made, model)]
    kept = {{id(one) for one in model.weights}}
    if shapes[0] != shapes[1] or any(id(one) in kept for one in made.weights):
        raise {NOT_MADE}("its class needs to be told how large it is")
    return _compiled(made, model)


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


def _chain(sizes, like, use_bias=True, output=""):
    """Dense layers of these sizes, activated as those of another model are.

    ``output`` is the last activation; where it is not known, that of the other model, if that has
    one that can be read. A class may name its layers in any order.
    """
    _keras.utils.set_random_seed(7)
    dense = [layer for layer in like.layers if isinstance(layer, _keras.layers.Dense)]
    last = [layer for layer in dense if layer.units == sizes[-1]][-1:] or dense[-1:]
    others = [layer.activation for layer in dense if layer not in last] or ["tanh"]
    output = output or (last[0].activation if last else "linear")
    made = _keras.Sequential([_keras.Input((sizes[0],))])
    for number, nodes in enumerate(sizes[1:], start=2):
        activation = output if number == len(sizes) else others[0]
        made.add(_keras.layers.Dense(nodes, activation=activation, use_bias=use_bias))
    return _compiled(made, like)


def _weights_of(model, layer, bias):
    """The weights or biases of a layer; a 0 where it has none."""
    arrays = model.get_weights()
    kernels = [place for place, array in enumerate(arrays) if array.ndim > 1]
    place = kernels[min(layer, len(kernels)) - 1] + bias
    return arrays[place] if place < len(arrays) else _np.zeros(1)


def _with_output(model, activation, x):
    """Another activation where the output comes from: a class may name its layers in any order."""
    made, new = _fresh(model), _keras.activations.get(activation)
    before = made(x)
    for layer in reversed(made.layers):
        old = getattr(layer, "activation", None)
        if callable(old) and old is not new:
            layer.activation = new
            after = made(x)
            was, given = (new(before), after) if old.__name__ == "linear" else (before, old(after))
            if was.shape == given.shape and _np.allclose(was, given, atol=1e-5):
                return made
            layer.activation = old
    raise {NOT_MADE}("no layer of it has the activation of its output")


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
class Weights:
    """An array that holds the weights, or the biases, of a layer of a model: as a prediction."""

    name: str
    layer: int
    bias: bool


@dataclass(frozen=True, slots=True)
class Scene:
    """What a mutant can know of the assignment.

    ``given`` is the record of the check's arguments; ``table`` is what the model of the check has
    to be trained on, ``predictions`` and ``weights`` are the arrays that are its own.
    ``activation`` is what its output has to have gone through, '' where no check asks.
    """

    given: Any
    table: Table | None = None
    predictions: tuple[Prediction, ...] = ()
    weights: tuple[Weights, ...] = ()
    activation: str = ""


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
