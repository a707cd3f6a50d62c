"""Each part of the standard checks is needed: no change of one goes unnoticed."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.support.places import ROOT


@pytest.mark.thorough
@pytest.mark.timeout(1800)  # a minute and a half of work, however busy the machine is
def test_no_change_of_a_standard_check_goes_unnoticed() -> None:
    # Its own pytest is no worker of this one's, and finds its plugins by itself.
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.mutate_checks"],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    counts = done.stdout.splitlines()[-1]
    assert counts.endswith(" 0 survive")
    told = (ROOT / "docs" / "explanation" / "fairness.md").read_text(encoding="utf-8")
    assert counts in told, counts
