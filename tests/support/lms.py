"""A results folder of invented grades, and sheets as LMSes export them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from autograder.intake.names import safe_folder
from autograder.lms.results import Results
from autograder.records import Grade
from tests.support import report_class as invented
from tests.support.results import kept_in

WORKSHEET_EN = (
    "Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,"
    "Last modified (submission),Last modified (grade),Feedback comments"
)
WORKSHEET_KO = (
    "식별자,성명,이메일 주소,상태,성적,최대 성적,성적을 변경할 수 있음,"
    "마지막 수정됨(제출),마지막 수정됨(성적),피드백 덧글"
)


def moodle_grade(name: str, number: int, score: float = 87.5, **changed: object) -> Grade:
    """A grade of someone who handed in through Moodle."""
    grade = replace(
        invented.grade(f"{name}_{number}"),
        score=score,
        pending=0.0,
        lms="moodle",
        lms_id=str(number),
        lms_name=f"{name}_{number}_assignsubmission_file",
        late=False,
    )
    return replace(grade, **changed)  # type: ignore[arg-type]


def canvas_grade(name: str, number: int, score: float = 87.5, **changed: object) -> Grade:
    """A grade of someone who handed in through Canvas."""
    grade = replace(
        invented.grade(f"{name}_{number}"),
        score=score,
        pending=0.0,
        lms="canvas",
        lms_id=str(number),
        attempt_file=f"{name}_{number}_{number + 600000}_과제 1.ipynb",
        late=False,
    )
    return replace(grade, **changed)  # type: ignore[arg-type]


def write_results(out: Path, grades: Sequence[Grade]) -> Results:
    """The grades as ``grade`` leaves them on disk."""
    assignment = invented.assignment()
    for grade in grades:
        kept_in(out).keep_grade(safe_folder(grade.student), grade, assignment, "ko")
    return Results(kept_in(out), assignment, tuple(grades))


def worksheet(
    people: Sequence[tuple[int, str]],
    *,
    head: str = WORKSHEET_EN,
    word: str = "Participant ",
    maximum: str = "100.00",
    end: str = "\r\n",
) -> str:
    """A worksheet without grades, as Moodle writes it."""
    rows = [
        f'"{word}{number}","{name}",a{number}@example.ac.kr,"Submitted for grading",,{maximum},'
        'Yes,"Thursday, 12 March 2026, 10:00 AM",-,'
        for number, name in people
    ]
    return end.join([head, *rows]) + end


def gradebook(
    people: Sequence[tuple[int, str]],
    *,
    column: str = "은닉 노드 (4411)",
    cells: dict[int, str] | None = None,
    points: str = "100",
    sign: str = ",",
) -> str:
    """A gradebook as Canvas exports it, with another assignment and the totals."""
    head = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Quiz 1 (4400)", column,
            "Current Score", "Final Score"]  # fmt: skip
    rows = [
        head,
        ["    Points Possible", "", "", "", "", "10", points, "(read only)", "(read only)"],
        *(
            [f'"{name}"', str(number), f"2026{number}", f"u{number}", "DL-01", "7",
             (cells or {}).get(number, ""), "70", "70"]
            for number, name in people
        ),
        ['"Student, Test"', "999999", "", "", "DL-01", "", "", "", ""],
    ]  # fmt: skip
    return "\n".join(sign.join(row) for row in rows) + "\n"
