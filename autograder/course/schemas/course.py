"""The schema of ``course.toml``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, get_args

import msgspec

from autograder.course.form import CourseForm
from autograder.course.schemas import words
from autograder.course.schemas.assignment import limits
from autograder.course.schemas.pieces import DIALECT, Schema, described, ref, shown, table, text
from autograder.libraries import KNOWN
from autograder.records import LANGUAGES, Language, Legacy

_LANGUAGE: Final[Schema] = {"type": "string", "enum": list(LANGUAGES)}

COURSE: Final[Mapping[str, Schema]] = {
    "id": {"type": "string"},
    "title": ref("any_text"),
    "legacy": {"type": "string", "enum": list(get_args(Legacy))},
    "lang": {"type": "string", "enum": [*LANGUAGES, ""]},
    "languages": {"type": "array", "items": _LANGUAGE, "minItems": 1, "uniqueItems": True},
    "libraries": {"type": "array", "items": {"type": "string", "enum": sorted(KNOWN)}},
    "released": {"type": "boolean"},
    "limits": ref("limits"),
}


def course_schema() -> dict[str, object]:
    """The schema, as JSON has it. The file itself tells in which languages its title is."""
    one_language: Schema = {
        "required": ["languages"],
        "properties": {"languages": {"maxItems": 1}},
    }
    return {
        "$schema": DIALECT,
        "title": "course.toml",
        **table(_described(), ["id", "title"]),
        "allOf": [
            {"if": {"not": one_language}, "then": _titled(LANGUAGES)},
            *({"if": _is_only(one), "then": _titled([one])} for one in LANGUAGES),
        ],
        "definitions": {"any_text": _any_text(), "limits": limits()},
    }


def _is_only(language: Language) -> Schema:
    return {"required": ["languages"], "properties": {"languages": {"const": [language]}}}


def _titled(languages: Sequence[Language]) -> Schema:
    """What is said in these languages, and which of them `lang` can choose."""
    chosen = {"enum": [*languages, ""]}
    return {"properties": {"title": text(languages), "lang": chosen}}


def _any_text() -> Schema:
    several = table({one: {"type": "string"} for one in LANGUAGES})
    return {"anyOf": [several, {"type": "string"}]}


def _described() -> dict[str, Schema]:
    defaults = {one.name: one.default for one in msgspec.structs.fields(CourseForm)}
    return {
        name: described(schema, words.COURSE[name], shown(defaults[name]))
        for name, schema in COURSE.items()
    }
