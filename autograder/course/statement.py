"""The part of a statement that this program writes: which libraries students may use.

It stands between two comments that no reader sees, ``<!-- libraries -->`` and
``<!-- /libraries -->``; a statement without them is left alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from autograder.libraries import sentence
from autograder.records import Assignment

_PART = re.compile(r"(<!-- libraries -->)(.*?)(<!-- /libraries -->)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement's file and the text that it should have."""

    path: Path
    text: str


def stale_statements(assignment: Assignment) -> tuple[Statement, ...]:
    """The statements that say other libraries than the course's course.toml."""
    said = sentence(assignment.libraries)
    found = []
    for language in assignment.languages:
        path = assignment.folder / f"statement.{language}.md"
        try:
            written = path.read_text(encoding="utf-8")
        except (OSError, UnicodeError):
            continue  # `verify` says that it is missing
        words = said.to(language)
        text = _PART.sub(rf"\g<1>{words}\g<3>", written)  # names of libraries hold no backslash
        if text != written:
            found.append(Statement(path, text))
    return tuple(found)
