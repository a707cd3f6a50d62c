"""Weights that were put in by code earn nothing for learning, and the staff reads of it."""

from __future__ import annotations

import pytest

from autograder.course import loader
from autograder.grading.submission import grade_submission
from autograder.grading.workers import Workers
from autograder.records import Grade, Outcome, Submission
from autograder.results.graded import Settings
from tests.support.dishonest_variants import WITH_A_TRAINING_THAT_WORKS, WRONG, source
from tests.support.places import ROOT

pytestmark = pytest.mark.thorough


def grade(name: str, workers: Workers) -> Grade:
    assignment = loader.load_assignment(loader.find_course(ROOT), "xor-two-hidden")
    submission = Submission(name, source(name).encode(), "a.py")
    settings = Settings(pictures=False)
    return grade_submission(submission, assignment, workers, settings).grade


def outcome(found: Grade) -> Outcome:
    return next(check.outcome for check in found.checks if check.name == "learned")


@pytest.mark.parametrize("name", WRONG)
def test_it_earns_nothing_and_the_staff_reads_of_it(name: str, workers: Workers) -> None:
    found = grade(name, workers)
    assert found.errors == ()  # it ran to its end: a broken attack shows nothing
    assert outcome(found) in {Outcome.FAILED, Outcome.PENDING}
    waits = outcome(found) is Outcome.PENDING
    assert found.staff.notes or found.staff.attempts or waits


@pytest.mark.parametrize("name", WITH_A_TRAINING_THAT_WORKS)
def test_beside_a_training_that_works_the_staff_reads_of_it(name: str, workers: Workers) -> None:
    found = grade(name, workers)
    assert found.errors == ()
    assert outcome(found) is Outcome.PASSED
    assert any("full points all the same" in note for note in found.staff.notes)
