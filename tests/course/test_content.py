"""The files of an assignment's checks: read once for a class, and anew when one has changed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import is_dataclass, replace
from pathlib import Path, PurePath
from typing import get_args, get_type_hints

import msgspec
import pytest

from autograder.course import content
from autograder.course.content import read_files
from autograder.errors import StaffError
from autograder.grading.submission import grade_submission
from autograder.grading.workers import Workers
from autograder.records import Assignment, CheckFile, Grade, Program, Submission, portable
from autograder.results import fingerprints
from autograder.results.graded import Run, Settings
from tests.conftest import RIGHT


@pytest.fixture
def checks(tmp_path: Path) -> Path:
    folder = tmp_path / "checks"
    (folder / "data" / "__pycache__").mkdir(parents=True)
    (folder / "test_one.py").write_bytes(b"one")
    (folder / "data" / "table.csv").write_bytes(b"1,2")
    (folder / "data" / "__pycache__" / "x.pyc").write_bytes(b"cache")
    return folder


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of files, each time that one is read."""
    names: list[str] = []
    original = Path.read_bytes

    def read(path: Path) -> bytes:
        names.append(path.name)
        return original(path)

    monkeypatch.setattr(Path, "read_bytes", read)
    return names


def test_a_class_reads_them_once(checks: Path, reads: list[str]) -> None:
    found = [read_files(checks) for _ in range(40)]
    assert found[0] == (CheckFile("data/table.csv", b"1,2"), CheckFile("test_one.py", b"one"))
    assert all(one == found[0] for one in found)
    assert sorted(reads) == ["table.csv", "test_one.py"]


def test_what_changed_is_read_anew(checks: Path) -> None:
    read_files(checks)
    (checks / "test_one.py").write_bytes(b"two")  # as long as before
    assert read_files(checks)[1].content == b"two"
    (checks / "new.py").write_bytes(b"")
    assert [file.path for file in read_files(checks)] == ["data/table.csv", "new.py", "test_one.py"]
    (checks / "test_one.py").rename(checks / "data" / "test_one.py")
    paths = [file.path for file in read_files(checks)]
    assert paths == ["data/table.csv", "data/test_one.py", "new.py"]


def test_another_file_of_the_same_size_and_time_is_read_anew(checks: Path) -> None:
    read_files(checks)
    old = (checks / "test_one.py").stat()
    (checks / "new").write_bytes(b"two")
    os.utime(checks / "new", ns=(old.st_atime_ns, old.st_mtime_ns))
    (checks / "new").replace(checks / "test_one.py")
    assert read_files(checks)[1].content == b"two"


def test_too_much_is_told_when_the_course_is_read(
    checks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(content, "_MOST_BYTES", 5)
    with pytest.raises(StaffError, match="holds more than"):
        read_files(checks)


def test_an_assignment_grades_where_its_course_is_not(tiny: Assignment, workers: Workers) -> None:
    """As on another machine: it comes there as JSON, and leads to no place of this one."""
    moved = msgspec.json.decode(msgspec.json.encode(portable(tiny)), type=Assignment)
    one = Submission("kim", RIGHT.encode(), "kim.py")
    grades = [grade_submission(one, each, workers, Settings()).grade for each in (tiny, moved)]
    assert [grade.score for grade in grades] == [100, 100]
    assert grades[0].checks == grades[1].checks
    assert _keys(one, moved) == _keys(one, tiny)


@pytest.mark.parametrize("kind", [Assignment, Submission, Program, Grade, Run, Settings])
def test_no_record_that_may_go_to_another_machine_holds_a_path(kind: type) -> None:
    assert not [one for one in _kinds_in(kind) if issubclass(one, PurePath)]


def _kinds_in(kind: object, seen: frozenset[object] = frozenset()) -> Iterator[type]:
    """The classes that a record is made of, as far down as they are records."""
    if isinstance(kind, type) and kind not in seen:
        yield kind
        hints = (
            get_type_hints(kind) if is_dataclass(kind) or issubclass(kind, msgspec.Struct) else {}
        )
        for hint in hints.values():
            yield from _kinds_in(hint, seen | {kind})
    for part in get_args(kind):
        yield from _kinds_in(part, seen)


def test_what_is_kept_depends_on_the_content_of_the_checks(tiny: Assignment) -> None:
    one = Submission("kim", RIGHT.encode(), "kim.py")
    first, *rest = tiny.check_files
    changed = replace(tiny, check_files=(replace(first, content=first.content + b"\n"), *rest))
    run, judge, check = _keys(one, changed)
    assert run == _keys(one, tiny)[0]
    assert judge != _keys(one, tiny)[1]
    assert _keys(one, replace(tiny, definition="another"))[:2] == _keys(one, tiny)[:2]
    assert (
        len({check, _keys(one, tiny)[2], _keys(one, replace(tiny, definition="another"))[2]}) == 3
    )


def _keys(one: Submission, assignment: Assignment) -> tuple[str, str, str]:
    run = fingerprints.run_key(one, assignment, Settings())
    judge = fingerprints.judge_key(run, assignment, Settings())
    return run, judge, fingerprints.check_key(judge, one, assignment)
