"""Shares in per cent, as students read them."""

from __future__ import annotations

import pytest

from autograder.util.percent import goal_in_percent, percent, reached


@pytest.mark.parametrize(
    ("share", "goal", "said"),
    [
        (0.75, 1.0, "75 %"),
        (2 / 3, 1.0, "67 %"),
        (0.897, 0.9, "89.7 %"),  # would round to 90
        (0.9949, 0.995, "99 %"),
        (0.999, 1.0, "99.9 %"),
        (0.9, 0.9, "90 %"),
        (1.0, 0.9, "100 %"),
    ],
)
def test_less_than_the_goal_never_reads_as_the_goal(share: float, goal: float, said: str) -> None:
    assert reached(share, goal) == said


def test_a_goal_is_told_to_its_digit() -> None:
    assert [goal_in_percent(goal) for goal in (0.9, 0.995, 1.0)] == ["90 %", "99.5 %", "100 %"]
    assert percent(0.5) == "50 %"
