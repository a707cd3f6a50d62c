"""Disks and files that take no results: what is there stays whole, and a way out is named."""

from __future__ import annotations

import errno
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.errors import StaffError
from autograder.records import Assignment
from autograder.results import out_folder
from autograder.util import io_errors
from autograder.util.atomic_write import write_atomic, write_together
from tests.support.command_line import call, call_here
from tests.support.results import AS_ROOT, assignment_of, content, graded, kept_in, results_of


@pytest.fixture
def tiny(tiny_course: Path) -> Assignment:
    return assignment_of(tiny_course)


@pytest.fixture
def out(tiny: Assignment) -> Path:
    """Results of kim and lee, without having run anything."""
    return results_of(tiny)


# --- no permission, no space ----------------------------------------------------------


@pytest.fixture
def mounted(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own, as another file system."""
    if not AS_ROOT or not shutil.which("mount"):
        pytest.skip("only root can mount a small disk")
    place = tmp_path / "disk"
    place.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", place],
        capture_output=True,
        check=False,
    )
    if done.returncode:
        pytest.skip(f"no small disk can be mounted here: {done.stderr.decode()}")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


def test_a_full_disk_leaves_the_old_results_whole(
    mounted: Path, out: Path, tiny: Assignment
) -> None:
    full = mounted / "out"
    shutil.copytree(out, full)
    before = content(full)
    (mounted / "filler").write_bytes(b"x" * (os.statvfs(mounted).f_bavail - 3) * 4096)
    flood = replace(graded("kim", tiny), output="y" * 60_000)
    with pytest.raises(StaffError) as caught, out_folder.locked(full):
        kept_in(full).keep("kim", flood, tiny, "en")
    assert "No space left on device" in str(caught.value)
    assert "goes on where this one stopped" in caught.value.tip
    assert content(full) == before


@pytest.mark.thorough
def test_a_run_on_a_full_disk_goes_on_when_there_is_space(mounted: Path, tiny: Assignment) -> None:
    filler = mounted / "filler"
    filler.write_bytes(b"x" * (os.statvfs(mounted).f_bavail - 2) * 4096)
    words = ("grade", "tiny", "kim.py", "--out", str(mounted / "out"))
    done = call(*words, cwd=tiny.course)
    assert done.returncode == 2, done.stdout + done.stderr
    assert f"{mounted / 'out'}" in done.stderr
    assert "Free some space there" in done.stderr
    filler.unlink()
    again = call(*words, cwd=tiny.course)
    assert again.returncode == 0, again.stderr
    assert "kim" in (mounted / "out" / "grades.csv").read_text("utf-8-sig")


def test_a_read_only_disk_can_be_exported_from(mounted: Path, out: Path, tmp_path: Path) -> None:
    shutil.copytree(out, mounted / "out")
    subprocess.run(["mount", "-o", "remount,ro", mounted], check=True)
    there = str(mounted / "out")
    done = call_here("grade", "tiny", "kim.py", "--out", there, cwd=out.parent)
    assert (done.returncode, "Read-only file system" in done.stderr) == (2, True)
    assert "tip:" in done.stderr
    inside = call_here("export", "csv", there, cwd=out.parent)
    assert (inside.returncode, "--to" in inside.stderr) == (2, True), inside.stderr
    words = ("export", "csv", there, "--to", str(tmp_path / "to"))
    outside = call_here(*words, "--course", str(out.parent), cwd=tmp_path)
    assert outside.returncode == 0, outside.stderr
    assert "kim" in (tmp_path / "to" / "autograder-grades.csv").read_text("utf-8-sig")


def limit_files() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))


def test_a_file_that_may_not_grow_is_named(out: Path) -> None:
    before = content(out)
    done = subprocess.run(
        [sys.executable, "-m", "autograder", "report", str(out)],
        capture_output=True, text=True, check=False, cwd=out.parent, preexec_fn=limit_files,
    )  # fmt: skip
    assert done.returncode == 2, done.stderr
    assert "index.html can't be written: File too large" in done.stderr
    assert "ulimit -f unlimited" in done.stderr
    assert content(out).items() >= before.items()


@pytest.mark.skipif(AS_ROOT, reason="root may write everywhere")
def test_a_folder_of_somebody_else_is_refused(out: Path) -> None:
    (out / "kim").chmod(0o500)
    done = call_here("grade", "tiny", "kim.py", "--out", str(out), cwd=out.parent)
    assert (done.returncode, "Permission denied" in done.stderr) == (2, True), done.stderr


def test_a_missing_permission_says_whose_the_place_is(tmp_path: Path) -> None:
    error = PermissionError(errno.EACCES, "Permission denied", str(tmp_path / "a" / "b"))
    tip = io_errors.staff_error(error).tip
    assert tip.startswith(f"`chmod u+rwX {tmp_path}` allows it")
    assert "--out" in tip
    others = PermissionError(errno.EACCES, "Permission denied", "/proc/1/nothing")
    if not AS_ROOT:
        assert "belongs to root, and you are " in io_errors.staff_error(others).tip


# --- files ----------------------------------------------------------------------------


def test_files_are_put_in_place_together_or_not_at_all(tmp_path: Path) -> None:
    write_together({tmp_path / "a": "1", tmp_path / "b" / "c": b"2"})
    blocked = tmp_path / "a" / "below a file"
    with pytest.raises(OSError, match=r"Not a directory|File exists"):
        write_together({tmp_path / "a": "new", tmp_path / "b" / "c": None, blocked: "3"})
    assert content(tmp_path) == {"a": b"1", "b/c": b"2"}
    write_together({tmp_path / "a": None, tmp_path / "b" / "c": None})
    assert content(tmp_path) == {}


@pytest.mark.parametrize(("mask", "mode"), [("022", 0o644), ("077", 0o600), ("000", 0o644)])
def test_nobody_reads_grades_whom_the_umask_shuts_out(mask: str, mode: int, tmp_path: Path) -> None:
    code = (
        f"import os; os.umask(0o{mask}); from pathlib import Path\n"
        "from autograder.util.atomic_write import write_atomic\n"
        f"write_atomic(Path({str(tmp_path / 'grades.csv')!r}), 'x')"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    assert (tmp_path / "grades.csv").stat().st_mode & 0o777 == mode


def test_an_error_names_the_file_and_not_its_unfinished_self(tmp_path: Path) -> None:
    (tmp_path / "grades.csv").mkdir()
    with pytest.raises(OSError, match="Is a directory") as caught:
        write_atomic(tmp_path / "grades.csv", "x")
    assert str(io_errors.staff_error(caught.value)).startswith(f"{tmp_path / 'grades.csv'}: ")
    assert list(tmp_path.iterdir()) == [tmp_path / "grades.csv"]
