"""What staff does: invite people, and see and save the grades of a class."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from portal import attempts, audit, permissions, signing_in
from portal.attempts import Attempt
from portal.audit import About, Change
from portal.lti import rosters
from portal.models import Assignment, AuditLog, Course, Membership, Person, Role
from portal.permissions import role_in

MOST_AT_ONCE = 1000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Row:
    """A student's line in the table of grades: all attempts, and the one that counts."""

    person: Person
    attempts: int
    last: Attempt | None
    counts: Attempt | None


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
            audit.record(
                AuditLog.Action.ROLE,
                permissions.known(request),
                About(course, person=person),
                {"role": Change(None, role.value)},
            )
            links.append(Link(one, address_of(signing_in.invite(person))))
    return _people_page(request, course, tuple(links))


@require_POST
def change_role(request: HttpRequest, name: str) -> HttpResponse:
    """Give a member another role; it outranks what an LMS says."""
    course = permissions.course_for_instructors(request, name)
    number, asked = request.POST.get("member", ""), request.POST.get("role", "")
    with transaction.atomic():
        members = Membership.objects.filter(course=course).select_for_update(of=["self"])
        found = (
            members.filter(pk=int(number) if number.isdecimal() else 0)
            .select_related("person")
            .first()
        )
        if found is None or asked not in Role:
            return _people_page(request, course, (), status=400)
        before, found.role = found.role, asked
        found.source = Membership.Source.HAND
        found.save(update_fields=["role", "source"])
        audit.record(
            AuditLog.Action.ROLE,
            permissions.known(request),
            About(course, person=found.person),
            {"role": Change(before, asked)},
        )
    return redirect("people", name=course.name)


@require_POST
def read_roster(request: HttpRequest, name: str) -> HttpResponse:
    """Have the LMS asked at once who is in its course."""
    course = permissions.course_for_staff(request, name)
    rosters.ask_for(course)
    return redirect("people", name=course.name)


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
            "rosters": course.rosters.select_related("deployment__platform").order_by("pk"),
            "roles": list(Role),
            "back": reverse("people", args=[course.name]),
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
        {
            "course": course,
            "assignment": found,
            "rows": rows_of(found, permissions.known(request)),
            "may_set": role_in(permissions.known(request), course) is Role.INSTRUCTOR,
        },
    )


@require_GET
def grades_csv(request: HttpRequest, name: str, slug: str) -> HttpResponse:
    """The grades of a class, for a spreadsheet: no cell of it is a formula."""
    course = permissions.course_for_staff(request, name)
    found = permissions.assignment_for(request, name, slug)
    reader = permissions.known(request)
    audit.record(AuditLog.Action.EXPORT, reader, About(course, found))
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(
        ["student", "attempts", "status", "score", "max_score", "to_mark", "late_days", "taken_off"]
    )
    for row in rows_of(found, reader):
        told = _told(row, found)
        table.writerow([_plain(row.person.name), row.attempts, *told])
    answer = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.slug}-grades.csv"'
    return answer


def rows_of(found: Assignment, reader: Person) -> list[Row]:
    """A line for each student of the course, and for whoever handed in beside them."""
    tried = attempts.of_class(found, reader)
    people: dict[int, Person] = {
        one.person_id: one.person
        for one in found.course.memberships.filter(role=Role.STUDENT).select_related("person")
    }
    for key, mine in tried.items():
        people.setdefault(key, mine[0].submission.person)
    rows = [_row(person, found, tried.get(key, [])) for key, person in people.items()]
    return sorted(rows, key=lambda row: (row.person.name.casefold(), row.person.pk))


def _row(person: Person, found: Assignment, tried: list[Attempt]) -> Row:
    last = tried[0] if tried else None
    return Row(person, len(tried), last, attempts.that_counts(found, tried))


def _told(row: Row, found: Assignment) -> list[object]:
    """The cells of a line that tell of the grade."""
    one = row.counts
    if one is not None and one.result is not None:
        late = one.late.days if one.late else 0
        result = one.result
        return [result.status, one.score, result.max_score, result.pending, late, one.taken]
    status = "missing"
    if row.last is not None:
        status = "ungraded" if row.last.ungraded else "waiting"
    return [status, "", found.max_score, "", "", ""]


def _plain(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
