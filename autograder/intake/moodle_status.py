"""Who was late by how much, from the column Status of Moodle's grading worksheet.

Moodle (``mod/assign/gradingtable.php``, ``col_status``) puts several sentences into the cell, with
`` - `` between them: ``Submitted for grading - 1 day 3 hours late - Graded``. The time has its two
largest units (``format_time`` in ``lib/moodlelib.php``), cut off and not rounded. All of it is in
the language of whoever downloaded it; ``moodle_status.toml`` has the words.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files

from autograder.intake.names import clean_name
from autograder.util.compat import read_toml

_SECONDS = {"years": 365 * 86400, "days": 86400, "hours": 3600, "minutes": 60, "seconds": 1}
_AMOUNT = re.compile(r"([0-9]+)\s*([^0-9\s]+)\s*")
# A part that may be a time in a language that the table has not: one or two small numbers with a
# word each, and no date.
_LIKE_A_TIME = re.compile(r"[^\d:]*\b[0-9]{1,3}\s+[^\W\d_]{1,12}\.?(?:\s+[0-9]{1,2}\s+[^\d:]*)?")
LEAST = 0.0001  # days; 0 would mean that nobody said how late


@dataclass(frozen=True, slots=True)
class _Words:
    """One language: what stands before and after the time, and the seconds of each unit."""

    late: tuple[tuple[str, str], ...]
    overdue: tuple[tuple[str, str], ...]
    units: dict[str, int]


def status_heads() -> frozenset[str]:
    """What the column is called, in lower case."""
    return frozenset(head.casefold() for words in _table().values() for head in words["status"])


def days_late(status: str) -> float | None:
    """How late the cell says that the work came: 0 for in time, None if that can't be told.

    The time is never rounded up, so that lateness within the hours of grace stays there.
    """
    parts = [
        " ".join(clean_name(part).split()).rstrip(" ,").casefold() for part in status.split(" - ")
    ]
    # Every language is tried: that of the header says little, as many call the column Status.
    for words in _languages():
        for part in parts:
            seconds = _seconds(part, words.late, words.units)
            if seconds:
                return max(math.floor(seconds / 86400 / LEAST) * LEAST, LEAST)
            if _seconds(part, words.overdue, words.units):
                return 0.0
    unclear = any(_LIKE_A_TIME.fullmatch(part) for part in parts[1:])
    return None if unclear else 0.0


def _seconds(part: str, frames: Iterable[tuple[str, str]], units: Mapping[str, int]) -> int:
    """The time in a part that has one of the frames; 0 if it has none of them."""
    for before, after in frames:
        if part.startswith(before) and part.endswith(after):
            time = part[len(before) : len(part) - len(after)].strip()
            found = _AMOUNT.findall(time)
            known = all(unit in units for _, unit in found)
            if found and known and not _AMOUNT.sub("", time):
                return sum(int(number) * units[unit] for number, unit in found)
    return 0


@functools.cache
def _table() -> dict[str, dict[str, list[str]]]:
    source = files("autograder.intake").joinpath("moodle_status.toml")
    return read_toml(source.read_text(encoding="utf-8"))


@functools.cache
def _languages() -> tuple[_Words, ...]:
    return tuple(
        _Words(
            late=tuple(map(_frame, words["late"])),
            overdue=tuple(map(_frame, words["overdue"])),
            units={u.casefold(): size for unit, size in _SECONDS.items() for u in words[unit]},
        )
        for words in _table().values()
    )


def _frame(said: str) -> tuple[str, str]:
    before, _, after = said.casefold().partition("{}")
    return before.rstrip(), after.lstrip()
