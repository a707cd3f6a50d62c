"""What is wrong in a course's file: where it stands, and what would be right."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from pathlib import Path

from autograder.course.toml_text import line_of
from autograder.errors import StaffError


def fault(path: Path, key: Sequence[str | int], said: str, tip: str) -> StaffError:
    """What is wrong, with the line of the key or of the table where it should stand.

    A number in ``key`` is the place of an item in the list before it, from 0.
    """
    try:
        line = line_of(path.read_text(encoding="utf-8-sig"), key)
    except (OSError, UnicodeError):
        line = 0
    return StaffError(f"{path}, line {line}: {said}" if line else f"{path}: {said}", tip)


def suggestion(word: str, known: Iterable[str]) -> str:
    """The known word that is nearest to a mistyped one, else all of them."""
    words = sorted(known)
    close = difflib.get_close_matches(word, words, n=1)
    return f"Did you mean `{close[0]}`?" if close else "Known: " + ", ".join(words) + "."
