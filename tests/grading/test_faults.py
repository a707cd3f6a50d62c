"""What becomes of submissions that can be read but stumble when they run: grade and words."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from autograder.grading.workers import Workers
from autograder.records import Assignment
from tests.support.faults import FOLDER, POLICIES, Ending, endings, running_faults

GRADED: dict[str, Any] = tomllib.loads((FOLDER / "graded.toml").read_text("utf-8"))
CASES = [(fault, policy) for fault, ends in GRADED.items() for policy in ends]


@pytest.fixture(scope="module")
def found(tiny: Assignment, workers: Workers) -> dict[tuple[str, str], Ending]:
    """All of them, graded as one class."""
    return {(one.fault, one.policy): one for one in endings(tiny, workers)}


@pytest.mark.parametrize(("fault", "policy"), CASES)
def test_a_fault_has_its_grade_and_words(
    fault: str, policy: str, found: dict[tuple[str, str], Ending]
) -> None:
    expected = GRADED[fault][policy]
    ending = found[fault, policy]
    assert ending.score == expected["score"]
    words = [{"ko": text.ko, "en": text.en} for text in ending.words]
    assert words == expected.get("words", [])


def test_every_running_fault_is_listed_and_old_calls_under_both_policies() -> None:
    assert sorted(GRADED) == running_faults()
    for fault, ends in GRADED.items():
        assert set(ends) == set(POLICIES if fault.startswith("legacy-") else POLICIES[:1])


def test_whoever_loses_points_is_told_why() -> None:
    silent = [
        (fault, policy)
        for fault, policy in CASES
        if GRADED[fault][policy]["score"] < 100 and not GRADED[fault][policy].get("words")
    ]
    assert silent == []
