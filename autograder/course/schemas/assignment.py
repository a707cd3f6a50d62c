"""The schema of ``assignment.toml``: both its forms, beside each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Final, get_args

import msgspec

from autograder.course import form
from autograder.course.pictures_asked import (
    MOST_CLASSES,
    MOST_NORMS,
    BoundaryForm,
    ConfusionForm,
)
from autograder.course.schemas import standard_checks, words
from autograder.course.schemas.pieces import (
    DIALECT,
    FILE_NAME,
    IDENTIFIER,
    ITEMS,
    Schema,
    described,
    ref,
    shown,
    table,
    tables,
    text,
)
from autograder.evidence import MAX_PARTS
from autograder.records import DeliverableKind, Language, Limits, Plot

_NUMBER: Final[Schema] = {"type": "number"}
_PERCENT: Final[Schema] = {"type": "number", "minimum": 0, "maximum": 100}
_TABLE: Final[Schema] = {"type": "array", "items": {"type": "array", "items": _NUMBER}}
_COLUMNS: Final[Schema] = {"type": "integer", "minimum": 1}
_COLUMN: Final[Schema] = {"type": ["integer", "string"]}
_TEXTS: Final[Schema] = {"type": "array", "items": {"type": "string"}}
_HOURS_OF_A_YEAR: Final = 24 * 365

# Of each record the schemas of its fields; a test wants all of them, and no others.
DELIVERABLE: Final[Mapping[str, Schema]] = {
    "kind": {"type": "string", "enum": list(get_args(DeliverableKind))},
    "title": ref("text"),
    "probe": {
        "anyOf": [
            _TABLE,
            {"type": "array", "items": _TABLE},
            {"type": "object", "additionalProperties": _TABLE},
        ]
    },
    "probe_file": {"type": "string"},
    "inputs": {
        "anyOf": [
            {"type": "array", "items": _COLUMNS, "maxItems": MAX_PARTS},
            {"type": "object", "additionalProperties": _COLUMNS},
        ]
    },
    "calls": {
        "type": "array",
        "items": table({"args": {"type": "array"}, "fit": {"type": "array"}}, ["args"]),
    },
    "plot": {"type": "string", "enum": list(get_args(Plot))},
    "images": {"type": "array", "items": _COLUMNS, "minItems": 2, "maxItems": 2},
    "confusion": ref("confusion"),
    "boundary": ref("boundary"),
    "norms": {**_TEXTS, "maxItems": MOST_NORMS},
}
CONFUSION: Final[Mapping[str, Schema]] = {
    "data": {"type": "string"},
    "labels": {"type": "string"},
    "columns": {"type": "array", "items": _COLUMN},
    "label": _COLUMN,
    "last": {"type": "integer", "minimum": 0},
    "divide": _NUMBER,
    "classes": {"type": "array", "items": ref("text"), "maxItems": MOST_CLASSES},
}
BOUNDARY: Final[Mapping[str, Schema]] = {
    "data": {"type": "string"},
    "columns": {"type": "array", "items": _COLUMN, "minItems": 2, "maxItems": 2},
    "bias": {"type": "string"},
    "label": _COLUMN,
    "last": {"type": "integer", "minimum": 0},
    "divide": _NUMBER,
    "positive": {"type": "string"},
    "axes": {"type": "array", "items": ref("text"), "maxItems": 2},
}
PART: Final[Mapping[str, Schema]] = {
    "title": ref("text"),
    "each": ITEMS,
    "checks": {"type": "array", "items": ref("check_in_part")},
}
CHECK: Final[Mapping[str, Schema]] = {
    "points": {"type": "number", "exclusiveMinimum": 0},
    "title": ref("text"),
    "part": {"type": "string"},
    "hint": ref("text"),
    "visible": {"type": "boolean"},
    "needs": _TEXTS,
    "manual": {"type": "boolean"},
}
LATE: Final[Mapping[str, Schema]] = {
    "per_day": _PERCENT,
    "grace_hours": {"type": "number", "minimum": 0, "maximum": _HOURS_OF_A_YEAR},
    "cap": _PERCENT,
}
BONUS: Final[Mapping[str, Schema]] = {
    "checks": _TEXTS,
    "cap": {"type": "number", "minimum": 0, "maximum": 1e6},
}
ASSIGNMENT: Final[Mapping[str, Schema]] = {
    "id": {"type": "string", "pattern": "^[a-z0-9][a-z0-9-]{0,63}$"},
    "title": ref("text"),
    "version": {"type": "integer"},
    "limits": ref("limits"),
    "tables": tables(ref("inputs")),
    "parts": tables(ref("part")),
    "checks": tables(ref("check"), IDENTIFIER),
    "deliverables": tables(ref("deliverable"), {"anyOf": [IDENTIFIER, FILE_NAME]}),
    "template_floor": _NUMBER,
    "late": ref("late"),
    "bonus": ref("bonus"),
    "data": _TEXTS,
}

_HAS_USE: Final[Schema] = {"required": ["use"]}
_HAS_CHECKS: Final[Schema] = {"required": ["checks"], "properties": {"checks": {"minItems": 1}}}
_LONG_FORM_ALONE: Final[Schema] = {  # no standard check in it, so that nothing follows from one
    "properties": {
        "parts": {"additionalProperties": {"not": _HAS_CHECKS}},
        "checks": {"additionalProperties": {"not": _HAS_USE}},
    }
}


def assignment_schema(languages: Sequence[Language]) -> dict[str, object]:
    """The schema for a course in these languages, as JSON has it."""
    return {
        "$schema": DIALECT,
        "title": "assignment.toml",
        **table(_described(form.AssignmentForm, ASSIGNMENT, words.ASSIGNMENT),
                ["id", "version", "title", "parts"]),
        "if": _LONG_FORM_ALONE,
        "then": {
            "required": ["deliverables", "checks"],
            "properties": {
                "checks": {"minProperties": 1},
                "deliverables": {"additionalProperties": {"required": ["kind", "title"]}},
            },
        },
        "definitions": {
            "text": text(languages),
            "limits": limits(),
            "deliverable": table(
                _described(form.DeliverableForm, DELIVERABLE, words.DELIVERABLE)
            ),
            "confusion": table(
                _described(ConfusionForm, CONFUSION, words.CONFUSION), ["data"]
            ),
            "boundary": table(
                _described(BoundaryForm, BOUNDARY, words.BOUNDARY), ["data", "columns", "bias"]
            ),
            "part": table(_described(form.PartForm, PART, words.PART), ["title"]),
            "check": {
                **_check_for_completion(),
                "if": _HAS_USE, "then": ref("check_by_itself"), "else": ref("own_check"),
            },
            "own_check": table(_described(form.CheckForm, CHECK, words.CHECK),
                               ["points", "title", "part"]),
            "late": table(_described(form.LateForm, LATE, words.LATE), ["per_day"]),
            "bonus": table(_described(form.BonusForm, BONUS, words.BONUS)),
            **standard_checks.definitions(),
        },
    }  # fmt: skip


def limits() -> Schema:
    """The limits, each with its default: numbers above zero."""
    defaults = Limits()
    return table({
        one.name: described(
            {"type": "number", "exclusiveMinimum": 0},
            words.LIMITS[one.name],
            getattr(defaults, one.name) or None,
        )
        for one in fields(Limits)
    })  # fmt: skip


def _check_for_completion() -> Schema:
    own = _described(form.CheckForm, CHECK, words.CHECK)
    return {"type": "object", "properties": {"use": standard_checks.use(), **own}}


def _described(
    record: type[msgspec.Struct], schemas: Mapping[str, Schema], about: words.Words
) -> dict[str, Schema]:
    """The schemas of a record's fields with what an editor says of them, and defaults."""
    defaults = {one.name: one.default for one in msgspec.structs.fields(record)}
    return {
        name: described(schema, about[name], shown(defaults.get(name)))
        for name, schema in schemas.items()
    }
