"""The keys that the portal signs with, and those that platforms sign with."""

from __future__ import annotations

import json
import secrets
from functools import lru_cache
from typing import Any, Final

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.db import transaction
from django.utils import timezone
from jwt.algorithms import RSAAlgorithm

from portal.models import ToolKey

ALGORITHM: Final = "RS256"
PATIENCE: Final = 10  # seconds for a platform to answer
COOLDOWN: Final = 2  # seconds between two looks for a key that isn't known
_BITS: Final = 2048
_KEPT: Final = 3  # keys that stay public


def current() -> ToolKey:
    """The key to sign with: the newest; the first is made when it is asked for."""
    found = ToolKey.objects.order_by("-made").first()
    return found or rotate()


def rotate() -> ToolKey:
    """Make a new key; the last ones stay public, so that nothing signed with them is refused."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=_BITS)
    pem = private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()
    with transaction.atomic():
        made = ToolKey.objects.create(name=secrets.token_hex(8), private=pem, made=timezone.now())
        kept = ToolKey.objects.order_by("-made").values_list("pk", flat=True)[:_KEPT]
        ToolKey.objects.exclude(pk__in=list(kept)).delete()
    return made


def public_keys() -> dict[str, Any]:
    """The JSON Web Key Set that platforms ask for."""
    current()
    return {"keys": [_public(one) for one in ToolKey.objects.order_by("-made")]}


def _public(key: ToolKey) -> dict[str, Any]:
    private = serialization.load_pem_private_key(key.private.encode(), password=None)
    assert isinstance(private, rsa.RSAPrivateKey)
    found: dict[str, Any] = json.loads(RSAAlgorithm.to_jwk(private.public_key()))
    return {**found, "kid": key.name, "alg": ALGORITHM, "use": "sig"}


def signed(claims: dict[str, Any]) -> str:
    """A token of the portal's."""
    key = current()
    return jwt.encode(claims, key.private, algorithm=ALGORITHM, headers={"kid": key.name})


@lru_cache(maxsize=64)
def of_platform(url: str) -> jwt.PyJWKClient:
    """Fetches a platform's keys, keeps them for a while, and asks again for one it doesn't know."""
    return jwt.PyJWKClient(
        url, cache_keys=False, lifespan=600, timeout=PATIENCE, cooldown_duration=COOLDOWN
    )
