"""What changed between two attempts: which checks, by how many points, and what in the code."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

import msgspec

from autograder import api
from portal import courses, permissions, reading
from portal.models import Result, Submission

MOST_LINES: Final = 1500  # of an attempt's code; more is not compared here
_LONGEST: Final = 300  # characters of a line
_AROUND: Final = 2  # lines around a change
_CONTROLS: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


class Check(msgspec.Struct, frozen=True):
    """A check of a result: what it is called, by language, and what was earned."""

    name: str
    part: str
    title: Mapping[str, str]
    earned: float
    points: float
    outcome: str
    visible: bool


_to_checks: Final = msgspec.json.Decoder(tuple[Check, ...])


def kept(grade: api.Grade, languages: tuple[str, ...]) -> list[dict[str, Any]]:
    """The checks of a grade as a result keeps them."""
    return [
        msgspec.to_builtins(
            Check(
                one.name,
                one.part,
                courses.by_language(one.title, languages),
                one.earned,
                one.points,
                one.outcome.value,
                one.visible,
            )
        )
        for one in grade.checks
    ]


@dataclass(frozen=True, slots=True)
class Changed:
    """A check that came out differently; a side is None where the check was not there."""

    title: Mapping[str, str]
    before: Check | None
    after: Check | None


def checks(before: Result, after: Result, shown: permissions.Shown) -> list[Changed]:
    """The checks that came out differently, as far as the reader sees checks."""
    old, new = _by_name(before, shown), _by_name(after, shown)
    found = []
    for name in dict.fromkeys((*old, *new)):
        first, second = old.get(name), new.get(name)
        if first is None or second is None or _said(first) != _said(second):
            titled = second or first
            assert titled is not None
            found.append(Changed(titled.title, first, second))
    return found


def _said(check: Check) -> tuple[str, float]:
    return check.outcome, check.earned


def _by_name(result: Result, shown: permissions.Shown) -> dict[str, Check]:
    found = _to_checks.decode(msgspec.json.encode(result.checks))
    return {one.name: one for one in found if one.visible or shown.whole}


# --- the code -------------------------------------------------------------------------------

Kind: TypeAlias = Literal["same", "out", "in", "gap"]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a cell: one that is in both attempts, only in the earlier or only in the later."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell that changed, by its number in the later attempt, else in the earlier one."""

    number: int
    kind: Literal["changed", "added", "removed"]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class CodeDifference:
    """How the code of two attempts differs; ``cells`` is None where that can't be told."""

    cells: tuple[CellChange, ...] | None


def code(before: Submission, after: Submission) -> CodeDifference:
    """How the code differs, cell by cell."""
    assignment = courses.content_of(after.assignment.revision)
    try:
        old, new = (_cells(one, assignment) for one in (before, after))
    except api.SubmissionError:
        return CodeDifference(None)
    if any(sum(len(cell.lines) for cell in cells) > MOST_LINES for cells in (old, new)):
        return CodeDifference(None)
    return CodeDifference(tuple(_changes(old, new)))


@dataclass(frozen=True, slots=True)
class _Cell:
    number: int
    lines: tuple[str, ...]


def _cells(submission: Submission, assignment: api.Assignment) -> list[_Cell]:
    found = reading.read(reading.files_of(submission), assignment, "student")
    program = api.read_program(found, assignment)
    return [
        _Cell(one.number, tuple(_plain(line) for line in one.source.splitlines()))
        for one in program.cells
        if one.kind == "code" and one.source.strip()
    ]


def _plain(line: str) -> str:
    """A line without what changes how others are read, and not too long to be compared."""
    shown = line[:_LONGEST].replace("\t", "    ")
    cleaned = "".join(
        "\N{REPLACEMENT CHARACTER}" if unicodedata.category(one) in _CONTROLS else one
        for one in shown
    )
    return cleaned.rstrip() + ("…" if len(line) > _LONGEST else "")


def _changes(old: Sequence[_Cell], new: Sequence[_Cell]) -> Iterator[CellChange]:
    matcher = difflib.SequenceMatcher(
        None, [one.lines for one in old], [one.lines for one in new], autojunk=False
    )
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            continue
        pairs = min(i2 - i1, j2 - j1)
        for one, other in zip(old[i1 : i1 + pairs], new[j1 : j1 + pairs], strict=True):
            yield CellChange(other.number, "changed", tuple(_lines(one.lines, other.lines)))
        for one in old[i1 + pairs : i2]:
            yield CellChange(one.number, "removed", tuple(Line("out", line) for line in one.lines))
        for one in new[j1 + pairs : j2]:
            yield CellChange(one.number, "added", tuple(Line("in", line) for line in one.lines))


def _lines(old: Sequence[str], new: Sequence[str]) -> Iterator[Line]:
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for number, group in enumerate(matcher.get_grouped_opcodes(_AROUND)):
        if number:
            yield Line("gap", "⋯")
        for tag, i1, i2, j1, j2 in group:
            if tag == "equal":
                yield from (Line("same", line) for line in old[i1:i2])
            else:
                yield from (Line("out", line) for line in old[i1:i2])
                yield from (Line("in", line) for line in new[j1:j2])
