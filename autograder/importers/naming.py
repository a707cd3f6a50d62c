"""Names for what is imported: assignments, checks and variables."""

from __future__ import annotations

import keyword
import re

from autograder.course.loader import is_name
from autograder.errors import StaffError

_RANDOM = re.compile(r"cell-[0-9a-f]{8,}$")


def assignment_name(*parts: str) -> str:
    """A name for an assignment, made of names of folders and files.

    Raises:
        StaffError: there is nothing in them that a name can hold.
    """
    words = dict.fromkeys(re.sub(r"[^a-z0-9]+", "-", part.lower()).strip("-") for part in parts)
    name = "-".join(filter(None, words))[:64].strip("-")
    if not is_name(name):
        raise StaffError(
            f"no name for an assignment can be made of {' and '.join(parts)}",
            "Give it one with --name, of lower-case letters, digits and hyphens.",
        )
    return name


def check_given(name: str) -> None:
    """A name that a person gave, or none.

    Raises:
        StaffError: no assignment can be called so.
    """
    if name and not is_name(name):
        raise StaffError(
            f"`{name}` can't be an assignment's name",
            "Use lower-case letters, digits and hyphens, such as `xor-mlp`.",
        )


def identifier(text: str, default: str) -> str:
    """A Python name in lower case; ``default`` where the text is one that a program drew."""
    if _RANDOM.match(text):
        return default
    name = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")
    if not name:
        return default
    return f"q{name}" if name[0].isdigit() or keyword.iskeyword(name) else name


class Names:
    """Gives each name once: the second ``x`` is ``x_2``."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, name: str) -> str:
        """``name``, or the first of ``name_2``, ``name_3`` … that is free."""
        found, number = name, 1
        while found in self._taken:
            number += 1
            found = f"{name}_{number}"
        self._taken.add(found)
        return found
