"""What every page promises: its language, its walls, and nothing of a student's that runs."""

from __future__ import annotations

import pytest

from tests.portal.test_permissions import people, submission

__all__ = ["people", "submission"]  # fixtures


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("ko-KR,ko;q=0.9,en;q=0.8", "ko"),
        ("en-US,en;q=0.9", "en"),
        ("de,fr;q=0.9,ko;q=0.3", "ko"),
        ("en;q=0.2,ko;q=0.7", "ko"),
        ("de", "en"),
        ("", "en"),
        (";;;,q=x,ko;q=y", "en"),
    ],
)
def test_the_language_is_the_browsers(header, language, as_person) -> None:
    page = as_person(None).get("/", headers={"accept-language": header}).content.decode()
    assert f'<html lang="{language}">' in page


def test_the_language_can_be_chosen(as_person) -> None:
    browser = as_person(None)
    answer = browser.post("/language", {"language": "ko", "back": "/"})
    assert answer["location"] == "/"
    assert '<html lang="ko">' in browser.get("/").content.decode()


def test_in_a_frame_the_language_is_kept_with_the_session(people, as_person) -> None:
    browser = as_person(people["student"])
    browser.post("/language", {"language": "ko", "back": "/"})
    assert set(browser.cookies) == {"autograder"}
    assert '<html lang="ko">' in browser.get("/").content.decode()


def test_the_switch_of_a_refused_form_leads_to_its_page(people, course, as_person) -> None:
    page = f"/courses/{course.name}/tiny"
    refused = as_person(people["student"]).post(f"{page}/hand-in").content.decode()
    assert f'name="back" value="{page}"' in refused


@pytest.mark.parametrize("back", ["https://evil.example", "//evil.example", "javascript:alert(1)"])
def test_the_switch_leads_nowhere_else(back, as_person) -> None:
    assert as_person(None).post("/language", {"language": "ko", "back": back})["location"] == "/"


def test_pages_run_only_the_portals_own_script(as_person) -> None:
    answer = as_person(None).get("/")
    policy = answer["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'self'" in policy
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("address", ["feedback", "files/0"])
def test_what_students_wrote_runs_nowhere(address, people, submission, as_person) -> None:
    answer = as_person(people["assistant"]).get(f"/submissions/{submission.handle}/{address}")
    policy = answer["Content-Security-Policy"]
    assert policy.startswith("sandbox")
    assert "allow-scripts" not in policy
    assert "allow-same-origin" not in policy
    assert "script-src" not in policy


def test_a_name_is_text_wherever_it_stands(someone, course, as_person) -> None:
    name = "<img src=x onerror=alert(1)>"
    someone(name, "student", course)
    boss = someone("Boss", is_administrator=True)
    for address in (f"/courses/{course.name}/people", f"/courses/{course.name}/tiny/grades"):
        page = as_person(boss).get(address).content.decode()
        assert "<img" not in page
        assert "&lt;img" in page


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+1", "-1", "@x", "\tx"])
def test_no_name_is_a_formula(name, someone, course, as_person) -> None:
    someone(name, "student", course)
    boss = someone("Boss", is_administrator=True)
    table = (
        as_person(boss).get(f"/courses/{course.name}/tiny/grades.csv").content.decode("utf-8-sig")
    )
    assert f"'{name}" in table


def test_another_host_gets_nothing(portal) -> None:
    from django.test import Client

    assert Client(headers={"host": "evil.example"}).get("/").status_code == 400


def test_machines_are_told_how_it_is(people, submission, as_person) -> None:
    assert as_person(None).get("/healthz").json() == {"status": "ok"}
    told = as_person(None).get("/metrics").content.decode()
    assert "autograder_runs_waiting 0" in told
    assert "Student" not in told


def test_events_say_how_far_it_is(people, submission, as_person) -> None:
    answer = as_person(people["student"]).get(f"/submissions/{submission.handle}/events")
    assert answer["Content-Type"] == "text/event-stream"


def test_a_run_that_nobody_could_grade_costs_nothing(people, assignment, as_person) -> None:
    from portal import handing_in, runs

    made = handing_in.hand_in(assignment, people["student"], [handing_in.File("a.py", b"1")])
    mine = runs.claim()
    assert mine is not None
    nothing = runs.Told(0, 100, {})
    runs.finish(mine, runs.Found("ungraded", 0, 0, nothing, nothing))
    student = as_person(people["student"])
    page = student.get(f"/submissions/{made.handle}").content.decode()
    assert "You have lost nothing" in page
    assert "0 / 100" not in student.get(f"/courses/{assignment.course.name}/tiny").content.decode()
