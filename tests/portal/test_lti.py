"""Launches by LTI 1.3: who gets in, and every way in which a token does not hold."""

from __future__ import annotations

import time
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import jwt
import pytest

from tests.support import lti_platform
from tests.support.lti_platform import MEMBER


@pytest.fixture
def lms():
    with lti_platform.running() as platform:
        yield platform


@pytest.fixture
def registered(lms, course):
    return register(lms, course)


def register(lms, *courses):
    from portal.models import Deployment, Platform

    made = Platform.objects.create(
        name="Moodle", issuer=lms.address, client_id=lms.client_id, **lms.urls
    )
    made.courses.set(courses)
    Deployment.objects.create(platform=made, deployment_id=lms.deployment)
    return made


def begin(browser, lms, **changed):
    """The login; what the platform is sent."""
    given = {"iss": lms.address, "login_hint": "7", "client_id": lms.client_id} | changed
    answer = browser.post("/lti/login", given)
    assert answer.status_code == 302, answer.content.decode()
    return dict(parse_qsl(urlsplit(answer["location"]).query)), answer


def launch(browser, lms, *, token=None, **changed):
    """A whole launch."""
    sent, _ = begin(browser, lms)
    token = token or lms.token(lms.claims(sent["nonce"], **changed))
    return browser.post("/lti/launch", {"state": sent["state"], "id_token": token})


def test_a_student_arrives_at_the_assignment(lms, registered, as_person) -> None:
    from portal.models import Membership

    browser = as_person(None)
    answer = launch(browser, lms)
    assert answer["location"] == "/courses/tiny/tiny"
    page = browser.get(answer["location"]).content.decode()
    assert "김하나" in page
    member = Membership.objects.get()
    assert (member.role, member.source, member.person.name) == ("student", "launch", "김하나")


def test_the_login_asks_the_platform_and_nobody_else(lms, registered, as_person) -> None:
    sent, answer = begin(
        as_person(None), lms, target_link_uri="https://evil.example/", lti_message_hint="x y"
    )
    assert answer["location"].startswith(f"{lms.address}/auth?site=1&")
    assert sent["redirect_uri"] == "http://127.0.0.1:8000/lti/launch"
    assert (sent["response_mode"], sent["prompt"], sent["scope"]) == ("form_post", "none", "openid")
    assert sent["lti_message_hint"] == "x y"
    (cookie,) = [one for name, one in answer.cookies.items() if name.startswith("lti-")]
    assert cookie["samesite"] == "None"
    assert cookie["secure"]
    assert cookie["partitioned"]
    assert cookie["httponly"]


@pytest.mark.parametrize(
    "changed",
    [{"iss": "https://other.example"}, {"client_id": "other"}, {"login_hint": ""}, {"iss": ""}],
)
def test_whom_nobody_registered_is_sent_nowhere(changed, lms, registered, as_person) -> None:
    given = {"iss": lms.address, "login_hint": "7", "client_id": lms.client_id} | changed
    answer = as_person(None).post("/lti/login", given)
    assert answer.status_code == 400
    assert "location" not in answer


HOUR = 3600
WRONG = {
    "another issuer": {"iss": "https://other.example"},
    "another audience": {"aud": "tool-2"},
    "several audiences without azp": {"aud": ["tool-1", "tool-2"]},
    "another authorised party": {"aud": ["tool-1", "tool-2"], "azp": "tool-2"},
    "no audience": {"aud": None},
    "over": {"exp": int(time.time()) - HOUR},
    "no end": {"exp": None},
    "old": {"iat": int(time.time()) - HOUR},
    "from the future": {"iat": int(time.time()) + HOUR},
    "another nonce": {"nonce": "n" * 43},
    "no nonce": {"nonce": None},
    "a nonce that is no text": {"nonce": 5},
    "nobody": {"sub": ""},
    "another deployment": {"deployment_id": "2"},
    "no deployment": {"deployment_id": None},
    "another version": {"version": "1.1"},
    "another kind": {"message_type": "LtiSubmissionReviewRequest"},
    "no link": {"resource_link": None},
    "a link that is no object": {"resource_link": [1]},
    "an assignment that is not there": {"custom": {"course": "tiny", "assignment": "x"}},
    "no role in the course": {"roles": [f"{MEMBER}#Mentor"]},
    "a role of the institution alone": {
        "roles": ["http://purl.imsglobal.org/vocab/lis/v2/institution/person#Instructor"]
    },
}


@pytest.mark.parametrize("changed", WRONG.values(), ids=WRONG)
def test_a_token_that_does_not_hold_lets_nobody_in(changed, lms, registered, as_person) -> None:
    from portal.models import Membership

    answer = launch(as_person(None), lms, **changed)
    assert answer.status_code == 400
    assert not Membership.objects.exists()
    assert "send your teachers this sentence" in answer.content.decode()


def signed_by_another(lms, claims):
    return lms.token(claims, key=lti_platform.new_key())


def not_signed(lms, claims):
    return jwt.encode(claims, key="", algorithm="none", headers={"kid": lms.kid})


def signed_with_the_public_key(lms, claims):
    """The old confusion: the public key as the secret of HS256."""
    pem = "public-key-of-the-platform-as-shared-secret-0123456789"
    return jwt.encode(claims, key=pem, algorithm="HS256", headers={"kid": lms.kid})


def without_a_key_name(lms, claims):
    return lms.token(claims, headers={})


def changed_afterwards(lms, claims):
    head, body, signature = lms.token(claims).split(".")
    other = jwt.encode({**claims, "sub": "user-1"}, "x" * 32).split(".")[1]
    assert body != other
    return f"{head}.{other}.{signature}"


FORGED = [
    *(signed_by_another, not_signed, signed_with_the_public_key, without_a_key_name),
    *(changed_afterwards, lambda *_: "", lambda *_: "a.b.c", lambda *_: "x" * 200_000),
]


@pytest.mark.parametrize("forged", FORGED)
def test_a_forged_token_lets_nobody_in(forged, lms, registered, as_person) -> None:
    from portal.models import Identity

    browser = as_person(None)
    sent, _ = begin(browser, lms)
    token = forged(lms, lms.claims(sent["nonce"]))
    answer = browser.post("/lti/launch", {"state": sent["state"], "id_token": token})
    assert answer.status_code == 400
    assert not Identity.objects.exists()


def test_a_token_counts_once(lms, registered, as_person) -> None:
    browser = as_person(None)
    sent, _ = begin(browser, lms)
    given = {"state": sent["state"], "id_token": lms.token(lms.claims(sent["nonce"]))}
    state_cookie = {name: one.value for name, one in browser.cookies.items()}
    assert browser.post("/lti/launch", given).status_code == 302
    thief = as_person(None)
    thief.cookies.load(state_cookie)
    assert thief.post("/lti/launch", given).status_code == 400


def test_a_launch_ends_in_the_browser_where_it_began(lms, registered, as_person) -> None:
    from portal.models import Identity

    mine, theirs = as_person(None), as_person(None)
    sent, _ = begin(mine, lms)
    given = {"state": sent["state"], "id_token": lms.token(lms.claims(sent["nonce"]))}
    answer = theirs.post("/lti/launch", given)
    assert not Identity.objects.exists()
    page = answer.content.decode()
    assert "Open in a new window" in page
    again = theirs.get(page.split('target="_blank" rel="noopener" href="')[1].split('"')[0])
    assert again["location"].startswith(f"{lms.address}/auth?site=1&")
    assert mine.post("/lti/launch", given).status_code == 302  # which was not used up


def test_another_platforms_token_does_not_fit(lms, registered, course, as_person) -> None:
    with lti_platform.running(client_id="tool-1", kid="first") as other:
        register(other, course)
        browser = as_person(None)
        sent, _ = begin(browser, lms)
        token = other.token(other.claims(sent["nonce"]))
        answer = browser.post("/lti/launch", {"state": sent["state"], "id_token": token})
        assert answer.status_code == 400


def test_a_platform_opens_only_its_own_courses(lms, course, as_person) -> None:
    from portal.models import Course, Membership

    own = Course.objects.create(name="own", title={"en": "Own"})
    register(lms, own)
    answer = launch(as_person(None), lms, roles=[f"{MEMBER}#Instructor"])
    assert answer.status_code == 400
    assert not Membership.objects.exists()


def test_a_rotated_key_is_fetched(lms, registered, as_person, monkeypatch) -> None:
    from portal.lti import keys

    monkeypatch.setattr(keys, "COOLDOWN", 0)
    assert launch(as_person(None), lms).status_code == 302
    lms.key, lms.kid = lti_platform.new_key(), "second"
    assert launch(as_person(None), lms).status_code == 302


def test_keys_that_hang_end_in_a_message(lms, registered, as_person, monkeypatch) -> None:
    from portal.lti import fetching, keys

    keys.of_platform.cache_clear()
    monkeypatch.setattr(fetching, "PATIENCE", 0.2)
    lms.keys_hang = True
    answer = launch(as_person(None), lms)
    assert answer.status_code == 400
    assert "keys can&#39;t be fetched" in answer.content.decode()
    keys.of_platform.cache_clear()


ROLES = {
    "student": [f"{MEMBER}#Learner"],
    "instructor": [f"{MEMBER}#Instructor"],
    "assistant": [
        f"{MEMBER}#Instructor",
        "http://purl.imsglobal.org/vocab/lis/v2/membership/Instructor#TeachingAssistant",
    ],
}


@pytest.mark.parametrize("role", ROLES)
def test_roles_are_those_of_the_launch(role, lms, registered, as_person) -> None:
    from portal.models import Membership

    launch(as_person(None), lms, roles=ROLES[role])
    assert Membership.objects.get().role == role


def test_a_launch_that_changes_a_role_is_written_down(lms, registered, as_person) -> None:
    from portal.models import AuditLog

    launch(as_person(None), lms)
    launch(as_person(None), lms)
    assert not AuditLog.objects.filter(action="role").exists()
    launch(as_person(None), lms, roles=[f"{MEMBER}#Instructor"])
    entry = AuditLog.objects.get(action="role")
    assert (entry.action, entry.by, entry.about.name) == ("role", None, "김하나")
    assert entry.changes == {"role": ["student", "instructor"]}


def test_who_came_is_written_down_for_the_staff(lms, registered, as_person) -> None:
    from portal import retention
    from portal.models import AuditLog

    launch(as_person(None), lms, nonce="wrong")
    assert not AuditLog.objects.exists()
    launch(as_person(None), lms)
    teacher = as_person(None)
    launch(teacher, lms, sub="t", name="이선생", roles=[f"{MEMBER}#Instructor"])
    first = AuditLog.objects.order_by("pk")[0]
    assert (first.action, first.by.name, first.assignment.slug) == ("launch", "김하나", "tiny")
    assert first.changes == {"platform": [None, "Moodle"], "role": [None, "student"]}
    assert "김하나" not in teacher.get("/courses/tiny/log").content.decode()
    assert "김하나" in teacher.get("/courses/tiny/log?launches=1").content.decode()
    retention.forget(first.made + timedelta(days=181))
    assert not AuditLog.objects.filter(pk=first.pk).exists()


def test_a_role_set_by_hand_stays(lms, registered, as_person) -> None:
    from portal.models import Membership

    launch(as_person(None), lms)
    Membership.objects.update(role="assistant", source="hand")
    launch(as_person(None), lms)
    assert Membership.objects.get().role == "assistant"
    Membership.objects.update(source="launch")
    launch(as_person(None), lms)
    assert Membership.objects.get().role == "student"


def test_the_same_person_comes_again_under_a_new_name(lms, registered, as_person) -> None:
    from portal.models import Person

    launch(as_person(None), lms)
    launch(as_person(None), lms, name="김하나(수정)")
    assert [one.name for one in Person.objects.all()] == ["김하나(수정)"]


def test_the_session_before_a_launch_is_over(lms, registered, as_person, someone) -> None:
    browser = as_person(someone("Mallory"))
    before = browser.cookies["autograder"].value
    launch(browser, lms)
    assert browser.cookies["autograder"].value != before
    assert "Mallory" not in browser.get("/").content.decode()


def test_only_the_lms_shows_the_portal_in_a_frame(lms, registered, as_person) -> None:
    browser = as_person(None)
    launch(browser, lms)
    answer = browser.get("/courses/tiny/tiny")
    assert f"frame-ancestors 'self' {lms.address};" in f"{answer['Content-Security-Policy']};"
    other = as_person(None).get("/")
    assert lms.address not in other["Content-Security-Policy"]


def test_cookies_work_in_a_frame(lms, registered, as_person) -> None:
    browser = as_person(None)
    launch(browser, lms)
    cookie = browser.cookies["autograder"]
    assert (cookie["samesite"], cookie["secure"], cookie["partitioned"]) == ("None", True, True)
