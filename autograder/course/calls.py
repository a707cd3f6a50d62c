"""What a function that is handed in can be asked: told with a way out where it can't."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from autograder.evidence import MAX_CALLS
from autograder.records import Deliverable

_MOST_NUMBERS: Final = 10_000  # in one argument
_DEEPEST: Final = 4
_TIP: Final = (
    "An argument is true, false, a number, a text, or a list of these; lists in a list are of one "
    "length."
)


def objection_to(one: Deliverable) -> tuple[str, str] | None:
    """What is wrong with the ``calls`` of a deliverable, and what would be right."""
    if one.calls and one.kind != "function":
        return f"`{one.name}` is no function, but has calls", 'Write kind = "function".'
    if len(one.calls) > MAX_CALLS:
        return f"`{one.name}` has {len(one.calls)} calls", f"Ask at most {MAX_CALLS}."
    for call in one.calls:
        for value in (*call.args, *call.fit):
            if not _is_argument(value):
                return f"`{one.name}` is called with {str(value)[:60]}", _TIP
    return None


def _is_argument(value: Any, depth: int = 0) -> bool:
    if isinstance(value, bool | int | float | str):
        return True
    if not isinstance(value, list | tuple) or depth >= _DEEPEST:
        return False
    if not all(_is_argument(one, depth + 1) for one in value):
        return False
    try:
        array = np.asarray(value)
    except ValueError:  # rows of different lengths
        return False
    return array.dtype.kind in "biufU" and array.size <= _MOST_NUMBERS
