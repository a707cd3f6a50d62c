"""What staff does: invite people, and see and save the grades of a class."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from portal import permissions, signing_in
from portal.models import UNGRADED, Assignment, Course, Membership, Person, Result, Role, Submission
from portal.permissions import role_in

MOST_AT_ONCE = 1000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Row:
    """A student's line in the table of grades: the best result, and the last attempt."""

    person: Person
    attempts: int
    last: Submission | None
    best: Result | None


@dataclass(frozen=True, slots=True)
class Link:
    """An invitation, to be passed on; it can't be shown again."""

    name: str
    address: str


@require_GET
def people(request: HttpRequest, name: str) -> HttpResponse:
    """Who is in a course."""
    return _people_page(request, permissions.course_for_staff(request, name), ())


@require_POST
def invite(request: HttpRequest, name: str) -> HttpResponse:
    """Make links for people, one a line; each signs in once."""
    course = permissions.course_for_staff(request, name)
    inviting = role_in(permissions.known(request), course)
    role = Role(request.POST.get("role", "")) if request.POST.get("role") in Role else Role.STUDENT
    if role is not Role.STUDENT and inviting is not Role.INSTRUCTOR:
        return _people_page(request, course, (), status=403)
    names = [line.strip()[:200] for line in request.POST.get("names", "").splitlines()]
    links = []
    with transaction.atomic():
        for one in [name for name in names if name][:MOST_AT_ONCE]:
            person = Person.objects.create(name=one)
            Membership.objects.create(person=person, course=course, role=role)
            links.append(Link(one, address_of(signing_in.invite(person))))
    return _people_page(request, course, tuple(links))


def address_of(token: str) -> str:
    """The link of an invitation, as browsers need it."""
    return f"{settings.CONFIGURATION.address}{reverse('invitation', args=[token])}"


def _people_page(
    request: HttpRequest, course: Course, links: tuple[Link, ...], status: int = 200
) -> HttpResponse:
    members = Membership.objects.filter(course=course).select_related("person")
    return render(
        request,
        "portal/people.html",
        {
            "course": course,
            "members": members.order_by("role", "person__name"),
            "links": links,
            "roles": list(Role),
            "may_invite_staff": role_in(permissions.known(request), course) is Role.INSTRUCTOR,
        },
        status=status,
    )


@require_GET
def grades(request: HttpRequest, name: str, slug: str) -> HttpResponse:
    """The grades of a class."""
    course = permissions.course_for_staff(request, name)
    found = permissions.assignment_for(request, name, slug)
    return render(
        request,
        "portal/grades.html",
        {"course": course, "assignment": found, "rows": rows_of(found)},
    )


@require_GET
def grades_csv(request: HttpRequest, name: str, slug: str) -> HttpResponse:
    """The grades of a class, for a spreadsheet: no cell of it is a formula."""
    permissions.course_for_staff(request, name)
    found = permissions.assignment_for(request, name, slug)
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(["student", "attempts", "status", "score", "max_score", "to_mark"])
    for row in rows_of(found):
        best = row.best
        told = (
            ["missing", "", found.max_score, ""]
            if best is None
            else [best.status, best.score, best.max_score, best.pending]
        )
        table.writerow([_plain(row.person.name), row.attempts, *told])
    answer = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.slug}-grades.csv"'
    return answer


def rows_of(found: Assignment) -> list[Row]:
    """A line for each student of the course, and for whoever handed in beside them."""
    submissions = found.submissions.select_related("person").prefetch_related("runs__result")
    by_person: dict[int, list[Submission]] = {}
    people: dict[int, Person] = {
        one.person_id: one.person
        for one in found.course.memberships.filter(role=Role.STUDENT).select_related("person")
    }
    for one in submissions:
        by_person.setdefault(one.person_id, []).append(one)
        people.setdefault(one.person_id, one.person)
    rows = [_row(person, by_person.get(key, [])) for key, person in people.items()]
    return sorted(rows, key=lambda row: (row.person.name.casefold(), row.person.pk))


def _row(person: Person, handed_in: list[Submission]) -> Row:
    results = [run.result for one in handed_in for run in one.runs.all() if hasattr(run, "result")]
    counted = [one for one in results if one.status != UNGRADED] or results
    best = max(counted, key=lambda one: one.score, default=None)
    last = max(handed_in, key=lambda one: one.number, default=None)
    return Row(person, len(handed_in), last, best)


def _plain(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
