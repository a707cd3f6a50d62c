"""Any data as TOML, one key a line: for files that are changed at random."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

Place = tuple[str | int, ...]


def toml(data: Mapping[str, Any]) -> str:
    return "".join(f"{json.dumps(key)} = {_value(value)}\n" for key, value in data.items())


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        inner = (f"{json.dumps(key)} = {_value(item)}" for key, item in value.items())
        return "{ " + ", ".join(inner) + " }" if value else "{}"
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    return json.dumps(value, ensure_ascii=False)


def places(data: Any, before: Place = ()) -> Iterator[Place]:
    """Where each key and each item of a list stands."""
    inner = data.items() if isinstance(data, Mapping) else enumerate(data)
    for key, value in inner:
        yield (*before, key)
        if isinstance(value, Mapping | list):
            yield from places(value, (*before, key))


def changed(data: Any, place: Place, value: Any, *, key: str = "", remove: bool = False) -> Any:
    """A copy with another value at a place, or the value under another key, or without it."""
    copy = json.loads(json.dumps(data))
    inner = copy
    for step in place[:-1]:
        inner = inner[step]
    if remove or key:
        value = inner.pop(place[-1]) if key else inner.pop(place[-1]) and None
    if key:
        inner[key] = value
    elif not remove:
        inner[place[-1]] = value
    return copy
