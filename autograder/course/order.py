"""In which order a course has its assignments: as ``course.toml`` says, others behind them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from autograder.course.faults import fault, suggestion


def checked(order: Sequence[str], existing: Iterable[str], path: Path) -> tuple[str, ...]:
    """The order as ``course.toml`` (at ``path``) gives it.

    Raises:
        StaffError: it names an assignment twice, or one that does not exist.
    """
    known = set(existing)
    for place, name in enumerate(order):
        if name not in known:
            said = f'order names "{name}", which is no assignment of this course'
            raise fault(path, ["order"], said, suggestion(name, known) if known else "Take it out.")
        if name in order[:place]:
            raise fault(path, ["order"], f'order names "{name}" twice', "Name each once.")
    return tuple(order)


def arranged(names: Iterable[str], order: Sequence[str]) -> tuple[str, ...]:
    """Names in this order, and those that it does not name behind them, sorted."""
    places = {name: place for place, name in enumerate(order)}
    return tuple(sorted(names, key=lambda name: (places.get(name, len(places)), name)))
