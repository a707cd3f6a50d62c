"""Links that sign one person in, once."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest


@pytest.fixture
def kim(someone):
    return someone("김하나")


def test_a_link_signs_in_once(kim, as_person) -> None:
    from portal import signing_in

    link = f"/i/{signing_in.invite(kim)}"
    browser = as_person(None)
    assert "김하나" in browser.get(link).content.decode()
    assert "김하나" in browser.get(link).content.decode()  # looking uses nothing up
    before = browser.cookies.get("autograder")
    answer = browser.post(link)
    assert (answer.status_code, answer["location"]) == (302, "/")
    assert browser.cookies["autograder"].value != (before.value if before else "")
    assert "김하나" in browser.get("/").content.decode()
    late = as_person(None)
    assert late.post(link).status_code == 410
    assert "김하나" not in late.get(link).content.decode()


def test_a_session_from_before_is_not_taken_over(kim, as_person) -> None:
    from portal import signing_in

    browser = as_person(None)
    browser.session.save()  # an attacker's, planted in the browser
    browser.cookies["autograder"] = planted = browser.session.session_key or "planted"
    browser.post(f"/i/{signing_in.invite(kim)}")
    assert browser.cookies["autograder"].value != planted


@pytest.mark.parametrize("token", ["", "x", "' OR 1=1 --", "a" * 500])
def test_what_is_no_link_of_ours_signs_nobody_in(token, kim, as_person) -> None:
    browser = as_person(None)
    answer = browser.post(f"/i/{token}")
    assert answer.status_code in {404, 410}
    assert "autograder" not in browser.cookies


def test_a_link_ends(kim, as_person) -> None:
    from portal import signing_in

    token = signing_in.invite(kim, timedelta(seconds=-1))
    assert as_person(None).post(f"/i/{token}").status_code == 410


def test_of_two_at_the_same_time_one_gets_in(kim) -> None:
    from django.db import connection

    from portal import signing_in

    token = signing_in.invite(kim)
    taken = []
    barrier = threading.Barrier(4)

    def take() -> None:
        barrier.wait()
        taken.append(signing_in.take(token))
        connection.close()

    threads = [threading.Thread(target=take) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert [one for one in taken if one is not None] == [kim]


def test_the_database_holds_no_token(kim) -> None:
    from portal import signing_in
    from portal.models import Invitation

    token = signing_in.invite(kim)
    assert token not in str(Invitation.objects.values_list().get())


def test_signing_out(kim, as_person) -> None:
    browser = as_person(kim)
    assert "김하나" in browser.get("/").content.decode()
    browser.post("/leave")
    assert "김하나" not in browser.get("/").content.decode()


def test_forms_of_other_sites_do_nothing(kim, portal) -> None:
    from django.test import Client

    from portal import signing_in

    browser = Client(enforce_csrf_checks=True, headers={"host": "127.0.0.1:8000"})
    token = signing_in.invite(kim)
    assert browser.post(f"/i/{token}").status_code == 403
    assert signing_in.who_is_invited(token) == kim
