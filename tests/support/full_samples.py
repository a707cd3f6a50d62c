"""One JSON document for a type in which each of its parts, however deep, appears once."""

from __future__ import annotations

import re
from typing import Any

import msgspec
from msgspec import inspect

_SIMPLE: dict[type, Any] = {
    inspect.StrType: "text",
    inspect.AnyType: "text",
    inspect.CustomType: "text",
    inspect.BytesType: "Ynl0ZXM=",
    inspect.BoolType: True,
    inspect.IntType: 1,
    inspect.FloatType: 1.0,
    inspect.NoneType: None,
}
_OF_PATTERNS = ("0" * 64, "RGB")  # a digest, the mode of a picture
_MANY = (inspect.ListType, inspect.VarTupleType, inspect.FrozenSetType, inspect.SetType)


def full_sample(kind: Any) -> bytes:
    """A document of ``kind`` that leads a decoder through every type below it."""
    return msgspec.json.encode(_choices(inspect.type_info(kind), frozenset())[-1])


def _choices(kind: Any, above: frozenset[type]) -> list[Any]:
    """Values of a type, one for each alternative; none of a type that encloses itself."""
    if isinstance(kind, inspect.StrType) and kind.pattern:
        return [next(one for one in _OF_PATTERNS if re.search(kind.pattern, one))]
    if type(kind) in _SIMPLE:
        return [_SIMPLE[type(kind)]]
    if isinstance(kind, _MANY):
        return [_choices(kind.item_type, above)]
    match kind:
        case inspect.UnionType(types=types):
            found = [value for one in types for value in _choices(one, above)]
        case inspect.TupleType(item_types=items):
            found = [[_choices(item, above)[-1] for item in items]]
        case inspect.DictType(value_type=item):
            found = [{f"k{at}": value for at, value in enumerate(_choices(item, above))}]
        case inspect.EnumType(cls=cls):
            found = [next(iter(cls)).value]
        case inspect.LiteralType(values=values):
            found = [values[0]]
        case _:
            found = [] if kind.cls in above else [_object(kind, above | {kind.cls})]
    return found


def _object(kind: inspect.StructType | inspect.DataclassType, above: frozenset[type]) -> Any:
    found = {}
    if isinstance(kind, inspect.StructType) and kind.tag_field is not None:
        found[kind.tag_field] = kind.tag
    for field in kind.fields:
        if values := _choices(field.type, above):
            found[field.encode_name] = values[-1]
    return found
