"""The list of a class: who should have handed in, and under which id."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.errors import StaffError, SubmissionError
from autograder.intake import messages
from autograder.intake.decode import decode
from autograder.intake.limits import MAX_ROSTER
from autograder.intake.moodle_status import days_late, status_heads
from autograder.intake.names import clean_name, folded, letters
from autograder.records import Submission
from autograder.util.csv_separator import separator

# Heads of columns as we ask for them, then as Moodle's grading worksheet and Canvas' gradebook
# call them, in English and Korean, and Classroom 50's roster.
COLUMNS: dict[str, tuple[str, ...]] = {
    "student": ("student", "학생", "username", "사용자명"),
    "identity": (
        "id",
        "identifier",
        "식별자",
        "식별번호",
        "lms_id",
        "user id",
        "학번",
        "id number",
    ),
    "name": ("name", "full name", "이름", "성명", "성/이름", "성함"),
    "first": ("first_name", "first name"),
    "last": ("last_name", "last name", "surname"),
    "late": ("late", "late_days", "지각", "늦은 일수"),
    "email": ("email", "email address", "e-mail", "이메일", "이메일 주소", "전자우편"),
    "status": tuple(sorted(status_heads())),  # says who was late in Moodle's worksheet only
}
PARTICIPANT = re.compile(r"\D+ ?([0-9]+)")  # "Participant 123" in whatever language
HEAD_ROWS = frozenset(["points possible", "student, test"])  # Canvas' rows that are no students
DAYS = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{1,4})?")
ON_TIME = frozenset(["", "0", "no", "아니오", "아니요"])
LATE = frozenset(["yes", "예", "네"])
MOST_DAYS = 999.0
SHORTEST_ID = 4  # digits or letters; shorter ones are found in file names by chance


@dataclass(frozen=True, slots=True)
class Listed:
    """One row of the roster; at least one field is not ''."""

    student: str = ""
    identity: str = ""
    name: str = ""
    email: str = ""
    late: str = ""  # days, yes or no; '' leaves it to the LMS

    @property
    def label(self) -> str:
        """What a student is called who handed in nothing."""
        return self.student or "_".join(filter(None, [self.name, self.identity])) or self.email


def read_roster(path: Path) -> tuple[Listed, ...]:
    """The rows of a CSV with any of the columns student, id, name, email.

    UTF-8 (with or without byte order mark), UTF-16 or CP949; separated by comma, semicolon or tab.

    Raises:
        StaffError: the file is missing, is no such table, or lists nobody.
    """
    columns = "Give it a first line with any of the columns student, id, name, email."
    try:
        with path.open("rb") as file:
            text, _ = decode(file.read(MAX_ROSTER))
    except OSError as error:
        message = f"The roster {path} can't be read: {error.strerror}."
        raise StaffError(message, "Check the path given with --roster.") from error
    except SubmissionError as error:
        raise StaffError(f"The roster {path} is not a text file.", "Save it as CSV.") from error
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=separator(text)))
    except csv.Error as error:
        raise StaffError(f"The roster {path} is not a CSV file: {error}.", columns) from error
    places = _places(rows[0] if rows else ())
    if not set(places) - {"late", "status"}:
        raise StaffError(f"The roster {path} has none of the columns that are needed.", columns)
    listed = tuple(dict.fromkeys(_listed(rows[1:], places)))
    if not listed:
        raise StaffError(f"The roster {path} lists nobody.", columns)
    return listed


def apply_roster(submissions: Sequence[Submission], listed: Sequence[Listed]) -> list[Submission]:
    """``submissions`` under the roster's names, and one more for each who handed in nothing.

    The ``student`` column renames. A name alone only does where the LMS gave none, as in blind
    marking. Files that come from no LMS get the roster's id.
    """
    find = _Finder(listed)
    matches = [(submission, find(submission)) for submission in submissions]
    present = {row for _, row in matches if row}
    named = [_renamed(submission, row) if row else submission for submission, row in matches]
    return named + [_missing(row) for row in listed if row not in present]


def is_missing(submission: Submission) -> bool:
    """Whether the roster lists the student but nothing was handed in."""
    return not submission.filename and submission.problem == messages.NOTHING_HANDED_IN


def _missing(row: Listed) -> Submission:
    return Submission(
        student=row.label,
        content=b"",
        filename="",
        lms_id=row.identity,
        problem=messages.NOTHING_HANDED_IN,
    )


def _renamed(submission: Submission, row: Listed) -> Submission:
    is_anonymous = not _plain_name(submission)
    name = row.student or (row.label if submission.lms and is_anonymous and row.name else "")
    return replace(
        submission,
        student=name or submission.student,
        lms_id=submission.lms_id or row.identity,
        late=submission.late if not row.late else row.late not in ON_TIME,
        late_days=_days(row.late),
        late_known=submission.late_known or bool(row.late),
    )


def _days(late: str) -> float:
    """How many days late; 0 where the roster doesn't say."""
    return float(late.replace(",", ".")) if DAYS.fullmatch(late) else 0.0


def _from_statuses(rows: Sequence[Sequence[str]], places: dict[str, int]) -> dict[int, str]:
    """What Moodle's worksheet says of lateness, by row, as the column ``late`` would.

    Nothing at all where one cell can't be understood: the others would pass for in time.
    """
    at = places.get("status", -1)
    days = {n: days_late(row[at]) for n, row in enumerate(rows) if 0 <= at < len(row) and row[at]}
    known = {n: late for n, late in days.items() if late is not None}
    if len(known) < len(days):
        return {}
    return {n: f"{min(late, MOST_DAYS):.4f}" if late else "no" for n, late in known.items()}


class _Finder:
    """Finds the row of a submission: by id, by name as listed, by address, by what is in it."""

    def __init__(self, listed: Sequence[Listed]) -> None:
        self._by_id = _only((row.identity, row) for row in listed)
        self._by_word = _only(
            (letters(word), row)
            for row in listed
            for word in {row.student, row.identity, row.email, row.email.split("@")[0], row.name}
        )

    def __call__(self, submission: Submission) -> Listed | None:
        if submission.lms_id in self._by_id:
            return self._by_id[submission.lms_id]
        words = [submission.student, _plain_name(submission)]
        # 과제1_20231234_김민수: the parts of a name that can only mean one row
        words += [w for w in re.split(r"[\W_]+", submission.student) if len(w) >= SHORTEST_ID]
        return next((self._by_word[w] for w in map(letters, words) if w in self._by_word), None)


def _only(pairs: Iterable[tuple[str, Listed]]) -> dict[str, Listed]:
    """Keys that stand for one row only."""
    found: dict[str, set[Listed]] = {}
    for key, row in pairs:
        found.setdefault(key, set()).add(row)
    return {key: rows.pop() for key, rows in found.items() if key and len(rows) == 1}


def _plain_name(submission: Submission) -> str:
    """The person's name without the LMS's id; '' where marking is blind."""
    name = submission.student
    if submission.lms_id:
        name = name.removesuffix(submission.lms_id).rstrip("_")
    blind = {"", "participant", "참가자", "참여자"}
    return "" if submission.lms and name.casefold() in blind else name


def _places(head: Sequence[str]) -> dict[str, int]:
    """For each of our columns the place of the first of its names that there is."""
    names = [folded(cell) for cell in head]
    return {
        column: names.index(next(alias for alias in aliases if alias in names))
        for column, aliases in COLUMNS.items()
        if any(alias in names for alias in aliases)
    }


def _listed(rows: Sequence[Sequence[str]], places: dict[str, int]) -> Iterator[Listed]:
    lateness = _from_statuses(rows, places)
    for at_row, row in enumerate(rows):
        cells = {c: clean_name(row[at]).strip() for c, at in places.items() if at < len(row)}
        if cells.get("student", "").casefold() in HEAD_ROWS or not any(
            value for column, value in cells.items() if column not in {"late", "status"}
        ):
            continue
        cells.pop("status", None)
        cells["late"] = cells.get("late", "").casefold()
        if cells["late"] not in ON_TIME | LATE and not DAYS.fullmatch(cells["late"]):
            raise StaffError(
                f"The roster says that {cells.get('student') or cells.get('name') or '?'} was "
                f"late by {cells['late']!r}.",
                "In the column late, write a number of days, yes or no.",
            )
        participant = PARTICIPANT.fullmatch(cells.get("identity", ""))
        if participant:
            cells["identity"] = participant[1]
            cells["late"] = cells["late"] or lateness.get(at_row, "")
        full = " ".join(filter(None, [cells.pop("first", ""), cells.pop("last", "")]))
        yield Listed(**{"name": full, **cells})
