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
    Found,
    Grade,
    Mark,
    Outcome,
    Status,
    Text,
    say,
)

Review = Mapping[tuple[str, str], Mark]  # by student and check


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
        hint=spec.hint if found.hinted and found.outcome is not Outcome.PASSED else NO_TEXT,
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


def mark(grade: Grade, assignment: Assignment, review: Review) -> Grade:
    """The grade with what a person wrote in ``review.csv`` put in.

    A check that is a person's (a manual one, or one that could not decide) stays or becomes
    again pending without points. A deliverable that is missing has nothing to mark: such a
    check stays as it is. Points for any other check take the place of what it found if the
    person gave a reason; without the row, what it found comes back.
    """
    known = {spec.name: spec for spec in assignment.checks}
    checks = tuple(
        _marked(check, known[check.name], review.get((grade.student, check.name)))
        if check.name in known
        else check
        for check in grade.checks
    )
    if checks == grade.checks:
        return grade
    return settle(replace(grade, checks=checks, status=_status(grade, checks)), assignment)


def _status(grade: Grade, checks: tuple[CheckResult, ...]) -> Status:
    """A grade that only lacked a check is complete once a person gave its points."""
    lacked = any(check.outcome is Outcome.COULD_NOT_CHECK for check in grade.checks)
    lacks = any(check.outcome is Outcome.COULD_NOT_CHECK for check in checks)
    if grade.status is Status.UNGRADED and lacked and not lacks:
        return Status.GRADED
    return Status.UNGRADED if lacks and not lacked else grade.status


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
        say("추가 점수 (최대 {most}점)", "Bonus (at most {most} points)", most=most),
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
            say(
                "늦은 제출: 유예 {hours}시간 안이므로 감점하지 않습니다.",
                "Handed in late, within the {hours} hours of grace: nothing is taken off.",
                hours=hours,
            ),
        )
    days = math.ceil(round(beyond, 6)) if grade.late_days else 1
    percent = min(days * policy.per_day, policy.cap)
    taken = min(round(assignment.max_score * percent / 100, 2), points)
    per_day, cap = f"{policy.per_day:g}", f"{policy.cap:g}"
    at_most = say(", 최대 {cap}%", ", at most {cap} %", cap=cap) if policy.cap < 100 else NO_TEXT
    late = Text("늦은 제출 1일", "Handed in 1 day late")
    if days != 1:
        late = say("늦은 제출 {days}일", "Handed in {days} days late", days=days)
    text = say(
        "{late}: 하루에 만점의 {per_day}%{at_most}",
        "{late}: {per_day} % of the maximum a day{at_most}",
        late=late,
        per_day=per_day,
        at_most=at_most,
    )
    return Adjustment("late", -taken, text)


def _marked(check: CheckResult, spec: CheckSpec, given: Mark | None) -> CheckResult:
    """The check with a person's points and comment, or as it was before there were any."""
    check = _unmarked(check, spec)
    comment = given.comment if given else ""
    points = given.points if given else None
    if not is_manual(check, spec):
        return _overridden(check, spec, points, comment)
    if check.outcome in {Outcome.NOT_CHECKED, Outcome.COULD_NOT_CHECK}:
        return _overridden(check, spec, points, comment)
    # For example an empty text.
    lost_by_itself = check.outcome is Outcome.FAILED and check.detail and not check.by_hand
    if points is None and lost_by_itself:
        return replace(check, comment=comment)
    if points is None:
        return replace(check, outcome=Outcome.PENDING, earned=0.0, hint=spec.hint, comment=comment)
    return _with_points(check, spec, points, comment)


def is_manual(check: CheckResult, spec: CheckSpec) -> bool:
    """Whether the points of this check are a person's to give anyway."""
    return check.by_hand or spec.manual


def is_overridden(check: CheckResult, spec: CheckSpec) -> bool:
    """Whether points for this check would take the place of what the program found."""
    nothing = {Outcome.NOT_CHECKED, Outcome.COULD_NOT_CHECK}
    found = check.before.outcome if check.before else check.outcome
    return not is_manual(check, spec) or found in nothing


def _unmarked(check: CheckResult, spec: CheckSpec) -> CheckResult:
    """As the program left it, where a person's points took the place of what it found."""
    if check.before is None:
        return replace(check, comment="")
    found = check.before
    hint = NO_TEXT if found.outcome is Outcome.PASSED else spec.hint
    return replace(
        check, outcome=found.outcome, earned=found.earned, hint=hint, comment="", before=None
    )


def _overridden(
    check: CheckResult, spec: CheckSpec, points: float | None, comment: str
) -> CheckResult:
    if points is None or not comment:  # a reason is asked for before anything is graded
        return replace(check, comment=comment)
    before = Found(check.outcome, check.earned)
    return replace(_with_points(check, spec, points, comment), before=before)


def _with_points(check: CheckResult, spec: CheckSpec, points: float, comment: str) -> CheckResult:
    outcome = Outcome.PASSED if points >= spec.points else Outcome.PARTIAL
    if points <= 0:
        outcome = Outcome.FAILED
    hint = NO_TEXT if outcome is Outcome.PASSED else spec.hint
    return replace(check, outcome=outcome, earned=round(points, 2), hint=hint, comment=comment)


def lost(checks: tuple[CheckResult, ...]) -> tuple[str, ...]:
    """Names of the checks that did not earn all their points, those still to be marked apart."""
    kept = {Outcome.PASSED, Outcome.PENDING}
    return tuple(check.name for check in checks if check.outcome not in kept)
