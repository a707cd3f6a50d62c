"""Canvas: the gradebook with the assignment's column filled, and the re-upload zip.

Rules of the importers, read in Canvas' ``lib/gradebook_importer.rb`` (and ``…exporter.rb``) and
``app/models/abstract_assignment.rb``: ``Student`` or ``LastName`` comes first, then ``ID``, and
``Section`` before the assignments; ``<title> (<id>)`` names an assignment; the row
``Points Possible`` would change the assignment's points and may say ``(read only)``; an empty
cell *removes* a grade; ``EX`` excuses; ``.`` and ``,`` are both decimal signs. In the zip, the
first two numbers between underscores are user and attachment (after ``anon``: the anonymous id
and the attachment); the student gets the file under the name of what was handed in, so a notebook
has to come back as a notebook. Texts and links that were typed in have no attachment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import StaffError
from autograder.intake.layouts import CANVAS
from autograder.intake.names import letters
from autograder.lms.annotate import annotated
from autograder.lms.csv_patch import Sheet, read_sheet
from autograder.lms.results import Export, Note, Results, about, common_notes, graded
from autograder.lms.roster_match import Matches, claimed, single
from autograder.lms.score_scale import amount, scale_note, scaled
from autograder.lms.zips import Member, write_zip
from autograder.records import Assignment, Grade, Status, Text, say
from autograder.util.atomic_write import write_atomic

GRADES, FEEDBACK = "canvas-grades.csv", "canvas-feedback.zip"

_COLUMN = re.compile(r"(?P<title>.*\S)\s*\((?P<id>[0-9]+)\)", re.DOTALL)
# Totals, whose name a grading period may follow in parentheses.
_TOTAL = re.compile(r"(Current|Final|Override) (Score|Points|Grade|Status)")
_IDS = ("ID", "SIS User ID", "SIS Login ID", "Integration ID")
_AMOUNT = re.compile(r"[0-9]+(?:[.,][0-9]+)?")
_POINTS = "Points Possible"
_EXCUSED = frozenset(["ex"])
_NOT_ASSIGNED = frozenset(["n/a"])


@dataclass(frozen=True, slots=True)
class Columns:
    """Where things stand in a gradebook."""

    name: int
    ids: tuple[int, ...]  # Canvas' own id first
    grade: int


def export(
    results: Results, to: Path, gradebook: Path, column: str, *, missing_zero: bool
) -> Export:
    """Write both files below ``to``; the gradebook itself is not changed.

    Raises:
        StaffError: the gradebook is none, or the assignment's column can't be told.
    """
    sheet = read_sheet(gradebook)
    columns = find_columns(sheet, results.assignment, column)
    most = _points_possible(sheet, columns)
    grades = graded(results, missing_zero=missing_zero)
    matches = match(sheet, columns, grades)
    kept = {row: sheet.value(row, columns.grade).strip().casefold() for row in matches.rows}
    full = results.assignment.max_score
    comma = "," in _points_text(sheet, columns)
    values = {
        (row, columns.grade): amount(scaled(grade.score, full, most), comma=comma)
        for row, grade in matches.rows.items()
        if kept[row] not in _EXCUSED | _NOT_ASSIGNED
    }
    members, doubles = single(_members(results, grades))
    write_atomic(to / GRADES, sheet.filled(_made_harmless(sheet, columns) | values))
    write_zip(to / FEEDBACK, members)
    told = _told(results, grades, sheet, columns)
    notes = (
        _filled_column(sheet, columns),
        *common_notes(results, missing_zero=missing_zero),
        *matches.notes(lambda row: sheet.value(row, columns.name).strip(), told),
        *_left(matches, kept, _EXCUSED, EXCUSED),
        *_left(matches, kept, _NOT_ASSIGNED, NOT_ASSIGNED),
        *scale_note(full, most),
        *_without_file(grades),
        *doubles,
    )
    return Export((to / GRADES, to / FEEDBACK), notes)


def find_columns(sheet: Sheet, assignment: Assignment, given: str = "") -> Columns:
    """The columns of a gradebook. ``given`` names the assignment's: title, id or both.

    Raises:
        StaffError: it is no gradebook, or the assignment's column can't be told.
    """
    heads = sheet.header
    if not {"Student", "LastName"} & set(heads) or "ID" not in heads or "Section" not in heads:
        raise StaffError(
            f"{sheet.name} is no gradebook of Canvas: it has no columns Student, ID and Section",
            "Give the file that Canvas exports (Grades, Export, Entire Gradebook).",
        )
    name = heads.index("Student") if "Student" in heads else heads.index("LastName")
    ids = tuple(heads.index(head) for head in _IDS if head in heads)
    return Columns(name, ids, _grade_column(sheet, assignment, given))


def _made_harmless(sheet: Sheet, columns: Columns) -> dict[tuple[int, int], str]:
    """Names and sections as text. The importer looks at a name only where the row has no ``ID``."""
    heads = ("Student", "LastName", "FirstName", "Section")
    found = [sheet.header.index(head) for head in heads if head in sheet.header]
    safe = sheet.made_harmless(found)
    return {
        place: text for place, text in safe.items() if sheet.value(place[0], columns.ids[0]).strip()
    }


def _grade_column(sheet: Sheet, assignment: Assignment, given: str) -> int:
    """The assignment's column: named, else of the same title, else a like one, else the only."""
    after = sheet.header.index("Section")
    columns = {
        number: found
        for number, head in enumerate(sheet.header)
        if number > after and not _TOTAL.search(head) and (found := _COLUMN.fullmatch(head))
    }
    listed = ", ".join(f"`{found[0]}`" for found in columns.values()) or "none"
    tip = f"Name it with --column. There are: {listed}."
    if given:
        wanted = given.strip().casefold()
        named = [
            number
            for number, found in columns.items()
            if wanted in {found[0].casefold(), found["title"].casefold(), found["id"]}
        ]
        if len(named) != 1:
            how = "no" if not named else "more than one"
            raise StaffError(f"{sheet.name} has {how} assignment `{given}`", tip)
        return named[0]
    ours = {letters(t) for t in (assignment.name, assignment.title.ko, assignment.title.en)}
    titles = {number: letters(found["title"]) for number, found in columns.items()}
    same = [number for number, title in titles.items() if title in ours]
    like = [
        number
        for number, title in titles.items()
        if title and any(one in title or title in one for one in ours)
    ]
    for candidates in (same, like, list(columns)):
        if len(candidates) == 1:
            return candidates[0]
        if candidates:
            break
    raise StaffError(f"{sheet.name}: can't tell which column is `{assignment.name}`", tip)


def _points_text(sheet: Sheet, columns: Columns) -> str:
    """What the row ``Points Possible`` says of the assignment; '' where there is none."""
    rows = (row for row in sheet.students() if _POINTS in sheet.value(row, columns.name))
    return next((sheet.value(row, columns.grade).strip() for row in rows), "")


def _points_possible(sheet: Sheet, columns: Columns) -> float:
    """The assignment's points in Canvas; 0 where the gradebook doesn't say.

    Raises:
        StaffError: the column can't be imported.
    """
    text = _points_text(sheet, columns)
    if re.search(r"read\s+only", text):
        raise StaffError(
            f"{sheet.name}: Canvas takes no grades in the column `{sheet.header[columns.grade]}`",
            "Name another one with --column.",
        )
    return float(text.replace(",", ".")) if _AMOUNT.fullmatch(text) else 0.0


# --- whose row ------------------------------------------------------------------------


def match(sheet: Sheet, columns: Columns, grades: Sequence[Grade]) -> Matches:
    """Which grade goes into which row: by Canvas' user id, else by another id of the row."""
    rows = [row for row in sheet.students() if _is_student(sheet, columns, row)]
    canvas = {sheet.value(row, columns.ids[0]).strip(): row for row in rows}
    wanted = []
    for grade in grades:
        row = canvas.get(grade.lms_id) if grade.lms in {"canvas", ""} and grade.lms_id else None
        if row is not None:
            wanted.append((grade, [row]))
        elif grade.lms in {"canvas", "moodle"}:
            wanted.append((grade, []))
        else:
            wanted.append((grade, _by_other_id(sheet, columns, rows, grade)))
    return claimed(wanted, rows)


def _is_student(sheet: Sheet, columns: Columns, row: int) -> bool:
    """Not ``Points Possible``, not the row about posting, not the student that Canvas invents."""
    name = sheet.value(row, columns.name).strip()
    ids = [sheet.value(row, column).strip() for column in columns.ids]
    return any(ids) and _POINTS not in name and name != "Student, Test"


def _by_other_id(sheet: Sheet, columns: Columns, rows: Sequence[int], grade: Grade) -> list[int]:
    words = {grade.lms_id, grade.student} - {""}
    found = [
        row for row in rows if words & {sheet.value(row, n).strip() for n in columns.ids} - {""}
    ]
    return found if len(found) == 1 else []


def _told(
    results: Results, grades: Sequence[Grade], sheet: Sheet, columns: Columns
) -> frozenset[int]:
    """Rows of those who were named already because they have no grade."""
    without = [grade for grade in results.grades if grade not in grades]
    known = {word for grade in without for word in (grade.lms_id, grade.student)}
    return frozenset(
        row
        for row in sheet.students()
        if known & {sheet.value(row, column).strip() for column in columns.ids} - {""}
    )


# --- files back -----------------------------------------------------------------------


def _members(results: Results, grades: Sequence[Grade]) -> Iterator[tuple[Grade, Member]]:
    for grade in grades:
        if _returnable(grade):
            page = annotated(results, grade, grade.attempt_file)
            yield grade, Member(grade.attempt_file, page)


def _returnable(grade: Grade) -> bool:
    """Whether Canvas finds a submission by the name of this file."""
    if grade.lms != "canvas" or grade.status is Status.MISSING:
        return False
    found = CANVAS.fullmatch(grade.attempt_file)
    return bool(found and found["attachment"])


def _without_file(grades: Sequence[Grade]) -> tuple[Note, ...]:
    names = [
        grade.student
        for grade in grades
        if grade.status is not Status.MISSING and not _returnable(grade)
    ]
    return about(NO_FILE, names)


# --- what is said ---------------------------------------------------------------------


def _filled_column(sheet: Sheet, columns: Columns) -> Note:
    head = sheet.header[columns.grade]
    return Note(say("점수를 넣은 열: {head}", "the column that was filled: {head}", head=head))


def _left(
    matches: Matches, kept: dict[int, str], words: frozenset[str], text: Text
) -> tuple[Note, ...]:
    names = [grade.student for row, grade in matches.rows.items() if kept[row] in words]
    return about(text, names)


EXCUSED = Text(ko="면제(EX)되어 그대로 두었습니다", en="excused (EX), left as it was")
NOT_ASSIGNED = Text(
    ko="이 과제가 주어지지 않은 학생(N/A)이라 그대로 두었습니다",
    en="not assigned to them (N/A), left as it was",
)
NO_FILE = Text(
    ko="Canvas에 제출한 파일이 없어 되돌려 보낼 수 없습니다. "
    "결과 폴더의 feedback.html을 전해 주십시오",
    en="no file in Canvas that feedback could go back to; pass on feedback.html from the results",
)
