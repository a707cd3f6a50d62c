"""Data sets that a course describes, and that an assignment hands out."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from autograder.course import loader
from autograder.course.explained import data_table
from autograder.course.student_folder import release_to
from autograder.errors import StaffError
from autograder.records import LocalAssignment
from tests.support.command_line import call_here

TABLE = "length,kind\n1.4,setosa\n4.7,versicolor\n"
DIGEST = hashlib.sha256(TABLE.encode()).hexdigest()


def tiny(course: Path) -> LocalAssignment:
    return loader.load_assignment(loader.find_course(course), "tiny")


@pytest.fixture
def about_flowers(tiny_course: Path, tmp_path: Path) -> Path:
    """A course whose assignment hands out a table that was added to it."""
    (tmp_path / "flowers.csv").write_text(TABLE)
    done = call_here(
        "data", "add", str(tmp_path / "flowers.csv"), "--source", "a | garden",
        "--licence", "CC0", cwd=tiny_course,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert DIGEST in done.stdout
    assert "Nothing is said" not in done.stdout
    name_in_assignment(tiny_course, '["flowers.csv"]')
    return tiny_course


def name_in_assignment(course: Path, names: str) -> None:
    path = course / "assignments" / "tiny" / "assignment.toml"
    path.write_text(f"data = {names}\n{path.read_text('utf-8')}", "utf-8")


def test_a_file_that_is_added_is_known_by_its_digest(about_flowers: Path) -> None:
    (one,) = tiny(about_flowers).handed_out
    assert (one.file.path, one.file.digest) == ("flowers.csv", DIGEST)
    assert one.about is not None
    assert (one.about.source, one.about.licence) == ("a | garden", "CC0")
    assert (about_flowers / "data" / "flowers.csv").read_text() == TABLE


def test_students_get_it_beside_the_template(about_flowers: Path, tmp_path: Path) -> None:
    release_to(tmp_path / "students", loader.find_course(about_flowers), [tiny(about_flowers)])
    handed = tmp_path / "students" / "assignments" / "tiny"
    assert (handed / "flowers.csv").read_text() == TABLE
    assert (handed / "tiny.ipynb").is_file()
    released = loader.find_course(tmp_path / "students")
    assert loader.load_assignment(released, "tiny").data, "a check at home finds it, too"


def test_the_statement_names_it_in_both_languages(about_flowers: Path) -> None:
    path = about_flowers / "assignments" / "tiny" / "statement.en.md"
    path.write_text("# Tiny\n\n<!-- data --><!-- /data -->\n", "utf-8")
    assert call_here("release", "tiny", cwd=about_flowers).returncode == 0
    assert "| `flowers.csv` | 38 B | a \\| garden | CC0 |" in path.read_text("utf-8")
    assert "| 파일 | 크기 | 출처 | 라이선스 |" in data_table(tiny(about_flowers), "ko")


def test_another_file_than_the_one_described_is_refused_with_a_way_out(
    about_flowers: Path,
) -> None:
    (about_flowers / "data" / "flowers.csv").write_text(TABLE + "9,other\n")
    done = call_here("verify", "tiny", cwd=about_flowers)
    assert done.returncode == 2
    assert "flowers.csv is another file than course.toml says" in " ".join(done.stderr.split())
    again = call_here("data", "add", "data/flowers.csv", cwd=about_flowers)
    assert again.returncode == 0
    (one,) = tiny(about_flowers).handed_out
    assert one.about is not None
    assert one.about.source == "a | garden", "what was said of it stays"
    assert (about_flowers / "course.toml").read_text().count("[data.") == 1


def test_what_stands_around_an_entry_stays(about_flowers: Path) -> None:
    path = about_flowers / "course.toml"
    path.write_text(path.read_text() + "\n# how long\n[limits]\nseconds = 9\n")
    done = call_here("data", "add", "data/flowers.csv", "--licence", '"free"', cwd=about_flowers)
    assert done.returncode == 0
    found = loader.find_course(about_flowers)
    assert (found.data[0].licence, found.limits.seconds) == ('"free"', 9)
    assert "# how long\n[limits]" in path.read_text()


def test_a_folder_may_be_named_for_all_its_files(tiny_course: Path) -> None:
    folder = tiny_course / "data" / "pictures"
    folder.mkdir(parents=True)
    for name in ("a.gz", "b.gz"):
        (folder / name).write_bytes(b"x" * 1500)
    name_in_assignment(tiny_course, '["pictures"]')
    found = tiny(tiny_course).handed_out
    assert [one.file.path for one in found] == ["pictures/a.gz", "pictures/b.gz"]
    assert "| `pictures/a.gz` | 2 kB |  |  |" in data_table(tiny(tiny_course), "en")


def test_a_file_that_is_not_there_is_named_with_the_command_that_puts_it_there(
    tiny_course: Path,
) -> None:
    name_in_assignment(tiny_course, '["mnist.npz"]')
    with pytest.raises(StaffError, match=r"the course has no data/mnist\.npz") as told:
        tiny(tiny_course)
    assert "autograder data add" in told.value.tip


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere.csv"], "nowhere.csv can't be read"),
        (["mnist.npz"], "is not the mnist.npz that Keras downloads"),
        (["mnist.npz", "--as", "../mnist.npz"], "can't be the name of a data set"),
        (["mnist.npz", "--as", "/tmp/x"], "can't be the name of a data set"),
    ],
)
def test_what_can_not_be_added_is_said_with_status_2(
    words: list[str], said: str, tiny_course: Path
) -> None:
    (tiny_course / "mnist.npz").write_bytes(b"another")
    done = call_here("data", "add", *words, cwd=tiny_course)
    assert done.returncode == 2
    assert said in " ".join(done.stderr.split())
    assert not (tiny_course / "data").exists()
    assert "[data." not in (tiny_course / "course.toml").read_text()


def test_what_is_not_said_of_a_data_set_is_asked_for(tiny_course: Path) -> None:
    (tiny_course / "own.csv").write_text(TABLE)
    done = call_here("data", "add", "own.csv", "--as", "tables/own.csv", cwd=tiny_course)
    assert done.returncode == 0
    assert "--source TEXT" in done.stdout
    assert "--licence TEXT" in done.stdout
    assert (tiny_course / "data" / "tables" / "own.csv").is_file()


def test_a_digest_that_is_none_is_named(tiny_course: Path) -> None:
    path = tiny_course / "course.toml"
    path.write_text(path.read_text() + '\n[data."own.csv"]\nsha256 = "12ab"\n')
    done = call_here("verify", "tiny", cwd=tiny_course)
    assert done.returncode == 2
    assert "is no SHA-256" in done.stderr
