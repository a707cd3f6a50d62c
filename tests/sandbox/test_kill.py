"""SIGKILL to the main process at any moment loses nothing and leaves nothing behind."""

from __future__ import annotations

import csv
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import RIGHT, daily
from tests.support.processes import descendants, table

MOMENTS = 5


@pytest.fixture
def class_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "submissions"
    folder.mkdir()
    for number in range(8):
        source = RIGHT.replace("42", str(42 - number % 3)) + "\nimport time; time.sleep(0.3)\n"
        (folder / f"student{number}.py").write_text(source, encoding="utf-8")
    return folder


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The temporary folder of all runs of a test."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    return folder


def command(folder: Path, root: Path, out: Path) -> list[str]:
    words = [sys.executable, "-m", "autograder", "grade", "tiny", str(folder)]
    return [*words, "--out", str(out), "--course", str(root), "--jobs", "2"]


def kill(process: subprocess.Popen[bytes]) -> set[tuple[int, str]]:
    """SIGKILL the main process, held still while its descendants are counted."""
    process.send_signal(signal.SIGSTOP)
    family = descendants(process.pid)
    process.send_signal(signal.SIGKILL)
    process.wait()
    return family


def grades(out: Path) -> list[dict[str, str]]:
    with (out / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row.pop("seconds")  # the one thing that two runs need not agree on
    return rows


@pytest.mark.parametrize("seed", daily((), (20, 21), more=(20,)))
def test_killed_at_five_moments_it_goes_on_to_the_same_grades(
    seed: int, class_folder: Path, tiny_course: Path, tmp_path: Path, temporary: Path
) -> None:
    undisturbed = tmp_path / "undisturbed"
    subprocess.run(command(class_folder, tiny_course, undisturbed), check=True, capture_output=True)
    out = tmp_path / "out"
    moments = random.Random(seed)
    for _ in range(MOMENTS):
        process = subprocess.Popen(
            command(class_folder, tiny_course, out),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(moments.uniform(0.2, 6.0))
        assert none_left(kill(process))
    done = subprocess.run(
        command(class_folder, tiny_course, out), check=True, capture_output=True, text=True
    )
    assert "Traceback" not in done.stdout + done.stderr
    assert grades(out) == grades(undisturbed)
    assert [*temporary.iterdir(), *out.rglob(".*.part")] == []


def none_left(family: set[tuple[int, str]]) -> bool:
    """All are gone within a minute, and so are those that they started meanwhile."""
    sessions = {pid for pid, _ in family}
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        processes = table()
        alive = {(pid, start) for pid, (_, _, start) in processes.items()} & family
        late = [pid for pid, (_, session, _) in processes.items() if session in sessions]
        if not alive and not late:
            return True
        time.sleep(0.05)
    return False


@pytest.mark.thorough
def test_ctrl_c_ends_with_its_own_status_and_the_same_command_goes_on(
    class_folder: Path, tiny_course: Path, tmp_path: Path
) -> None:
    late = RIGHT + "\nimport time; time.sleep(6)\n"  # there is something to interrupt
    (class_folder / "student8.py").write_text(late, encoding="utf-8")
    out = tmp_path / "out"
    process = subprocess.Popen(
        command(class_folder, tiny_course, out),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    process.stderr.readline()  # the first submission is graded
    family = descendants(process.pid)
    process.send_signal(signal.SIGINT)
    _, complaint = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "goes on where this one stopped" in complaint
    assert "Traceback" not in complaint
    assert none_left(family)
    done = subprocess.run(
        command(class_folder, tiny_course, out), check=True, capture_output=True, text=True
    )
    assert len(grades(out)) == 9
    assert "kept" in done.stdout
