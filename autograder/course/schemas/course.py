"""The schema of ``course.toml``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, get_args

import msgspec

from autograder.course.form import CourseForm
from autograder.course.schemas import words
from autograder.course.schemas.assignment import limits
from autograder.course.schemas.pieces import (
    DIALECT,
    Schema,
    described,
    ref,
    shown,
    table,
    tables,
    text,
)
from autograder.libraries import KNOWN
from autograder.records import LANGUAGES, Language, Legacy

COURSE: Final[Mapping[str, Schema]] = {
    "id": {"type": "string"},
    "title": ref("any_text"),
    "legacy": {"type": "string", "enum": list(get_args(Legacy))},
    "lang": ref("language_or_none"),
    "languages": {"type": "array", "items": ref("language"), "minItems": 1, "uniqueItems": True},
    "libraries": {"type": "array", "items": {"type": "string", "enum": sorted(KNOWN)}},
    "order": {"type": "array", "items": {"type": "string"}, "uniqueItems": True},
    "released": {"type": "boolean"},
    "limits": ref("limits"),
    "data": tables(ref("data_set")),
}
DATA: Final[Mapping[str, Schema]] = {
    "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
    "source": {"type": "string"},
    "licence": {"type": "string"},
}


def course_schema(languages: Sequence[Language]) -> dict[str, object]:
    """The schema for a course in these languages, as JSON has it.

    Which of them its title must be in, the file itself tells; beside Korean and English there can
    be those that this machine has catalogues of, and these it does not ask for.
    """
    known = list(dict.fromkeys([*LANGUAGES, *languages]))
    one_language: Schema = {
        "required": ["languages"],
        "properties": {"languages": {"maxItems": 1}},
    }
    both = {"if": {"not": one_language}, "then": _titled(LANGUAGES)}
    return {
        "$schema": DIALECT,
        "title": "course.toml",
        **table(_described(), ["id", "title"]),
        "allOf": [
            *([both] if len(known) == len(LANGUAGES) else []),
            *({"if": _is_only(one), "then": _titled([one])} for one in known),
        ],
        "definitions": {
            "any_text": _any_text(known),
            "language": {"type": "string", "enum": known},
            "language_or_none": {"type": "string", "enum": [*known, ""]},
            "limits": limits(),
            "data_set": table(
                {name: described(one, words.DATA[name]) for name, one in DATA.items()}, ["sha256"]
            ),
        },
    }


def _is_only(language: Language) -> Schema:
    return {"required": ["languages"], "properties": {"languages": {"const": [language]}}}


def _titled(languages: Sequence[Language]) -> Schema:
    """What is said in these languages, and which of them `lang` can choose."""
    chosen = {"enum": [*languages, ""]}
    return {"properties": {"title": text(languages), "lang": chosen}}


def _any_text(languages: Sequence[Language]) -> Schema:
    several = table({one: {"type": "string"} for one in languages})
    return {"anyOf": [several, {"type": "string"}]}


def _described() -> dict[str, Schema]:
    defaults = {one.name: one.default for one in msgspec.structs.fields(CourseForm)}
    return {
        name: described(schema, words.COURSE[name], shown(defaults[name]))
        for name, schema in COURSE.items()
    }
