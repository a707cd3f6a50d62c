"""The portal under load and while its parts are killed: small, and without a look at the clock."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.support.places import ROOT

pytestmark = [pytest.mark.thorough, pytest.mark.timeout(600)]


def measured(module: str, call: str) -> dict:
    """What a measurement finds, in a process of its own: Django is set up once a process."""
    program = (
        f"import json; from benchmarks.measure import {module} as m; print(json.dumps({call}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_whatever_is_killed_each_submission_has_one_result() -> None:
    found = measured("portal_chaos", "m.measure(jobs=120, seconds=0.1, every=2)")
    assert sum(found["killed"].values()) >= 1
    assert (found["runs"], found["results"], found["more than once"]) == (120, 120, 0)


def test_a_class_hands_in_at_once_and_nobody_sees_an_error() -> None:
    found = measured("portal_burst", "m.measure(students=40, within=5, seconds=0.2)")
    assert found["errors"] == []
    assert (found["students"], found["done"]) == (40, 40)


def test_many_workers_at_one_queue_end_each_job_once_and_hold_few_connections() -> None:
    found = measured("portal_queue", "m.measure(90, [(1, 10), (30, 60)])")
    assert [one["jobs"] for one in found["stretches"]] == [10, 60]
    assert (found["results"], found["left"]) == (70, 20)
    assert 2 <= found["connections"] <= 4
