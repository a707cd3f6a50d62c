"""A platform registers itself over HTTP: by an administrator's link, once, and only as itself."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from tests.portal.test_lti import launch, lms
from tests.support import lti_platform

__all__ = ["lms"]  # a fixture
TOOL = "https://purl.imsglobal.org/spec/lti-tool-configuration"


@pytest.fixture
def boss(someone, as_person):
    return as_person(someone("Boss", is_administrator=True))


@pytest.fixture
def link(boss, course):
    page = boss.post("/platforms/link", {"courses": [course.pk]}).content.decode()
    return page.split("<code>http://127.0.0.1:8000")[1].split("</code>")[0]


def register(browser, link, lms, **changed):
    given = {
        "openid_configuration": f"{lms.address}/about",
        "registration_token": lms.registration_token,
    } | changed
    return browser.post(link, given)


def test_a_platform_registers_itself_and_launches(lms, link, as_person) -> None:
    from portal.models import AuditLog, Platform

    in_the_frame = as_person(None)
    asked = in_the_frame.get(link, {"openid_configuration": f"{lms.address}/about"})
    page = asked.content.decode()
    assert lms.address.removeprefix("http://") in page
    assert "<li>A tiny course</li>" in page
    assert "frame-ancestors 'self' *" in asked["Content-Security-Policy"]
    assert "X-Frames" not in asked
    assert not Platform.objects.exists()  # looking at it changes nothing
    answer = register(in_the_frame, link, lms)
    assert answer.status_code == 200
    assert "portal/close." in answer.content.decode()
    (told,) = lms.registrations
    assert told["initiate_login_uri"] == "http://127.0.0.1:8000/lti/login"
    assert told["redirect_uris"] == ["http://127.0.0.1:8000/lti/launch"]
    assert told["token_endpoint_auth_method"] == "private_key_jwt"
    kinds = [one["type"] for one in told[TOOL]["messages"]]
    assert kinds == ["LtiResourceLinkRequest", "LtiDeepLinkingRequest"]
    made = Platform.objects.get()
    assert (made.client_id, made.courses.get().name) == (lms.client_id, "tiny")
    entry = AuditLog.objects.get()
    assert (entry.action, entry.by.name, entry.course.name) == ("platform", "Boss", "tiny")
    assert launch(as_person(None), lms)["location"] == "/courses/tiny/tiny"


def test_the_link_holds_once(lms, link, as_person) -> None:
    from portal.models import Platform

    assert register(as_person(None), link, lms).status_code == 200
    with lti_platform.running() as other:
        assert register(as_person(None), link, other).status_code == 404
        assert other.registrations == []
    assert Platform.objects.count() == 1


@pytest.mark.parametrize("over", ["guessed", "a day later", "no administrator any more"])
def test_a_link_that_does_not_hold_does_nothing(over, lms, link, as_person) -> None:
    from portal.models import Person, Registration

    if over == "guessed":
        link = "/lti/register/" + "x" * 43
    elif over == "a day later":
        Registration.objects.update(expires=Registration.objects.get().expires - timedelta(days=1))
    else:
        Person.objects.update(is_administrator=False)
    assert as_person(None).get(link).status_code == 404
    assert register(as_person(None), link, lms).status_code == 404
    assert lms.registrations == []


def test_the_link_itself_says_what_it_is_for(link, as_person) -> None:
    page = as_person(None).get(link)
    assert page.status_code == 200
    assert f"<code>http://127.0.0.1:8000{link}</code>" in page.content.decode()


ELSEWHERE = "http://127.0.0.1:9"
FAULTS = {
    "another issuer": ({"configuration": {"issuer": "https://canvas.example"}}, "another platform"),
    "registers elsewhere": (
        {"configuration": {"registration_endpoint": f"{ELSEWHERE}/register"}},
        "another machine",
    ),
    "not encrypted": ({"configuration": {"jwks_uri": "http://lms.example/keys"}}, "no https"),
    "a name in the address": (
        {"configuration": {"token_endpoint": "http://localhost:1@lms.example/"}},
        "no https",
    ),
    "a member is missing": ({"configuration": {"token_endpoint": None}}, "no configuration"),
    "huge": ({"configuration_answer": (200, " " * 300_000)}, "sends more than"),
    "no JSON": ({"configuration_answer": (200, "<html>")}, "no configuration"),
    "no object": ({"configuration_answer": (200, "[1]")}, "no configuration"),
    "not UTF-8": ({"configuration_answer": (200, '{"issuer": "\udcff"}')}, "no configuration"),
    "redirects": ({"configuration_answer": (302, "")}, "302"),
    "is not there": ({"configuration_answer": (404, "nothing")}, "404"),
    "refuses": ({"registration_answer": (400, "no tools today")}, "no tools today"),
    "a registration without a client": ({"registration_answer": (200, "{}")}, "no registration"),
    "an empty client": ({"registration_answer": (200, '{"client_id": ""}')}, "no client_id"),
    "a huge registration": ({"registration_answer": (200, " " * 1_100_000)}, "sends more than"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_platform_with_a_fault_is_not_registered(fault, lms, link, as_person) -> None:
    from portal.models import Platform

    changes, said = FAULTS[fault]
    for name, value in changes.items():
        setattr(lms, name, value)
    answer = register(as_person(None), link, lms)
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert not Platform.objects.exists()
    for name in changes:
        setattr(lms, name, {} if name == "configuration" else None)
    assert register(as_person(None), link, lms).status_code == 200  # the link was not used up


def test_a_wrong_token_of_the_platform_is_refused_by_it(lms, link, as_person) -> None:
    answer = register(as_person(None), link, lms, registration_token="stolen")
    assert answer.status_code == 400
    assert "401" in answer.content.decode()
    assert lms.registrations == []


def test_what_is_no_address_is_not_asked(link, as_person) -> None:
    browser = as_person(None)
    wrong = ("http://lms.example/", "file:///etc/passwd", "https://", "https://a:b@c/", "x")
    for url in (*wrong, "https://["):
        given = {"openid_configuration": url}
        assert browser.post(link, given).status_code == 400
        assert browser.get(link, given).status_code == 400


def test_a_platform_is_registered_once(lms, link, boss, course, as_person) -> None:
    register(as_person(None), link, lms)
    page = boss.post("/platforms/link", {"courses": [course.pk]}).content.decode()
    other = page.split("<code>http://127.0.0.1:8000")[1].split("</code>")[0]
    answer = register(as_person(None), other, lms)
    assert answer.status_code == 400
    assert "registered already" in answer.content.decode()


def test_a_deployment_that_the_platform_did_not_name_is_added_by_hand(
    lms, link, boss, as_person
) -> None:
    from portal.models import Platform

    lms.registration_answer = (200, json.dumps({"client_id": lms.client_id}))
    page = register(as_person(None), link, lms).content.decode()
    assert "named no deployment ID" in page
    assert launch(as_person(None), lms).status_code == 400
    number = Platform.objects.get().pk
    given = {"deployment": lms.deployment}
    assert as_person(None).post(f"/platforms/{number}/deployments", given).status_code == 404
    assert boss.post(f"/platforms/{number}/deployments", given).status_code == 302
    assert launch(as_person(None), lms).status_code == 302
