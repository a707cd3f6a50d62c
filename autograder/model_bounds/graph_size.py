"""How many operations a network comes to, told from its description before any of it is built.

Keras builds and traces a network operation by operation, in Python: a description of some lines can
keep it busy for an hour. The unit is about what one element-wise operation takes to be built,
traced, differentiated and run: two milliseconds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

# ResNet50 comes to 2,565, three LSTM layers in both directions to 1,000.
MOST: Final = 2_700
DENSE: Final = 10
CELL: Final = 12  # one step of a recurrent layer that is unrolled
_RECURRENT: Final = 160  # a loop, and a second one for its gradient
_NORMALIZATION: Final = 25
_SIZES: Final = {
    "SimpleRNN": 80,
    "LSTM": _RECURRENT,
    "GRU": _RECURRENT,
    "RNN": _RECURRENT - CELL,  # and its cell
    "SimpleRNNCell": CELL,
    "LSTMCell": CELL,
    "GRUCell": CELL,
    "BatchNormalization": _NORMALIZATION,
    "LayerNormalization": _NORMALIZATION,
    "GroupNormalization": _NORMALIZATION,
    "UnitNormalization": _NORMALIZATION,
    "MultiHeadAttention": 50,
    "Attention": 20,
    "AdditiveAttention": 20,
}
_MODELS: Final = ("Sequential", "Functional", "Model")


@dataclass(frozen=True, slots=True)
class _Size:
    """``run`` operations each time that something is called, ``build`` to make it."""

    run: int = 0
    build: int = 0

    def __add__(self, other: _Size) -> _Size:
        return _Size(self.run + other.run, self.build + other.build)

    def called(self, times: int) -> _Size:
        """As part of a model that calls it so often; each call is made when that is built, too."""
        return _Size(self.run * times, self.build + self.run * times)


def of_layer(class_name: str) -> int:
    """One call of a layer; what is inside it (a wrapped layer, the layers of a model) apart."""
    return 0 if class_name in _MODELS else _SIZES.get(class_name, DENSE)


def of_operation(module: str, class_name: str) -> int:
    """One call of a layer or, told by the module that it is of, of an operation."""
    return 1 if module.startswith("keras.src.ops.") else of_layer(class_name)


def of_description(config: Mapping[str, Any], is_layer: Callable[[dict[str, Any]], bool]) -> int:
    """The size of a described model; ``is_layer`` tells layers from the other objects in it.

    Not seen here is how many steps an unrolled loop takes: the shapes are not known yet.
    """
    found = _of(config, is_layer)
    return found.build - found.run  # nothing calls the whole


def _of(item: Any, is_layer: Callable[[dict[str, Any]], bool]) -> _Size:
    parts = item if isinstance(item, list) else item.values() if isinstance(item, dict) else ()
    inside = sum((_of(part, is_layer) for part in parts), _Size())
    if not isinstance(item, dict) or "class_name" not in item or not is_layer(item):
        return inside
    name, nodes = item["class_name"], item.get("inbound_nodes")
    if name == "Bidirectional" and not _has(item, "backward_layer"):
        inside += inside  # the same layer once more
    own = of_operation(str(item.get("module")), name)
    if name == "Sequential":  # Keras goes through all layers anew when it adds one
        inside += _Size(build=_layers_of(item) ** 2 // 40)
    calls = len(nodes) if isinstance(nodes, list) and nodes else 1
    return (inside + _Size(own)).called(calls)


def _layers_of(item: dict[str, Any]) -> int:
    config = item.get("config")
    found = config.get("layers") if isinstance(config, dict) else None
    return len(found) if isinstance(found, list) else 0


def _has(item: dict[str, Any], key: str) -> bool:
    config = item.get("config")
    return isinstance(config, dict) and bool(config.get(key))
