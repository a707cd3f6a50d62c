"""Grades in the LMS's gradebook: the best result, once, and again where it failed."""

from __future__ import annotations

import itertools
from datetime import timedelta

import jwt
import pytest

from tests.portal.test_lti import launch, lms, register, registered

__all__ = ["lms", "register", "registered"]  # fixtures


@pytest.fixture
def student(lms, registered, as_person):
    from portal.models import Person

    launch(as_person(None), lms)
    return Person.objects.get()


@pytest.fixture
def graded(student, assignment):
    """Hands in, with this result."""

    def grade(score: float, status: str = "graded", pending: float = 0.0):
        from portal import handing_in, runs

        handing_in.hand_in(assignment, student, [handing_in.File("a.py", b"1")])
        mine = runs.claim()
        told = runs.Told(score, 100.0, {"en": "x"})
        runs.finish(mine, runs.Found(status, pending, 1.0, told, told))

    return grade


def send_all() -> list[bool]:
    from portal.lti import passing_back
    from portal.lti.services import Tokens

    tokens = Tokens()
    return [passing_back.send(one, tokens) for one in passing_back.due()]


def test_a_grade_arrives_once(lms, graded) -> None:
    graded(80, pending=5)
    assert send_all() == [True]
    assert send_all() == []
    (score,) = lms.scores
    assert score.path == "/items/5/lineitem/scores?type_id=2"
    assert score.body["userId"] == "user-7"
    assert (score.body["scoreGiven"], score.body["scoreMaximum"]) == (80, 100)
    assert score.body["gradingProgress"] == "PendingManual"
    (asked,) = lms.token_requests
    claims = jwt.decode(asked["client_assertion"][0], options={"verify_signature": False})
    assert (claims["iss"], claims["aud"]) == (lms.client_id, lms.urls["token_url"])


def test_only_the_best_counts(lms, graded) -> None:
    graded(80)
    send_all()
    graded(60)
    assert send_all() == []
    graded(95)
    assert send_all() == [True]
    assert [one.body["scoreGiven"] for one in lms.scores] == [80, 95]


def test_the_courses_policy_and_lateness_hold_in_the_gradebook(lms, graded, assignment) -> None:
    from django.utils import timezone

    assignment.counts, assignment.late_percent_a_day = "last", 10
    assignment.due = timezone.now() - timedelta(hours=1)
    assignment.save()
    graded(90)
    graded(60)
    assert send_all() == [True]
    assert [one.body["scoreGiven"] for one in lms.scores] == [50]


def test_an_extension_reaches_the_gradebook_too(lms, graded, assignment, student) -> None:
    from django.utils import timezone

    from portal.models import Extension

    assignment.late_percent_a_day, assignment.due = 10, timezone.now() - timedelta(hours=1)
    assignment.save()
    graded(90)
    assert send_all() == [True]
    longer = Extension.objects.create(
        assignment=assignment, person=student, due=timezone.now() + timedelta(hours=1)
    )
    assert send_all() == []  # hidden checks are hidden again, and what they gave
    Extension.objects.filter(pk=longer.pk).update(due=timezone.now() - timedelta(seconds=1))
    type(student.submissions.get()).objects.update(made=timezone.now() - timedelta(minutes=1))
    assert send_all() == [True]
    assert [one.body["scoreGiven"] for one in lms.scores] == [80, 90]


def test_what_nobody_could_grade_is_no_grade(lms, graded) -> None:
    graded(0, status="ungraded")
    assert send_all() == []


def test_nothing_is_told_before_students_may_read_it(lms, graded, assignment) -> None:
    from django.utils import timezone

    assignment.due = timezone.now() + timedelta(hours=1)
    assignment.save()
    graded(80)
    assert send_all() == []
    type(assignment).objects.update(due=timezone.now() - timedelta(seconds=1))
    assert send_all() == [True]


def test_a_token_that_was_taken_back_is_asked_for_anew(lms, graded) -> None:
    graded(80)
    lms.score_answers = [401]
    assert send_all() == [True]
    assert len(lms.token_requests) == 2
    assert len(lms.scores) == 1


@pytest.mark.parametrize("status", [400, 403, 404, 500, 302])
def test_a_refusal_is_kept_and_tried_again(status, lms, graded, as_person, someone) -> None:
    from portal.models import Passback

    graded(80)
    lms.score_answers = [status]
    assert send_all() == [False]
    kept = Passback.objects.get()
    assert str(status) in kept.error
    assert send_all() == []  # not at once
    page = as_person(someone("Boss", is_administrator=True)).get("/platforms").content.decode()
    assert f"{status}: " in page
    Passback.objects.update(next_try=kept.next_try - timedelta(hours=1))
    assert send_all() == [True]
    kept.refresh_from_db()
    assert (kept.error, kept.tries) == ("", 0)


@pytest.mark.parametrize("answer", [(500, "x"), (200, "no json"), (200, "{}"), (302, "")])
def test_a_platform_without_tokens_is_told_of(answer, lms, graded) -> None:
    from portal.models import Passback

    graded(80)
    lms.token_answer = answer
    assert send_all() == [False]
    assert Passback.objects.get().error
    assert lms.scores == []


def test_tries_come_later_and_later(lms, graded) -> None:
    from django.utils import timezone

    from portal.models import Passback

    graded(80)
    rests = []
    for _ in range(4):
        lms.score_answers = [500]
        Passback.objects.update(next_try=timezone.now() - timedelta(seconds=1))
        before = timezone.now()
        assert send_all() == [False]
        rests.append((Passback.objects.get().next_try - before).total_seconds())
    assert all(later > 1.5 * sooner for sooner, later in itertools.pairwise(rests))


def test_two_clients_of_one_issuer_have_tokens_of_their_own(lms, graded, course) -> None:
    from portal.lti.services import Tokens
    from portal.models import Platform

    first = Platform.objects.get()
    second = Platform.objects.create(
        name="Other", issuer=lms.address, client_id="tool-2", **lms.urls
    )
    tokens = Tokens()
    assert tokens.of(first, "a") == tokens.of(first, "a") != tokens.of(second, "a")
    assert tokens.of(first, "b") != tokens.of(first, "a")


def test_a_token_near_its_end_is_not_used(lms, graded) -> None:
    from portal.lti.services import Tokens
    from portal.models import Platform

    lms.token_life = 30
    tokens = Tokens()
    platform = Platform.objects.get()
    assert tokens.of(platform, "a") != tokens.of(platform, "a")


def test_staff_gets_no_grades(lms, graded) -> None:
    from portal.models import Membership

    graded(80)
    Membership.objects.update(role="instructor")
    assert send_all() == []
