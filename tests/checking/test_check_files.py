"""The files of an assignment's checks: read once for a class, and anew when one has changed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from autograder.checking import program
from autograder.checking.program import CheckFile, read_files
from autograder.errors import InfrastructureError


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


def test_too_much_is_our_fault_and_not_the_student_s(
    checks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program, "_MOST_BYTES", 5)
    with pytest.raises(InfrastructureError, match="holds more than"):
        read_files(checks)
