"""Launches, links, grades and rosters with the code of Open edX as the platform, over HTTP.

Needs ``make openedx``; without it these tests are skipped, unless AUTOGRADER_OPENEDX=required, as
on CI.
"""

from __future__ import annotations

import dataclasses
import os
import subprocess

import pytest
import requests

from tests.support import live_portal
from tests.support.live_portal import Browser
from tests.support.places import ROOT

pytestmark = pytest.mark.thorough
PYTHON = ROOT / ".venvs" / "openedx" / "bin" / "python"
PROGRAM = ROOT / "tests" / "support" / "openedx" / "lms.py"


@pytest.fixture(scope="module")
def tool(tables):
    """The portal over HTTP, under the address where it is."""
    from django.conf import settings

    with live_portal.serving() as address, pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            settings, "CONFIGURATION", dataclasses.replace(settings.CONFIGURATION, address=address)
        )
        yield address


@pytest.fixture(scope="module")
def openedx(tool, tmp_path_factory):
    """The address of the platform."""
    if not PYTHON.exists():
        if os.environ.get("AUTOGRADER_OPENEDX") == "required":
            pytest.fail("Open edX's lti-consumer-xblock is needed: make openedx")
        pytest.skip("Open edX's lti-consumer-xblock is not there: make openedx")
    folder = tmp_path_factory.mktemp("openedx")
    line = [PYTHON, PROGRAM, folder, tool]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(line, stdout=subprocess.PIPE, stderr=log, text=True, cwd=folder)
    with process:
        address = process.stdout.readline().strip()
        assert address.startswith("http://"), (folder / "log").read_text()
        yield address
        process.kill()


def told(openedx):
    return requests.get(f"{openedx}/told", timeout=60).json()


@pytest.fixture
def platform(openedx, course):
    """Open edX registered, as an administrator does by hand with what Studio shows."""
    from portal.models import Deployment, Platform

    known = told(openedx)
    names = ("issuer", "client_id", "login_url", "token_url", "keys_url")
    made = Platform.objects.create(name="Open edX", **{name: known[name] for name in names})
    made.courses.set([course])
    Deployment.objects.create(platform=made, deployment_id=known["deployment_id"])
    return made


def launch(openedx, user, role, **more):
    """A launch as the page of the course begins it; the page of the portal where it ends."""
    browser = Browser()
    asked = "".join(f"&{name}={value}" for name, value in more.items())
    form = browser.get(f"{openedx}/start?user={user}&role={role}{asked}")
    return browser, browser.submit(form)


@pytest.fixture
def linked(openedx, platform, assignment):
    """A teacher has put the assignment into the course."""
    browser, page = launch(openedx, "teacher-1", "instructor", deep="1")
    answer = browser.submit(page, assignment=str(assignment.pk))
    done = browser.submit(answer)
    assert done.status_code == 200, done.text
    assert done.url.startswith(openedx)


def test_a_teacher_puts_an_assignment_into_the_course(openedx, linked) -> None:
    (item,) = told(openedx)["items"]
    assert item["custom"] == {"course": "tiny", "assignment": "tiny"}
    assert item["url"].endswith("/lti/launch")


def test_a_student_arrives_at_the_assignment(openedx, linked, tool) -> None:
    from portal.models import Membership

    _, page = launch(openedx, "student-1", "student")
    assert page.url == f"{tool}/courses/tiny/tiny"
    assert "김하나" in page.text
    member = Membership.objects.get(person__name="김하나")
    assert (member.role, member.source) == ("student", "launch")


@pytest.mark.parametrize(
    ("user", "role", "found"),
    [("teacher-1", "staff", "instructor"), ("assistant-1", "Community TA", "assistant")],
)
def test_staff_is_staff(user, role, found, openedx, linked) -> None:
    from portal.models import Identity, Membership

    launch(openedx, user, role)
    person = Identity.objects.get(subject=user).person
    assert Membership.objects.get(person=person).role == found


def test_what_was_launched_once_is_not_launched_again(openedx, linked, tool) -> None:
    browser = Browser()
    form = browser.get(f"{openedx}/start?user=student-1&role=student")
    kept = dict(browser.cookies)
    assert browser.submit(form).status_code == 200
    thief = Browser(kept)
    assert thief.submit(form).status_code == 400


def grade(assignment, student, score: float) -> None:
    """Somebody hands in, and gets this score."""
    from portal import handing_in, runs

    handing_in.hand_in(assignment, student, [handing_in.File("a.py", b"1")])
    mine = runs.claim()
    result = runs.Told(score, 100.0, {"en": "x"})
    assert runs.finish(mine, runs.Found("graded", 0.0, 1.0, result, result))


def test_grades_reach_the_gradebook(openedx, linked, assignment) -> None:
    """With an access token for an assertion that Open edX checks against the portal's keys, also
    after they changed."""
    from portal.lti import keys, passing_back
    from portal.lti.services import Tokens
    from portal.models import Identity

    launch(openedx, "student-2", "student")
    student = Identity.objects.get(subject="student-2").person
    for score, shown in ((60, 0.6), (85, 0.85)):
        grade(assignment, student, score)
        assert [passing_back.send(one, Tokens()) for one in passing_back.due()] == [True]
        assert told(openedx)["grades"]["student-2"] == pytest.approx(shown)
        keys.rotate()
    (sent,) = [one for one in told(openedx)["scores"] if one["user_id"] == "student-2"]
    assert (sent["score_given"], sent["score_maximum"]) == (85, 100)
    assert sent["grading_progress"] == "FullyGraded"


def test_the_roster_is_that_of_the_course(openedx, linked) -> None:
    from portal.lti import rosters
    from portal.lti.services import Tokens
    from portal.models import Membership, Roster

    launch(openedx, "student-1", "student")
    roster = Roster.objects.get()
    assert rosters.bring(roster, Tokens()), roster.error
    found = {one.person.name: one.role for one in Membership.objects.select_related("person")}
    assert found == {
        "김하나": "student",
        "Ben Okafor": "student",
        "이선생": "instructor",
        "박조교": "assistant",
    }
