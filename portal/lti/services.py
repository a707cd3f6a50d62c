"""What the portal asks of a platform by itself: with a token, a time limit, and no redirection."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

import requests

from portal.lti import keys
from portal.models import Platform

_EARLY: Final = 60.0  # seconds before its end, a token is not used any more
SAFE: Final = ("https://", "http://127.0.0.1:", "http://localhost:")
Answer = TypeVar("Answer")


class ServiceError(Exception):
    """Why a platform did not do what it was asked for, for the staff; ``status`` of HTTP, or 0."""

    def __init__(self, said: str, status: int = 0) -> None:
        super().__init__(said)
        self.status = status


@dataclass(slots=True)
class Tokens:
    """Access tokens, by platform and scope: of two with one issuer each has its own."""

    known: dict[tuple[int, str], tuple[str, float]] = field(default_factory=dict)

    def of(self, platform: Platform, scope: str, *, anew: bool = False) -> str:
        """A token for what ``scope`` names.

        Raises:
            ServiceError: the platform gives none.
        """
        token, until = self.known.get((platform.pk, scope), ("", 0.0))
        if anew or time.monotonic() > until - _EARLY:
            token, lasts = _asked(platform, scope)
            self.known[platform.pk, scope] = (token, time.monotonic() + lasts)
        return token


def call(ask: Callable[[str], Answer], platform: Platform, scope: str, tokens: Tokens) -> Answer:
    """What ``ask`` gets with a token; with a new one where a platform took it back early.

    Raises:
        ServiceError: the platform refuses, or does not answer.
    """
    try:
        return ask(tokens.of(platform, scope))
    except ServiceError as error:
        if error.status != 401:
            raise
    return ask(tokens.of(platform, scope, anew=True))


def _asked(platform: Platform, scope: str) -> tuple[str, float]:
    now = int(time.time())
    assertion = keys.signed(
        {
            "iss": platform.client_id,
            "sub": platform.client_id,
            "aud": platform.audience or platform.token_url,
            "iat": now,
            "exp": now + 60,
            "jti": uuid.uuid4().hex,
        }
    )
    answer = post(
        platform.token_url,
        data={
            "grant_type": "client_credentials",
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "client_assertion": assertion,
            "scope": scope,
        },
    )
    try:
        found = answer.json()
        return str(found["access_token"]), float(found.get("expires_in", 60))
    except (ValueError, KeyError, TypeError) as error:
        raise ServiceError(f"no token from {platform.name}: {answer.text[:200]}") from error


def post(url: str, **how: Any) -> requests.Response:
    """Send something.

    Raises:
        ServiceError: the platform refuses, or does not answer.
    """
    return _answered("POST", url, how)


@dataclass(frozen=True, slots=True)
class Page:
    """A page of an answer, and where the next one is; '' for the last."""

    content: bytes
    following: str


def read(url: str, headers: dict[str, str], largest: int) -> Page:
    """Ask for something of so many bytes at most.

    Raises:
        ServiceError: the platform refuses, does not answer, or sends more.
    """
    answer = _answered("GET", url, {"headers": headers, "stream": True})
    try:
        with answer:
            content = answer.raw.read(largest + 1, decode_content=True)
    except (requests.RequestException, OSError, ValueError) as error:
        raise ServiceError(f"{urlsplit(url).hostname} ended early: {error}") from error
    if len(content) > largest:
        raise ServiceError(f"{urlsplit(url).hostname} sends more than {largest} bytes")
    return Page(content, answer.links.get("next", {}).get("url", ""))


def _answered(method: str, url: str, how: dict[str, Any]) -> requests.Response:
    if not url.startswith(SAFE):
        raise ServiceError(f"{url[:200]} is not encrypted: nothing is sent there")
    try:
        answer = requests.request(method, url, timeout=keys.PATIENCE, allow_redirects=False, **how)
    except requests.RequestException as error:
        raise ServiceError(f"{urlsplit(url).hostname} does not answer: {error}") from error
    if not answer.ok or answer.is_redirect:
        raise ServiceError(f"{answer.status_code}: {answer.text[:300]}", answer.status_code)
    return answer
