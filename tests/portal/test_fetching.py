"""What the portal asks of other machines, and of which it asks nothing."""

from __future__ import annotations

import dataclasses
import ipaddress

import pytest

from tests.portal.test_lti import lms

__all__ = ["lms"]  # a fixture


@pytest.fixture
def settings_of(tables, monkeypatch):
    """The portal under another address, with private networks that it may talk to."""
    from django.conf import settings

    def change(address: str, *networks: str) -> None:
        changed = dataclasses.replace(
            settings.CONFIGURATION,
            address=address,
            lms_networks=tuple(ipaddress.ip_network(one) for one in networks),
        )
        monkeypatch.setattr(settings, "CONFIGURATION", changed)

    return change


def test_a_portal_for_others_asks_nothing_of_its_own_network(lms, settings_of) -> None:
    from portal.lti import fetching

    assert fetching.get(f"{lms.address}/keys", {}).content  # a portal on loopback: for trying out
    settings_of("https://grades.example.edu")
    for host in ("127.0.0.1", "localhost"):
        url = f"http://{host}:{lms.address.rpartition(':')[2]}/members"
        with pytest.raises(fetching.ServiceError, match="in a private network"):
            fetching.get(url, {})
        with pytest.raises(fetching.ServiceError, match="AUTOGRADER_PORTAL_LMS_NETWORKS"):
            fetching.post(url, json={})
    assert lms.asked_for_members == []
    settings_of("https://grades.example.edu", "127.0.0.0/8")
    assert fetching.get(f"{lms.address}/keys", {}).content


@pytest.mark.parametrize(
    "address",
    ["10.1.2.3", "192.168.0.1", "169.254.169.254", "::1", "::ffff:10.0.0.1", "fe80::1%eth0",
     "fd00::1", "0.0.0.0", "224.0.0.1", "100.64.0.1"],
)  # fmt: skip
def test_addresses_of_the_own_network_are_refused(address, settings_of) -> None:
    from portal.lti import fetching

    settings_of("https://grades.example.edu")
    with pytest.raises(fetching.ServiceError, match="in a private network"):
        fetching.check_peer(address)


def test_addresses_of_others_are_not(settings_of) -> None:
    from portal.lti import fetching

    settings_of("https://grades.example.edu", "10.1.0.0/16")
    for address in ("193.0.6.139", "2001:67c:2e8::1", "10.1.2.3"):
        fetching.check_peer(address)


def test_keys_of_a_platform_are_bounded(lms, tables) -> None:
    import jwt

    from portal.lti import keys

    lms.configuration_answer = (200, " " * 1_100_000)
    with pytest.raises(jwt.PyJWKClientConnectionError, match="sends more than"):
        keys.of_platform(f"{lms.address}/about").get_jwk_set()
    lms.configuration_answer = (200, "no JSON")
    with pytest.raises(jwt.PyJWKClientError):
        keys.of_platform(f"{lms.address}/about").get_jwk_set()
