"""What an assistant is kept from, or told, before an evening is lost."""

from __future__ import annotations

import shutil
import unicodedata
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from autograder.cli.main import cli
from autograder.intake.collect import collect
from tests.conftest import RIGHT
from tests.support import report_class as invented
from tests.support.lms import moodle_grade
from tests.support.results import kept_in


def grade(root: Path, *arguments: Path | str) -> Result:
    given = ["grade", "tiny", *map(str, arguments), "--course", str(root)]
    return CliRunner().invoke(cli, given)


@pytest.fixture
def submissions(tmp_path: Path) -> Path:
    folder = tmp_path / "class" / "submissions"
    folder.mkdir(parents=True)
    (folder / "kim.py").write_text(RIGHT, encoding="utf-8")
    return folder


# --- --out ------------------------------------------------------------------------------------

PLACES = {
    "equal": (".", "is also what you want graded"),
    "inside": ("results", "lies inside the submissions"),
    "deep inside": ("a/b/results", "lies inside the submissions"),
    "around": ("..", "holds the submissions"),
    "far around": ("../..", "holds the submissions"),
}


@pytest.mark.parametrize("place", PLACES)
def test_results_among_the_submissions_are_refused(
    tiny_course: Path, submissions: Path, place: str
) -> None:
    where, said = PLACES[place]
    before = sorted(submissions.parent.rglob("*"))
    done = grade(tiny_course, submissions, "--out", submissions / where)
    assert done.exit_code == 2
    assert said in done.output
    assert "--out results" in done.output
    assert sorted(submissions.parent.rglob("*")) == before


def test_a_link_does_not_hide_that_it_is_the_same_folder(
    tiny_course: Path, submissions: Path, tmp_path: Path
) -> None:
    (tmp_path / "link").symlink_to(submissions)
    assert grade(tiny_course, submissions, "--out", tmp_path / "link" / "r").exit_code == 2


def test_results_of_an_earlier_run_are_no_submissions(
    tiny_course: Path, submissions: Path, warm: None
) -> None:
    out = submissions.parent / "results"
    assert grade(tiny_course, submissions, "--out", out).exit_code == 0
    shutil.copytree(out, submissions / "old")
    for path in (out, submissions):
        done = grade(tiny_course, path, "--out", submissions.parent / "second")
        assert done.exit_code == 2
        assert "holds results of an earlier run" in done.output


# --- names ------------------------------------------------------------------------------------


def test_names_that_differ_in_case_are_told(
    tiny_course: Path, submissions: Path, warm: None
) -> None:
    (submissions / "Kim.py").write_text(RIGHT, encoding="utf-8")
    done = grade(tiny_course, submissions, "--out", submissions.parent / "r", "--lang", "en")
    assert "differ only in case" in done.output
    assert "different students: `Kim`, `kim-2`" in done.output


def test_names_that_look_the_same_are_told(tmp_path: Path, tiny_course: Path, warm: None) -> None:
    folder = tmp_path / "class"
    folder.mkdir()
    names = [unicodedata.normalize(form, "김민수") for form in ("NFC", "NFD")]
    for name in names:
        (folder / f"{name}.py").write_text(RIGHT, encoding="utf-8")
    archive = tmp_path / "class.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for name in (*names, "lee"):
            file.writestr(f"{name}.py", RIGHT)
    for path in (folder, archive):
        found = next(one for one in collect([path]) if one.student == "김민수")
        assert set(found.alike) == set(names)
    done = grade(tiny_course, folder, "--out", tmp_path / "r", "--lang", "ko")
    assert "같은 이름으로 보이는 제출이 2개" in done.output


def test_an_id_tells_two_of_one_name_apart(tmp_path: Path) -> None:
    archive = tmp_path / "class.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for number, name in ((11, "Kim Minsu"), (12, "kim minsu")):
            file.writestr(f"{name}_{number}_assignsubmission_file/a.py", RIGHT)
    assert [one.alike for one in collect([archive])] == [(), ()]


# --- which assignment -------------------------------------------------------------------------


def add_assignment(root: Path, name: str) -> None:
    """Another assignment of the tiny course, which asks for `slope` and `offset`."""
    folder = root / "assignments" / name
    shutil.copytree(root / "assignments" / "tiny", folder)
    for path in (folder / "assignment.toml", *(folder / "checks").glob("*.py")):
        text = path.read_text("utf-8").replace('id = "tiny"', f'id = "{name}"')
        text = text.replace("deliverables.answer]", "deliverables.slope]")
        text = text.replace("deliverables.model]", "deliverables.offset]")
        text = text.replace('["answer"]', '["slope"]').replace('["model"]', '["offset"]')
        path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_wrong_assignment_is_asked_about_with_a_better_guess(
    tiny_course: Path, submissions: Path, warm: None, language: str
) -> None:
    add_assignment(tiny_course, "lines")
    (submissions / "kim.py").write_text("slope = 2\n", encoding="utf-8")
    (submissions / "lee.py").write_text("%matplotlib inline\nslope = offset = 1\n", "utf-8")
    done = grade(tiny_course, submissions, "--out", submissions.parent / "r", "--lang", language)
    asked = {"ko": "과제가 맞습니까?", "en": "is this the right assignment?"}[language]
    assert done.output.count(asked) == 2  # before the run, and after it
    assert "`lines`" in done.output
    assert "`answer`, `model`" in done.output


def test_without_a_better_guess_it_is_asked_all_the_same(
    tiny_course: Path, submissions: Path, warm: None
) -> None:
    (submissions / "kim.py").write_text("print(1)\n", encoding="utf-8")
    done = grade(tiny_course, submissions, "--out", submissions.parent / "r", "--lang", "en")
    assert done.output.count("is this the right assignment?") == 1
    assert "belong to" not in done.output


def test_one_deliverable_is_enough_to_be_right(
    tiny_course: Path, submissions: Path, warm: None
) -> None:
    add_assignment(tiny_course, "lines")
    (submissions / "kim.py").write_text("slope = offset = answer = 1\n", encoding="utf-8")
    done = grade(tiny_course, submissions, "--out", submissions.parent / "r", "--lang", "en")
    assert "right assignment" not in done.output


# --- diff and export --------------------------------------------------------------------------


def results(folder: Path, assignment: str, **changed: object) -> Path:
    one = replace(moodle_grade("김민수", 7), assignment=assignment, **changed)
    kept_in(folder).keep_grade(one.student, one, invented.assignment(), "ko")
    return folder


def test_a_diff_of_two_assignments_is_refused(tmp_path: Path) -> None:
    old, new = results(tmp_path / "a", "xor-mlp"), results(tmp_path / "b", "softmax-shapes")
    done = CliRunner().invoke(cli, ["diff", str(old), str(new)])
    assert done.exit_code == 2
    assert "`xor-mlp`" in done.output
    assert "`softmax-shapes`" in done.output


def test_an_export_for_another_lms_has_to_be_meant(tiny_course: Path, tmp_path: Path) -> None:
    out = results(tmp_path / "out", "tiny")
    book = tmp_path / "book.csv"
    book.write_text("Student,ID,Section,Tiny (1)\nKim,7,1,\n", encoding="utf-8")
    given = ["export", "canvas", str(out), "--gradebook", str(book), "--course", str(tiny_course)]
    refused = CliRunner().invoke(cli, given)
    assert refused.exit_code == 2
    assert "came from Moodle, not from Canvas" in refused.output
    assert "--yes" in refused.output
    assert not (out / "export").exists()
    assert CliRunner().invoke(cli, [*given, "--yes"]).exit_code == 0


def test_plain_files_go_to_any_lms(tiny_course: Path, tmp_path: Path) -> None:
    out = results(tmp_path / "out", "tiny", lms="", lms_id="7")
    book = tmp_path / "book.csv"
    book.write_text("Student,ID,Section,Tiny (1)\nKim,7,1,\n", encoding="utf-8")
    given = ["export", "canvas", str(out), "--gradebook", str(book), "--course", str(tiny_course)]
    assert CliRunner().invoke(cli, given).exit_code == 0
