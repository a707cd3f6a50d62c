"""Whose turn it is: students who wait before staff, staff before regrades, and courses in turn.

Between staff and regrades come errands of commands (``portal.errands``).

Of the courses in which somebody of the same priority waits, the one with the fewest runs going on
is next; of equals, the one whose last turn is longest ago. Within a course it is first come, first
served. So no course waits for another's burst, however long that is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection
from django.db.models import Count

from portal.models import Run

# Each course's first is one look into an index, however many wait.
_COURSES: Final = """
    SELECT course.id FROM portal_course course
    CROSS JOIN LATERAL (
        SELECT priority, queued FROM portal_run
        WHERE course_id = course.id AND state = 'queued'
        ORDER BY priority DESC, queued LIMIT 1
    ) first
    WHERE first.priority >= %s
    ORDER BY first.priority DESC,
        (SELECT count(*) FROM portal_run WHERE course_id = course.id AND state = 'running'),
        (SELECT started FROM portal_run WHERE course_id = course.id AND started IS NOT NULL
         ORDER BY started DESC LIMIT 1) NULLS FIRST,
        first.queued
"""
_TAKE: Final = """
    UPDATE portal_run
    SET state = 'running', attempt = attempt + 1, started = %(now)s, beat = %(now)s,
        progress = jsonb_build_object()
    WHERE id = (
        SELECT id FROM portal_run WHERE course_id = %(course)s AND state = 'queued'
        ORDER BY priority DESC, queued, id LIMIT 1 FOR UPDATE SKIP LOCKED
    )
    RETURNING id, attempt
"""


@dataclass(frozen=True, slots=True)
class Claim:
    """A run or an errand that is this worker's, as long as ``attempt`` is its last one."""

    run: int
    attempt: int


def take(now: datetime, least: Run.Priority = Run.Priority.REGRADE) -> Claim | None:
    """Take the run whose turn it is; None where none of the ``least`` priority or more waits."""
    taken = (_taken(course, now) for course in _courses(least))
    return next((one for one in taken if one is not None), None)


def _taken(course: int, now: datetime) -> Claim | None:
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, {"now": now, "course": course})
        found = cursor.fetchone()
    return None if found is None else Claim(*found)


def _courses(least: Run.Priority) -> Iterator[int]:
    with connection.cursor() as cursor:
        cursor.execute(_COURSES, [least])
        yield from [course for (course,) in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many runs of a course wait with the same priority."""

    course: int
    priority: int
    many: int


def waiting() -> list[Waiting]:
    """What waits, by course and priority."""
    found = Run.objects.filter(state=Run.State.QUEUED).values("course", "priority")
    counted = found.annotate(many=Count("pk")).order_by()
    return [Waiting(one["course"], one["priority"], one["many"]) for one in counted]


def before(run: Run, others: Sequence[Waiting]) -> int:
    """How many of the runs that wait come before this one, if courses go on taking turns."""
    equals = Run.objects.filter(
        course=run.course_id, state=Run.State.QUEUED, priority=run.priority, queued__lt=run.queued
    )
    own = int(equals.count())
    # While those before it take their course's turns, each other course gets as many.
    in_turn = (one for one in others if one.priority == run.priority)
    return (
        own
        + sum(one.many for one in others if one.priority > run.priority)
        + sum(min(one.many, own) for one in in_turn if one.course != run.course_id)
    )
