"""Links of an LMS: which assignment one leads to, deep links, and platforms being registered."""

from __future__ import annotations

import jwt

from tests.portal.test_lti import launch, lms, registered
from tests.support.lti_platform import CLAIM, MEMBER

__all__ = ["lms", "registered"]  # fixtures


def test_staff_chooses_the_assignment_behind_a_link(lms, registered, as_person) -> None:
    from portal.models import ResourceLink

    student = as_person(None)
    nothing = launch(student, lms, custom=None, sub="s")
    assert nothing.status_code == 404
    assert "There is no assignment here yet" in nothing.content.decode()
    staff = as_person(None)
    answer = launch(staff, lms, custom=None, roles=[f"{MEMBER}#Instructor"])
    assert answer["location"] == "/lti/choose"
    page = staff.get("/lti/choose").content.decode()
    assert "A tiny assignment" in page
    number = page.split('<option value="')[1].split('"')[0]
    chosen = staff.post("/lti/choose", {"assignment": number})
    assert chosen["location"] == "/courses/tiny/tiny"
    link = ResourceLink.objects.get()
    assert (link.link, link.assignment.slug) == ("link-1", "tiny")
    assert link.line_item == f"{lms.address}/items/5/lineitem?type_id=2"
    assert launch(student, lms, custom=None, sub="s")["location"] == "/courses/tiny/tiny"


def test_nobody_chooses_without_a_launch(lms, registered, as_person, someone, course) -> None:
    student = as_person(None)
    launch(student, lms)
    for browser in (student, as_person(someone("Boss", is_administrator=True))):
        assert browser.get("/lti/choose").status_code == 400
        assert browser.post("/lti/choose", {"assignment": "1"}).status_code == 400


def test_a_deep_link_goes_back_signed(lms, registered, as_person) -> None:
    settings = {
        "deep_link_return_url": f"{lms.address}/back",
        "accept_types": ["ltiResourceLink"],
        "data": "opaque",
    }
    browser = as_person(None)
    answer = launch(
        browser, lms, message_type="LtiDeepLinkingRequest", resource_link=None, custom=None,
        roles=[f"{MEMBER}#Instructor"],
        **{"https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings": settings},
    )  # fmt: skip
    page = browser.get(answer["location"]).content.decode()
    number = page.split('<option value="')[1].split('"')[0]
    back = browser.post("/lti/choose", {"assignment": number})
    page = back.content.decode()
    assert f'action="{lms.address}/back"' in page
    assert f"form-action 'self' {lms.address}" in back["Content-Security-Policy"]
    assert "X-Form-Action" not in back
    token = page.split('name="JWT" value="')[1].split('"')[0]
    keys = jwt.PyJWKSet.from_dict(as_person(None).get("/lti/keys").json())
    kid = jwt.get_unverified_header(token)["kid"]
    claims = jwt.decode(token, keys[kid], algorithms=["RS256"], audience=lms.address)
    assert claims["iss"] == lms.client_id
    assert claims[f"{CLAIM}deployment_id"] == lms.deployment
    assert claims["https://purl.imsglobal.org/spec/lti-dl/claim/data"] == "opaque"
    (item,) = claims["https://purl.imsglobal.org/spec/lti-dl/claim/content_items"]
    assert item["custom"] == {"course": "tiny", "assignment": "tiny"}
    assert item["lineItem"]["scoreMaximum"] == 100


def test_administrators_register_a_platform(lms, course, as_person, someone) -> None:
    from portal.models import Platform

    given = {
        "name": "Canvas", "issuer": lms.address, "client_id": "c", "deployments": "1 2",
        "courses": [course.pk], **lms.urls,
    }  # fmt: skip
    for person in (None, someone("Kim", "instructor", course)):
        assert as_person(person).post("/platforms", given).status_code == 404
    boss = as_person(someone("Boss", is_administrator=True))
    assert (
        boss.post("/platforms", given | {"keys_url": "http://lms.example/keys"}).status_code == 400
    )
    assert not Platform.objects.exists()
    assert boss.post("/platforms", given).status_code == 302
    made = Platform.objects.get()
    assert [one.deployment_id for one in made.deployments.all()] == ["1", "2"]
    page = boss.get("/platforms").content.decode()
    assert "http://127.0.0.1:8000/lti/launch" in page
    assert boss.post("/platforms", given).status_code == 400  # it is there already
