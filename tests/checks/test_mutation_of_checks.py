"""Each part of the standard checks is needed: no change of one goes unnoticed."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.support.code_changes import changes
from tests.support.mutate_checks import EQUIVALENT, MODULES, WORDING
from tests.support.places import ROOT


def told_to_readers() -> str:
    return (ROOT / "docs" / "explanation" / "fairness.md").read_text(encoding="utf-8")


@pytest.mark.nightly
@pytest.mark.timeout(1800)  # some minutes of work, however busy the machine is
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
    assert counts in told_to_readers(), counts


def test_the_page_counts_the_changes_of_the_checks_as_they_are() -> None:
    total = sum(1 for module in MODULES for _ in changes(module, without=WORDING))
    same = len(EQUIVALENT)
    counts = f"{total - same} of {total} changes noticed, {same} give the same, 0 survive"
    assert f"standard checks: {counts}" in told_to_readers(), counts
