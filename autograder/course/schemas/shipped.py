"""The schemas as files: those of this package, and those beside a course, which editors read.

A course has its own in ``.autograder/``, for its languages, so that nothing is fetched and an
editor needs no settings. They carry a version that rises with every change; what a newer
autograder has written, an older one leaves alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, Final, Literal, get_args

from autograder.course.schemas.assignment import assignment_schema
from autograder.course.schemas.course import course_schema
from autograder.records import LANGUAGES, Language

Kind = Literal["assignment", "course"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
FOLDER: Final = ".autograder"
VERSION: Final = "x-autograder-schema"  # the key of its version, a number
_DEPTH: Final[Mapping[Kind, str]] = {"assignment": "../../", "course": ""}  # from file to course


@dataclass(frozen=True, slots=True)
class SchemaFile:
    """A schema beside a course, and the text that it should have."""

    path: Path
    text: str


def file_name(kind: Kind) -> str:
    """The name of the file, here and in a course."""
    return f"{kind}.schema.json"


def first_line(kind: Kind) -> str:
    """The line that tells an editor where the schema of a file in a course is."""
    return f"#:schema {_DEPTH[kind]}{FOLDER}/{file_name(kind)}"


def schema(kind: Kind, languages: Sequence[Language] = LANGUAGES) -> dict[str, object]:
    """The schema of one kind of file without its version, made of the code."""
    return assignment_schema(languages) if kind == "assignment" else course_schema(languages)


def schema_text(kind: Kind, languages: Sequence[Language] = LANGUAGES) -> str:
    """The file of a schema for a course in these languages."""
    return written(schema(kind, languages), version(kind))


def written(found: Mapping[str, object], number: int) -> str:
    """A schema as a file, with its version."""
    return json.dumps({VERSION: number, **found}, ensure_ascii=False, indent=1) + "\n"


def version(kind: Kind) -> int:
    """The version of the schema that this package ships."""
    return _version_of(shipped_text(kind))


def shipped_text(kind: Kind) -> str:
    """The file that this package ships, for a course in all languages."""
    path = resources.files("autograder.course.schemas") / file_name(kind)
    return path.read_text(encoding="utf-8")


def schema_files(root: Path, languages: Sequence[Language]) -> tuple[SchemaFile, ...]:
    """The schemas that belong into the course at ``root``."""
    return tuple(
        SchemaFile(root / FOLDER / file_name(kind), schema_text(kind, languages)) for kind in KINDS
    )


def stale_schemas(root: Path, languages: Sequence[Language]) -> tuple[SchemaFile, ...]:
    """Those that are missing in a course or say something else, but for newer ones."""
    return tuple(one for one in schema_files(root, languages) if _is_stale(one))


def _is_stale(one: SchemaFile) -> bool:
    try:
        there = one.path.read_text(encoding="utf-8")
    except (OSError, UnicodeError):
        return True
    return there != one.text and _version_of(there) <= _version_of(one.text)


def _version_of(text: str) -> int:
    """The version that a file says; 0 for one that says none."""
    try:
        found: Any = json.loads(text)
    except (ValueError, RecursionError):
        return 0
    number = found.get(VERSION) if isinstance(found, dict) else None
    return number if isinstance(number, int) else 0
