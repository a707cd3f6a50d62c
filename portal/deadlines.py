"""Deadlines, with the extension that a person has, and what handing in after them costs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from portal.models import Assignment, Course, Extension, Person

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Deadline:
    """Until when somebody's work is on time, until when it is taken; None: for good."""

    due: datetime | None
    closes: datetime | None
    extended: bool = False


@dataclass(frozen=True, slots=True)
class Lateness:
    """By how many days that began somebody was late, and what that costs of the maximum."""

    days: int
    percent: float

    def points(self, score: float, max_score: float) -> float:
        """What is taken off a score, which never falls below zero."""
        return min(round(max_score * self.percent / 100, 2), max(score, 0.0))


def of_class(assignment: Assignment) -> Deadline:
    """The deadline without anybody's extension."""
    return Deadline(assignment.due, assignment.closes)


def of_person(assignment: Assignment, person: Person) -> Deadline:
    """Somebody's deadline."""
    found = Extension.objects.filter(assignment=assignment, person=person).first()
    return of_class(assignment) if found is None else extended(assignment, found.due)


def of_person_in(assignments: Sequence[Assignment], person: Person) -> dict[int, Deadline]:
    """Somebody's deadlines of several assignments, by assignment."""
    longer = Extension.objects.filter(assignment__in=assignments, person=person)
    until = {one.assignment_id: one.due for one in longer}
    return {
        one.pk: extended(one, until[one.pk]) if one.pk in until else of_class(one)
        for one in assignments
    }


def extended(assignment: Assignment, due: datetime) -> Deadline:
    """The deadline of somebody who has longer; one that ends before the class's changes nothing."""
    if assignment.due is None or due <= assignment.due:
        return of_class(assignment)
    closes = None if assignment.closes is None else max(assignment.closes, due)
    return Deadline(due, closes, extended=True)


def extensions(assignment: Assignment) -> dict[int, Deadline]:
    """The deadlines of those who have an extension, by person."""
    found = Extension.objects.filter(assignment=assignment)
    return {one.person_id: extended(assignment, one.due) for one in found}


def lateness(assignment: Assignment, deadline: Deadline, made: datetime) -> Lateness | None:
    """How late something was handed in; None where it was on time, or within the hours of grace.

    Days are counted as the command line does: from the end of those hours.
    """
    if deadline.due is None:
        return None
    beyond = made - deadline.due - timedelta(hours=assignment.late_grace_hours)
    if beyond <= timedelta(0):
        return None
    days = math.ceil(beyond / _DAY)
    percent = min(days * assignment.late_percent_a_day, assignment.late_most_percent)
    return Lateness(days, percent)


def zone(course: Course) -> ZoneInfo:
    """Where a course's times are told."""
    return ZoneInfo(course.time_zone)


def told(moment: datetime, course: Course) -> str:
    """A time as a course reads it, to the minute."""
    return moment.astimezone(zone(course)).strftime("%Y-%m-%d %H:%M %Z")
