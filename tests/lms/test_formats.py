"""The other formats, and what ``export`` does with points by hand, options and mistakes."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from autograder.cli.main import cli
from autograder.course import loader
from autograder.errors import StaffError
from autograder.lms import classroom50, gradescope, nbgrader, tables
from autograder.lms.results import read_results
from autograder.records import Assignment, ForStaff, Grade, Outcome, Status
from autograder.results import document as result
from tests.support import report_class as invented
from tests.support.lms import moodle_grade, worksheet, write_results
from tests.support.lms_importers import check_classroom50, check_gradescope
from tests.support.results import kept_in


@pytest.fixture(scope="module")
def whole_class(tmp_path_factory: pytest.TempPathFactory):
    """Every status, every outcome, hostile texts."""
    out = tmp_path_factory.mktemp("class")
    grades = [replace(one, student=one.student) for one in invented.class_of(60)]
    return write_results(out, grades)


def test_gradescope_gets_documents_that_it_knows(whole_class, tmp_path: Path) -> None:
    done = gradescope.export(whole_class, tmp_path, "ko", missing_zero=False)
    without = {Status.UNGRADED, Status.MISSING}
    assert len(done.files) == sum(one.status not in without for one in whole_class.grades)
    for path in done.files:
        document = json.loads(path.read_bytes())
        check_gradescope(document)
        assert invented.SECRET not in path.read_text(encoding="utf-8")
        assert invented.STAFF_NOTE not in path.read_text(encoding="utf-8")


def test_gradescope_shows_hidden_checks_only_when_grades_are_published() -> None:
    grade = invented.grade(lost={"shape_2": Outcome.FAILED, "shape_1": Outcome.PARTIAL})
    document = gradescope.results_document(grade, invented.assignment(), "en")
    shown = {check.name: check.visible for check in grade.checks}
    for test in document["tests"]:
        visible = shown[test["extra_data"]["check"]]
        assert test["visibility"] == ("visible" if visible else "after_published")
    assert not any(check.title.en in document["output"] for check in grade.checks)
    status = {t["extra_data"]["check"]: t.get("status") for t in document["tests"]}
    assert (status["shape_3"], status["shape_2"], status["shape_1"]) == (
        "passed",
        "failed",
        "failed",
    )
    assert status["insight"] is None


def test_classroom50_gets_whole_points(whole_class, tmp_path: Path) -> None:
    done = classroom50.export(whole_class, tmp_path, "en", "dl-2026", missing_zero=True)
    for path in done.files:
        document = json.loads(path.read_bytes())
        check_classroom50(document)
        assert document["classroom"] == "dl-2026"
    assert any("outside Classroom 50" in note.text.en for note in done.notes)


def test_classroom50_takes_what_its_runner_says() -> None:
    known = classroom50.context(
        {
            "CLASSROOM": "dl",
            "SUBMISSION_TAG": "submit/2026-06-01T14-32-05Z-a1b2c3d",
            "COMMIT_URL": "https://git.example/c",
            "RELEASE_URL": "https://git.example/r",
        },
        "",
    )
    assert known.complete
    grade = replace(invented.grade(), score=93.5, lms="github", lms_id="minsu")
    document = classroom50.result_document(grade, known, "en", 1.8e9)
    check_classroom50(document)
    assert (document["owner"], document["score"], document["datetime"]) == (
        "minsu",
        94,
        "2026-06-01T14:32:05Z",
    )
    assert document["review"] == "https://git.example/c"


@given(st.lists(st.tuples(st.integers(1, 20), st.floats(0, 1)), max_size=12))
def test_whole_points_add_up(parts: list[tuple[int, float]]) -> None:
    most = [points for points, _ in parts]
    earned = [round(points * share, 2) for points, share in parts]
    whole = classroom50.whole(earned, most)
    assert all(0 <= got <= points for got, points in zip(whole, most, strict=True))
    assert abs(sum(whole) - sum(earned)) <= 0.5 + 1e-6


def test_csv_has_a_column_for_each_check_and_no_formula(whole_class, tmp_path: Path) -> None:
    tables.export_csv(whole_class, tmp_path)
    content = (tmp_path / tables.CSV).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert len(rows) == len(whole_class.grades)
    assert {check.name for check in whole_class.assignment.checks} <= set(rows[0])
    for row in rows:
        assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for cell in row.values())
        assert (row["score"] == "") == (row["status"] == "ungraded")


def test_junit_is_xml_whatever_a_student_is_called(whole_class, tmp_path: Path) -> None:
    tables.export_junit(whole_class, tmp_path, "ko")
    root = ET.fromstring((tmp_path / tables.JUNIT).read_bytes())
    suites = root.findall("testsuite")
    assert len(suites) == len(whole_class.grades)
    for suite in suites:
        for count, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert int(suite.attrib[count]) == len(suite.findall(f"testcase/{tag}"))
    assert invented.SECRET not in (tmp_path / tables.JUNIT).read_text(encoding="utf-8")


def test_nbgrader_gets_its_tree(tmp_path: Path) -> None:
    grades = [
        replace(
            invented.grade("kim"), lms="nbgrader", lms_id="kim", attempt_file="xor-mlp/xor.ipynb"
        ),
        replace(invented.grade("lee"), status=Status.UNGRADED),
    ]
    results = write_results(tmp_path / "out", grades)
    done = nbgrader.export(results, tmp_path / "course")
    assert done.files == (tmp_path / "course" / "feedback" / "kim" / "xor-mlp" / "xor.html",)
    assert b"<html" in done.files[0].read_bytes()


# --- the command ----------------------------------------------------------------------

PEOPLE = [(50213, "김민수"), (50214, "이서연")]


@pytest.fixture
def graded(tmp_path: Path) -> Path:
    """Results of a course whose one assignment has a check to mark by hand."""
    root = tmp_path / "course"
    write_course(root)
    assignment = loader.load_assignment(loader.find_course(root), "tiny")
    for number, name in PEOPLE:
        grade = replace(
            moodle_grade(name, number, 60.0),
            assignment="tiny",
            checks=by_hand(assignment),
            pending=40.0,
            staff=ForStaff(review_text="=because"),
        )
        kept_in(root / "out").keep_grade(grade.student, grade, assignment, "ko")
    kept_in(root / "out").keep_class(grades_of(root / "out"), assignment, "ko")
    (root / "sheet.csv").write_text(worksheet(PEOPLE), encoding="utf-8")
    return root


def write_course(root: Path) -> None:
    from tests.conftest import write_course as write

    write(root)
    path = root / "assignments" / "tiny" / "assignment.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("points = 40\n", "points = 40\nmanual = true\n"), encoding="utf-8")


def by_hand(assignment: Assignment):
    from autograder.records import CheckOutcome
    from autograder.results import scoring

    found = {
        "answer": CheckOutcome("answer", Outcome.PASSED, 1.0),
        "model": CheckOutcome("model", Outcome.PENDING, 0.0),
    }
    return scoring.results(assignment, found)


def grades_of(out: Path) -> list[Grade]:
    return list(kept_in(out).survey().grades.values())


def export(root: Path, *arguments: str) -> Result:
    out = str(root / "out")
    given = [arguments[0], out, *arguments[1:], "--course", str(root)]
    return CliRunner().invoke(cli, ["export", *given])


def fill(root: Path, student: str, points: str) -> None:
    path = root / "out" / "review.csv"
    lines = path.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    changed = [
        line.replace(f"{student},model,,", f"{student},model,{points},", 1) for line in lines
    ]
    assert changed != lines
    path.write_text("".join(changed), encoding="utf-8")


def test_points_by_hand_are_read_again(graded: Path) -> None:
    fill(graded, "김민수_50213", "25.5")
    done = export(graded, "moodle", "--worksheet", str(graded / "sheet.csv"))
    assert done.exit_code == 0, done.output
    table = (graded / "out" / "export" / "moodle-grades.csv").read_text(encoding="utf-8")
    assert '"Submitted for grading",85.5,' in table
    assert "waiting for points by hand" in done.output
    assert "이서연_50214" in done.output
    kept = result.from_json((graded / "out" / "김민수_50213" / "result.json").read_bytes())
    assert (kept.score, kept.pending) == (85.5, 0)
    page = (graded / "out" / "김민수_50213" / "feedback.html").read_text(encoding="utf-8")
    assert "85.5" in page
    assert ",85.5,100," in (graded / "out" / "grades.csv").read_text(encoding="utf-8")


MISTAKES = {
    "not a number": ("ten", "row 2"),
    "too many": ("41", "row 2"),
    "below zero": ("-1", "row 2"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_bad_row_is_refused_and_nothing_is_written(graded: Path, mistake: str) -> None:
    points, message = MISTAKES[mistake]
    fill(graded, "김민수_50213", points)
    done = export(graded, "moodle", "--worksheet", str(graded / "sheet.csv"))
    assert done.exit_code == 2
    assert message in done.output
    assert "김민수_50213" in done.output
    assert not (graded / "out" / "export").exists()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("김민수_50213,model,,40", "김민수,model,5,40", "there is no such student"),
        ("김민수_50213,model,,40", "김민수_50213,modell,5,40", "there is no such check"),
        ("김민수_50213,model,,40", "김민수_50213,model,50,60", "more than the 40 points"),
    ],
)
def test_points_that_would_reach_nobody_are_refused(
    graded: Path, old: str, new: str, message: str
) -> None:
    path = graded / "out" / "review.csv"
    path.write_text(path.read_text(encoding="utf-8-sig").replace(old, new), encoding="utf-8")
    done = export(graded, "csv")
    assert done.exit_code == 2
    assert message in done.output.replace("\n", " ")


@pytest.mark.parametrize("format_", ["gradescope", "csv", "junit", "nbgrader", "classroom50"])
@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_format_has_a_default_folder(graded: Path, format_: str, language: str) -> None:
    done = export(graded, format_, "--lang", language)
    assert done.exit_code == 0, done.output
    assert any(path.is_file() for path in (graded / "out" / "export").rglob("*"))
    assert "Traceback" not in done.output


def test_another_folder_can_be_chosen(graded: Path, tmp_path: Path) -> None:
    assert export(graded, "csv", "--to", str(tmp_path / "x")).exit_code == 0
    assert (tmp_path / "x" / tables.CSV).is_file()
    assert not (graded / "out" / "export").exists()


def test_moodle_and_canvas_need_their_sheet(graded: Path) -> None:
    for format_, option in (("moodle", "--worksheet"), ("canvas", "--gradebook")):
        done = export(graded, format_)
        assert done.exit_code == 2
        assert option in done.output


def test_no_results_are_told(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "none"):
        done = CliRunner().invoke(cli, ["export", "csv", str(folder)])
        assert done.exit_code == 2
        assert "Traceback" not in done.output


def test_a_damaged_result_is_named_and_the_exit_status_says_so(graded: Path) -> None:
    (graded / "out" / "이서연_50214" / "result.json").write_text("{")
    done = export(graded, "csv")
    assert done.exit_code == 3
    assert "이서연_50214" in done.output


def test_an_ungraded_student_makes_the_exit_status_3(graded: Path) -> None:
    assignment = loader.load_assignment(loader.find_course(graded), "tiny")
    (one, *_) = grades_of(graded / "out")
    ungraded = replace(one, status=Status.UNGRADED)
    kept_in(graded / "out").keep_grade(one.student, ungraded, assignment, "ko")
    done = export(graded, "csv")
    assert done.exit_code == 3
    assert one.student in done.output


def test_results_of_two_assignments_are_refused(tmp_path: Path) -> None:
    results = write_results(tmp_path / "out", [invented.grade("kim")])
    other = replace(invented.grade("lee"), assignment="other")
    kept_in(tmp_path / "out").keep_grade("lee", other, results.assignment, "ko")
    with pytest.raises(StaffError, match="holds results of `other`"):
        read_results(kept_in(tmp_path / "out"), results.assignment, "en")
