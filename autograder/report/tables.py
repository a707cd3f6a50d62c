"""``grades.csv`` and ``review.csv``: what a TA opens in a spreadsheet.

Spreadsheets run a cell that starts with ``=``, ``+``, ``-``, ``@`` as a formula, whoever wrote
it. Text that a student controls therefore gets a leading apostrophe in that case
(OWASP, "CSV Injection"), which ``read_review`` takes off again.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from autograder.errors import StaffError
from autograder.records import CheckResult, Grade, Language, Outcome
from autograder.report import sanitize
from autograder.report.words import number

GRADES_HEADER = (
    "student", "assignment", "status", "score", "max_score", "percent", "pending_review",
    "late", "attempt_file", "seconds", "message",
)  # fmt: skip
REVIEW_HEADER = ("student", "check", "points", "max_points", "text", "aids")

BOM = b"\xef\xbb\xbf"  # without it, spreadsheets show Hangul as noise
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
_REVIEW_TEXT_LIMIT = 20_000  # below the 32,767 characters that a spreadsheet's cell holds

Review = dict[tuple[str, str], float]


def grades_csv(grades: Sequence[Grade], language: Language) -> bytes:
    """One row per submission, in the order given."""
    return _csv(GRADES_HEADER, (_grade_row(grade, language) for grade in grades))


def review_csv(grades: Sequence[Grade], existing: Mapping[tuple[str, str], float]) -> bytes:
    """What a person has to mark: one row per manual check; points already given are kept."""
    rows = (
        [
            harmless(grade.student),
            check.name,
            number(existing[key]) if (key := (grade.student, check.name)) in existing else "",
            number(check.points),
            harmless(sanitize.block(grade.review_text, _REVIEW_TEXT_LIMIT)),
            harmless(sanitize.block("\n".join(aids(check)), _REVIEW_TEXT_LIMIT)),
        ]
        for grade in grades
        for check in grade.checks
        if check.outcome is Outcome.PENDING or (grade.student, check.name) in existing
    )
    return _csv(REVIEW_HEADER, rows)


def read_review(path: Path) -> Review:
    """The points that a person gave, by student and check; rows left empty are left out.

    Raises:
        StaffError: not such a table, a number that can't be read, below zero or above the
            row's maximum, or the same answer twice. The message names the row.
    """
    try:
        text = _decode(path.read_bytes())
    except OSError as error:
        raise StaffError(f"{path} can't be read: {error.strerror}") from error
    return parse_review(text, path.name)


def parse_review(text: str, where: str) -> Review:
    """``read_review`` for text; ``where`` names the file in messages."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        table = list(rows)
    except csv.Error as error:
        raise StaffError(
            f"{where} is not a table: {error}", tip="save it as CSV (UTF-8)"
        ) from error
    header = [cell.strip() for cell in table[0]] if table else []
    missing = [column for column in REVIEW_HEADER[:4] if column not in header]
    if missing:
        raise StaffError(
            f"{where} has no column {', '.join(missing)}",
            tip=f"keep the first line as it was written: {','.join(REVIEW_HEADER)}",
        )
    review: Review = {}
    for row_number, cells in enumerate(table[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        row = dict(zip(header, cells, strict=False))
        key = (_bare(row.get("student", "")), row.get("check", "").strip())
        points = row.get("points", "").strip()
        if not points:
            continue
        place = f"{where}, row {row_number} ({key[0]}, {key[1]})"
        if key in review:
            raise StaffError(f"{place}: this answer has points twice", tip="keep one of the rows")
        review[key] = _points(points, row.get("max_points", "").strip(), place)
    return review


def aids(check: CheckResult) -> list[str]:
    """What the check prepared for the marker."""
    return [text for text in (check.detail, check.message.en) if text]


def harmless(text: str) -> str:
    """``text`` such that no spreadsheet takes it for a formula."""
    return f"'{text}" if _dangerous(text) else text


def _bare(text: str) -> str:
    """Undo ``harmless``."""
    return text[1:] if text.startswith("'") and _dangerous(text[1:]) else text


def _dangerous(text: str) -> bool:
    return text.lstrip("' \u00a0\u3000").startswith(_FORMULA)


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


def _delimiter(text: str) -> str:
    first = text.split("\n", 1)[0]
    return max(",;\t", key=first.count)


def _points(given: str, maximum: str, place: str) -> float:
    points = _number(given)
    if points is None:
        raise StaffError(
            f"{place}: “{sanitize.line(given, 40)}” is not a number of points",
            tip="write a plain number such as 7 or 7.5, or leave the cell empty",
        )
    most = _number(maximum)
    if most is None:
        raise StaffError(f"{place}: max_points is not a number", tip="put the old value back")
    if points < 0 or points > most:
        raise StaffError(
            f"{place}: {number(points)} is not between 0 and {number(most)}",
            tip="correct the points in this row",
        )
    return points


def _number(text: str) -> float | None:
    """A decimal number; a comma is a decimal comma (Excel writes it in half of Europe)."""
    try:
        value = float(text.strip().lstrip("'").replace(",", "."))
    except ValueError:
        return None
    return value if math.isfinite(value) else None
