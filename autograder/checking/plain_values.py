"""Plain values as they were before they were written down as JSON."""

from __future__ import annotations

import contextlib
from typing import Any

import numpy as np

_ARRAYS = frozenset({"ndarray", "EagerTensor", "ResourceVariable", "Variable"})
_COLLECTIONS = frozenset({"list", "tuple", "set", "frozenset", "range"})
_NUMBERS = frozenset({
    "bool_", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64",
    "float16", "float32", "float64",
})  # fmt: skip
_LARGEST_NUMBER = 10**300  # a check may turn what it is given into a float


def restore(value: Any) -> Any:
    """Undo the writing of dicts as pairs; halves of characters become "?".

    Raises:
        ValueError: a whole number that no float can hold.
    """
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, int) and abs(value) > _LARGEST_NUMBER:
        raise ValueError("a number of absurd size")
    if isinstance(value, list):
        return [restore(item) for item in value]
    if isinstance(value, dict):
        pairs = value["dict"] if set(value) == {"dict"} else list(value.items())
        return {_hashable(restore(key)): restore(item) for key, item in pairs}
    return value


def _hashable(key: Any) -> Any:
    return tuple(_hashable(item) for item in key) if isinstance(key, list) else key


def value_of_type(value: Any, class_name: str) -> Any:
    """What was written down as a list or a number, as the class of this name again.

    Only classes that hold nothing but values are made; for others the value stays what it is.
    """
    if isinstance(value, list) and class_name in {"tuple", "set", "frozenset"}:
        return _collection(value, class_name)
    if class_name in _ARRAYS:  # or what calls itself so
        return _array(value)
    if class_name in _NUMBERS and isinstance(value, bool | int | float):
        with contextlib.suppress(OverflowError, ValueError):
            number = np.asarray(value).astype(class_name)[()]
            is_coarser = class_name.startswith("float")  # and may be another number by rounding
            return number if is_coarser or number == value else value
    return value


def _array(value: Any) -> Any:
    """The value as an array of numbers, truths or texts; as it is where it is none."""
    try:
        array = np.asarray(value)
    except (ValueError, TypeError, OverflowError, RecursionError):  # rows of different lengths
        return value
    return value if array.dtype == object else array


def array_of_type(array: np.ndarray[Any, Any], class_name: str) -> Any:
    """What was written down as an array: a list, tuple or number again if it was one."""
    if class_name in _COLLECTIONS:
        return _collection(array.tolist(), class_name) if array.ndim else array[()]
    if class_name in {"bool", "int", "float"} and not array.ndim:
        return array.item()
    is_scalar = not array.ndim and class_name not in _ARRAYS
    return array[()] if is_scalar else array


def _collection(items: list[Any], class_name: str) -> Any:
    try:
        if class_name == "tuple":
            return tuple(items)
        if class_name == "set":
            return set(items)
        return frozenset(items) if class_name == "frozenset" else items
    except TypeError:  # an item that no set can hold
        return items
