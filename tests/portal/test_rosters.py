"""The roster of the LMS fills the course, and takes nothing from what is known better."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.portal.test_lti import launch, lms, registered
from tests.support.lti_platform import MEMBER

__all__ = ["lms", "registered"]  # fixtures


def member(number: int, role: str = "Learner", **more):
    return {
        "user_id": f"user-{number}", "name": f"학생 {number}", "roles": [f"{MEMBER}#{role}"],
        "status": "Active", **more,
    }  # fmt: skip


@pytest.fixture
def teacher(lms, registered, as_person):
    """An instructor who launched, so that the portal knows of the roster."""
    browser = as_person(None)
    launch(browser, lms, sub="teacher", name="Teacher", roles=[f"{MEMBER}#Instructor"])
    return browser


def bring_all() -> list[bool]:
    from django.utils import timezone

    from portal.lti import rosters
    from portal.lti.services import Tokens
    from portal.models import Roster

    Roster.objects.update(next_look=timezone.now() - timedelta(seconds=1))
    return [rosters.bring(one, Tokens()) for one in rosters.due()]


def roles() -> dict[str, str]:
    from portal.models import Membership

    return dict(Membership.objects.values_list("person__name", "role"))


def test_the_roster_fills_the_course(lms, teacher) -> None:
    lms.members = [member(1), member(2), member(3, "Instructor"), member(4, "Mentor")]
    assert bring_all() == [True]
    assert roles() == {
        "Teacher": "instructor", "학생 1": "student", "학생 2": "student", "학생 3": "instructor",
    }  # fmt: skip
    page = teacher.get("/courses/tiny/people").content.decode()
    assert "3 people" in page
    assert "학생 2" in page
    bring_all()
    assert len(roles()) == 4


def test_all_pages_are_read(lms, teacher) -> None:
    lms.members, lms.page_size = [member(number) for number in range(7)], 3
    assert bring_all() == [True]
    assert len(roles()) == 8
    assert len(lms.asked_for_members) == 3


def test_who_launches_later_is_the_same_person(lms, teacher, as_person) -> None:
    from portal.models import Person

    lms.members = [member(7)]
    bring_all()
    launch(as_person(None), lms, sub="user-7", name="김하나")
    assert sorted(one.name for one in Person.objects.all()) == ["Teacher", "김하나"]


def test_a_role_seen_at_launch_is_never_lowered(lms, teacher) -> None:
    # As Moodle does with a teacher who does not edit.
    lms.members = [member(0, user_id="teacher", name="Teacher")]
    assert bring_all() == [True]
    assert roles() == {"Teacher": "instructor"}


def test_a_role_set_by_hand_stays_whatever_the_roster_says(lms, teacher) -> None:
    from portal.models import Membership

    Membership.objects.update(role="assistant", source="hand")
    for role in ("Learner", "Instructor"):
        lms.members = [member(0, role, user_id="teacher", name="Teacher")]
        bring_all()
        assert roles() == {"Teacher": "assistant"}


def test_a_role_of_the_roster_follows_the_roster(lms, teacher) -> None:
    for role, ours in (
        ("Learner", "student"),
        ("Instructor", "instructor"),
        ("Learner", "student"),
    ):
        lms.members = [member(1, role)]
        bring_all()
        assert roles()["학생 1"] == ours


def test_who_left_is_no_member_but_keeps_what_was_handed_in(lms, teacher, assignment) -> None:
    from portal import handing_in
    from portal.models import Person, Submission

    lms.members = [member(1), member(2)]
    bring_all()
    left = Person.objects.get(name="학생 1")
    handing_in.hand_in(assignment, left, [handing_in.File("a.py", b"1")])
    lms.members = [member(1, status="Deleted"), member(2)]
    bring_all()
    assert roles() == {"Teacher": "instructor", "학생 2": "student"}
    assert Submission.objects.get().person == left


def test_without_names_a_number_stands_there(lms, teacher) -> None:
    lms.members = [member(1, name=None, given_name=None), member(2, name="", given_name="하나")]
    assert bring_all() == [True]
    assert set(roles()) == {"Teacher", "user-1", "하나"}


def test_a_token_that_was_taken_back_is_asked_for_anew(lms, teacher) -> None:
    lms.members, lms.members_answers = [member(1)], [401]
    assert bring_all() == [True]
    assert len(set(lms.asked_for_members)) == 2
    scopes = {one["scope"][0].rpartition("/")[2] for one in lms.token_requests}
    assert scopes == {"contextmembership.readonly"}


WRONG = {
    "refused": {"members_answers": [403, 403]},
    "no JSON": {"members_text": "<html>"},
    "no object": {"members_text": "[1]"},
    "no list": {"members_text": '{"members": 5}'},
    "no text": {"members_text": '{"members": [{"user_id": "\\ud800"}]}'},
    "deep": {"members_text": '{"members": ' + "[" * 100_000},
    "too large": {"members_text": " " * 5_000_001},
    "a circle": {"next_page": "http://127.0.0.1/members"},
    "another site": {"next_page": "https://evil.example/members"},
}


@pytest.mark.parametrize("fault", WRONG.values(), ids=WRONG)
def test_what_goes_wrong_changes_nobody_and_is_told(fault, lms, teacher) -> None:
    from portal.models import Roster

    lms.members = [member(1)]
    for name, value in fault.items():
        setattr(lms, name, f"{lms.address}/members" if "127.0.0.1" in str(value) else value)
    assert bring_all() == [False]
    assert roles() == {"Teacher": "instructor"}
    roster = Roster.objects.get()
    assert roster.error
    page = teacher.get("/courses/tiny/people").content.decode()
    assert 'class="refused"' in page


def test_a_line_that_nobody_understands_costs_no_other_its_place(lms, teacher) -> None:
    lms.members = [
        {"user_id": 5}, {"roles": []}, member(1, roles="Learner"), member(2, user_id=""), member(3),
        member(4, user_id="x" * 300),
    ]  # fmt: skip
    assert bring_all() == [True]
    assert roles() == {"Teacher": "instructor", "학생 3": "student"}


def test_it_is_read_every_hour_and_when_staff_asks(lms, teacher) -> None:
    from django.utils import timezone

    from portal.lti import rosters
    from portal.models import Roster

    assert [one.course.name for one in rosters.due()] == ["tiny"]
    bring_all()
    assert list(rosters.due()) == []
    wait = Roster.objects.get().next_look - timezone.now()
    assert timedelta(minutes=50) < wait <= timedelta(hours=1)
    assert teacher.post("/courses/tiny/people/read").status_code == 302
    assert len(list(rosters.due())) == 1


def test_no_token_goes_where_it_could_be_read_on_the_way(lms, registered, as_person) -> None:
    from portal.models import Roster

    launch(as_person(None), lms)
    Roster.objects.update(url="http://lms.example.edu/members")
    assert bring_all() == [False]
    assert "not encrypted" in Roster.objects.get().error
