"""What both schemas are put together from: names, texts, and places for ``{each}``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from autograder.records import LANGUAGES, Language, Text

Schema = Mapping[str, Any]

DIALECT: Final = "http://json-schema.org/draft-07/schema#"  # what editors of TOML know

# Python's rule for names, as far as every dialect of regular expressions can say it: no sign of
# ASCII but letters, digits and the underscore; other alphabets as they are.
_SIGNS: Final = r"\x00-\x2F\x3A-\x40\x5B-\x5E\x60\x7B-\x7F"
_START: Final = rf"[^\x30-\x39{_SIGNS}]"
_NEXT: Final = rf"[^{_SIGNS}]"
IDENTIFIER: Final[Schema] = {"type": "string", "pattern": rf"^{_START}{_NEXT}*$"}
NAME_WITH_EACH: Final[Schema] = {
    "type": "string",
    "pattern": rf"^(\{{each\}}|{_START})(\{{each\}}|{_NEXT})*$",
}
_INSIDE: Final = rf"({_NEXT}|[ .*+=@-])"
# As ``util.file_names`` has it, with places for ``{each}``.
FILE_NAME: Final[Schema] = {
    "type": "string",
    "maxLength": 80,
    "pattern": rf"^(?=.*[./])({_NEXT}|[*]|\{{each\}})({_INSIDE}|\{{each\}})*"
    rf"(/({_NEXT}|[*]|\{{each\}})({_INSIDE}|\{{each\}})*)*/?$",
}
ITEMS: Final[Schema] = {
    "type": "array",
    "items": {
        "anyOf": [
            {"type": "integer", "minimum": 0},
            {"type": "string", "pattern": rf"^{_NEXT}*$"},
        ]
    },
    "minItems": 1,
    "uniqueItems": True,
}


def described(schema: Schema, about: Text, default: object = None) -> Schema:
    """The schema with words for the editor, in both languages, and what stands for it."""
    body = {"allOf": [schema]} if "$ref" in schema else dict(schema)  # beside $ref nothing counts
    words = {"description": f"{about.en}\n\n{about.ko}"}
    return {**words, **body, **({} if default is None else {"default": default})}


def shown(default: object) -> object:
    """A default as an editor shows it: a number, a truth or a text; None for any other."""
    return default if isinstance(default, bool | int | float | str) and default != "" else None


def table(
    properties: Mapping[str, Schema], required: Sequence[str] = (), **more: object
) -> dict[str, Any]:
    """A table with these keys and no others."""
    return {
        "type": "object",
        "properties": dict(properties),
        **({"required": list(required)} if required else {}),
        "additionalProperties": False,
        **more,
    }


def tables(schema: Schema, names: Schema | None = None) -> dict[str, Any]:
    """A table whose keys are names that the author chooses."""
    return {
        "type": "object",
        "additionalProperties": schema,
        **({"propertyNames": names} if names else {}),
    }


def ref(name: str) -> Schema:
    """A definition of the same document."""
    return {"$ref": f"#/definitions/{name}"}


def text(languages: Sequence[Language]) -> Schema:
    """What students read: ``title.ko`` and so on; one text in a course in one language."""
    string: Schema = {"type": "string"}
    if tuple(languages) == LANGUAGES:
        return table(dict.fromkeys(languages, string), languages)
    any_language: dict[str, Schema] = {one: {} for one in LANGUAGES}  # others are left out
    own = table(any_language | dict.fromkeys(languages, string), languages)
    return own if len(languages) > 1 else {"anyOf": [string, own]}


def with_each(schema: Any) -> Any:
    """The schema of an argument in which ``{each}`` can stand for any number.

    A minimum says nothing of a text, nor a pattern of a number: so complaints name what is wrong.
    """
    if not isinstance(schema, Mapping):
        return schema
    found = {
        key: [with_each(one) for one in value] if key == "anyOf" else with_each(value)
        for key, value in schema.items()
    }
    if found.get("type") not in {"integer", "number"}:
        return found
    return {**found, "type": [found["type"], "string"], "pattern": r"^\{each\}$"}
