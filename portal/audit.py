"""What staff changes, exports and has graded again is written down, for the staff to read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from django.utils import timezone

from portal.models import Assignment, AuditLog, Course, Person

Value: TypeAlias = "str | int | float | bool | datetime | None"
Kept: TypeAlias = "str | int | float | bool | None"


@dataclass(frozen=True, slots=True)
class Change:
    """What a field was, and what it became."""

    before: Value
    after: Value


@dataclass(frozen=True, slots=True)
class About:
    """What an entry is about: a course, and where it is about one, an assignment or a person."""

    course: Course
    assignment: Assignment | None = None
    person: Person | None = None


def record(
    action: AuditLog.Action,
    by: Person | None,
    about: About,
    changes: Mapping[str, Change] | None = None,
) -> None:
    """Write an entry; within the transaction of what it tells of, where there is one."""
    AuditLog.objects.create(
        course=about.course,
        assignment=about.assignment,
        action=action,
        by=by,
        about=about.person,
        changes={
            name: [_kept(change.before), _kept(change.after)]
            for name, change in (changes or {}).items()
        },
        made=timezone.now(),
    )


def _kept(value: Value) -> Kept:
    return value.isoformat() if isinstance(value, datetime) else value
