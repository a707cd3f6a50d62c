"""Moodle: the offline grading worksheet filled in, and the zip of feedback files.

Rules of the importers, read in Moodle 4.x (``mod/assign/feedback/offline/importgradeslib.php``
and ``locallib.php``, ``mod/assign/feedback/file/importziplib.php``, ``lib/csvlib.class.php``):
columns are known by their localised headers; every row has as many cells as the header; the
number at the end of the identifier is the participant; a grade that is empty, below zero or above
the maximum is skipped without a word, as is one that was changed in Moodle since the download;
of a path in the zip, the first part ``<anything>_<participant>_<type>_<plugin>[_<file>]`` counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import StaffError
from autograder.intake.moodle_status import days_late, status_heads
from autograder.intake.names import clean_name, folded
from autograder.lms.csv_patch import Sheet, read_sheet
from autograder.lms.results import Export, Note, Results, about, common_notes, graded
from autograder.lms.roster_match import Matches, claimed, single
from autograder.lms.score_scale import amount, scale_note, scaled
from autograder.lms.zips import Member, write_zip
from autograder.records import Grade, Status, Text, say
from autograder.util.atomic_write import write_atomic

GRADES, FEEDBACK = "moodle-grades.csv", "moodle-feedback.zip"

# Headers in English and Korean; other languages are known by what stands in the columns.
_GRADE = frozenset(["grade", "성적", "점수", "평점"])
_MAXIMUM = frozenset(["maximum grade", "최대 성적", "최고 성적", "최고 점수", "만점"])
_LOCKED = frozenset(["grade can be changed", "성적을 변경할 수 있음", "성적 변경 가능"])
_MODIFIED = frozenset(["last modified (grade)", "마지막 수정됨(성적)", "마지막 수정 (성적)"])
_NO = frozenset(["no", "아니오", "아니요"])
_IDENTIFIER = re.compile(r"\s*(?P<word>\D*?)\s*(?P<id>[0-9]{1,18})\s*")
_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)?")


@dataclass(frozen=True, slots=True)
class Columns:
    """Where things stand in a worksheet; -1 for a column that is not there."""

    identifier: int
    name: int
    grade: int
    maximum: int
    changeable: int


def export(
    results: Results, to: Path, worksheet: Path, column: str, *, missing_zero: bool
) -> Export:
    """Write both files below ``to``; the worksheet itself is not changed.

    Raises:
        StaffError: the worksheet is none, or a student's feedback is not there.
    """
    sheet = read_sheet(worksheet)
    columns = find_columns(sheet, column)
    grades = graded(results, missing_zero=missing_zero)
    matches = match(sheet, columns, grades)
    most = _maximum(sheet, columns)
    values = {
        (row, columns.grade): _written(grade, results, most, sheet, columns)
        for row, grade in matches.rows.items()
    }
    members, doubles = single(_members(results, sheet, columns, grades, matches))
    write_atomic(
        to / GRADES, sheet.filled(sheet.made_harmless(_not_read_back(sheet, columns)) | values)
    )
    write_zip(to / FEEDBACK, members)
    told = _told(results, grades, sheet, columns)
    notes = (
        *common_notes(results, missing_zero=missing_zero),
        *matches.notes(lambda row: _label(sheet, columns, row), told),
        *scale_note(results.assignment.max_score, most),
        *_capped(matches, most, results),
        *doubles,
        *_locked(sheet, columns, matches),
        *_late_unknown(sheet, matches, results),
        *_settings(sheet),
    )
    return Export((to / GRADES, to / FEEDBACK), notes)


def find_columns(sheet: Sheet, given: str = "") -> Columns:
    """The columns of a worksheet in any language; ``given`` names the grade's column.

    Raises:
        StaffError: there is no column of identifiers, or none for the grade.
    """
    heads = [folded(head) for head in sheet.header]
    identifier = next((n for n in range(len(heads)) if _identifies(sheet, n)), -1)
    if identifier < 0:
        raise StaffError(
            f"{sheet.name} has no column of identifiers such as `Participant 123`",
            "Give the grading worksheet that Moodle downloads (Download grading worksheet).",
        )
    maximum = _find(heads, _MAXIMUM)
    if maximum < 0:
        after = range(identifier + 2, len(heads))
        maximum = next((n for n in after if _is_maximum(sheet, n)), -1)
    grade = _find(heads, {given.strip().casefold()} if given else _GRADE)
    if grade < 0 and maximum > 0 and not given:
        grade = maximum - 1  # Moodle writes them side by side, whatever it calls them
    if grade < 0:
        raise StaffError(
            f"{sheet.name} has no column for the grade" + (f" called `{given}`" if given else ""),
            f"Name it with --column. There are: {', '.join(sheet.header)}.",
        )
    name = identifier + 1 if identifier + 1 < min(grade, len(heads)) else -1
    return Columns(identifier, name, grade, maximum, _find(heads, _LOCKED))


def _not_read_back(sheet: Sheet, columns: Columns) -> list[int]:
    """The columns of names, addresses and texts that the importer does not look at.

    It reads the identifier, the grade, when that was given, and the comments that come after it;
    without that date, whose name is not known in every language, all after the grade may be read.
    """
    heads = [folded(head) for head in sheet.header]
    read = {columns.identifier, columns.grade, columns.maximum, columns.changeable}
    end = max(_find(heads, _MODIFIED), columns.grade)
    return [number for number in range(end) if number not in read]


def _find(heads: Sequence[str], known: frozenset[str] | set[str]) -> int:
    return next((number for number, head in enumerate(heads) if head in known), -1)


def _identifies(sheet: Sheet, column: int) -> bool:
    """Whether every cell is one and the same word, then a number of its own."""
    cells = [_IDENTIFIER.fullmatch(sheet.value(row, column)) for row in sheet.students()]
    found = [match for match in cells if match]
    words = {match["word"] for match in found}
    return (
        bool(found)
        and len(found) == len(cells)
        and len(words) == 1
        and words != {""}
        and len({int(match["id"]) for match in found}) == len(found)
    )


def _is_maximum(sheet: Sheet, column: int) -> bool:
    cells = {sheet.value(row, column).strip() for row in sheet.students()}
    return len(cells) == 1 and bool(_NUMBER.fullmatch(cells.pop()))


def _maximum(sheet: Sheet, columns: Columns) -> float:
    """The most that Moodle takes; 0 where the worksheet doesn't say.

    Raises:
        StaffError: the assignment is graded with a scale.
    """
    if columns.maximum < 0:
        return 0.0
    cells = [sheet.value(row, columns.maximum).strip() for row in sheet.students()]
    if not cells or not _NUMBER.fullmatch(cells[0]):
        raise StaffError(
            f"{sheet.name} has no maximum grade in numbers",
            "Set the assignment to points in Moodle; scales can't take a score.",
        )
    return float(cells[0].replace(",", "."))


# --- whose row ------------------------------------------------------------------------


def match(sheet: Sheet, columns: Columns, grades: Sequence[Grade]) -> Matches:
    """Which grade goes into which row: by the participant's number.

    A team's grade goes to everyone whose row names the team. What did not come from Moodle and
    has no participant's number is matched by a cell that only one row has.
    """
    rows = list(sheet.students())
    by_id = {_participant(sheet, columns, row): row for row in rows}
    wanted = []
    for grade in grades:
        row = by_id.get(int(grade.lms_id)) if grade.lms_id.isdecimal() else None
        if grade.lms not in {"moodle", ""}:
            row = None
        team = _team(sheet, columns, rows, grade) if grade.lms == "moodle" else []
        if team and (row is None or _plain(grade) != _name(sheet, columns, row)):
            wanted.append((grade, team))
        elif row is not None:
            wanted.append((grade, [row]))
        elif grade.lms not in {"moodle", "canvas"}:
            wanted.append((grade, _by_word(sheet, columns, rows, grade)))
        else:
            wanted.append((grade, []))
    return claimed(wanted, rows)


def _participant(sheet: Sheet, columns: Columns, row: int) -> int:
    found = _IDENTIFIER.fullmatch(sheet.value(row, columns.identifier))
    return int(found["id"]) if found else -1


def _name(sheet: Sheet, columns: Columns, row: int) -> str:
    return clean_name(sheet.value(row, columns.name)).strip() if columns.name >= 0 else ""


def _label(sheet: Sheet, columns: Columns, row: int) -> str:
    identifier = sheet.value(row, columns.identifier).strip()
    return " ".join(filter(None, [identifier, _name(sheet, columns, row)]))


def _plain(grade: Grade) -> str:
    """The name without the participant's number."""
    return grade.student.removesuffix(f"_{grade.lms_id}") if grade.lms_id else grade.student


def _team(sheet: Sheet, columns: Columns, rows: Sequence[int], grade: Grade) -> list[int]:
    apart = {columns.identifier, columns.name, columns.grade}
    inside = range(columns.identifier, columns.grade)
    team = _plain(grade)
    return [
        row
        for row in rows
        if any(sheet.value(row, n).strip() == team for n in inside if n not in apart)
    ]


def _by_word(sheet: Sheet, columns: Columns, rows: Sequence[int], grade: Grade) -> list[int]:
    words = {clean_name(word).strip() for word in (grade.lms_id, grade.student)} - {""}
    inside = [n for n in range(columns.grade) if n != columns.identifier]
    found = [
        row for row in rows if any(clean_name(sheet.value(row, n)).strip() in words for n in inside)
    ]
    return found if len(found) == 1 else []


# --- what is written ------------------------------------------------------------------


def _written(grade: Grade, results: Results, most: float, sheet: Sheet, columns: Columns) -> str:
    """The score as Moodle reads it: never above the maximum, which it would skip."""
    points = scaled(grade.score, results.assignment.max_score, most)
    row = next(sheet.students())
    comma = columns.maximum >= 0 and "," in sheet.value(row, columns.maximum)
    return amount(min(points, most) if most else points, comma=comma)


def _members(
    results: Results,
    sheet: Sheet,
    columns: Columns,
    grades: Sequence[Grade],
    matches: Matches,
) -> Iterator[tuple[Grade, Member]]:
    """One page a participant; also for those without a row, whom Moodle knows all the same."""
    rows_of = {grade.student: rows for grade, rows in matches.by_grade()}
    for grade in grades:
        if grade.status is Status.MISSING:
            continue
        rows = rows_of.get(grade.student, [])
        if _importable(grade, sheet, columns, rows):
            yield grade, Member(f"{grade.lms_name}/feedback.html", results.feedback(grade))
            continue
        for row in rows:
            name = f"{_folder(sheet, columns, row)}/feedback.html"
            yield grade, Member(name, results.feedback(grade))


def _importable(grade: Grade, sheet: Sheet, columns: Columns, rows: Sequence[int]) -> bool:
    """Whether Moodle finds this one participant in the name of the folder."""
    parts = grade.lms_name.split("_", 4)
    if len(parts) < 4 or not parts[1].isdecimal():
        return False
    return {_participant(sheet, columns, row) for row in rows} <= {int(parts[1])}


def _folder(sheet: Sheet, columns: Columns, row: int) -> str:
    """A folder's name as Moodle would give it, for one who handed in under another name."""
    name = re.sub(r'[_/\\:*?"<>|]', " ", _name(sheet, columns, row)).strip(". ") or "Participant"
    return f"{name}_{_participant(sheet, columns, row)}_assignsubmission_file"


# --- what is said ---------------------------------------------------------------------


def _told(
    results: Results, grades: Sequence[Grade], sheet: Sheet, columns: Columns
) -> frozenset[int]:
    """Rows of those who were named already because they have no grade."""
    without = {grade.lms_id for grade in results.grades if grade not in grades} - {""}
    return frozenset(
        row for row in sheet.students() if str(_participant(sheet, columns, row)) in without
    )


def _capped(matches: Matches, most: float, results: Results) -> tuple[Note, ...]:
    full = results.assignment.max_score
    names = [
        grade.student
        for grade, _ in matches.by_grade()
        if most and scaled(grade.score, full, most) > most
    ]
    return about(CAPPED, names)


def _locked(sheet: Sheet, columns: Columns, matches: Matches) -> tuple[Note, ...]:
    names = [
        _label(sheet, columns, row)
        for row in matches.rows
        if columns.changeable >= 0
        and sheet.value(row, columns.changeable).strip().casefold() in _NO
    ]
    return about(LOCKED, names)


def _late_unknown(sheet: Sheet, matches: Matches, results: Results) -> tuple[Note, ...]:
    """Who is late by the worksheet's Status, but was graded without anyone saying so."""
    heads = status_heads()
    column = _find([folded(head) for head in sheet.header], heads)
    if column < 0 or not results.assignment.late.per_day:
        return ()
    names = [
        grade.student
        for row, grade in sorted(matches.rows.items())
        if not grade.late and days_late(sheet.value(row, column))
    ]
    return about(LATE_UNKNOWN, names)


def _settings(sheet: Sheet) -> tuple[Note, ...]:
    """Moodle reads UTF-8 and commas unless its upload form is told otherwise (4.0 and later)."""
    if sheet.encoding == "utf-8" and sheet.delimiter == ",":
        return ()
    delimiter = {"\t": "tab", ";": "semicolon", ",": "comma"}[sheet.delimiter]
    told = f"{sheet.encoding}, {delimiter}"
    return (
        Note(
            say(
                "이 워크시트는 UTF-8과 쉼표가 아닙니다. Moodle에 올릴 때 고르십시오: {told}",
                "the worksheet is not UTF-8 with commas: choose {told} in Moodle's upload form",
                told=told,
            )
        ),
    )


LATE_UNKNOWN = Text(
    ko="워크시트에는 늦었다고 되어 있으나 감점하지 않았습니다. 이 워크시트를 --roster로 주어 "
    "다시 채점하십시오",
    en="late by the worksheet, but nothing was taken off: grade again with this worksheet as "
    "--roster",
)
CAPPED = Text(
    ko="최고점을 넘어 최고점으로 넣었습니다 (Moodle은 넘는 점수를 받지 않습니다)",
    en="above the maximum, written as the maximum (Moodle skips anything above it)",
)
LOCKED = Text(
    ko="Moodle에서 성적이 잠겨 있어 올려도 바뀌지 않습니다",
    en="locked in Moodle: the upload will not change the grade",
)
