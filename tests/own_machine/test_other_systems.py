"""``check`` where there is no sandbox and no POSIX, and never a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import RIGHT
from tests.support.check_command import check, notebook
from tests.support.places import TESTS


@pytest.mark.parametrize(
    ("system", "encoding", "mark"),
    [
        pytest.param("win32", "cp1252", r"\u2714", id="windows, whose code pages lack signs"),
        pytest.param("darwin", "utf-8", "✔", id="macos", marks=pytest.mark.thorough),
    ],
)
def test_check_works_where_there_is_no_posix(
    system: str, encoding: str, mark: str, handed_out: Path, tmp_path: Path
) -> None:
    cells = (RIGHT, "model.compile(loss='mse')\nmodel.fit([[0., 1.]] * 4, [1.] * 4, verbose=0)")
    (handed_out / "tiny.ipynb").write_text(notebook(*cells), encoding="utf-8")
    log = tmp_path / "imported.txt"
    done = check(
        cwd=handed_out,
        PYTHONPATH=str(TESTS / "support" / "no_posix"),
        PYTHONIOENCODING=encoding,
        AUTOGRADER_TEST_PLATFORM=system,
        AUTOGRADER_TEST_LOG=str(log),
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{mark} The answer is right." in done.stdout
    imported = {name for line in log.read_text().splitlines() for name in line.split()[1:]}
    assert "autograder.own_machine.process" in imported
    linux = {name for name in imported if name.startswith("autograder.sandbox")}
    assert linux == {f"autograder.sandbox{name}" for name in ("", ".jobs", ".numbers", ".wire")}, (
        "the rest of the sandbox is Linux' own"
    )


def test_what_stands_for_windows_is_no_posix(tmp_path: Path) -> None:
    """The control: grading, which is for Linux, can't even be imported there."""
    done = subprocess.run(
        [sys.executable, "-m", "autograder", "grade", "tiny", "."],
        capture_output=True, text=True, check=False, cwd=tmp_path,
        env={
            **os.environ,
            "PYTHONPATH": str(TESTS / "support" / "no_posix"),
            "AUTOGRADER_TEST_PLATFORM": "win32",
            "AUTOGRADER_TEST_LOG": str(tmp_path / "log"),
        },
    )  # fmt: skip
    assert done.returncode == 2
    assert "Grading needs Linux" in done.stderr
    assert "`autograder check`" in done.stderr
    assert "Traceback" not in done.stderr
