"""Points: from what the checks found to a grade. Pure functions, no files, no processes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from autograder.records import (
    NO_TEXT,
    Adjustment,
    Assignment,
    CheckOutcome,
    CheckResult,
    CheckSpec,
    Grade,
    Outcome,
    Status,
    Text,
)


@dataclass(frozen=True, slots=True)
class Score:
    """The sum of a submission's checks. ``complete`` is False when one could not be checked."""

    points: float
    pending: float
    complete: bool


def results(
    assignment: Assignment, outcomes: Mapping[str, CheckOutcome]
) -> tuple[CheckResult, ...]:
    """One result per announced check; one without an outcome was not checked."""
    return tuple(_result(spec, outcomes.get(spec.name)) for spec in assignment.checks)


def _result(spec: CheckSpec, found: CheckOutcome | None) -> CheckResult:
    if found is None:
        found = CheckOutcome(spec.name, Outcome.NOT_CHECKED, 0.0)
    passed = found.outcome in {Outcome.PASSED, Outcome.PARTIAL}
    return CheckResult(
        name=spec.name,
        part=spec.part,
        points=spec.points,
        earned=round(spec.points * found.fraction, 2) if passed else 0.0,
        outcome=found.outcome,
        visible=spec.visible,
        title=spec.title,
        hint=NO_TEXT if found.outcome is Outcome.PASSED else spec.hint,
        message=found.message,
        detail=found.detail,
        by_hand=found.outcome is Outcome.PENDING,
    )


def total(checks: tuple[CheckResult, ...]) -> Score:
    """The points earned, those that a person still has to give, and whether that is all."""
    return Score(
        points=round(sum(check.earned for check in checks), 2),
        pending=round(sum(c.points for c in checks if c.outcome is Outcome.PENDING), 2),
        complete=all(check.outcome is not Outcome.COULD_NOT_CHECK for check in checks),
    )


def mark(grade: Grade, assignment: Assignment, review: Mapping[tuple[str, str], float]) -> Grade:
    """The grade with the points that a person gave in ``review.csv`` put in.

    A check that is a person's (a manual one, or one that could not decide) stays or becomes
    again pending without points. A deliverable that is missing has nothing to mark: such a
    check stays as it is.
    """
    known = {spec.name: spec for spec in assignment.checks}
    checks = tuple(
        _marked(check, known[check.name], review.get((grade.student, check.name)))
        if check.name in known and (check.by_hand or known[check.name].manual)
        else check
        for check in grade.checks
    )
    if checks == grade.checks:
        return grade
    return settle(replace(grade, checks=checks), assignment)


def settle(grade: Grade, assignment: Assignment) -> Grade:
    """The grade with its checks added up, bonus put on top and lateness taken off."""
    extra = set(assignment.bonus.checks)
    plain = total(tuple(check for check in grade.checks if check.name not in extra))
    gained = _bonus(tuple(check for check in grade.checks if check.name in extra), assignment)
    lost_points = _late(grade, assignment, plain.points + (gained.points if gained else 0.0))
    adjustments = tuple(one for one in (gained, lost_points) if one)
    points = plain.points + sum(one.points for one in adjustments)
    return replace(
        grade,
        score=round(max(points, 0.0), 2),
        pending=total(grade.checks).pending,
        adjustments=adjustments,
    )


def _bonus(checks: tuple[CheckResult, ...], assignment: Assignment) -> Adjustment | None:
    earned, cap = total(checks).points, assignment.bonus.cap
    points = min(earned, cap) if cap else earned
    if not points:
        return None
    most = f"{cap or sum(check.points for check in checks):g}"
    return Adjustment(
        "bonus",
        points,
        Text(ko=f"추가 점수 (최대 {most}점)", en=f"Bonus (at most {most} points)"),
    )


def _late(grade: Grade, assignment: Assignment, points: float) -> Adjustment | None:
    """What lateness costs; a flag without a length counts as one day."""
    policy = assignment.late
    if not grade.late or not policy.per_day:
        return None
    beyond = grade.late_days - policy.grace_hours / 24
    if grade.late_days and beyond <= 0:
        hours = f"{policy.grace_hours:g}"
        return Adjustment(
            "late",
            0.0,
            Text(
                ko=f"늦은 제출: 유예 {hours}시간 안이므로 감점하지 않습니다.",
                en=f"Handed in late, within the {hours} hours of grace: nothing is taken off.",
            ),
        )
    days = math.ceil(round(beyond, 6)) if grade.late_days else 1
    percent = min(days * policy.per_day, policy.cap)
    taken = min(round(assignment.max_score * percent / 100, 2), points)
    per_day, cap = f"{policy.per_day:g}", f"{policy.cap:g}"
    at_most = (f", 최대 {cap}%", f", at most {cap} %") if policy.cap < 100 else ("", "")
    one = "day" if days == 1 else "days"
    text = Text(
        ko=f"늦은 제출 {days}일: 하루에 만점의 {per_day}%{at_most[0]}",
        en=f"Handed in {days} {one} late: {per_day} % of the maximum a day{at_most[1]}",
    )
    return Adjustment("late", -taken, text)


def _marked(check: CheckResult, spec: CheckSpec, given: float | None) -> CheckResult:
    if check.outcome in {Outcome.NOT_CHECKED, Outcome.COULD_NOT_CHECK}:
        return check
    # For example an empty text.
    lost_by_itself = check.outcome is Outcome.FAILED and check.detail and not check.by_hand
    if given is None and lost_by_itself:
        return check
    if given is None:
        return replace(check, outcome=Outcome.PENDING, earned=0.0, hint=spec.hint)
    outcome = Outcome.PASSED if given >= spec.points else Outcome.PARTIAL
    if given <= 0:
        outcome = Outcome.FAILED
    hint = NO_TEXT if outcome is Outcome.PASSED else spec.hint
    return replace(check, outcome=outcome, earned=round(given, 2), hint=hint)


def lost(checks: tuple[CheckResult, ...]) -> tuple[str, ...]:
    """Names of the checks that did not earn all their points, those still to be marked apart."""
    kept = {Outcome.PASSED, Outcome.PENDING}
    return tuple(check.name for check in checks if check.outcome not in kept)


def is_final(status: Status) -> bool:
    """Whether a submission with this status has a grade."""
    return status is not Status.UNGRADED
