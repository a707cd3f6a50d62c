"""Plain values as they were before they were written down as JSON."""

from __future__ import annotations

from typing import Any

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
