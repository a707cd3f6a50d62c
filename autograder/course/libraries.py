"""Which libraries a course lets its students use, as ``course.toml`` names them."""

from __future__ import annotations

from pathlib import Path

from autograder import libraries
from autograder.course.faults import fault, suggestion


def checked(given: tuple[str, ...] | None, path: Path) -> tuple[str, ...] | None:
    """Those that students may use, by the names that ``pip`` knows them by; None as it is.

    Raises:
        StaffError: one is unknown.
    """
    for name in given or ():
        if name not in libraries.KNOWN:
            tip = suggestion(libraries.name_of(name), libraries.KNOWN)
            raise fault(path, ["libraries"], f'libraries names the unknown "{name}"', tip)
    return None if given is None else tuple(dict.fromkeys(given))
