"""grades.csv and review.csv: safe in a spreadsheet, strict on the way back."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.errors import StaffError
from autograder.records import Mark, Outcome, Text
from autograder.results import tables
from tests.support import report_class as invented


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def written(review: tables.Review) -> dict[tuple[str, str], tuple[float | None, str]]:
    return {key: (mark.points, mark.comment) for key, mark in review.items()}


def test_grades_have_the_agreed_header_and_a_bom() -> None:
    content = tables.grades_csv(invented.class_of(60), "ko")
    assert content.startswith(b"\xef\xbb\xbfstudent,assignment,status,score,max_score,percent,"
                              b"pending_review,late,attempt_file,seconds,message\r\n")  # fmt: skip
    assert len(rows_of(content)) == 61


def test_a_row_reads_as_the_grade() -> None:
    grade = replace(invented.grade("김지우", {"shape_3": Outcome.PARTIAL}), message=Text("가", "a"))
    _, row = rows_of(tables.grades_csv([grade], "en"))
    assert row == ["김지우", "xor-mlp", "graded", "84", "100", "84.0", "13", "yes",
                   "은닉노드_과제.ipynb", "2.40", "a"]  # fmt: skip


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", " =", "'=", "＝", "\u00a0+"])
def test_no_cell_of_a_student_is_a_formula(start: str) -> None:
    name = f"{start}HYPERLINK(1)"
    grade = replace(invented.grade(name, hostile=name), attempt_file=name)
    for content in (tables.grades_csv([grade], "ko"), tables.review_csv([grade], {})):
        for cell in rows_of(content)[1]:
            assert not cell.lstrip(" \u00a0").startswith(("=", "+", "-", "@", "\t", "\r", "＝"))


@pytest.mark.parametrize("name", [*invented.HOSTILE, "'quoted'", "''=x", "김철수"])
def test_points_find_their_student_whatever_the_name(name: str, tmp_path: Path) -> None:
    file = tmp_path / "review.csv"
    mark = Mark(7.5, "=좋습니다")
    file.write_bytes(tables.review_csv([invented.grade(name)], {(name, "insight"): mark}))
    assert written(tables.read_review(file)) == {(name, "insight"): (7.5, "=좋습니다")}


def test_points_already_given_are_kept_and_empty_rows_stay_open(tmp_path: Path) -> None:
    grades = [invented.grade("가"), invented.grade("나")]
    file = tmp_path / "review.csv"
    file.write_bytes(tables.review_csv(grades, {("나", "insight"): Mark(0.0)}))
    assert [row[2] for row in rows_of(file.read_bytes())[1:]] == ["", "0"]
    assert written(tables.read_review(file)) == {("나", "insight"): (0.0, "")}


def test_a_comment_alone_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "review.csv"
    file.write_bytes(
        tables.review_csv([invented.grade("가")], {("가", "insight"): Mark(None, "?")})
    )
    assert written(tables.read_review(file)) == {("가", "insight"): (None, "?")}


def test_all_wrong_rows_are_told_at_once() -> None:
    text = "student,check,points,max_points\na,b,ten,2\nc,b,1,2\nd,b,3,2\n"
    with pytest.raises(StaffError) as caught:
        tables.parse_review(text, "review.csv")
    first, *lines = str(caught.value).splitlines()
    assert first == "2 rows of review.csv are wrong:"
    assert ["row 2 (a, b)" in lines[0], "row 4 (d, b)" in lines[2]] == [True, True]
    assert lines[1].startswith("    tip: ")
    assert "correct these rows" in caught.value.tip


@pytest.mark.parametrize(
    ("points", "message"),
    [
        ("14", "review.csv, row 2 (김, insight): 14 is not between 0 and 13"),
        ("-1", "review.csv, row 2 (김, insight): -1 is not between 0 and 13"),
        ("ten", "review.csv, row 2 (김, insight): “ten” is not a number of points"),
        ("nan", "review.csv, row 2 (김, insight): “nan” is not a number of points"),
        ("inf", "review.csv, row 2 (김, insight): “inf” is not a number of points"),
        ("7/13", "review.csv, row 2 (김, insight): “7/13” is not a number of points"),
    ],
)
def test_impossible_points_are_refused_with_their_row(points: str, message: str) -> None:
    text = f"student,check,points,max_points,text,aids\r\n김,insight,{points},13,,\r\n"
    with pytest.raises(StaffError) as caught:
        tables.parse_review(text, "review.csv")
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "review.csv has no column student, check, points, max_points"),
        ("student,check\n", "review.csv has no column points, max_points"),
        (
            "student,check,points,max_points\na,b,1,2\na,b,2,2\n",
            "review.csv, row 3 (a, b): this answer has points twice",
        ),
        (
            "student,check,points,max_points\na,b,1,many\n",
            "review.csv, row 2 (a, b): max_points is not a number",
        ),
    ],
)
def test_a_broken_table_is_refused(text: str, message: str) -> None:
    with pytest.raises(StaffError) as caught:
        tables.parse_review(text, "review.csv")
    assert str(caught.value) == message


TABLE = "student,check,points,max_points,text,aids\n김철수,insight,7.5,13,,\n"


@pytest.mark.parametrize(
    "content",
    [
        TABLE.encode("utf-8"),
        TABLE.encode("utf-8-sig"),
        TABLE.encode("cp949"),
        TABLE.encode("utf-16"),
        TABLE.replace(",", "\t").encode("utf-16"),
        TABLE.replace(",", ";").encode(),
        TABLE.replace(",", ";").replace("7.5", "7,5").encode(),
        TABLE.replace("\n", "\r\n\r\n").encode(),
    ],
    ids=["utf-8", "bom", "cp949", "utf-16", "tabs", "semicolons", "decimal comma", "empty lines"],
)
def test_what_spreadsheets_save_can_be_read(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "review.csv"
    file.write_bytes(content)
    assert written(tables.read_review(file)) == {("김철수", "insight"): (7.5, "")}


def test_a_missing_file_is_a_clear_message(tmp_path: Path) -> None:
    with pytest.raises(StaffError, match="can't be read"):
        tables.read_review(tmp_path / "review.csv")
