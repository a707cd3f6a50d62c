"""``grades.csv`` and ``review.csv``: what a TA opens in a spreadsheet.

Text that a student or a person wrote is made harmless to spreadsheets by ``spreadsheet_cells``;
``read_review`` takes that back.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from autograder.errors import StaffError
from autograder.messages.words import number
from autograder.records import CheckResult, Grade, Language, Mark, Outcome
from autograder.util import sanitize
from autograder.util.csv_separator import separator
from autograder.util.spreadsheet_cells import bare, harmless

GRADES_HEADER = (
    "student", "assignment", "status", "score", "max_score", "percent", "pending_review",
    "late", "attempt_file", "seconds", "message",
)  # fmt: skip
REVIEW_HEADER = ("student", "check", "points", "max_points", "comment", "text", "aids")
REVIEW_NEEDED = REVIEW_HEADER[:4]  # earlier versions wrote no comment

BOM = b"\xef\xbb\xbf"  # without it, spreadsheets show Hangul as noise
_REVIEW_TEXT_LIMIT = 20_000  # below the 32,767 characters that a spreadsheet's cell holds

Review = dict[tuple[str, str], Mark]


def grades_csv(grades: Sequence[Grade], language: Language) -> bytes:
    """One row per submission, in the order given."""
    return _csv(GRADES_HEADER, (_grade_row(grade, language) for grade in grades))


def review_csv(grades: Sequence[Grade], existing: Mapping[tuple[str, str], Mark]) -> bytes:
    """What a person has to mark: one row per manual check; what was written already is kept.

    So are marks of somebody who has no grade now (not graded yet, or a damaged result): only the
    person who gave them may take them away.
    """
    rows = [
        _review_row(grade, check, existing.get((grade.student, check.name)))
        for grade in grades
        for check in grade.checks
        if check.outcome is Outcome.PENDING or (grade.student, check.name) in existing
    ]
    known = {(grade.student, check.name) for grade in grades for check in grade.checks}
    rows += [_kept_row(*key, mark) for key, mark in existing.items() if key not in known]
    return _csv(REVIEW_HEADER, rows)


def _review_row(grade: Grade, check: CheckResult, mark: Mark | None) -> list[str]:
    return [
        harmless(grade.student),
        check.name,
        number(mark.points) if mark and mark.points is not None else "",
        number(check.points),
        harmless(mark.comment) if mark else "",
        harmless(sanitize.block(grade.staff.review_text, _REVIEW_TEXT_LIMIT)),
        harmless(sanitize.block("\n".join(aids(check)), _REVIEW_TEXT_LIMIT)),
    ]


def _kept_row(student: str, check: str, mark: Mark) -> list[str]:
    points = number(mark.points) if mark.points is not None else ""
    most = number(mark.most) if mark.most is not None else points
    return [harmless(student), harmless(check), points, most, harmless(mark.comment), "", ""]


def read_review(path: Path) -> Review:
    """What a person wrote, by student and check; rows left empty are left out.

    Raises:
        StaffError: not such a table, or rows with a number that can't be read, below zero or
            above the row's maximum, or for an answer that has a row already. The message names
            all such rows.
    """
    try:
        text = _decode(path.read_bytes())
    except OSError as error:
        raise StaffError(f"{path} can't be read: {error.strerror}") from error
    return parse_review(text, path.name)


def parse_review(text: str, where: str) -> Review:
    """``read_review`` for text; ``where`` names the file in messages."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator(text))
    try:
        table = list(rows)
    except csv.Error as error:
        raise StaffError(
            f"{where} is not a table: {error}", tip="save it as CSV (UTF-8)"
        ) from error
    header = _review_columns(table, where)
    review: Review = {}
    wrong: list[StaffError] = []
    for row_number, cells in enumerate(table[1:], start=2):
        row = dict(zip(header, cells, strict=False))
        points, comment = row.get("points", "").strip(), bare(row.get("comment", "").strip())
        if not points and not comment:
            continue
        key = (bare(row.get("student", "")), bare(row.get("check", "").strip()))
        place = f"{where}, row {row_number} ({key[0]}, {key[1]})"
        if key in review:
            twice = f"{place}: this answer has points twice"
            wrong.append(StaffError(twice, tip="keep one of the rows"))
            continue
        try:
            review[key] = _mark(points, comment, row.get("max_points", "").strip(), place)
        except StaffError as error:
            wrong.append(error)
    refuse_rows(wrong)
    return review


def _review_columns(table: Sequence[Sequence[str]], where: str) -> list[str]:
    header = [cell.strip() for cell in table[0]] if table else []
    missing = [column for column in REVIEW_NEEDED if column not in header]
    if missing:
        raise StaffError(
            f"{where} has no column {', '.join(missing)}",
            tip=f"keep the first line as it was written: {','.join(REVIEW_HEADER)}",
        )
    return header


def refuse_rows(wrong: Sequence[StaffError]) -> None:
    """Raise one error for all rows that are wrong, each on a line of its own.

    Raises:
        StaffError: there are any.
    """
    if len(wrong) == 1:
        raise wrong[0]
    if wrong:
        lines = [f"{error}" + (f"\n    tip: {error.tip}" if error.tip else "") for error in wrong]
        raise StaffError(
            f"{len(wrong)} rows of review.csv are wrong:\n  " + "\n  ".join(lines),
            tip="correct these rows; no mark was put in",
        )


def aids(check: CheckResult) -> list[str]:
    """What the check prepared for the marker."""
    return [text for text in (check.detail, check.message.en) if text]


def _grade_row(grade: Grade, language: Language) -> list[str]:
    return [
        harmless(grade.student),
        grade.assignment,
        grade.status.value,
        number(grade.score),
        number(grade.max_score),
        f"{grade.percent:.1f}",
        number(grade.pending),
        "yes" if grade.late else "no",
        harmless(sanitize.name(grade.attempt_file)) if grade.attempt_file else "",
        f"{grade.usage.seconds:.2f}",
        harmless(sanitize.line(grade.message.to(language))),
    ]


def _csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    return BOM + out.getvalue().encode("utf-8", "replace")


def _decode(content: bytes) -> str:
    """Spreadsheets save "CSV" in the code page of the machine; Korean Windows has CP949."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp949", "replace")


def _mark(given: str, comment: str, maximum: str, place: str) -> Mark:
    """One row; a row that a person added may leave out the maximum."""
    most = _number(maximum) if maximum else None
    if maximum and most is None:
        raise StaffError(f"{place}: max_points is not a number", tip="put the old value back")
    if not given:
        return Mark(None, comment, most, place)
    points = _number(given)
    if points is None:
        raise StaffError(
            f"{place}: “{sanitize.line(given, 40)}” is not a number of points",
            tip="write a plain number such as 7 or 7.5, or leave the cell empty",
        )
    if points < 0 or (most is not None and points > most):
        most_told = f" and {number(most)}" if most is not None else " and the check's points"
        raise StaffError(
            f"{place}: {number(points)} is not between 0{most_told}",
            tip="correct the points in this row",
        )
    return Mark(points, comment, most, place)


def _number(text: str) -> float | None:
    """A decimal number; a comma is a decimal comma (Excel writes it in half of Europe)."""
    try:
        value = float(text.strip().lstrip("'").replace(",", "."))
    except ValueError:
        return None
    return value if math.isfinite(value) else None
