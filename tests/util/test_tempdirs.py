"""Folders for a while: nothing stays, whatever was put into them and however their owner ended."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from autograder.util import tempdirs


@pytest.fixture(autouse=True)
def own_temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return folder


def test_a_folder_is_gone_after_its_block(own_temporary: Path) -> None:
    with tempdirs.folder() as folder:
        (folder / "file").write_text("x")
        assert folder.parent == own_temporary
    assert list(own_temporary.iterdir()) == []


def test_a_temporary_folder_that_was_cleaned_away_is_made_again(own_temporary: Path) -> None:
    with tempdirs.folder():
        shutil.rmtree(own_temporary)
        with tempdirs.folder() as folder:
            assert folder.parent == own_temporary
    assert list(own_temporary.iterdir()) == []


def test_locked_folders_are_removed(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    inner = victim / "locked" / "inner"
    inner.mkdir(parents=True)
    (inner / "file").write_text("x")
    inner.chmod(0)
    inner.parent.chmod(0o300)
    tempdirs.remove(victim)
    assert not victim.exists()


def test_folders_deeper_than_any_path_are_removed(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.mkdir()
    at = os.open(victim, os.O_RDONLY)
    for _ in range(1500):
        os.mkdir("d" * 100, dir_fd=at)
        below = os.open("d" * 100, os.O_RDONLY, dir_fd=at)
        os.close(at)
        at = below
    os.close(at)
    tempdirs.remove(victim)
    assert not victim.exists()


def test_links_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir(mode=0o750)
    (outside / "kept").write_text("x")
    victim = tmp_path / "victim"
    (victim / "inner").mkdir(parents=True)
    for place in (victim, victim / "inner"):
        (place / "folder").symlink_to(outside)
        (place / "file").symlink_to(outside / "kept")
    tempdirs.remove(victim)
    assert not victim.exists()
    assert (outside / "kept").read_text() == "x"
    assert outside.stat().st_mode & 0o777 == 0o750


def test_what_a_killed_process_left_is_removed_by_the_next_and_no_living_ones(
    own_temporary: Path,
) -> None:
    code = "from autograder.util import tempdirs\nprint(tempdirs.make().path, flush=True)\ninput()"
    owners = [
        subprocess.Popen(
            [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    killed, living = (Path((owner.stdout or sys.stdin).readline().strip()) for owner in owners)
    try:
        (killed / "inner").mkdir()
        owners[0].send_signal(signal.SIGKILL)
        owners[0].wait()
        with tempdirs.folder():
            assert not killed.exists()
            assert living.is_dir()
    finally:
        for owner in owners:
            owner.kill()
            owner.communicate()
    with tempdirs.folder():
        assert len(list(own_temporary.iterdir())) == 1


def test_folders_that_somebody_named_after_the_program_are_left_alone(own_temporary: Path) -> None:
    own = own_temporary / "autograder-homework"
    (own / "submissions").mkdir(parents=True)
    with tempdirs.folder():
        assert (own / "submissions").is_dir()
