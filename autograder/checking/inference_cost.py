"""How much a rebuilt model would take to run, told before it runs.

A description of a few lines can ask for a tensor of a terabyte or for a day of arithmetic between
an input and an output of one number each. Such a model is the student's fault, and is refused;
found out only by running it, it would look like a fault of the grader.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import keras

from autograder.model_bounds import graph_size

# Per example. MobileNetV2 on pictures of 224 × 224 has 22 million numbers, DenseNet121 on those of
# 128 × 128 does a thousand million multiplications (`of_model`,
# tests/checking/test_inference_cost.py).
_MOST: Final = {
    "numbers": 2**25,  # in all tensors together: 128 MB
    "work": 2**32,  # multiplications
    "steps": 2**14,  # one after the other, of recurrent layers
    "operations": graph_size.MOST,  # to be traced; whatever the number of examples
}
_AT_ONCE: Final = 2**26  # numbers of all examples that are predicted together: 256 MB
_RECURRENT: Final = ("RNN", "LSTM", "GRU")


@dataclass(frozen=True, slots=True)
class InferenceCost:
    """What one example takes."""

    numbers: int = 0
    work: int = 0
    steps: int = 0
    operations: int = 0

    def __add__(self, other: InferenceCost) -> InferenceCost:
        return InferenceCost(
            self.numbers + other.numbers,
            self.work + other.work,
            self.steps + other.steps,
            self.operations + other.operations,
        )

    def times(self, count: int) -> InferenceCost:
        """The same, ``count`` times."""
        return InferenceCost(
            self.numbers * count, self.work * count, self.steps * count, self.operations * count
        )


def too_much(model: Any) -> str:
    """What of a built model is too much, '' if nothing is."""
    found = of_model(model)
    return next((what for what, most in _MOST.items() if getattr(found, what) > most), "")


def rows_at_once(model: Any) -> int:
    """How many examples can be predicted together without filling the memory of the checks."""
    return max(1, _AT_ONCE // max(1, of_model(model).numbers))


def of_model(model: Any) -> InferenceCost:
    """The effort of all calls in a Sequential or Functional model, models within it included."""
    graph = getattr(model, "_functional", None) or model
    total = InferenceCost()
    for nodes in graph._nodes_by_depth.values():
        for node in nodes:
            total += _of_call(
                node.operation, _shapes(node.input_tensors), _shapes(node.output_tensors)
            )
    return total


Shape = tuple[int, ...]


def _shapes(tensors: Any) -> list[Shape]:
    """Shapes without the batch; a length that is not known is 1, as the checks' data is ours."""
    return [tuple(size or 1 for size in tensor.shape[1:]) for tensor in tensors]


def _of_call(operation: Any, given: list[Shape], made: list[Shape]) -> InferenceCost:
    outputs = InferenceCost(numbers=sum(math.prod(shape) for shape in made))
    if isinstance(operation, keras.Model):
        return of_model(operation) + outputs
    kind = type(operation).__name__
    if kind == "TimeDistributed" and isinstance(operation.layer, keras.Model):
        return of_model(operation.layer).times(given[0][0]) + outputs
    places = max((_places(operation, shape) for shape in (*given, *made)), default=1)
    looked_up = kind == "Embedding"  # a row at each place, of a table that may be large
    weights = [] if looked_up else [tuple(w.shape) for w in getattr(operation, "weights", ())]
    inside = InferenceCost(
        work=places * sum(math.prod(shape) for shape in weights),
        operations=_operations(operation, given[0] if given else ()),
    )
    wrapped = type(getattr(operation, "forward_layer", operation)).__name__
    if wrapped.startswith(_RECURRENT) or wrapped == "SimpleRNN":
        gates = max((shape[-1] for shape in weights if shape), default=1)
        inside += InferenceCost(numbers=places * gates, steps=places)
    if "Attention" in kind:  # each place looks at each
        heads = max(getattr(operation, "num_heads", 1), *(shape[-1] for shape in given))
        inside += InferenceCost(numbers=places**2 * heads, work=places**2 * heads)
    several = getattr(operation, "depth_multiplier", 1) or 1
    inside += InferenceCost(
        numbers=max((math.prod(shape) for shape in given), default=0) * (several - 1)
    )
    return inside + outputs


def _operations(operation: Any, given: Shape) -> int:
    """What is traced for one call; a loop that is unrolled is as many calls as it has steps."""
    steps = given[0] if given else 1
    inner = getattr(operation, "layer", None)
    if isinstance(operation, keras.Model):
        return of_model(operation).operations
    if isinstance(operation, keras.layers.TimeDistributed):  # unrolls where it knows the steps
        return graph_size.DENSE + steps * _operations(inner, given[1:])
    if isinstance(operation, keras.layers.Bidirectional):
        both = (operation.forward_layer, operation.backward_layer)
        return graph_size.DENSE + sum(_operations(layer, given) for layer in both)
    if getattr(operation, "unroll", False):
        return graph_size.DENSE + steps * graph_size.CELL
    return graph_size.of_operation(type(operation).__module__, type(operation).__name__)


def _places(operation: Any, shape: Shape) -> int:
    """How often a layer's weights are used: at each place of a picture or a sequence."""
    if not shape:
        return 1
    first = getattr(operation, "data_format", "") == "channels_first"
    return math.prod(shape) // max(1, shape[0] if first else shape[-1])
