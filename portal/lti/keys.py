"""The keys that the portal signs with, and those that platforms sign with."""

from __future__ import annotations

import json
import secrets
import time
from datetime import timedelta
from functools import lru_cache
from typing import Any, Final

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from jwt.algorithms import RSAAlgorithm

from portal.lti import fetching
from portal.lti.fetching import ServiceError
from portal.models import ToolKey

ALGORITHM: Final = "RS256"
COOLDOWN: Final = 2  # seconds between two looks for a key that isn't known
_BITS: Final = 2048
KEPT: Final = timedelta(days=7)  # that a key stays public after another took its place


def current() -> ToolKey:
    """The key to sign with; the first is made when it is asked for."""
    found = ToolKey.objects.filter(until=None).order_by("-made").first()
    return found or rotate()


def rotate(kept: timedelta = KEPT) -> ToolKey:
    """Make a key that signs from now on.

    The last one stays public for so long, as platforms may look up later what was signed with it;
    one that somebody else may know goes at once (``kept`` is 0).
    """
    private = rsa.generate_private_key(public_exponent=65537, key_size=_BITS)
    pem = private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()
    now = timezone.now()
    with transaction.atomic():
        ToolKey.objects.filter(until=None).update(until=now + kept)
        if not kept:  # none of the older ones, either
            ToolKey.objects.filter(until__gt=now).update(until=now)
        made = ToolKey.objects.create(name=secrets.token_hex(8), private=pem, made=now)
        ToolKey.objects.filter(until__lte=now).delete()
    return made


def public() -> list[ToolKey]:
    """The keys that platforms may still meet, the newest first."""
    current()
    held = Q(until=None) | Q(until__gt=timezone.now())
    return list(ToolKey.objects.filter(held).order_by("-made"))


def public_keys() -> dict[str, Any]:
    """The JSON Web Key Set that platforms ask for."""
    return {"keys": [_public(one) for one in public()]}


def _public(key: ToolKey) -> dict[str, Any]:
    private = serialization.load_pem_private_key(key.private.encode(), password=None)
    assert isinstance(private, rsa.RSAPrivateKey)
    found: dict[str, Any] = json.loads(RSAAlgorithm.to_jwk(private.public_key()))
    return {**found, "kid": key.name, "alg": ALGORITHM, "use": "sig"}


def signed(claims: dict[str, Any]) -> str:
    """A token of the portal's."""
    key = current()
    return jwt.encode(claims, key.private, algorithm=ALGORITHM, headers={"kid": key.name})


class _Keys(jwt.PyJWKClient):
    """Fetches keys as everything else is fetched: bounded, and from no machine of this network."""

    def fetch_data(self) -> Any:
        try:
            found = json.loads(fetching.get(self.uri, {}).content)
        except ServiceError as error:
            raise jwt.PyJWKClientConnectionError(str(error)) from error
        except ValueError as error:
            raise jwt.PyJWKClientError(f"these are no keys: {error}") from error
        if not isinstance(found, dict):
            raise jwt.PyJWKClientError("this is no set of keys")
        if self.jwk_set_cache is not None:
            self.jwk_set_cache.put(found)
        self._last_successful_fetch = time.monotonic()  # what the cooldown counts from
        return found


@lru_cache(maxsize=64)
def of_platform(url: str) -> jwt.PyJWKClient:
    """Fetches a platform's keys, keeps them for a while, and asks again for one it doesn't know."""
    return _Keys(url, cache_keys=False, lifespan=600, cooldown_duration=COOLDOWN)
