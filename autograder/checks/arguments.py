"""The types of what standard checks are given, as it is written in ``assignment.toml``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final, NewType

import msgspec
from msgspec import Meta

from autograder.records import DeliverableKind

ModelName = NewType("ModelName", str)
ArrayName = NewType("ArrayName", str)
ValueName = NewType("ValueName", str)
TextName = NewType("TextName", str)

KINDS: Final[Mapping[object, DeliverableKind]] = {
    ModelName: "model",
    ArrayName: "array",
    ValueName: "value",
    TextName: "text",
}

Size = Annotated[int, Meta(ge=1)]
Shape = Annotated[tuple[Annotated[int, Meta(ge=0)], ...], Meta(min_length=1)]
Layers = Annotated[tuple[Size, ...], Meta(min_length=2)]  # inputs, then the nodes of each layer
Share = Annotated[float, Meta(gt=0, le=1)]
Distance = Annotated[float, Meta(gt=0)]
Answer = bool | int | float | str | tuple[float, ...]
Entry = bool | int | float | str
Entries = Annotated[dict[str, Entry], Meta(min_length=1)]
Choices = Annotated[tuple[int | float | str, ...], Meta(min_length=1)]
Ideas = Annotated[dict[str, tuple[str, ...]], Meta(min_length=1)]
Optima = Annotated[dict[str, float], Meta(min_length=1)]  # name of a loss → its lowest value

Rows = Annotated[tuple[tuple[float, ...], ...], Meta(min_length=1)]


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Inputs ``x`` (rows, features) and what belongs to them, ``y`` (rows, outputs)."""

    x: Rows
    y: Rows


class Inputs(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Of a table the inputs ``x`` (rows, features) alone: no answer is needed."""

    x: Rows


NAMES: Final[Mapping[object, str]] = {
    ModelName: "name of a model",
    ArrayName: "name of an array",
    ValueName: "name of a value",
    TextName: "name of a text",
    Table: "name of a table",
    Inputs: "name of a table, of which `x` is used",
    Shape: "list of whole numbers",
    Layers: "list: inputs, then the nodes of each layer",
    Share: "number above 0, up to 1",
    Distance: "number above 0",
    Answer: "`true`, `false`, number, text or list of numbers",
    Entries: "table: key → `true`, `false`, number or text",
    Choices: "list of numbers and texts",
    Ideas: "table: idea → list of words",
    Optima: "table: name of a loss → number",
    str: "text",
    bool: "`true` or `false`",
}
"""What the page of standard checks, and messages, call each type."""


def column(rows: Any) -> Any:
    """``[0, 1]`` as ``[[0], [1]]``; anything else as it is."""
    if isinstance(rows, list) and all(isinstance(one, int | float) for one in rows):
        return [[one] for one in rows]
    return rows
