"""Moodle takes back what is exported, by its importers' own rules; the rest is named."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from autograder.errors import StaffError
from autograder.lms import moodle
from autograder.lms.results import Export
from autograder.records import Grade, Status
from tests.support.lms import WORKSHEET_KO, moodle_grade, worksheet, write_results
from tests.support.lms_importers import KOREAN, RefusedError, moodle_feedback, moodle_grades
from tests.support.places import LMS

PEOPLE = [(50213, "김민수"), (50214, "이서연"), (50299, "윤결석")]


def run(
    tmp_path: Path, grades: list[Grade], sheet: str | bytes, column: str = "", *, zero: bool = False
) -> tuple[Export, bytes, bytes]:
    """Export; the report and both files."""
    path = tmp_path / "Grades-과제.csv"
    path.write_bytes(sheet if isinstance(sheet, bytes) else sheet.encode())
    results = write_results(tmp_path / "out", grades)
    done = moodle.export(results, tmp_path / "to", path, column, missing_zero=zero)
    return (
        done,
        (tmp_path / "to" / "moodle-grades.csv").read_bytes(),
        (tmp_path / "to" / "moodle-feedback.zip").read_bytes(),
    )


def named(done: Export, part: str) -> tuple[str, ...]:
    """The names under the note whose text contains ``part``."""
    return next((note.names for note in done.notes if part in note.text.en), ())


def test_grades_and_feedback_reach_their_participants(tmp_path: Path) -> None:
    grades = [moodle_grade("김민수", 50213, 87.5), moodle_grade("이서연", 50214, 0.0)]
    done, table, pages = run(tmp_path, grades, worksheet(PEOPLE))
    imported = moodle_grades(table, dict(PEOPLE))
    assert imported.grades == {"50213": 87.5, "50214": 0.0}
    files = moodle_feedback(pages, dict(PEOPLE))
    assert {number: list(found) for number, found in files.items()} == {
        50213: ["feedback.html"],
        50214: ["feedback.html"],
    }
    assert "김민수" in files[50213]["feedback.html"].decode()
    assert named(done, "without a result") == ("Participant 50299 윤결석",)


def test_a_real_looking_worksheet_changes_in_one_cell(tmp_path: Path) -> None:
    content = (LMS / "moodle-worksheet.csv").read_bytes()
    _, table, _ = run(tmp_path, [moodle_grade("김민수", 50213)], content)
    assert table == content.replace(b'"Submitted for grading",,', b'"Submitted for grading",87.5,')


def test_a_korean_worksheet(tmp_path: Path) -> None:
    sheet = worksheet(PEOPLE, head=WORKSHEET_KO, word="참가자")
    _, table, _ = run(tmp_path, [moodle_grade("김민수", 50213, 90)], sheet)
    assert moodle_grades(table, dict(PEOPLE), words=KOREAN).grades == {"50213": 90}


def test_a_real_looking_korean_worksheet_changes_in_two_cells(tmp_path: Path) -> None:
    content = (LMS / "moodle-worksheet-ko.csv").read_bytes()
    people = {50213: "", 50214: "", 50217: "", 50299: ""}
    grades = [
        moodle_grade("김민수", 50213, 90),
        moodle_grade("이서연", 50214, 80),
        moodle_grade("최유진", 50217, 70),
    ]
    done, table, _ = run(tmp_path, grades, content)
    imported = moodle_grades(table, people, words=KOREAN)
    assert imported.grades == {"50213": 90, "50214": 80, "50217": 70}
    first, second, third = (text.encode() for text in ("1분반,,", "1분반,75.00,", "2분반,,"))
    expected = content.replace(first, "1분반,90,".encode(), 1)
    expected = expected.replace(second, "1분반,80,".encode())
    assert table == expected.replace(third, "2분반,70,".encode(), 1)
    assert named(done, "locked") == ("참가자50217 최유진",)
    assert named(done, "without a result") == ("참가자50299 윤결석",)


def test_a_worksheet_in_a_language_nobody_here_knows(tmp_path: Path) -> None:
    head = "Tunniste,Nimi,Posti,Tila,Arvosana,Enintaan,Muutettavissa,Palautus,Muokattu,Palaute"
    sheet = worksheet(PEOPLE, head=head, word="Osallistuja ")
    _, table, _ = run(tmp_path, [moodle_grade("김민수", 50213, 90)], sheet)
    words = ("Tunniste", "Arvosana", "Muokattu", "Osallistuja ")
    assert moodle_grades(table, dict(PEOPLE), words=words).grades == {"50213": 90}


def test_the_column_can_be_named(tmp_path: Path) -> None:
    head = "ID,Nimi,Posti,Tila,Arvosana,Skaala,A,B,C,D"
    sheet = worksheet(PEOPLE, head=head, maximum="x")
    _, table, _ = run(tmp_path, [moodle_grade("김민수", 50213, 90)], sheet, "arvosana")
    assert b'"Submitted for grading",90,x' in table
    with pytest.raises(StaffError, match="no column for the grade called `Punkte`"):
        run(tmp_path, [moodle_grade("김민수", 50213)], sheet, "Punkte")


@pytest.mark.parametrize("column", ["", "Status"])
def test_a_blind_class_has_numbers_and_no_names(tmp_path: Path, column: str) -> None:
    head = "Identifier,Status,Grade,Maximum grade,Last modified (grade)"
    rows = "".join(f"Participant {n},Submitted,,100.00,-\r\n" for n in (60113, 60127))
    blind = [
        replace(moodle_grade("Participant", n, 50.0 + i)) for i, n in enumerate((60113, 60127))
    ]
    _, table, pages = run(tmp_path, blind, head + "\r\n" + rows)
    people = {60113: "", 60127: ""}
    assert moodle_grades(table, people).grades == {"60113": 50, "60127": 51}
    assert set(moodle_feedback(pages, people)) == set(people)


FOLDERS = (
    "김민수_50213_assignsubmission_file",
    "김민수_50213_assignsubmission_file_",  # before 4.1
    "1분반-김민수_50213_assignsubmission_file_",
    "김민수_50213_assignsubmission_onlinetext",
)


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_folder_keeps_its_name(tmp_path: Path, folder: str) -> None:
    grade = moodle_grade("김민수", 50213, lms_name=folder)
    _, _, pages = run(tmp_path, [grade], worksheet(PEOPLE))
    assert folder.encode() + b"/feedback.html" in pages
    assert list(moodle_feedback(pages, dict(PEOPLE))) == [50213]


def test_a_team_shares_its_grade_and_its_feedback(tmp_path: Path) -> None:
    head = "Identifier,Full name,Status,Group,Grade,Maximum grade,Last modified (grade)"
    rows = [
        (771, "박지훈", "2조"),  # a participant whose number is also the number of a team
        (50213, "김민수", "1조"),
        (50214, "이서연", "1조"),
        (50299, "윤결석", "Default group"),
    ]
    body = [f"Participant {n},{name},Submitted,{team},,100,-" for n, name, team in rows]
    team = moodle_grade("1조", 771, 95)
    rest = moodle_grade("Default group", 0, 60, student="Default group", lms_id="",
                        lms_name="Default group_assignsubmission_file")  # fmt: skip
    done, table, pages = run(tmp_path, [team, rest], "\n".join([head, *body]))
    people = {n: name for n, name, _ in rows}
    wanted = {"50213": 95.0, "50214": 95.0, "50299": 60.0}
    assert moodle_grades(table, people).grades == wanted
    assert set(moodle_feedback(pages, people)) == {50213, 50214, 50299}
    assert named(done, "without a result") == ("Participant 771 박지훈",)


def test_what_has_no_grade_stays_empty_and_is_named(tmp_path: Path) -> None:
    grades = [
        moodle_grade("김민수", 50213, status=Status.UNGRADED),
        moodle_grade("윤결석", 50299, 0, status=Status.MISSING, lms_name=""),
        moodle_grade("이서연", 50214, 60, pending=20.0),
        moodle_grade("최유진", 50217, 0, status=Status.INVALID),
    ]
    done, table, pages = run(tmp_path, grades, worksheet([*PEOPLE, (50217, "최유진")]))
    people = {**dict(PEOPLE), 50217: "최유진"}
    assert moodle_grades(table, people).grades == {"50214": 60, "50217": 0}
    assert set(moodle_feedback(pages, people)) == {50214, 50217}
    assert named(done, "not graded yet") == ("김민수_50213",)
    assert named(done, "handed in nothing") == ("윤결석_50299",)
    assert named(done, "waiting for points") == ("이서연_50214",)
    assert named(done, "could not be read") == ("최유진_50217",)
    assert named(done, "without a result") == ()


def test_those_who_handed_in_nothing_get_0_when_asked(tmp_path: Path) -> None:
    missing = moodle_grade("윤결석", 50299, 0, status=Status.MISSING, lms="", lms_name="")
    _, table, pages = run(tmp_path, [missing], worksheet(PEOPLE), zero=True)
    assert moodle_grades(table, dict(PEOPLE)).grades == {"50299": 0}
    assert moodle_feedback(pages, dict(PEOPLE)) == {}


def test_what_has_no_row_or_two_results_is_named_and_loses_nothing(tmp_path: Path) -> None:
    grades = [
        moodle_grade("강도윤", 50777),
        moodle_grade("김민수", 50213, 10),
        moodle_grade("김민수", 50213, 20, student="김민수_50213-2"),
        moodle_grade("canvas", 50214, lms="canvas", lms_name=""),
    ]
    sheet = worksheet(PEOPLE)
    done, table, pages = run(tmp_path, grades, sheet)
    assert table == sheet.encode()
    assert named(done, "without a row") == ("강도윤_50777", "canvas_50214")
    assert named(done, "two results") == ("김민수_50213", "김민수_50213-2")
    # Moodle may know him all the same; of two results for one it gets neither.
    assert list(moodle_feedback(pages, {**dict(PEOPLE), 50777: ""})) == [50777]


def test_scores_are_scaled_and_never_above_the_maximum(tmp_path: Path) -> None:
    grades = [moodle_grade("김민수", 50213, 87.5), moodle_grade("이서연", 50214, 103)]
    done, table, _ = run(tmp_path, grades, worksheet(PEOPLE, maximum="20.00"))
    imported = moodle_grades(table, dict(PEOPLE), maximum=20)
    assert (imported.grades, imported.skipped) == ({"50213": 17.5, "50214": 20}, [])
    assert named(done, "above the maximum") == ("이서연_50214",)
    assert any("scaled" in note.text.en for note in done.notes)


def test_a_decimal_comma_is_kept(tmp_path: Path) -> None:
    sheet = worksheet(PEOPLE, maximum='"100,00"')
    _, table, _ = run(tmp_path, [moodle_grade("김민수", 50213, 87.5)], sheet)
    assert b',"87,5","100,00",' in table
    assert moodle_grades(table, dict(PEOPLE)).grades == {"50213": 87.5}


def test_a_sheet_that_excel_saved_is_told(tmp_path: Path) -> None:
    sheet = worksheet(PEOPLE).replace(",", ";").encode("cp949")
    sheet = sheet.replace(b"Thursday; 12 March 2026; 10:00 AM", b"Thursday, 12 March 2026")
    done, table, _ = run(tmp_path, [moodle_grade("김민수", 50213, 90)], sheet)
    told = moodle_grades(table, dict(PEOPLE), encoding="cp949", delimiter=";")
    assert told.grades == {"50213": 90}
    assert any("cp949, semicolon" in note.text.en for note in done.notes)


def test_a_locked_grade_is_named(tmp_path: Path) -> None:
    sheet = worksheet(PEOPLE).replace("Yes", "No", 1)
    done, _, _ = run(tmp_path, [moodle_grade("김민수", 50213)], sheet)
    assert named(done, "locked") == ("Participant 50213 김민수",)


def test_a_name_that_is_a_formula_comes_back_as_text(tmp_path: Path) -> None:
    people = [(50213, "=HYPERLINK(0)")]
    _, table, _ = run(tmp_path, [moodle_grade("x", 50213, 90)], worksheet(people))
    assert b'"\'=HYPERLINK(0)"' in table


FAULTS = {
    "no worksheet": ("student,score\nkim,3\n", "no column of identifiers"),
    "a number twice": (worksheet([(1, "a"), (1, "b")]), "no column of identifiers"),
    "a scale": (worksheet(PEOPLE, maximum="poor good"), "no maximum grade in numbers"),
    "nobody": (worksheet([]), "no column of identifiers"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_file_that_is_no_worksheet_is_refused(tmp_path: Path, fault: str) -> None:
    sheet, message = FAULTS[fault]
    with pytest.raises(StaffError, match=message):
        run(tmp_path, [moodle_grade("김민수", 50213)], sheet)
    assert not (tmp_path / "to").exists()


def test_files_without_an_lms_are_matched_by_the_rosters_id_or_a_name_of_one_row(
    tmp_path: Path,
) -> None:
    people = [*PEOPLE, (50301, "이지은"), (50302, "이지은")]
    plain = {"lms": "", "lms_name": ""}
    grades = [
        moodle_grade("x", 50213, 10, student="kim", **plain),
        moodle_grade("x", 0, 20, student="이서연", lms_id="", **plain),
        moodle_grade("x", 0, 30, student="이지은", lms_id="", **plain),
    ]
    done, table, pages = run(tmp_path, grades, worksheet(people))
    assert moodle_grades(table, dict(people)).grades == {"50213": 10, "50214": 20}
    assert named(done, "without a row") == ("이지은",)
    assert set(moodle_feedback(pages, dict(people))) == {50213, 50214}


def test_the_importer_of_the_tests_refuses_what_moodle_refuses() -> None:
    with pytest.raises(RefusedError, match="number of columns"):
        moodle_grades(b"Identifier,Grade,Last modified (grade)\nParticipant 1,2\n", {1: ""})
    with pytest.raises(RefusedError, match="column"):
        moodle_grades(b"Identifier,Points\nParticipant 1,2\n", {1: ""})
