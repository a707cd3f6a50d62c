"""The calls of a model one after the other, and which layers every path from input to output meets.

A skip connection is a path that goes around a layer. So a layer that no path goes around dominates
the output, as compilers say; one walk from input to output finds all such layers. Models within
the model are walked through as if their layers stood in it; a mask is a path like any other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import keras
from keras import tree

Call = Callable[[Any, tuple[Any, ...], dict[str, Any]], Any]
Counts = Callable[[Any], bool]  # which operations are the layers that matter


class UnseenError(ValueError):
    """The model can't be looked through; the message says why."""


@dataclass(frozen=True, slots=True)
class Paths:
    """What a walk through a model finds of its layers (those that the walk was to count).

    ``tail`` are the ids of the calls that come last: after the last layer and the last place where
    paths meet, and so on every path.
    """

    layers: tuple[Any, ...]  # in the order of their first call
    skipped: tuple[Any, ...]  # some path from input to output goes around these
    reused: tuple[Any, ...]  # called more than once
    meetings: tuple[str, ...]  # kinds of the calls where paths through different layers meet
    tail: frozenset[int]


def has_kernel(operation: Any) -> bool:
    """Whether it is a layer that weights its inputs; scales and biases alone are no kernel."""
    return bool(kernels_of(operation))


def has_trained_kernel(operation: Any) -> bool:
    """Whether it is a layer that weights its inputs, and can learn how."""
    return any(kernel.trainable for kernel in kernels_of(operation))


def kernels_of(operation: Any) -> list[Any]:
    """The weights of a layer that weight its inputs; none of other operations, or of a model."""
    if not isinstance(operation, keras.layers.Layer) or isinstance(operation, keras.Model):
        return []
    return [weight for weight in operation.weights if len(weight.shape) >= 2]


def graph_of(model: Any) -> Any:
    """The graph of calls of a built Sequential or Functional model."""
    return getattr(model, "_functional", None) or model


def nodes_of(model: Any) -> Iterator[Any]:
    """The calls of a model from input to output, those of models within it among them."""
    graph = graph_of(model)
    for depth in sorted(graph._nodes_by_depth, reverse=True):
        for node in graph._nodes_by_depth[depth]:
            if isinstance(node.operation, keras.Model):
                yield from nodes_of(node.operation)
            elif not node.is_input:
                yield node


def walk(model: Any, inputs: Sequence[Any], call: Call) -> list[Any]:
    """Follow a built Sequential or Functional model from ``inputs`` to its outputs.

    ``call(node, args, kwargs)`` answers for each call of an operation (``node.operation``), nested
    or not, with what it returns: so the same walk serves tensors and anything else.

    Raises:
        UnseenError: an output can't be reached, the number of inputs is another, or a layer
            hides layers of its own.
    """
    graph = graph_of(model)
    if len(inputs) != len(graph.inputs):
        raise UnseenError(f"the model has {len(graph.inputs)} inputs")
    values = {id(tensor): value for tensor, value in zip(graph.inputs, inputs, strict=True)}
    for depth in sorted(graph._nodes_by_depth, reverse=True):
        for node in graph._nodes_by_depth[depth]:
            if node.is_input or any(id(tensor) not in values for tensor in node.input_tensors):
                continue
            args, kwargs = node.arguments.fill_in(values)
            made = _answer(node, args, kwargs, call)
            values.update(zip(map(id, node.outputs), made, strict=True))
    if any(id(tensor) not in values for tensor in graph.outputs):
        raise UnseenError("an output can't be reached from the inputs")
    return [values[id(tensor)] for tensor in graph.outputs]


def _answer(node: Any, args: tuple[Any, ...], kwargs: dict[str, Any], call: Call) -> list[Any]:
    if isinstance(node.operation, keras.Model):
        return walk(node.operation, tree.flatten(args or list(kwargs.values())[:1]), call)
    if _hides_layers(node.operation):
        raise UnseenError(f"the layer {type(node.operation).__name__} holds a model of its own")
    return list(tree.flatten(call(node, args, kwargs)))


def _hides_layers(operation: Any) -> bool:
    """Whether a whole network may be in a layer: wrapped by it, or as its activation."""
    if not isinstance(operation, keras.layers.Layer):
        return False
    inside = operation._flatten_layers(include_self=False)
    return any(isinstance(layer, keras.Model) for layer in inside) or has_kernel(
        getattr(operation, "activation", None)
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Route:
    """What is known of a tensor: the layers on every path to it, and the last calls."""

    passed: frozenset[int] = frozenset()
    tail: tuple[int, ...] = ()


def paths_of(model: Any, counts: Counts = has_kernel) -> Paths:
    """Which of the layers that count every path meets, and which some path goes around.

    Raises:
        UnseenError: as ``walk``.
    """
    layers: dict[int, Any] = {}
    calls: Counter[int] = Counter()
    meetings: list[str] = []

    def call(node: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[_Route | None]:
        operation = node.operation
        given = [value for value in tree.flatten((args, kwargs)) if isinstance(value, _Route)]
        routes = list({id(route): route for route in given}.values())
        if not routes:  # a constant
            return [None] * len(node.outputs)
        passed = frozenset.intersection(*(route.passed for route in routes))
        if any(route.passed != passed for route in routes):
            meetings.append(type(operation).__name__)
        if counts(operation):
            layers[id(operation)] = operation
            calls[id(operation)] += 1
            return [_Route(passed | {id(operation)})] * len(node.outputs)
        # Called with one tensor, be it several times with the same one.
        tail = (*routes[0].tail, id(node)) if len(routes) == 1 else ()
        return [_Route(passed, tail)] * len(node.outputs)

    starts = [_Route() for _ in graph_of(model).inputs]
    ends = [end for end in walk(model, starts, call) if end is not None]
    met = frozenset.intersection(*(end.passed for end in ends)) if ends else frozenset()
    return Paths(
        layers=tuple(layers.values()),
        skipped=tuple(layer for at, layer in layers.items() if at not in met),
        reused=tuple(layer for at, layer in layers.items() if calls[at] > 1),
        meetings=tuple(dict.fromkeys(meetings)),
        tail=frozenset(ends[0].tail) if len(ends) == 1 else frozenset(),
    )
