"""A course comes from its folder into the portal: again after every change."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from zoneinfo import available_timezones

import msgspec
from django.db import transaction

from autograder import api
from portal import statements
from portal.models import Assignment, Course, Revision

_to_assignment = msgspec.json.Decoder(api.Assignment).decode


def import_course(folder: Path, *, demo: bool = False) -> Course:
    """Bring a course and its assignments up to date. What was handed in stays as it is.

    Assignments that the folder no longer has stay, unpublished, with their grades. ``demo`` makes
    a course of its own of it, beside the real one.

    Raises:
        StaffError: the folder holds no course, or one with a fault.
    """
    found = api.load_course(folder)
    named = [api.load_assignment(found, name) for name in api.assignment_names(found)]
    with transaction.atomic():
        mark = " (demo)" if demo else ""
        title = {
            language: text + mark
            for language, text in by_language(found.title, found.languages).items()
        }
        course, _ = Course.objects.update_or_create(
            name=f"{found.name}-demo" if demo else found.name,
            defaults={"title": title},
            create_defaults={"title": title, "time_zone": _zone_here()},
        )
        for place, one in enumerate(named):
            content = {
                "place": place,
                "title": by_language(one.title, one.languages),
                "max_score": one.max_score,
                "revision": _revision(one),
            }
            Assignment.objects.update_or_create(
                course=course,
                slug=one.name,
                defaults=content,
                create_defaults={
                    **content,
                    "late_percent_a_day": one.late.per_day,
                    "late_grace_hours": one.late.grace_hours,
                    "late_most_percent": one.late.cap,
                },
            )
        gone = Assignment.objects.filter(course=course).exclude(
            slug__in=[one.name for one in named]
        )
        gone.update(published=False)
    return course


def _zone_here() -> str:
    """This machine's time zone, the first guess at a course's; its staff may set another."""
    found = str(Path("/etc/localtime").resolve()).rpartition("zoneinfo/")[2]
    return found if found in available_timezones() else "UTC"


def _revision(assignment: api.LocalAssignment) -> Revision:
    record = msgspec.json.encode(api.portable(assignment), order="deterministic")
    read = statements.rendered(assignment)
    digest = hashlib.sha256(record + msgspec.json.encode(read, order="sorted")).hexdigest()
    made, _ = Revision.objects.get_or_create(
        digest=digest, defaults={"record": record, "statements": read}
    )
    return made


def content_of(revision: Revision) -> api.Assignment:
    """The assignment as grading needs it."""
    return _to_assignment(bytes(revision.record))


def by_language(text: api.Text, languages: tuple[str, ...]) -> Mapping[str, str]:
    """A text as the portal keeps it."""
    return {one: text.to(one) for one in languages}
