"""Which grade goes into which row, and whom to name where that is not settled."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from autograder.lms.results import Note, about
from autograder.lms.zips import Member
from autograder.records import Grade, Text


@dataclass(frozen=True, slots=True)
class Matches:
    """``rows`` by their number; the rest are those that could not be brought together."""

    rows: dict[int, Grade]
    unmatched: tuple[Grade, ...]
    disputed: tuple[Grade, ...]  # two results for one row: neither is written
    empty: tuple[int, ...]  # rows without a result

    def by_grade(self) -> list[tuple[Grade, list[int]]]:
        """Each matched grade with its rows, in the order of the sheet."""
        found: dict[str, tuple[Grade, list[int]]] = {}
        for row, grade in sorted(self.rows.items()):
            found.setdefault(grade.student, (grade, []))[1].append(row)
        return list(found.values())

    def notes(self, label: Callable[[int], str], told: frozenset[int]) -> tuple[Note, ...]:
        """What was not matched, by name. ``told`` are rows that something else speaks of."""
        names = (
            (UNMATCHED, [grade.student for grade in self.unmatched]),
            (DISPUTED, [grade.student for grade in self.disputed]),
            (NOT_GRADED, [label(row) for row in self.empty if row not in told]),
        )
        return tuple(note for text, found in names for note in about(text, found))


def claimed(wanted: Iterable[tuple[Grade, Sequence[int]]], rows: Sequence[int]) -> Matches:
    """The matches, given the rows that each grade asks for."""
    claims: dict[int, list[Grade]] = {}
    unmatched = []
    for grade, mine in wanted:
        if not mine:
            unmatched.append(grade)
        for row in mine:
            claims.setdefault(row, []).append(grade)
    disputed = {
        grade.student: grade for several in claims.values() if len(several) > 1 for grade in several
    }
    return Matches(
        rows={row: found[0] for row, found in claims.items() if len(found) == 1},
        unmatched=tuple(unmatched),
        disputed=tuple(disputed.values()),
        empty=tuple(row for row in rows if row not in claims),
    )


def single(members: Iterable[tuple[Grade, Member]]) -> tuple[list[Member], tuple[Note, ...]]:
    """The members without those whose name two results claim, and who they are."""
    claims: dict[str, list[tuple[Grade, Member]]] = {}
    for grade, member in members:
        claims.setdefault(member.name, []).append((grade, member))
    names = [grade.student for found in claims.values() if len(found) > 1 for grade, _ in found]
    alone = [found[0][1] for found in claims.values() if len(found) == 1]
    return alone, about(TWO_FILES, names)


TWO_FILES = Text(
    ko="되돌려 보낼 파일 이름이 같은 결과가 둘이라 보내지 않습니다",
    en="two results for one file to give back: neither is in the zip",
)
UNMATCHED = Text(
    ko="표에 해당하는 행이 없어 넣지 못했습니다",
    en="graded, but without a row in the sheet: not written",
)
DISPUTED = Text(
    ko="한 행에 결과가 둘이라 넣지 않았습니다. 맞는 것을 골라 직접 적으십시오",
    en="two results for one row: neither was written; fill in the right one by hand",
)
NOT_GRADED = Text(
    ko="표에는 있지만 채점 결과가 없어 그대로 두었습니다",
    en="in the sheet, but without a result: left as it was",
)
