"""``release --students`` into a folder where something is: what changes, and what is left alone."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from autograder.course.loader import assignment_names, find_course
from autograder.course.released_files import STUDENTS
from autograder.course.scaffold import start_assignment, start_course
from autograder.course.student_folder import release_to
from autograder.errors import StaffError
from tests.support.command_line import call_here
from tests.support.release import release


def test_a_second_release_writes_what_has_changed_and_takes_away_what_is_hidden_now(
    tiny_course: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "students"
    release(tiny_course, folder)
    assert release(tiny_course, folder).files.written == ()
    checks = tiny_course / "assignments" / "tiny" / "checks"
    (checks / "test_more.py").write_text("def test_model(student):\n    assert 1\n")
    own = checks / "test_tiny.py"
    own.write_text(own.read_text().split("def test_model")[0])
    toml = checks.parent / "assignment.toml"
    text = toml.read_text(encoding="utf-8")
    toml.write_text(text.replace("points = 40", "points = 40\nvisible = true"), encoding="utf-8")
    shown = release(tiny_course, folder)
    assert "assignments/tiny/checks/test_more.py" in shown.files.written
    toml.write_text(text, encoding="utf-8")
    again = release(tiny_course, folder)
    assert again.files.removed == ("assignments/tiny/checks/test_more.py",)
    assert not (folder / "assignments" / "tiny" / "checks" / "test_more.py").exists()


def test_one_assignment_can_be_released_after_another(tmp_path: Path) -> None:
    found, first = start_course(tmp_path / "course")
    second = start_assignment(found, "week-2")
    folder = tmp_path / "students"
    release_to(folder, found, [first])
    assert "week-2" not in (folder / "README.md").read_text(encoding="utf-8")
    release_to(folder, found, [second])
    assert assignment_names(find_course(folder)) == (first.name, "week-2")
    page = (folder / "README.md").read_text(encoding="utf-8")
    assert first.name in page
    assert "week-2" in page
    shutil.rmtree(second.folder)
    release_to(folder, found, [first])
    assert assignment_names(find_course(folder)) == (first.name,)


@pytest.mark.parametrize(
    "theirs",
    [
        "README.md",
        "course.toml",
        "assignments/tiny/tiny.ipynb",
        "assignments/tiny/checks/test_tiny.py",
    ],
)
def test_files_of_others_are_left_alone(theirs: str, tiny_course: Path, tmp_path: Path) -> None:
    folder = tmp_path / "students"
    (folder / theirs).parent.mkdir(parents=True)
    (folder / theirs).write_text("mine")
    before = sorted(folder.rglob("*"))
    done = call_here("release", "--students", str(folder), cwd=tiny_course)
    assert done.returncode == 2
    assert theirs in done.stderr
    assert "Move them away" in done.stderr
    assert (folder / theirs).read_text() == "mine"
    assert sorted(folder.rglob("*")) == before, "nothing was written"


def test_what_was_changed_since_is_left_alone(tiny_course: Path, tmp_path: Path) -> None:
    folder = tmp_path / "students"
    release(tiny_course, folder)
    page = folder / "README.md"
    page.write_text("my own page")
    (tiny_course / "course.toml").write_text(
        (tiny_course / "course.toml").read_text(encoding="utf-8").replace("A tiny", "Another")
    )
    with pytest.raises(StaffError, match=r"README\.md; nothing was written"):
        release(tiny_course, folder)
    assert page.read_text() == "my own page"


def test_files_that_are_not_in_the_way_stay(tiny_course: Path, tmp_path: Path) -> None:
    folder = tmp_path / "students"
    (folder / "assignments" / "tiny").mkdir(parents=True)
    (folder / "notes.txt").write_text("mine")
    (folder / "assignments" / "tiny" / "picture.png").write_text("mine")
    release(tiny_course, folder)
    assert (folder / "notes.txt").read_text() == "mine"
    assert (folder / "assignments" / "tiny" / "picture.png").read_text() == "mine"


def test_a_link_leads_nowhere_else(tiny_course: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "students").mkdir()
    (tmp_path / "students" / "assignments").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StaffError, match="assignments"):
        release(tiny_course, tmp_path / "students")
    assert not list((tmp_path / "elsewhere").iterdir())


@pytest.mark.parametrize("place", [".", "..", "assignments", "assignments/tiny/out", "reference"])
def test_places_of_the_course_itself_are_refused(place: str, tiny_course: Path) -> None:
    done = call_here("release", "--students", place, cwd=tiny_course)
    assert done.returncode == 2, done.stdout
    assert "Choose a folder of its own" in done.stderr


def test_a_folder_within_the_course_will_do(tiny_course: Path) -> None:
    done = call_here("release", "--students", "students", cwd=tiny_course)
    assert done.returncode == 0, done.stderr
    assert find_course(tiny_course / "students" / "assignments" / "tiny").released


def test_what_students_have_is_released_no_further(tiny_course: Path, tmp_path: Path) -> None:
    release(tiny_course, tmp_path / "students")
    done = call_here("release", "--students", str(tmp_path / "more"), cwd=tmp_path / "students")
    assert done.returncode == 2
    assert "is itself what students get" in done.stderr


def test_a_broken_list_is_told(tiny_course: Path, tmp_path: Path) -> None:
    release(tiny_course, tmp_path / "students")
    (tmp_path / "students" / STUDENTS.list).write_text("[]")
    with pytest.raises(StaffError, match=STUDENTS.list):
        release(tiny_course, tmp_path / "students")


def test_students_and_check_do_not_go_together(tiny_course: Path) -> None:
    done = call_here("release", "--check", "--students", "x", cwd=tiny_course)
    assert done.returncode == 2
    assert "leave --students out" in done.stderr
