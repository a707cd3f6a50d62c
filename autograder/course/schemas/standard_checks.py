"""What a table with ``use`` may say: the check, its own arguments, and what any check is given.

Which keys are right follows from ``use``, by ``if`` and ``then``: so an editor's complaint names
the one key that is wrong. The keys of all checks stand beside that: editors complete from there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, get_args

import msgspec

from autograder.checks.arguments import (
    ArrayMistakes,
    ArrayName,
    Calls,
    CallsMistakes,
    EntriesMistakes,
    FileName,
    FunctionName,
    Inputs,
    Mistakes,
    ModelName,
    NumberMistakes,
    Optima,
    Table,
    TextName,
    ValueName,
    called,
)
from autograder.checks.definition import Argument, StandardCheck
from autograder.checks.library import LIBRARY
from autograder.checks.losses import LOSS_NAMES
from autograder.course.schemas.pieces import (
    FILE_NAME,
    ITEMS,
    NAME_WITH_EACH,
    Schema,
    described,
    ref,
    table,
    with_each,
)
from autograder.course.schemas.words import CHECK, USE
from autograder.records import Text

_NAMES: Final[Mapping[object, Schema]] = {
    **dict.fromkeys((ArrayName, ValueName, TextName, FunctionName), NAME_WITH_EACH),
    FileName: FILE_NAME,
    ModelName: {"anyOf": [NAME_WITH_EACH, FILE_NAME]},  # in a variable, or in a file
}
_MISTAKES: Final = frozenset([
    Mistakes, NumberMistakes, ArrayMistakes, EntriesMistakes, CallsMistakes,
])  # fmt: skip
_TEXTS: Final[Schema] = {"type": "array", "items": {"type": "string"}}
_BOOLEAN: Final[Schema] = {"type": "boolean"}
_SETTINGS: Final[Mapping[str, Schema]] = {
    "points": with_each({"type": "number", "exclusiveMinimum": 0}),
    "visible": _BOOLEAN,
    "title": ref("text"),
    "hint": ref("text"),
    "bonus": _BOOLEAN,
    "wrong": _BOOLEAN,
    "loses_also": _TEXTS,
    "name": NAME_WITH_EACH,  # these two in a part alone
    "each": ITEMS,
    "part": {"type": "string"},  # by itself alone
}


def definitions() -> dict[str, Schema]:
    """By name: ``check_in_part`` and ``check_by_itself``, and each check with all its keys."""
    return {
        "check_in_part": {**_any_check(["use"]), "not": {"required": ["part"]}},
        "check_by_itself": {
            **_any_check(["use", "part"]),
            "not": {"anyOf": [{"required": ["name"]}, {"required": ["each"]}]},
        },
        "inputs": _table_of(["x"]),
        "table": _table_of(["x", "y"]),
        "rows": _rows(),
        **{f"use_{name}": _one_check(check) for name, check in LIBRARY.items()},
    }


def _any_check(required: Sequence[str]) -> Schema:
    settings = {key: described(schema, CHECK[key]) for key, schema in _SETTINGS.items()}
    return {
        "type": "object",
        "required": list(required),
        "properties": {"use": use(), **settings, **_arguments_of_all()},
        "allOf": [_where(name, ref(f"use_{name}")) for name in LIBRARY],
    }


def _where(use: str, then: Schema) -> Schema:
    return {"if": {"properties": {"use": {"const": use}}, "required": ["use"]}, "then": then}


def use() -> Schema:
    """The key ``use``: all standard checks, with what each does."""
    told = [f"{one.summary}\n\n{one.title.ko}" for one in LIBRARY.values()]
    schema = {"type": "string", "enum": list(LIBRARY), "x-taplo": {"docs": {"enumValues": told}}}
    return described(schema, USE)


def _one_check(check: StandardCheck) -> Schema:
    """What is right with this check, and what stands for a key that is left out."""
    needed = [one.name for one in check.arguments if one.default is msgspec.NODEFAULT]
    settings: dict[str, Schema] = {key: {} for key in _SETTINGS}  # checked where they are described
    return table(
        {
            "use": {"const": check.name},
            **settings,
            "points": {"default": check.points},
            "visible": {"default": check.visible},
            **{one.name: _argument(one) for one in check.arguments},
        },
        ["use", *needed],
        description=f"{check.summary}\n\n{check.title.ko}",
    )


def _argument(one: Argument) -> Schema:
    default = None if one.default is msgspec.NODEFAULT else one.default
    return described(_of_type(one.type), called(one.type), default)


def _of_type(kind: Any) -> Schema:
    if kind in _NAMES:
        return _NAMES[kind]
    if kind in {Table, Inputs}:
        inline = ref("table" if kind is Table else "inputs")
        return {"anyOf": [{"type": "string"}, inline]}
    if kind is Calls:
        return _calls()
    if kind is Optima:
        return _optima()
    if kind in _MISTAKES:
        return _mistakes(get_args(kind)[0])
    schema: Schema = with_each(msgspec.json.schema(kind))
    return schema


def _mistakes(record: type[msgspec.Struct]) -> Schema:
    """A list of wrong answers, each with what to tell."""
    fields = msgspec.structs.fields(record)
    keys = {one.name: ref("text") if one.type is Text else _of_type(one.type) for one in fields}
    return {"type": "array", "items": table(keys, list(keys))}


def _calls() -> Schema:
    """Calls with their arguments; only ``fit`` may be left out."""
    given = {"type": "array", "items": {}}
    keys: dict[str, Schema] = {"args": given, "gives": {}, "fit": given}
    return {"type": "array", "minItems": 1, "items": table(keys, ["args", "gives"])}


def _optima() -> Schema:
    """Losses by their long names, as the loader wants them."""
    value = with_each({"type": "number"})
    losses = table(dict.fromkeys(sorted(set(LOSS_NAMES.values())), value), minProperties=1)
    return {**losses, "patternProperties": {r"\{each\}": value}}


def _arguments_of_all() -> dict[str, Schema]:
    """Every argument that a check has, with the checks that have it, for completion."""
    users: dict[str, list[str]] = {}
    kinds: dict[str, list[Any]] = {}
    for check in LIBRARY.values():
        for one in check.arguments:
            users.setdefault(one.name, []).append(check.name)
            kinds.setdefault(one.name, []).append(one.type)
    return {name: _of_several(kinds[name], users[name]) for name in users}


def _of_several(kinds: list[Any], users: list[str]) -> Schema:
    names = list(dict.fromkeys(called(kind) for kind in kinds))
    checks = ", ".join(f"`{user}`" for user in users)
    about = Text(
        f"{' / '.join(one.ko for one in names)} ({checks})",
        f"{' / '.join(one.en for one in names)}, of {checks}",
    )
    return described({}, about)


# --- tables -------------------------------------------------------------------------------


def _rows() -> Schema:
    """One list for each row; where a row is one number, that number."""
    number = {"type": "number"}
    rows = {"type": "array", "items": {"type": "array", "items": number, "minItems": 1}}
    return {"anyOf": [{**rows, "minItems": 1}, {"type": "array", "items": number, "minItems": 1}]}


def _table_of(required: list[str]) -> Schema:
    return table({"x": ref("rows"), "y": ref("rows")}, required)
