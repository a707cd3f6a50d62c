"""Libraries that every Colab has: work that uses them loses nothing by it."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from autograder import course
from autograder.grade import Graded, Settings, Workshop, grade_submission
from autograder.records import Assignment, Submission
from tests.conftest import ROOT
from tests.library_programs import DECORATION, NEEDED

INSTALLED = all(map(importlib.util.find_spec, ("pandas", "sklearn", "seaborn", "tqdm")))
needs_libraries = pytest.mark.skipif(
    not INSTALLED, reason="the extra keras-autograder[colab] is not installed: run `make setup`"
)


@pytest.fixture(scope="module")
def logistic() -> Assignment:
    return course.load_assignment(course.find_course(ROOT), "xor-logistic")


def graded(source: str, assignment: Assignment, workshop: Workshop) -> Graded:
    submission = Submission("kim", Path("a.py"), source.encode(), "a.py")
    return grade_submission(submission, assignment, workshop, Settings(pictures=False))


@needs_libraries
@pytest.mark.parametrize("name", [*NEEDED, *DECORATION])
def test_work_with_a_library_gets_all_points(
    name: str, logistic: Assignment, workshop: Workshop
) -> None:
    found = graded((NEEDED | DECORATION)[name], logistic, workshop).grade
    assert (found.score, [error.value for error in found.errors]) == (100, [])
