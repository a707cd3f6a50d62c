"""Honest students lose nothing and wait for nobody, however their record came about."""

from __future__ import annotations

import pytest

from autograder.course import loader
from autograder.grading.submission import grade_submission
from autograder.grading.workers import Workers
from autograder.records import Submission
from autograder.results.graded import Settings
from tests.support.honest_variants import BY_A_PERSON, VARIANTS, outcome_of, source
from tests.support.places import ROOT

pytestmark = pytest.mark.thorough


@pytest.mark.parametrize("name", [*VARIANTS, *BY_A_PERSON])
def test_honest_work(name: str, workers: Workers) -> None:
    assignment = loader.load_assignment(loader.find_course(ROOT), "xor-two-hidden")
    submission = Submission(name, source(name).encode(), "a.py")
    found = outcome_of(grade_submission(submission, assignment, workers, Settings()).grade)
    assert found.split(":")[0] == ("to a person" if name in BY_A_PERSON else "full points")
