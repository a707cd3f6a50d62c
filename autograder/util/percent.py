"""Shares as students read them, in per cent."""

from __future__ import annotations

import math


def percent(share: float) -> str:
    """A share (0…1) in whole per cent, as in "75 %"."""
    return f"{share:.0%}".replace("%", " %")


def goal_in_percent(goal: float) -> str:
    """A share that somebody asked for, to the digit: "90 %", "99.5 %"."""
    return f"{round(100 * goal, 4):g} %"


def reached(share: float, goal: float) -> str:
    """What was reached, such that less than the goal never reads as the goal.

    89.7 % of 90 % is "89.7 %", though it would round to 90.
    """
    plain = percent(share)
    if share >= goal or float(plain.removesuffix(" %")) < round(100 * goal, 4):
        return plain
    return f"{math.floor(1000 * share) / 10:g} %"
