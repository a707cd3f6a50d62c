"""Canvas takes back what is exported, by its importers' own rules; the rest is named."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest

from autograder.errors import StaffError
from autograder.lms import canvas
from autograder.lms.results import Export
from autograder.records import Grade, Outcome, Status
from tests.support import report_class as invented
from tests.support.lms import canvas_grade, gradebook, write_results
from tests.support.lms_importers import RefusedError, canvas_files, canvas_grades
from tests.support.places import LMS

PEOPLE = [(90011, "김, 민수"), (90012, "Kim, Jiwoo"), (90099, "Yoon, Absent")]
COLUMN = "은닉 노드 (4411)"


def run(
    tmp_path: Path, grades: list[Grade], sheet: str | bytes, column: str = "4411"
) -> tuple[Export, bytes, bytes]:
    """Export; the report and both files."""
    path = tmp_path / "Grades-DL.csv"
    path.write_bytes(sheet if isinstance(sheet, bytes) else sheet.encode())
    results = write_results(tmp_path / "out", grades)
    done = canvas.export(results, tmp_path / "to", path, column, missing_zero=False)
    return (
        done,
        (tmp_path / "to" / "canvas-grades.csv").read_bytes(),
        (tmp_path / "to" / "canvas-feedback.zip").read_bytes(),
    )


def named(done: Export, part: str) -> tuple[str, ...]:
    """The names under the note whose text contains ``part``."""
    return next((note.names for note in done.notes if part in note.text.en), ())


@pytest.mark.parametrize("sign", [",", ";"])
def test_grades_reach_their_students(tmp_path: Path, sign: str) -> None:
    grades = [canvas_grade("김민수", 90011, 87.5), canvas_grade("kimjiwoo", 90012, 0)]
    sheet = gradebook(PEOPLE, sign=sign)
    done, table, _ = run(tmp_path, grades, sheet)
    imported = canvas_grades(table, COLUMN)
    assert imported.grades == {"90011": 87.5, "90012": 0.0}
    assert canvas_grades(table, "Quiz 1 (4400)").grades == dict.fromkeys(
        ["90011", "90012", "90099"], 7.0
    )
    assert named(done, "without a result") == ("Yoon, Absent",)


def test_a_real_looking_gradebook_changes_in_one_cell(tmp_path: Path) -> None:
    content = (LMS / "canvas-gradebook.csv").read_bytes()
    done, table, _ = run(tmp_path, [canvas_grade("김민수", 90011)], content, "")
    row = '"김, 민수",90011,20260001,minsu,DL-01,'.encode()
    assert table == content.replace(row, row + b"87.5")
    assert any("XOR (4411)" in note.text.en for note in done.notes)


def test_a_real_looking_gradebook_with_semicolons_and_totals(tmp_path: Path) -> None:
    content = (LMS / "canvas-gradebook-semicolon.csv").read_bytes()
    grades = [
        canvas_grade("김민수", 90011, 87.5), canvas_grade("kimjiwoo", 90012),
        canvas_grade("oneilsean", 90013, 100), canvas_grade("yoonabsent", 90099),
    ]  # fmt: skip
    done, table, _ = run(tmp_path, grades, content, "XOR with hidden nodes")
    expected = content.replace(b";;12,50;;", b";;17,5;;").replace(
        b"sean;;DL-02;;;", b"sean;;DL-02;;20;"
    )
    assert table == expected
    column = "XOR with hidden nodes (4411)"
    assert canvas_grades(table, column).grades == {"90011": 17.5, "90013": 20}
    assert named(done, "excused") == ("kimjiwoo_90012",)


def test_excused_and_unassigned_students_stay_so(tmp_path: Path) -> None:
    grades = [canvas_grade("김민수", 90011), canvas_grade("kimjiwoo", 90012)]
    sheet = gradebook(PEOPLE, cells={90011: "EX", 90012: "N/A"})
    done, table, _ = run(tmp_path, grades, sheet)
    assert table == sheet.encode()
    assert named(done, "excused") == ("김민수_90011",)
    assert named(done, "not assigned") == ("kimjiwoo_90012",)


def test_what_has_no_grade_is_left_and_named(tmp_path: Path) -> None:
    grades = [
        canvas_grade("김민수", 90011, status=Status.UNGRADED),
        canvas_grade("kimjiwoo", 90012, pending=20.0),
        canvas_grade("", 90099, student="yoon", status=Status.MISSING, lms="", attempt_file=""),
        canvas_grade("stranger", 4242),
    ]
    done, table, _ = run(tmp_path, grades, gradebook(PEOPLE))
    assert canvas_grades(table, COLUMN).grades == {"90012": 87.5}
    assert named(done, "not graded yet") == ("김민수_90011",)
    assert named(done, "waiting for points") == ("kimjiwoo_90012",)
    assert named(done, "handed in nothing") == ("yoon",)
    assert named(done, "without a row") == ("stranger_4242",)
    assert named(done, "without a result") == ()


COLUMNS = {
    "by the whole head": ("은닉 노드 (4411)", "은닉 노드 (4411)"),
    "by title": ("은닉 노드 (4411)", "은닉 노드"),
    "by id": ("은닉 노드 (4411)", "4411"),
    "named like the assignment": ("XOR MLP (4411)", ""),
    "containing its name": ("Week 3: xor-mlp (4411)", ""),
}


@pytest.mark.parametrize("how", COLUMNS)
def test_the_column_is_found(tmp_path: Path, how: str) -> None:
    column, given = COLUMNS[how]
    _, table, _ = run(
        tmp_path, [canvas_grade("김민수", 90011)], gradebook(PEOPLE, column=column), given
    )
    assert canvas_grades(table, column).grades == {"90011": 87.5}


REFUSED = {
    "no like column": (gradebook(PEOPLE, column="Homework (4411)"), "", "can't tell which column"),
    "no such column": (gradebook(PEOPLE), "Homework", "no assignment `Homework`"),
    "read only": (gradebook(PEOPLE, points="(read only)"), "4411", "takes no grades"),
    "no gradebook": ("name,score\nkim,3\n", "", "is no gradebook"),
}


@pytest.mark.parametrize("fault", REFUSED)
def test_what_can_not_be_filled_is_refused(tmp_path: Path, fault: str) -> None:
    sheet, column, message = REFUSED[fault]
    with pytest.raises(StaffError, match=message):
        run(tmp_path, [canvas_grade("김민수", 90011)], sheet, column)
    assert not (tmp_path / "to").exists()


def test_scores_are_scaled_to_the_points_possible(tmp_path: Path) -> None:
    done, table, _ = run(
        tmp_path, [canvas_grade("김민수", 90011, 87.5)], gradebook(PEOPLE, points="20")
    )
    assert canvas_grades(table, COLUMN).grades == {"90011": 17.5}
    assert any("scaled" in note.text.en for note in done.notes)


def test_the_row_about_posting_is_no_student(tmp_path: Path) -> None:
    head, points, *rest = gradebook(PEOPLE).splitlines()
    posting = ",,,,,Manual Posting,Manual Posting,,"
    sheet = "\n".join([head, posting, points, *rest]) + "\n"
    _, table, _ = run(tmp_path, [canvas_grade("김민수", 90011)], sheet)
    assert canvas_grades(table, COLUMN).grades == {"90011": 87.5}


def test_clones_are_matched_by_the_login(tmp_path: Path) -> None:
    grade = canvas_grade("x", 1, student="u90012", lms="github", lms_id="u90012")
    done, table, _ = run(tmp_path, [grade], gradebook(PEOPLE))
    assert canvas_grades(table, COLUMN).grades == {"90012": 87.5}
    assert named(done, "no file in Canvas") == ("u90012",)


# --- files back -----------------------------------------------------------------------


def test_files_keep_their_names_and_open_as_what_they_are(tmp_path: Path) -> None:
    names = {
        "90011": "김민수_90011_700101_과제1.ipynb",
        "90012": "kimjiwoo_LATE_90012_700102_xor-mlp-2.py",
        "anon_b7KqZ": "anon_b7KqZ_700103_xor.ipynb",
        "90015": "parkjihun_90015_700105_report.zip",
    }
    base = replace(invented.grade(lost={"shape_2": Outcome.FAILED}), lms="canvas", pending=0)
    grades = [
        replace(base, student=key, lms_id=key, attempt_file=name) for key, name in names.items()
    ]
    done, _, content = run(tmp_path, grades, gradebook(PEOPLE))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert sorted(archive.namelist()) == sorted(names.values())
    attachments = {
        ("90011", "700101"): "", ("90012", "700102"): "", ("anon_b7KqZ", "700103"): "",
        ("90015", "700105"): "",
    }  # fmt: skip
    files = canvas_files(content, attachments)
    notebook = nbformat.reads(files["90011"].decode(), as_version=4)
    nbformat.validate(notebook)
    assert "다시 보기" in notebook.cells[0].source
    assert "to look at again" in notebook.cells[0].source
    compile(files["90012"], "kim.py", "exec")
    assert "# **점수" in files["90012"].decode()
    assert zipfile.ZipFile(io.BytesIO(files["90015"])).namelist() == ["feedback.html"]
    assert named(done, "without a row") == ("anon_b7KqZ", "90015")


def test_a_returned_notebook_is_the_one_that_ran(tmp_path: Path) -> None:
    grade = canvas_grade("김민수", 90011)
    ran = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("model = 1")])
    folder = tmp_path / "out" / grade.student
    folder.mkdir(parents=True)
    (folder / "executed.ipynb").write_text(nbformat.writes(ran), encoding="utf-8")
    _, _, content = run(tmp_path, [grade], gradebook(PEOPLE))
    files = canvas_files(content, {("90011", "690011"): ""})
    notebook = nbformat.reads(files["90011"].decode(), as_version=4)
    nbformat.validate(notebook)
    assert [cell.cell_type for cell in notebook.cells] == ["markdown", "code"]
    assert notebook.cells[1].source == "model = 1"


@pytest.mark.parametrize("content", ["{", '{"cells": 3, "nbformat": 4}', "[" * 5000])
def test_a_damaged_notebook_does_not_stop_the_feedback(tmp_path: Path, content: str) -> None:
    grade = canvas_grade("김민수", 90011)
    folder = tmp_path / "out" / grade.student
    folder.mkdir(parents=True)
    (folder / "executed.ipynb").write_text(content, encoding="utf-8")
    _, _, pages = run(tmp_path, [grade], gradebook(PEOPLE))
    (page,) = canvas_files(pages, {("90011", "690011"): ""}).values()
    assert len(json.loads(page)["cells"]) == 1


def test_texts_and_links_have_no_file_to_go_back_to(tmp_path: Path) -> None:
    grades = [
        canvas_grade("park", 90011, attempt_file="park_90011_text.html", status=Status.INVALID),
        canvas_grade("choi", 90012, attempt_file="choi_90012_link.html", status=Status.INVALID),
    ]
    done, _, content = run(tmp_path, grades, gradebook(PEOPLE))
    assert canvas_files(content, {}) == {}
    assert named(done, "no file in Canvas") == ("park_90011", "choi_90012")


def test_hostile_text_is_inert_in_what_comes_back(tmp_path: Path) -> None:
    hostile = "<script>alert(1)</script>"
    grade = replace(
        invented.grade("kim", {"shape_2": Outcome.FAILED}, hostile=hostile),
        lms="canvas",
        lms_id="90011",
        attempt_file="kim_90011_1_a.ipynb",
    )
    _, _, content = run(tmp_path, [grade], gradebook(PEOPLE))
    (page,) = canvas_files(content, {("90011", "1"): ""}).values()
    assert "<script" not in json.loads(page)["cells"][0]["source"]


def test_the_importer_of_the_tests_refuses_what_canvas_ignores() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("kim_90011_5_a.ipynb", "")
    with pytest.raises(RefusedError):
        canvas_files(buffer.getvalue(), {("90011", "6"): ""})
    with pytest.raises(RefusedError):
        canvas_grades(b"Name,ID,Section,A (1)\n", "A (1)")
