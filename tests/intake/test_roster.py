"""The roster: who is missing, and who is who."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.errors import StaffError, SubmissionError
from autograder.intake import messages
from autograder.intake.collect import collect
from autograder.intake.reader import read_program
from autograder.intake.roster import Listed, is_missing, read_roster
from tests.support.places import LMS

KIM = Listed("김민수", "50213", "김민수", "minsu@example.ac.kr")


def roster(tmp_path: Path, text: str | bytes) -> Path:
    """A roster file."""
    path = tmp_path / "roster.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_who_handed_in_nothing_is_missing_and_the_others_are_renamed() -> None:
    found = {s.student: s for s in collect([LMS / "moodle-folders.zip"], roster=LMS / "roster.csv")}
    missing = [s for s in found.values() if is_missing(s)]
    assert [(s.student, s.lms_id, s.content, s.filename) for s in missing] == [
        ("윤결석", "50299", b"", "")
    ]
    assert found["김민수"].lms_id == "50213"
    assert "강도윤_50219" in found  # not listed, graded all the same
    with pytest.raises(SubmissionError) as caught:
        read_program(missing[0])
    assert caught.value.message == messages.NOTHING_HANDED_IN


@pytest.mark.parametrize(
    ("zip_name", "sheet", "missing"),
    [
        ("moodle-folders.zip", "moodle-worksheet.csv", ["윤결석_50299"]),
        ("canvas.zip", "canvas-gradebook.csv", ["Yoon, Absent"]),
    ],
)
def test_the_lmss_own_sheets_do_as_rosters(zip_name: str, sheet: str, missing: list[str]) -> None:
    found = collect([LMS / zip_name], roster=LMS / sheet)
    assert [s.student for s in found if is_missing(s)] == missing


def test_blind_marking_gets_its_names_back(tmp_path: Path) -> None:
    path = roster(tmp_path, "id,name\n60113,김민수\n60127,이서연\n")
    found = [s.student for s in collect([LMS / "moodle-blind.zip"], roster=path)]
    assert found == ["Participant_60131", "김민수_60113", "이서연_60127"]


def test_plain_files_get_their_ids(tmp_path: Path) -> None:
    names = ["과제1_20260001_김민수.py", "이서연.py", "minji.py", "20260004.py", "other.py"]
    for name in names:
        (tmp_path / name).write_text("a = 1")
    path = roster(
        tmp_path,
        "id,name,email\n20260001,김민수,\n20260002,이서연,\n20260003,박민지,minji@a.kr\n20260004,최,\n",
    )
    found = {s.student: s.lms_id for s in collect([tmp_path], roster=path)}
    assert found == {
        "20260004": "20260004",
        "minji": "20260003",
        "other": "",
        "과제1_20260001_김민수": "20260001",
        "이서연": "20260002",
    }


def test_namesakes_are_not_guessed(tmp_path: Path) -> None:
    (tmp_path / "김민수.py").write_text("a = 1")
    path = roster(tmp_path, "id,name\n1001,김민수\n1002,김민수\n")
    found = {s.student: is_missing(s) for s in collect([tmp_path], roster=path)}
    assert found == {"김민수": False, "김민수_1001": True, "김민수_1002": True}


@pytest.mark.parametrize(
    "content",
    [
        "student,id,name,email\n김민수,50213,김민수,minsu@example.ac.kr\n",
        "\ufeffEmail;Name;ID;Student\nminsu@example.ac.kr;김민수;50213;김민수\n",
        "학번\t이름\t이메일\t학생\r\n50213\t김민수\tminsu@example.ac.kr\t김민수\r\n\r\n",
        "id,name,email,student\n50213,김민수,minsu@example.ac.kr,김민수\n".encode("cp949"),
        "id,name,email,student\n50213,김민수,minsu@example.ac.kr,김민수\n".encode("utf-16"),
        (
            'Identifier,"Full name",Email address,username\n'
            "Participant 50213,김민수,minsu@example.ac.kr,김민수\n,,,\n"
        ),
    ],
    ids=["plain", "bom", "tabs", "cp949", "utf-16", "moodle"],
)
def test_rosters_of_all_kinds(tmp_path: Path, content: str | bytes) -> None:
    assert read_roster(roster(tmp_path, content)) == (KIM,)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "none of the columns"),
        ("a,b\n1,2\n", "none of the columns"),
        ("student,id\n", "lists nobody"),
        (b"\0\1\2\3" * 100, "not a text file"),
        ('student\n"' + "a" * 200_000, "not a CSV file"),
    ],
    ids=["empty", "other columns", "only a head", "binary", "endless field"],
)
def test_the_staff_is_told_what_is_wrong_with_the_roster(
    tmp_path: Path, content: str | bytes, says: str
) -> None:
    with pytest.raises(StaffError, match=says) as caught:
        read_roster(roster(tmp_path, content))
    assert caught.value.tip


def test_a_roster_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StaffError, match="can't be read: No such file"):
        read_roster(tmp_path / "nowhere.csv")


def test_a_roster_alone_lists_everyone_as_missing(tmp_path: Path) -> None:
    (tmp_path / "class").mkdir()
    found = collect([tmp_path / "class"], roster=roster(tmp_path, "student\nkim\nlee\n"))
    assert [(s.student, is_missing(s)) for s in found] == [("kim", True), ("lee", True)]
