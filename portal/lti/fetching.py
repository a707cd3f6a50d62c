"""What the portal asks of other machines by itself: bounded, without redirections, and of no
machine that only its own network reaches."""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias
from urllib.parse import SplitResult, urlsplit

import requests
from django.conf import settings
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from portal.configuration import LMS_NETWORKS, LOOPBACK

PATIENCE: Final = 10.0  # seconds for a platform to say something
LONGEST: Final = 30.0  # seconds for a whole answer
ANSWER: Final = 1_000_000  # bytes of an answer that is no roster
_PIECE: Final = 65536
Address: TypeAlias = "ipaddress.IPv4Address | ipaddress.IPv6Address"


class ServiceError(Exception):
    """Why a platform did not do what it was asked for, for the staff; ``status`` of HTTP, or 0."""

    def __init__(self, said: str, status: int = 0) -> None:
        super().__init__(said)
        self.status = status


@dataclass(frozen=True, slots=True)
class Page:
    """An answer, and where the next page of it is; '' for the last."""

    content: bytes
    following: str


def is_safe(url: str) -> bool:
    """Whether an address is encrypted, or on this machine, and holds no name and password."""
    try:
        parts = urlsplit(url)
        return _is_safe(parts)
    except ValueError:
        return False


def _is_safe(parts: SplitResult) -> bool:
    if not parts.hostname or parts.username is not None or parts.password is not None:
        return False
    _ = parts.port  # raises ValueError where it is none
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)


def get(url: str, headers: Mapping[str, str], largest: int = ANSWER) -> Page:
    """Ask for something of so many bytes at most.

    Raises:
        ServiceError: the platform refuses, does not answer in time, or sends more.
    """
    return _asked("GET", url, largest, {"headers": headers})


def post(url: str, **how: Any) -> Page:
    """Send something, as ``requests`` takes it.

    Raises:
        ServiceError: the platform refuses, does not answer in time, or sends too much.
    """
    return _asked("POST", url, ANSWER, how)


def _asked(method: str, url: str, largest: int, how: dict[str, Any]) -> Page:
    if not is_safe(url):
        raise ServiceError(f"{url[:200]} is not encrypted: nothing is sent there")
    host = urlsplit(url).hostname
    with requests.Session() as session:
        for scheme in ("https://", "http://"):
            session.mount(scheme, _OnlyPublic())
        try:
            with session.request(
                method, url, timeout=PATIENCE, allow_redirects=False, stream=True, **how
            ) as answer:
                content = _content(answer, largest)
        except (requests.RequestException, OSError, ValueError) as error:
            raise ServiceError(f"{host} does not answer: {error}") from error
    if not answer.ok or answer.is_redirect:
        said = content[:1000].decode("utf-8", "replace")
        raise ServiceError(f"{answer.status_code}: {said[:300]}", answer.status_code)
    return Page(content, answer.links.get("next", {}).get("url", ""))


def _content(answer: requests.Response, largest: int) -> bytes:
    """All of it; what trickles in is given up, too, though there is never a long silence."""
    until, found = time.monotonic() + LONGEST, bytearray()
    while piece := answer.raw.read1(_PIECE, decode_content=True):
        found += piece
        if len(found) > largest:
            raise ServiceError(f"{urlsplit(answer.url).hostname} sends more than {largest} bytes")
        if time.monotonic() > until:
            raise ServiceError(f"{urlsplit(answer.url).hostname} does not come to an end")
    return bytes(found)


# --- which machines ---------------------------------------------------------------------------


def check_peer(address: str) -> None:
    """Refuse machines that only this network reaches: addresses of platforms come from outside.

    What the name resolved to is looked at when the connection stands and nothing was sent yet: a
    name that resolves to something else the next time deceives nobody.

    Raises:
        ServiceError: it is no public one, and nobody allowed it.
    """
    found: Address = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(found, "ipv4_mapped", None)
    one: Address = mapped or found
    allowed = settings.CONFIGURATION.lms_networks
    if (one.is_global and not one.is_multicast) or any(one in network for network in allowed):
        return
    if one.is_loopback and settings.CONFIGURATION.host in LOOPBACK:
        return
    raise ServiceError(
        f"{one} is in a private network: if an LMS is there, start the portal with "
        f"{LMS_NETWORKS}={one}"
    )


class _Http(HTTPConnection):
    def connect(self) -> None:
        super().connect()
        check_peer(self.sock.getpeername()[0])


class _Https(HTTPSConnection):
    def connect(self) -> None:
        super().connect()
        check_peer(self.sock.getpeername()[0])


class _HttpPool(HTTPConnectionPool):
    ConnectionCls = _Http


class _HttpsPool(HTTPSConnectionPool):
    ConnectionCls = _Https


class _OnlyPublic(HTTPAdapter):
    """Connects to public addresses. Where a proxy is set, the proxy connects, and decides."""

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = {"http": _HttpPool, "https": _HttpsPool}
