"""Whose grade changes between two results folders, and by which check. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from autograder.records import CheckResult, Grade


@dataclass(frozen=True, slots=True)
class CheckChange:
    """A check whose points or outcome differ; None where it is on one side only."""

    name: str
    old: CheckResult | None
    new: CheckResult | None


@dataclass(frozen=True, slots=True)
class GradeChange:
    """A student whose grade differs; None where there is a grade on one side only."""

    student: str
    old: float | None
    new: float | None
    status: tuple[str, str]
    checks: tuple[CheckChange, ...]


def compare(old: Mapping[str, Grade], new: Mapping[str, Grade]) -> tuple[GradeChange, ...]:
    """Every student whose score, status or checks differ, sorted; grades are by student."""
    changes = (_change(name, old.get(name), new.get(name)) for name in sorted({*old, *new}))
    return tuple(change for change in changes if change is not None)


def _change(student: str, old: Grade | None, new: Grade | None) -> GradeChange | None:
    before = {check.name: check for check in old.checks} if old else {}
    after = {check.name: check for check in new.checks} if new else {}
    checks = tuple(
        CheckChange(name, before.get(name), after.get(name))
        for name in dict.fromkeys([*before, *after])
        if (name in before) != (name in after)
        or (before[name].earned, before[name].outcome) != (after[name].earned, after[name].outcome)
    )
    status = (old.status.value if old else "", new.status.value if new else "")
    scores = (old.score if old else None, new.score if new else None)
    if not checks and status[0] == status[1] and scores[0] == scores[1]:
        return None
    return GradeChange(student, *scores, status, checks)
