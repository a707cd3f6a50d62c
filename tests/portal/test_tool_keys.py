"""The keys that the portal signs with: a new one signs, the old one stays public until a time."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta

import jwt
import pytest

from portal.configuration import DATABASE
from portal.serving import postgres
from tests.portal.test_lti import launch, lms, registered

__all__ = ["launch", "lms", "registered"]  # fixtures


@pytest.fixture
def published(as_person):
    """The names of the keys that platforms see."""

    def read() -> list[str]:
        return [one["kid"] for one in as_person(None).get("/lti/keys").json()["keys"]]

    return read


def test_the_old_key_stays_public_until_its_time(portal, published) -> None:
    from portal import retention
    from portal.lti import keys
    from portal.models import ToolKey

    old = keys.current()
    old_token = keys.signed({"iss": "x"})
    new = keys.rotate(timedelta(days=3))
    assert published() == [new.name, old.name]
    assert jwt.get_unverified_header(keys.signed({"iss": "x"}))["kid"] == new.name
    known = jwt.PyJWKSet.from_dict(keys.public_keys())
    assert jwt.decode(old_token, known[old.name], algorithms=["RS256"]) == {"iss": "x"}
    until = ToolKey.objects.get(name=old.name).until
    assert timedelta(days=2, hours=23) < until - new.made <= timedelta(days=3)
    ToolKey.objects.filter(name=old.name).update(until=new.made)
    assert published() == [new.name]
    retention.forget()
    assert [one.name for one in ToolKey.objects.all()] == [new.name]


def test_a_key_that_others_may_know_goes_at_once(portal, published) -> None:
    from portal.lti import keys

    keys.current()
    keys.rotate()
    new = keys.rotate(timedelta())
    assert published() == [new.name]


def test_private_parts_are_not_published(portal, as_person) -> None:
    (key,) = as_person(None).get("/lti/keys").json()["keys"]
    assert set(key) == {"kty", "key_ops", "n", "e", "kid", "alg", "use"}


def test_administrators_change_the_key_on_a_page(portal, published, as_person, someone) -> None:
    from portal.lti import keys

    old = keys.current().name
    boss = as_person(someone("Boss", is_administrator=True))
    for person in (None, someone("Kim")):
        assert as_person(person).post("/platforms/key", {"days": "1"}).status_code == 404
    for days in ("-1", "91", "", "x"):
        assert boss.post("/platforms/key", {"days": days}).status_code == 400
    assert published() == [old]
    assert boss.post("/platforms/key", {"days": "2"}).status_code == 302
    new, kept = published()
    assert kept == old
    page = boss.get("/platforms").content.decode()
    assert new in page
    assert old in page


def test_grades_are_sent_with_the_new_key(lms, registered, as_person, assignment) -> None:
    """As a platform checks it: by the keys that the portal publishes at that time."""
    from portal.lti import keys
    from portal.lti.services import Tokens

    tokens = Tokens()
    for _ in range(2):
        tokens.of(registered, "scope", anew=True)
        keys.rotate()
    known = jwt.PyJWKSet.from_dict(keys.public_keys())
    for asked in lms.token_requests:
        assertion = asked["client_assertion"][0]
        kid = jwt.get_unverified_header(assertion)["kid"]
        aud = lms.urls["token_url"]
        claims = jwt.decode(assertion, known[kid], algorithms=["RS256"], audience=aud)
        assert claims["sub"] == lms.client_id


def test_a_command_changes_the_key_of_a_portal_that_runs(tables, portal, published) -> None:
    from portal.lti import keys

    old = keys.current().name
    program = "from portal.serving.key_command import rotate_key; rotate_key()"
    line = [sys.executable, "-c", program, "--data", str(tables.data)]
    environment = os.environ | {DATABASE: tables.database}
    given = [*line, "--days", "3"]
    done = subprocess.run(given, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    new, kept = published()
    assert kept == old
    assert f"signs with {new} from now on" in done.stdout
    assert "stays public for 3 days" in done.stdout


def test_a_server_that_runs_is_found_and_stays(tmp_path_factory) -> None:
    """The command must not end the server of a portal that runs."""
    data = tmp_path_factory.mktemp("portal")
    assert postgres.running(data) == ""
    with postgres.embedded(data) as url:
        assert postgres.running(data) == url
        assert postgres.running(data) == url
    assert postgres.running(data) == ""
