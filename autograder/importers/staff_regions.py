"""Regions of cells that other graders take away before students see a notebook.

They are found by their marks, ``### BEGIN MARK SCHEME`` to ``### END MARK SCHEME`` and the like,
however these are decorated. Where one of the two marks is missing, it is not known how far the
region goes: all to that end of the cell then belongs to it, as nothing secret may be left over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from autograder.importers.records import SourceCell, Todo

Marks = Callable[[str], Iterable[tuple[bool, str]]]  # of a line: is it a beginning, and of what

_ANYWHERE: Final = re.compile(
    r"\b(BEGIN|END)[\W_]*(MARK(?:ING)?[\W_]*SCHEMES?|HIDDEN[\W_]*TESTS?)(?![^\W_])", re.IGNORECASE
)
# Words that a text may also use: they are marks only where their line begins so.
_IGNORE: Final = re.compile(r"(BEGIN|END)[\W_]+IGNORE\b", re.IGNORECASE)
_SOLUTION: Final = re.compile(r"(BEGIN|END)[\W_]+SOLUTIONS?\b", re.IGNORECASE)
_DECORATION: Final = re.compile(r"[\W_]*")


@dataclass(frozen=True, slots=True)
class Parts:
    """A cell's text: what is left for students, and what was removed, with its marks."""

    kept: str
    removed: str


def without_staff_regions(source: str) -> Parts:
    """The cell without mark schemes, hidden tests and what Otter ignores."""
    return _split(source, _staff_marks)


def without_solutions(text: str) -> Parts:
    """A text cell without the model answer that stands between marks in it."""
    return _split(text, _solution_marks)


def without_marks_of_solutions(text: str) -> str:
    """The text without lines that are marks of solutions."""
    return "\n".join(line for line in text.split("\n") if not _starts_with(_SOLUTION, line))


def removed_parts(cells: Iterable[SourceCell]) -> Iterator[Todo]:
    """What was removed where the cells were read, for the author to look at."""
    for number, cell in enumerate(cells, start=1):
        if cell.removed:
            yield removed_part(f"cell {number}", cell.removed)


def removed_part(subject: str, removed: str) -> Todo:
    """One text that students do not get."""
    what = (
        "This is for staff alone, so students do not get it: it stands in no statement, template, "
        "title or hint. Use it where you mark, or write a check of it."
    )
    return Todo(subject, what, removed)


def _staff_marks(line: str) -> Iterator[tuple[bool, str]]:
    for found in _ANYWHERE.finditer(line):
        yield found[1].upper() == "BEGIN", found[2].upper()[0]
    if _starts_with(_IGNORE, line):
        yield from ((found[1].upper() == "BEGIN", "I") for found in _IGNORE.finditer(line))


def _solution_marks(line: str) -> Iterator[tuple[bool, str]]:
    if _starts_with(_SOLUTION, line):
        yield from ((found[1].upper() == "BEGIN", "S") for found in _SOLUTION.finditer(line))


def _starts_with(mark: re.Pattern[str], line: str) -> bool:
    return bool(mark.match(_DECORATION.sub("", line, count=1)))


def _split(source: str, marks_in: Marks) -> Parts:
    kept: list[str] = []
    removed: list[str] = []
    opened: set[str] = set()
    for line in source.split("\n"):
        marks = tuple(marks_in(line))
        (removed if marks or opened else kept).append(line)
        for begins, kind in marks:
            if begins:
                opened.add(kind)
            elif kind in opened:
                opened.remove(kind)
            else:  # its beginning is missing
                removed[-1:-1] = kept
                kept.clear()
    return Parts("\n".join(kept), "\n".join(removed))
