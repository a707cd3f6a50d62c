"""Products that TensorFlow fuses into one kernel in one graph and not in another.

Its graph optimiser (`remapper.cc`, `FindSigmoidAndMul` and `FindSoftplusAndTanhAndMul`) turns
`x * sigmoid(x)`, which is what `silu` and `swish` are, and `x * tanh(softplus(x))` into kernels of
oneDNN with last bits of their own. Whether it finds them depends on what stands around them, and
around a step that is looped over stands something else than in stock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

_GATES = (("Sigmoid",), ("Tanh", "Softplus"))
_SAME = ("Identity", "IdentityN", "StopGradient")


def fusable(nodes: Iterable[Any]) -> bool:
    """Whether some value is multiplied by a gate of itself.

    Args:
        nodes: the `NodeDef`s of one graph or of one function's body.
    """
    known = {node.name: node for node in nodes}
    for node in known.values():
        if node.op == "Mul":
            first, second = _inputs(node)
            if _gates(known, first, second) or _gates(known, second, first):
                return True
    return False


def _gates(known: dict[str, Any], gate: str, value: str) -> bool:
    """Whether `gate` is computed from `value` in one of the ways above."""
    return any(_source(known, value) in _sources(known, gate, kinds) for kinds in _GATES)


def _sources(known: dict[str, Any], name: str, kinds: tuple[str, ...]) -> Iterator[str]:
    """What the chain of operations `kinds` starts from; a factor before it counts as well."""
    for kind in kinds:
        name = _source(known, name)
        if name not in known or known[name].op != kind:
            return
        name = _inputs(known[name])[0]
    name = _source(known, name)
    yield name
    if name in known and known[name].op == "Mul":
        yield from (_source(known, factor) for factor in _inputs(known[name]))


def _source(known: dict[str, Any], name: str) -> str:
    while name in known and known[name].op in _SAME:
        name = _inputs(known[name])[0]
    return name


def _inputs(node: Any) -> list[str]:
    """Names of the nodes that a node reads, without outputs' numbers and what only comes before."""
    return [name.partition(":")[0] for name in node.input if not name.startswith("^")]
