"""A submission that is graded again gets the same result."""

from __future__ import annotations

import pytest

from autograder.course import loader
from autograder.grading.workers import Workers
from benchmarks.measure import same
from tests.support.places import ROOT


@pytest.mark.parametrize("name", ["seeded", "unseeded"])
def test_three_gradings_give_one_result(workers: Workers, name: str) -> None:
    """With a local minimum, so that restarts are part of it; `benchmarks same` does 50."""
    assignment = loader.load_assignment(loader.find_course(ROOT), "xor-two-hidden")
    source = same.sources(assignment)[name]
    found = same.results(source, assignment, workers, runs=3, jobs=2)
    assert same.distinct(found) == 1
    if name == "seeded":
        assert any("retrainings" in check["message"]["en"] for check in found[0]["checks"])
