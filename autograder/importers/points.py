"""Points as other graders write them down."""

from __future__ import annotations

import contextlib
from typing import Any

from autograder.errors import StaffError

_MOST = 1e6  # no assignment is worth more


def points_of(value: Any) -> float | None:
    """A number of points, at least 0; None for what is no number.

    Raises:
        StaffError: it is none that points can be, such as ``.inf``.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if not abs(value) <= _MOST:  # nor is what is no number at all
        raise _refused(value)
    return max(0.0, float(value))


def listed_points(values: Any) -> tuple[float, ...]:
    """The points of each case, where they are listed; an empty entry is 0, no list is ().

    Raises:
        StaffError: an entry is no number.
    """
    return tuple(map(_entry, values)) if isinstance(values, list) else ()


def _entry(value: Any) -> float:
    found = points_of(value or 0)
    if found is None and isinstance(value, str):
        with contextlib.suppress(ValueError):
            found = points_of(float(value))
    if found is None:
        raise _refused(value)
    return found


def _refused(value: Any) -> StaffError:
    shown = str(value) if isinstance(value, str | float) else f"a {type(value).__name__}"
    return StaffError(
        f"the points of a question are {shown[:40]!r}, which is no number that points can be",
        "Write a plain number such as 2 or 0.5 there, and import it again.",
    )
