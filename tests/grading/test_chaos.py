"""Whatever a machine does to a run, the grades are those of a quiet one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import chaos
from tests.support.places import ROOT

SEED = int(os.environ.get("AUTOGRADER_CHAOS_SEED", "12"))


@pytest.mark.thorough
@pytest.mark.timeout(1200)
def test_forty_are_graded_as_in_a_quiet_run(tmp_path: Path) -> None:
    (tmp_path / "results").mkdir()
    machine = [
        sys.executable,
        "-m",
        "tests.support.own_machine",
        f"{tmp_path / 'results'}=48",
        "--",
    ]
    if subprocess.run([*machine, "true"], cwd=ROOT, capture_output=True, check=False).returncode:
        pytest.skip("no machine of its own can be made here: no user namespaces")
    done = subprocess.run(
        [*machine, sys.executable, "-m", "tests.support.chaos", str(tmp_path), str(SEED)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads((tmp_path / "found.json").read_text("utf-8"))
    struck, full = found["trials"]
    assert sorted(found["happened"]) == sorted(
        disaster.__name__ for disaster in (*chaos.GOES_ON, chaos.fill_the_disk)
    )
    assert [len(trial["grades"]) for trial in (struck, full)] == [31, 9]
    for trial in (struck, full):
        assert trial["grades"] == trial["expected"]
        for _, said in (trial["quiet"], *trial["runs"]):
            assert "Traceback" not in said
    said = struck["runs"][0][1]
    assert [status for status, _ in struck["runs"]] == [0], said
    assert "Run again, for the sandbox had failed: " in said
    assert [status for status, _ in full["runs"]] == [2, 0], full["runs"]
    assert "can't be written: No space left on device" in full["runs"][0][1]
    assert "goes on where this one stopped" in full["runs"][0][1]
