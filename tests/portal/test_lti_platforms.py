"""Launches as Canvas, Blackboard and Moodle are documented to send them.

The claims in ``tests/fixtures/lti`` have the members and the shapes of what the makers publish
(Instructure's and Anthology's pages for developers, Moodle's source), with invented people. They
are no recordings of a live system.
"""

from __future__ import annotations

import json
import time

import pytest

from tests.portal.test_lti import lms
from tests.support.lti_platform import CLAIM
from tests.support.places import ROOT

__all__ = ["lms"]  # a fixture
LOGIN = {
    "canvas": "https://sso.canvaslms.com/api/lti/authorize_redirect",
    "blackboard": "https://developer.blackboard.com/api/v1/gateway/oidcauth",
    "moodle": "https://moodle.example.edu/mod/lti/auth.php",
}
# Who comes, as what; where scores go, and which site is around the frame.
WANTED = {
    "canvas": (
        "Jihoon Park",
        "student",
        "https://school.instructure.com/api/lti/courses/12/line_items/34/scores",
        "https://school.instructure.com",
    ),
    "blackboard": (
        "Seonsaeng Lee",
        "instructor",
        "https://school.blackboard.com/learn/api/v1/lti/courses/_4_1/lineItems/_40_1/scores",
        "https://school.blackboard.com",
    ),
    "moodle": (
        "하나 김",
        "student",
        "https://moodle.example.edu/mod/lti/services.php/2/lineitems/29/lineitem/scores?type_id=3",
        "https://moodle.example.edu",
    ),
}


@pytest.mark.parametrize("name", WANTED)
def test_a_launch_of(name, lms, course, as_person) -> None:
    from portal.lti.passing_back import scores_url
    from portal.models import Deployment, Membership, Platform, ResourceLink, Roster

    claims = json.loads((ROOT / "tests/fixtures/lti" / f"{name}.json").read_text("utf-8"))
    platform = Platform.objects.create(
        name=name, issuer=claims["iss"], client_id=claims["aud"], login_url=LOGIN[name],
        token_url="https://lms.example/token", keys_url=lms.urls["keys_url"],
    )  # fmt: skip
    platform.courses.set([course])
    Deployment.objects.create(platform=platform, deployment_id=claims[f"{CLAIM}deployment_id"])
    browser = as_person(None)
    given = {"iss": claims["iss"], "login_hint": "7", "client_id": claims["aud"]}
    answer = arrive(browser, lms, given, claims)
    assert answer["location"] == "/courses/tiny/tiny", answer.content.decode()
    who, role, scores, site = WANTED[name]
    member = Membership.objects.get()
    assert (member.person.name, member.role, member.course) == (who, role, course)
    link = ResourceLink.objects.get()
    assert link.context == claims[f"{CLAIM}context"]["id"]
    assert scores_url(link.line_item) == scores
    roster = Roster.objects.get()
    assert (roster.course, roster.context) == (course, link.context)
    page = browser.get("/courses/tiny/tiny")
    ancestors = page["Content-Security-Policy"].split("frame-ancestors ")[1].split(";")[0]
    assert site in ancestors.split()


def arrive(browser, lms, given, claims):
    """Log in, and come back with these claims, signed now."""
    from urllib.parse import parse_qsl, urlsplit

    begun = browser.post("/lti/login", given)
    sent = dict(parse_qsl(urlsplit(begun["location"]).query))
    now = int(time.time())
    token = lms.token({**claims, "iat": now, "exp": now + 300, "nonce": sent["nonce"]})
    return browser.post("/lti/launch", {"state": sent["state"], "id_token": token})


@pytest.mark.parametrize(
    "wrong",
    ["https://evil.example;x", "https://a b", "javascript:alert(1)", "http://lms.example/", 5],
)
def test_a_site_that_is_none_gets_into_no_policy(wrong, lms, course) -> None:
    from portal.lti import tokens
    from portal.models import Platform

    platform = Platform(login_url="https://lms.example/auth")
    claims = {f"{CLAIM}launch_presentation": {"return_url": wrong}}
    assert tokens.sites_of(claims, platform) == "https://lms.example"
