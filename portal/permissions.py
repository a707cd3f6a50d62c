"""Who may do what: the one module that decides. Views ask it, and ask nobody else.

What somebody may not see is answered as if it were not there, so that no page tells what exists.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest
from django.utils import timezone

from portal.deadlines import Deadline
from portal.models import Assignment, Course, Person, Result, Role, Submission


@dataclass(frozen=True, slots=True)
class Shown:
    """A result as somebody may read it; ``whole`` is False where hidden checks are left out."""

    score: float
    max_score: float
    pending: float
    whole: bool


STAFF = frozenset([Role.ASSISTANT, Role.INSTRUCTOR])


def person_of(request: HttpRequest) -> Person | None:
    """Who asks; None for somebody unknown."""
    return request.user if isinstance(request.user, Person) else None


def known(request: HttpRequest) -> Person:
    """Who asks.

    Raises:
        Http404: nobody is signed in.
    """
    found = person_of(request)
    if found is None:
        raise Http404
    return found


def administrator(request: HttpRequest) -> Person:
    """Who asks, if it is an administrator.

    Raises:
        Http404: it is none.
    """
    found = known(request)
    if not found.is_administrator:
        raise Http404
    return found


def role_in(person: Person | None, course: Course) -> Role | None:
    """What somebody is in a course; administrators are instructors everywhere."""
    if person is None:
        return None
    if person.is_administrator:
        return Role.INSTRUCTOR
    # All of somebody's roles at once: whoever asks, asks again while the same page is made.
    prefetch_related_objects([person], "memberships")
    held = (one.role for one in person.memberships.all() if one.course_id == course.pk)
    return next((Role(one) for one in held), None)


def is_staff(person: Person | None, course: Course) -> bool:
    """Whether somebody marks in this course."""
    return role_in(person, course) in STAFF


def courses_of(person: Person) -> Any:
    """The courses that somebody sees."""
    if person.is_administrator:
        return Course.objects.order_by("name")
    return Course.objects.filter(memberships__person=person).order_by("name")


def course_for(request: HttpRequest, name: str) -> Course:
    """A course that somebody is in.

    Raises:
        Http404: it is not there, or not for this person.
    """
    found = Course.objects.filter(name=name).first()
    if found is None or role_in(person_of(request), found) is None:
        raise Http404
    return found


def course_for_staff(request: HttpRequest, name: str) -> Course:
    """A course that somebody marks in.

    Raises:
        Http404: it is not there, or not for this person.
    """
    found = course_for(request, name)
    if not is_staff(person_of(request), found):
        raise Http404
    return found


def course_for_instructors(request: HttpRequest, name: str) -> Course:
    """A course that somebody is responsible for.

    Raises:
        Http404: it is not there, or not for this person.
    """
    found = course_for(request, name)
    if role_in(person_of(request), found) is not Role.INSTRUCTOR:
        raise Http404
    return found


def assignment_for(request: HttpRequest, name: str, slug: str) -> Assignment:
    """An assignment that somebody sees: students once it is published and open.

    Raises:
        Http404: it is not there, or not for this person.
    """
    person = person_of(request)
    found = (
        Assignment.objects.filter(course__name=name, slug=slug)
        .select_related("course", "revision")
        .defer("revision__record")  # it holds the checks, which no page shows
        .first()
    )
    role = None if found is None else role_in(person, found.course)
    if found is None or role is None or not (role in STAFF or is_open_to_read(found)):
        raise Http404
    return found


def is_open_to_read(assignment: Assignment) -> bool:
    """Whether students see it."""
    opened = assignment.opens is None or assignment.opens <= timezone.now()
    return assignment.published and opened


def submission_for(request: HttpRequest, handle: UUID) -> Submission:
    """A submission: of the person who asks, or for the staff of its course.

    Raises:
        Http404: it is not there, or not for this person.
    """
    person = person_of(request)
    found = (
        Submission.objects.filter(handle=handle)
        .select_related("assignment__course", "person")
        .first()
    )
    if person is None or found is None:
        raise Http404
    role = role_in(person, found.assignment.course)
    if role not in STAFF and (role is None or found.person_id != person.pk):
        raise Http404
    return found


def submission_for_staff(request: HttpRequest, handle: UUID) -> Submission:
    """A submission to a course that somebody marks in.

    Raises:
        Http404: it is not there, or not for this person.
    """
    found = submission_for(request, handle)
    if not is_staff(person_of(request), found.assignment.course):
        raise Http404
    return found


def shown_to(
    reader: Person | None, assignment: Assignment, deadline: Deadline, result: Result
) -> Shown:
    """What of a result somebody may read now, of work with this deadline."""
    if is_staff(reader, assignment.course) or shows_all(assignment, deadline.due):
        return Shown(result.score, result.max_score, result.pending, whole=True)
    return Shown(result.visible_score, result.visible_max, 0.0, whole=False)


def feedback_of(shown: Shown, result: Result) -> Mapping[str, str]:
    """The pages about what is shown, by language."""
    found: Mapping[str, str] = result.feedback if shown.whole else result.visible_feedback
    return found


def shows_all(assignment: Assignment, due: datetime | None) -> bool:
    """Whether students read about the hidden checks now, of work that was due then."""
    if assignment.shows == Assignment.Shows.AFTER_PUBLISHED:
        return assignment.grades_published
    if assignment.shows == Assignment.Shows.AFTER_DUE and due is not None:
        return timezone.now() >= due
    return True
