"""Whose turn it is: students who wait before staff, staff before regrades, and courses in turn.

Of the courses in which somebody of the same priority waits, the one with the fewest runs going on
is next; of equals, the one whose last turn is longest ago. Within a course it is first come, first
served. So no course waits for another's burst, however long that is.
"""

from __future__ import annotations

from collections.abc import Iterator
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
    WHERE id = ({which} FOR UPDATE SKIP LOCKED)
    RETURNING id, attempt
"""
_FIRST: Final = """
    SELECT id FROM portal_run WHERE course_id = %(which)s AND state = 'queued'
    ORDER BY priority DESC, queued, id LIMIT 1
"""
_THIS: Final = "SELECT id FROM portal_run WHERE id = %(which)s AND state = 'queued'"


@dataclass(frozen=True, slots=True)
class Taken:
    """A run that was taken, and how often it has been by now."""

    run: int
    attempt: int


def take(now: datetime) -> Taken | None:
    """Take the run whose turn it is; None where none waits."""
    taken = (_taken(_FIRST, course, now) for course in _courses())
    return next((one for one in taken if one is not None), None)


def take_this(run: int, now: datetime) -> Taken | None:
    """Take a run out of its turn; None where it does not wait."""
    return _taken(_THIS, run, now)


def _taken(which: str, number: int, now: datetime) -> Taken | None:
    with connection.cursor() as cursor:
        cursor.execute(_TAKE.format(which=which), {"now": now, "which": number})
        found = cursor.fetchone()
    return None if found is None else Taken(*found)


def _courses() -> Iterator[int]:
    with connection.cursor() as cursor:
        cursor.execute(_COURSES)
        yield from [course for (course,) in cursor.fetchall()]


def before(run: Run) -> int:
    """How many runs that wait come before this one, if courses go on taking turns."""
    waiting = Run.objects.filter(state=Run.State.QUEUED)
    urgent: int = waiting.filter(priority__gt=run.priority).count()
    equals = waiting.filter(priority=run.priority)
    own: int = equals.filter(course=run.course_id, queued__lt=run.queued).count()
    # While those before it take their course's turns, each other course gets as many.
    others = equals.exclude(course=run.course_id).values("course").annotate(many=Count("pk"))
    return urgent + own + sum(min(int(one["many"]), own) for one in others)
