"""Whoever asks without end is told to wait, and nobody else is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile


@pytest.fixture
def few(monkeypatch):
    """Limits of three, so that a test reaches them."""
    from dataclasses import replace

    from portal import limits

    monkeypatch.setattr(limits, "HAND_INS", replace(limits.HAND_INS, most=3))


@pytest.fixture
def browsers(someone, course, as_person):
    return [as_person(someone(name, "student", course)) for name in ("이서준", "Kim")]


@pytest.fixture
def send(assignment):
    def handed_in(browser, content=b"answer = 1", **headers):
        page = f"/courses/{assignment.course.name}/{assignment.slug}/hand-in"
        return browser.post(page, {"files": SimpleUploadedFile("a.py", content)}, headers=headers)

    return handed_in


def forgets() -> None:
    """The time of all limits is over."""
    from django.utils import timezone

    from portal.models import Spent

    Spent.objects.update(until=timezone.now() - timedelta(seconds=1))


def test_what_is_spent_is_counted_by_person_until_the_time_is_over(portal) -> None:
    from portal import limits, retention
    from portal.models import Spent

    limit = limits.Limit("tests", 5, 100)
    assert [limits.spend(limit, "a", 2) for _ in range(2)] == [0, 0]
    assert 99 <= limits.spend(limit, "a", 2) <= 100
    assert limits.spend(limit, "b", 5) == 0
    assert limits.spend(limits.Limit("others", 5, 100), "a") == 0
    forgets()
    assert limits.spend(limit, "a", 5) == 0
    forgets()
    retention.forget()
    assert not Spent.objects.exists()


def test_two_at_the_same_time_both_count(portal) -> None:
    """As web processes do, each with a connection of its own."""
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connection

    from portal import limits

    limit = limits.Limit("tests", 20, 100)

    def spend(_: int) -> bool:
        try:
            return limits.spend(limit, "a") == 0
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(spend, range(40))) == 20


@pytest.mark.parametrize(("language", "said"), [("ko", "초 뒤에 다시"), ("en", "Try again in ")])
def test_who_hands_in_without_end_waits_and_others_do_not(
    language, said, few, browsers, send
) -> None:
    from portal.models import Submission

    first, second = browsers
    assert [send(first).status_code for _ in range(3)] == [302] * 3
    refused = send(first, **{"accept-language": language})
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert said in refused.content.decode()
    assert Submission.objects.count() == 3
    assert send(second).status_code == 302
    forgets()
    assert send(first).status_code == 302


def test_how_much_somebody_uploads_is_limited(monkeypatch, browsers, send) -> None:
    from dataclasses import replace

    from portal import limits

    monkeypatch.setattr(limits, "UPLOADS", replace(limits.UPLOADS, most=5000))
    sizes = [send(browsers[0], b"#" * 2000).status_code for _ in range(3)]
    assert sizes == [302, 302, 429]


@pytest.mark.parametrize(
    ("limit", "method", "page", "before"),
    [
        ("LINKS", "get", "/i/nothing", 410),
        ("LINKS", "get", "/lti/register/nothing", 404),
        ("LOGINS", "get", "/lti/login", 400),
        ("LOGINS", "get", "/lti/again/nothing", 400),
        ("LAUNCHES", "post", "/lti/launch", 400),
    ],
)
def test_an_address_that_knocks_without_end_is_told_to_wait(  # noqa: PLR0917
    limit, method, page, before, portal, as_person
) -> None:
    from django.utils import timezone

    from portal import limits
    from portal.models import Spent

    knock = getattr(as_person(None), method)
    assert knock(page).status_code == before
    spent = Spent.objects.get()
    Spent.objects.update(
        amount=getattr(limits, limit).most, until=timezone.now() + timedelta(seconds=30)
    )
    refused = knock(page)
    assert (refused.status_code, spent.amount) == (429, 1)
    assert 1 <= int(refused.headers["Retry-After"]) <= 30
    assert knock(page, REMOTE_ADDR="192.0.2.1").status_code == before


def test_a_class_behind_one_address_reaches_no_limit() -> None:
    from portal import limits

    a_class = 500  # within a minute
    assert min(limits.LOGINS.most / limits.LOGINS.seconds, limits.LAUNCHES.most / 60) > a_class / 60
    assert limits.LINKS.most > 2 * a_class  # the page of the link, and its button
