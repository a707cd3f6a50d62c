"""Every address for every kind of person: who gets in, and who is told that nothing is there."""

from __future__ import annotations

import re

import pytest

IN, MOVED, OUT = 200, 302, 404
# The address, the method, and what a student, a neighbour (another student of the course), an
# assistant, an instructor, an instructor of another course, an administrator and nobody get.
ROUTES = [
    ("/courses/{course}", "get", IN, IN, IN, IN, OUT, IN, OUT),
    ("/courses/{course}/{slug}", "get", IN, IN, IN, IN, OUT, IN, OUT),
    ("/courses/{course}/{slug}/hand-in", "post", 400, 400, 400, 400, OUT, 400, OUT),
    ("/courses/{course}/{slug}/grades", "get", OUT, OUT, IN, IN, OUT, IN, OUT),
    ("/courses/{course}/{slug}/grades.csv", "get", OUT, OUT, IN, IN, OUT, IN, OUT),
    ("/courses/{course}/people", "get", OUT, OUT, IN, IN, OUT, IN, OUT),
    ("/courses/{course}/people/invite", "post", OUT, OUT, IN, IN, OUT, IN, OUT),
    ("/courses/{course}/people/role", "post", OUT, OUT, OUT, 400, OUT, 400, OUT),
    ("/courses/{course}/settings", "get", OUT, OUT, OUT, IN, OUT, IN, OUT),
    ("/courses/{course}/settings", "post", OUT, OUT, OUT, 400, OUT, 400, OUT),
    ("/courses/{course}/log", "get", OUT, OUT, IN, IN, OUT, IN, OUT),
    ("/courses/{course}/{slug}/settings", "get", OUT, OUT, OUT, IN, OUT, IN, OUT),
    ("/courses/{course}/{slug}/settings", "post", OUT, OUT, OUT, 400, OUT, 400, OUT),
    ("/courses/{course}/{slug}/extensions", "get", OUT, OUT, IN, IN, OUT, IN, OUT),
    ("/courses/{course}/{slug}/extensions", "post", OUT, OUT, 400, 400, OUT, 400, OUT),
    ("/courses/{course}/{slug}/regrade", "post", OUT, OUT, OUT, MOVED, OUT, MOVED, OUT),
    ("/submissions/{handle}/regrade", "post", OUT, OUT, MOVED, MOVED, OUT, MOVED, OUT),
    ("/submissions/{handle}/difference", "get", IN, OUT, IN, IN, OUT, IN, OUT),
    ("/submissions/{handle}", "get", IN, OUT, IN, IN, OUT, IN, OUT),
    ("/submissions/{handle}/feedback", "get", IN, OUT, IN, IN, OUT, IN, OUT),
    ("/submissions/{handle}/events", "get", IN, OUT, IN, IN, OUT, IN, OUT),
    ("/submissions/{handle}/files/0", "get", IN, OUT, IN, IN, OUT, IN, OUT),
    ("/courses/{course}/people/read", "post", OUT, OUT, 302, 302, OUT, 302, OUT),
    ("/courses/{course}/queue", "get", OUT, OUT, IN, IN, OUT, IN, OUT),
    ("/courses/{course}/queue/0/cancel", "post", *[OUT] * 7),
    ("/platforms", "get", OUT, OUT, OUT, OUT, OUT, IN, OUT),
    ("/platforms/link", "post", OUT, OUT, OUT, OUT, OUT, 400, OUT),
    ("/platforms/key", "post", OUT, OUT, OUT, OUT, OUT, 400, OUT),
    ("/platforms/0/deployments", "post", *[OUT] * 7),
    ("/courses/{course}/nothing", "get", OUT, OUT, OUT, OUT, OUT, OUT, OUT),
    ("/submissions/00000000-0000-0000-0000-000000000000", "get", *[OUT] * 7),
    ("/submissions/{handle}/files/1", "get", OUT, OUT, OUT, OUT, OUT, OUT, OUT),
]
OPEN_TO_ALL = {
    *("", "i/<str:token>", "leave", "language", "healthz", "metrics"),
    *("lti/login", "lti/again/<str:handle>", "lti/launch", "lti/choose", "lti/keys"),
    "lti/register/<str:token>",  # holds a token of its own: tests/portal/test_registering.py
}
PEOPLE = ["student", "neighbour", "assistant", "instructor", "foreign", "administrator", "nobody"]


@pytest.fixture
def people(someone, course):
    from portal.models import Course

    other = Course.objects.create(name="other", title={"en": "Other"})
    return {
        "student": someone("Student", "student", course),
        "neighbour": someone("Neighbour", "student", course),
        "assistant": someone("Assistant", "assistant", course),
        "instructor": someone("Instructor", "instructor", course),
        "foreign": someone("Foreign", "instructor", other),
        "administrator": someone("Administrator", is_administrator=True),
        "nobody": None,
    }


@pytest.fixture
def submission(people, assignment):
    from portal import handing_in, runs
    from tests.portal.test_runs import found

    for answer in (b"answer = 41", b"answer = 42"):
        made = handing_in.hand_in(assignment, people["student"], [handing_in.File("a.py", answer)])
        mine = runs.claim()
        assert mine is not None
        runs.finish(mine, found(80))
    return made


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route[0])
def test_who_gets_in(route, people, submission, as_person) -> None:
    address, method, *answers = route
    wanted = dict(zip(PEOPLE, answers, strict=True))
    course = submission.assignment.course
    filled = address.format(
        course=course.name, slug=submission.assignment.slug, handle=submission.handle
    )
    got = {name: getattr(as_person(people[name]), method)(filled).status_code for name in PEOPLE}
    assert got == wanted


def test_every_address_is_in_the_table(portal) -> None:
    from portal.urls import urlpatterns

    patterns = {str(one.pattern) for one in urlpatterns} - OPEN_TO_ALL
    tried = [address.split("/files/")[0] + "/files/0" if "/files/" in address else address
             for address, *_ in ROUTES]  # fmt: skip
    shapes = {re.sub(r"\{\w+\}", "*", one).lstrip("/") for one in tried}
    for pattern in patterns:
        shape = re.sub(r"<int:\w+>", "0", pattern)
        shape = re.sub(r"<\w+:\w+>", "*", shape)
        assert shape in shapes, pattern


def test_an_assignment_that_is_not_open_is_not_there_for_students(
    people, assignment, as_person
) -> None:
    from datetime import timedelta

    from django.utils import timezone

    page = f"/courses/{assignment.course.name}/{assignment.slug}"
    for change in ({"published": False}, {"opens": timezone.now() + timedelta(hours=1)}):
        type(assignment).objects.update(published=True, opens=None)
        type(assignment).objects.update(**change)
        assert as_person(people["student"]).get(page).status_code == OUT
        assert as_person(people["student"]).post(f"{page}/hand-in").status_code == OUT
        assert as_person(people["assistant"]).get(page).status_code == IN
        course = as_person(people["student"]).get(f"/courses/{assignment.course.name}")
        assert f'href="{page}"' not in course.content.decode()


def test_an_assistant_makes_no_staff(people, course, as_person) -> None:
    from portal.models import Membership

    address = f"/courses/{course.name}/people/invite"
    asked = {"names": "Mallory", "role": "instructor"}
    assert as_person(people["assistant"]).post(address, asked).status_code == 403
    assert not Membership.objects.filter(person__name="Mallory").exists()
    assert as_person(people["instructor"]).post(address, asked).status_code == IN
    assert Membership.objects.get(person__name="Mallory").role == "instructor"


@pytest.mark.parametrize(
    ("shows", "due_in", "published", "whole"),
    [
        ("always", 1, False, True),
        ("after_due", 1, True, False),
        ("after_due", -1, False, True),
        ("after_due", None, False, True),
        ("after_published", -1, False, False),
        ("after_published", 1, True, True),
    ],
)
def test_hidden_checks_are_shown_when_the_course_says(  # noqa: PLR0917
    shows, due_in, published, whole, people, assignment, as_person
) -> None:
    from datetime import timedelta

    from django.utils import timezone

    from portal import handing_in, runs

    assignment.shows, assignment.grades_published = shows, published
    if due_in is not None:
        assignment.due = timezone.now() + timedelta(hours=due_in)
    assignment.save()
    made = handing_in.hand_in(assignment, people["student"], [handing_in.File("a.py", b"1")])
    mine = runs.claim()
    assert mine is not None
    all_of_it = runs.Told(77.25, 100, {"en": "HIDDEN"})
    visible = runs.Told(33.75, 60, {"en": "VISIBLE"})
    runs.finish(mine, runs.Found("graded", 5.0, 1.0, all_of_it, visible))
    student = as_person(people["student"])
    pages = [
        student.get(address).content.decode()
        for address in (
            f"/submissions/{made.handle}", f"/submissions/{made.handle}/feedback",
            f"/courses/{assignment.course.name}", f"/courses/{assignment.course.name}/tiny",
        )
    ]  # fmt: skip
    assert all(("77.25" in page or "HIDDEN" in page) == whole for page in pages)
    assert all(("33.75" in page or "VISIBLE" in page) != whole for page in pages)
    staff = as_person(people["assistant"]).get(f"/submissions/{made.handle}/feedback")
    assert staff.content == b"HIDDEN"
