"""What a check can read off a model whose layers do not stand in a row.

``measures.widths`` puts layers into the order in which one feeds the next. Where branches part and
join again there is no such order: such models are compared by the shapes of all their kernels, and
by what they join. As in ``measures``, nothing here raises, whatever it is given.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from autograder.checks.measures import Weighted


def kernel_shapes(model: Weighted) -> tuple[tuple[int, int], ...]:
    """(inputs, nodes) of every layer with a weight of two axes, sorted: equal for equal models."""
    shapes = (tuple(weight.shape) for weight in model.weights)
    return tuple(sorted((int(s[0]), int(s[1])) for s in shapes if len(s) == 2))


def joined_columns(model: object) -> tuple[int, ...]:
    """How many columns each Concatenate gives, sorted; () where the layers aren't known."""
    joins = [step for step in _steps(model) if type(step).__name__ == "Concatenate"]
    return tuple(sorted(filter(None, map(_columns, joins))))


def node_activations(model: object, nodes: int) -> tuple[str, ...]:
    """Names of the activations of the Dense layers of so many nodes; () where none is known."""
    return tuple(
        str(getattr(layer.activation, "__name__", type(layer.activation).__name__))
        for layer in _steps(model)
        if type(layer).__name__ == "Dense" and layer.units == nodes
    )


def _steps(model: object) -> Iterator[Any]:
    """All layers and joins of a model, those of models inside it, too."""
    for step in getattr(model, "operations", None) or getattr(model, "layers", None) or ():
        yield step
        yield from _steps(step)


def _columns(step: Any) -> int:
    try:
        return int(step.output.shape[-1] or 0)
    except (AttributeError, ValueError, TypeError, IndexError):  # used twice, or of no shape
        return 0
