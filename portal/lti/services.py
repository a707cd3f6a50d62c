"""What the portal asks of a platform with an access token."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, TypeVar

import msgspec

from portal.lti import fetching, keys
from portal.lti.fetching import ServiceError
from portal.models import Platform

_EARLY: Final = 60.0  # seconds before its end, a token is not used any more
Answer = TypeVar("Answer")


class _Token(msgspec.Struct, frozen=True):
    """An access token, as OAuth 2 has it; some platforms send its life as text."""

    access_token: str
    expires_in: float = 60.0


_token = msgspec.json.Decoder(_Token, strict=False).decode


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
    answer = fetching.post(
        platform.token_url,
        data={
            "grant_type": "client_credentials",
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "client_assertion": assertion,
            "scope": scope,
        },
    )
    try:
        found = _token(answer.content)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        said = answer.content[:200].decode("utf-8", "replace")
        raise ServiceError(f"no token from {platform.name}: {said}") from error
    return found.access_token, found.expires_in
