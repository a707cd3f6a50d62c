"""Files handed in beside a program reach it under plain names; what is hostile does not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from autograder.intake.attachments import files_beside, siblings
from autograder.intake.collect import collect
from autograder.intake.entries import Entry
from autograder.intake.limits import MAX_BESIDE, MAX_BESIDE_FILES
from autograder.records import Assignment, Cell, HandedIn, Program, Submission, Text
from autograder.results import fingerprints
from autograder.results.graded import Settings


def entry(*parts: str, content: bytes = b"1") -> Entry:
    return Entry(parts, Path(*parts), lambda limit: content[:limit], len(content))


CHOSEN = entry("kim", "hw.ipynb")


def names(*entries: Entry, chosen: Entry = CHOSEN) -> list[str]:
    return sorted(file.name for file in files_beside([chosen, *entries], chosen))


def test_names_are_as_seen_from_the_program() -> None:
    beside = [entry("kim", "data.csv"), entry("kim", "data", "점수.csv"), entry("other", "a.npy")]
    assert names(*beside) == ["a.npy", "data.csv", "data/점수.csv"]


@pytest.mark.parametrize(
    "parts",
    [
        ("..", "..", "evil.csv"), ("kim", "..", "evil.csv"), ("kim", ".bashrc"), ("kim", "."),
        ("kim", "__MACOSX", "._data.csv"), ("kim", "a" * 300), ("kim", *"abcdef", "deep.csv"),
        ("kim", "other.ipynb"), ("kim", "more.zip"), ("kim", ".git", "config"),
    ],
)  # fmt: skip
def test_a_hostile_or_useless_name_is_left_out(parts: tuple[str, ...]) -> None:
    found = names(entry(*parts))
    assert found in ([], ["evil.csv"])


def test_control_characters_and_separators_do_not_survive() -> None:
    found = names(entry("kim", "a\0b\u202e.csv"), entry("kim", "c\\..\\d.csv"))
    assert not any(bad in name for name in found for bad in ("\0", "\u202e", "\\", "/"))


def test_number_and_size_are_bounded() -> None:
    many = [entry("kim", f"{n}.csv") for n in range(MAX_BESIDE_FILES + 20)]
    assert len(names(*many)) == MAX_BESIDE_FILES
    large = entry("kim", "large.npy", content=b"x" * (MAX_BESIDE + 1))
    assert names(large, entry("kim", "small.csv")) == ["small.csv"]
    lying = replace(large, size=10)
    assert names(lying) == []


def test_what_can_not_be_read_is_left_out() -> None:
    assert names(replace(entry("kim", "link.csv"), problem=Text("나쁨", "bad"))) == []


def test_a_link_beside_the_notebook_is_never_followed(tmp_path: Path) -> None:
    folder = tmp_path / "class" / "kim"
    folder.mkdir(parents=True)
    (tmp_path / "secret.csv").write_text("secret")
    (folder / "hw.py").write_text("x = 1")
    (folder / "data.csv").write_text("1")
    (folder / "link.csv").symlink_to(tmp_path / "secret.csv")
    (submission,) = collect([folder.parent])
    assert [file.name for file in submission.files] == ["data.csv"]


def test_a_folder_with_one_program_is_one_students(tmp_path: Path) -> None:
    (tmp_path / "hw.py").write_text("x = 1")
    (tmp_path / "data.csv").write_text("1")
    (submission,) = collect([tmp_path])
    assert [file.name for file in submission.files] == ["data.csv"]
    (tmp_path / "other.py").write_text("x = 2")
    assert [one.files for one in collect([tmp_path])] == [(), ()]


def test_a_student_checks_with_the_files_that_the_program_names(tmp_path: Path) -> None:
    for name in ("data.csv", "other.csv", "my_layers.py", "hw.py"):
        (tmp_path / name).write_text("1")
    program = Program((Cell("code", "open('data.csv')\nfrom my_layers import Layer", 1),))
    found = siblings(tmp_path / "hw.py", program)
    assert sorted(file.name for file in found) == ["data.csv", "my_layers.py"]


def test_another_data_file_grades_anew(tiny: Assignment) -> None:
    plain = Submission("kim", b"x = 1", "kim.py")
    runs = {
        fingerprints.run_key(replace(plain, files=files), tiny, Settings())
        for files in ((), (HandedIn("a.csv", b"1"),), (HandedIn("a.csv", b"2"),))
    }
    assert len(runs) == 3
