"""Results folders that are not as a run left them: a clear message and a way out, and no loss."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.errors import StaffError
from autograder.records import Assignment, Mark
from autograder.results import document, out_folder, tables
from autograder.results.folder import UNREADABLE
from tests.support import report_class as invented
from tests.support.command_line import call_here
from tests.support.places import FIXTURES
from tests.support.results import assignment_of, content, kept_in, results_of, write

FIRST = FIXTURES / "results" / "first_version.json"


@pytest.fixture
def tiny(tiny_course: Path) -> Assignment:
    return assignment_of(tiny_course)


@pytest.fixture
def out(tiny: Assignment) -> Path:
    """Results of kim and lee, without having run anything."""
    return results_of(tiny)


# --- versions -------------------------------------------------------------------------


def test_a_result_of_the_first_version_is_read_as_it_was() -> None:
    grade = document.from_json(FIRST.read_bytes())
    assert (grade.student, grade.score, grade.pending) == ("권시우", 70.5, 13)
    assert len(grade.checks) == 13
    assert grade.errors[0].name == "NameError"
    assert document.from_json(document.to_json(grade)) == grade


@pytest.mark.parametrize("newer", [b'"schema": 2', b'"schema": 1, "colour": "red"'])
def test_a_result_of_a_newer_version_is_told_from_a_damaged_one(newer: bytes, out: Path) -> None:
    path = out / "kim" / "result.json"
    path.write_bytes(path.read_bytes().replace(b'"schema": 1', newer, 1))
    with pytest.raises(document.NewerResultError, match=r"kim/result\.json: a newer version"):
        kept_in(out).survey()


@pytest.mark.parametrize("command", ["grade", "report", "export", "diff"])
def test_a_result_of_a_newer_version_is_refused_and_left_alone(command: str, out: Path) -> None:
    path = out / "kim" / "result.json"
    path.write_bytes(path.read_bytes().replace(b'"schema": 1', b'"schema": 2', 1))
    before = content(out)
    words = {
        "grade": ["grade", "tiny", "kim.py", "--out", str(out)],
        "report": ["report", str(out)],
        "export": ["export", "csv", str(out)],
        "diff": ["diff", str(out), str(out)],
    }
    done = call_here(*words[command], cwd=out.parent)
    assert done.returncode == 2
    assert "kim/result.json: a newer version of autograder wrote this result" in done.stderr
    assert "Update autograder" in done.stderr
    assert content(out) == before


def test_a_field_more_in_an_older_schema_is_damage_not_a_newer_version() -> None:
    with pytest.raises(StaffError) as caught:
        document.from_json(b'{"schema": 0, "colour": "red"}')
    assert not isinstance(caught.value, document.NewerResultError)


# --- damage ---------------------------------------------------------------------------


@pytest.mark.parametrize("damage", [b"", b"{", b"\xff\xfe", b'{"a": 1}', b"[" * 100_000])
def test_a_damaged_result_is_left_out_and_listed(damage: bytes, out: Path) -> None:
    (out / "kim" / "result.json").write_bytes(damage)
    kept = kept_in(out).survey()
    assert (set(kept.grades), kept.damaged) == ({"lee"}, ("kim",))


def test_a_damaged_result_is_named_wherever_it_is_left_out(out: Path) -> None:
    (out / "kim" / "result.json").write_bytes(b'{"schema": 1')
    told = "can't be read (1): kim."
    report = call_here("report", str(out), cwd=out.parent)
    assert (report.returncode, told in report.stdout) == (0, True), report.stdout
    assert "폴더 1개: kim." in call_here("report", str(out), "--lang", "ko", cwd=out.parent).stdout
    assert told in call_here("diff", str(out), str(out), cwd=out.parent).stderr
    export = call_here("export", "csv", str(out), cwd=out.parent)
    assert (export.returncode, "damaged" in export.stderr) == (3, True)


def test_a_damaged_result_is_kept_beside_the_new_one(out: Path, tiny: Assignment) -> None:
    (out / "kim" / "result.json").write_bytes(b"half of it")
    write(out / "kim", tiny)
    assert (out / "kim" / UNREADABLE).read_bytes() == b"half of it"
    assert kept_in(out).read_grade("kim") is not None
    write(out / "kim", tiny)
    assert (out / "kim" / UNREADABLE).read_bytes() == b"half of it"


def test_points_by_hand_of_a_student_whose_result_is_damaged_stay(
    out: Path, tiny: Assignment
) -> None:
    given = {("kim", "answer"): Mark(45.0, "well said", 60)}
    grades = [replace(invented.grade(name), assignment=tiny.name) for name in ("kim", "lee")]
    for grade in grades:
        kept_in(out).keep_grade(grade.student, grade, tiny, "en")
    (out / "review.csv").write_bytes(tables.review_csv(grades, given))
    (out / "kim" / "result.json").write_bytes(b"{")
    assert call_here("report", str(out), cwd=out.parent).returncode == 0
    kept = kept_in(out).read_marks()
    assert {key: replace(mark, row="") for key, mark in kept.items()} == given


def test_foreign_files_stay_as_they_are(out: Path) -> None:
    foreign = {
        out / "notes" / "todo.txt": b"read twice",
        out / "notes" / "result.json": b'{"passed": true}',
        out / "grades.xlsx": b"PK",
        out / ".thesis.pdf.part": b"a download",
        out / "kim" / "marked.pdf": b"%PDF",
        out / "kim" / ".result.json.part": b"not ours",
    }
    for path, data in foreign.items():
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
    unfinished = out / "kim" / ".feedback.html.a1b2c3d4.part"
    unfinished.write_bytes(b"<html>")
    assert call_here("report", str(out), cwd=out.parent).returncode == 0
    assert {path: path.read_bytes() for path in foreign} == foreign
    assert not unfinished.exists()


# --- moved, renamed, linked -----------------------------------------------------------


def test_a_folder_that_was_moved_or_is_a_link_goes_on(out: Path, tmp_path: Path) -> None:
    moved = tmp_path / "결과 moved here"
    out.rename(moved)
    link = tmp_path / "link"
    link.symlink_to(moved)
    assert set(kept_in(link).survey().grades) == {"kim", "lee"}
    course_folder = str(tmp_path / "course")
    done = call_here("report", str(link), "--course", course_folder, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (moved / "grades.csv").is_file()


def test_a_renamed_folder_counts_until_its_student_has_one_again(
    out: Path, tiny: Assignment
) -> None:
    (out / "kim").rename(out / "kim (1)")
    assert set(kept_in(out).survey().grades) == {"kim (1)", "lee"}
    write(out / "kim", tiny)
    kept = kept_in(out).survey()
    assert (set(kept.grades), kept.copies) == ({"kim", "lee"}, ("kim (1)",))
    done = call_here("report", str(out), cwd=out.parent)
    assert "have another folder (1): kim (1)." in done.stdout
    assert (out / "grades.csv").read_text("utf-8-sig").count("\nkim,") == 1


@pytest.mark.parametrize("how", ["deleted", "moved", "replaced"])
def test_a_folder_that_goes_away_during_a_run_is_said(how: str, out: Path, tmp_path: Path) -> None:
    def leave() -> None:
        if how == "deleted":
            shutil.rmtree(out)
        else:
            out.rename(tmp_path / "elsewhere")
        if how == "replaced":
            out.mkdir()

    with pytest.raises(StaffError, match="was moved or deleted") as caught, out_folder.locked(out):
        leave()
    assert "The same command grades what is missing" in caught.value.tip


# --- what is in the way ---------------------------------------------------------------


def put_file(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    path.write_text("mine", encoding="utf-8")


def put_folder(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.mkdir()
    (path / "mine").write_text("mine", encoding="utf-8")


OBSTACLES = {
    "out is a file": ("", put_file),
    "a student is a file": ("kim", put_file),
    "evidence is a file": ("kim/evidence", put_file),
    "grades.csv is a folder": ("grades.csv", put_folder),
    "review.csv is a folder": ("review.csv", put_folder),
    "index.html is a folder": ("index.html", put_folder),
    "result.json is a folder": ("kim/result.json", put_folder),
    "feedback.html is a folder": ("kim/feedback.html", put_folder),
    "run.json is a folder": ("kim/evidence/run.json", put_folder),
    "the lock is a folder": (".lock", put_folder),
}


@pytest.mark.parametrize("name", OBSTACLES)
def test_what_is_in_the_way_is_named_before_anything_runs(name: str, out: Path) -> None:
    where, put = OBSTACLES[name]
    put(out / where)
    mine = content(out) if out.is_dir() else out.read_bytes()
    done = call_here("grade", "tiny", "kim.py", "--out", str(out), cwd=out.parent)
    assert done.returncode == 2, done.stdout + done.stderr
    assert str(out / where) in done.stderr
    assert "in the way: move it" in done.stderr
    assert "[1/1]" not in done.stderr
    assert (content(out) if out.is_dir() else out.read_bytes()) == mine


@pytest.mark.parametrize("command", ["grade", "export", "init"])
def test_links_that_lead_to_themselves_are_no_fault_of_ours(
    command: str, out: Path, tmp_path: Path
) -> None:
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    words = {
        "grade": ["grade", "tiny", "kim.py", "--out", str(loop)],
        "export": ["export", "csv", str(out), "--to", str(loop)],
        "init": ["init", str(loop)],
    }
    done = call_here(*words[command], cwd=out.parent)
    assert (done.returncode, "fault of autograder" in done.stderr) == (2, False), done.stderr
    assert "loop" in done.stderr
    assert "tip:" in done.stderr


def test_an_empty_name_is_not_the_current_folder(out: Path) -> None:
    before = content(out.parent)
    done = call_here("grade", "tiny", "kim.py", "--out", "", cwd=out.parent)
    assert done.returncode == 2
    assert "'--out': it is empty; name a folder" in done.stderr
    assert content(out.parent) == before


def test_a_course_is_no_results_folder(out: Path) -> None:
    elsewhere = out.parent.parent / "kim.py"
    shutil.copy(out.parent / "kim.py", elsewhere)
    done = call_here("grade", "tiny", str(elsewhere), "--out", ".", cwd=out.parent)
    assert done.returncode == 2
    assert "is a course's folder, not one for results" in done.stderr
    assert "results/NAME" in done.stderr


def test_a_name_that_is_too_long_says_so(out: Path) -> None:
    done = call_here("grade", "tiny", "kim.py", "--out", "x" * 300, cwd=out.parent)
    assert done.returncode == 2
    assert "choose a shorter one" in done.stderr
