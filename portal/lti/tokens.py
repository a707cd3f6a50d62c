"""What a platform says of a launch is believed when its token holds, and not otherwise."""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

import jwt

from portal.lti import fetching, keys
from portal.models import Deployment, Login, Platform

CLAIM: Final = "https://purl.imsglobal.org/spec/lti/claim/"
SERVICE: Final = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
DEEP_LINKING: Final = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"
RESOURCE_LINK: Final = "LtiResourceLinkRequest"
DEEP_LINK: Final = "LtiDeepLinkingRequest"
ROSTER: Final = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
_ORIGIN: Final = re.compile(r"https?://[A-Za-z0-9.:\[\]-]{1,300}")
_OLDEST: Final = 600  # seconds since a token was made
_SKEW: Final = 60  # seconds by which clocks may differ
_LONGEST: Final = 100_000  # characters of a token

Claims = Mapping[str, Any]


class LaunchError(Exception):
    """A launch that is not believed. The text is for whoever runs the portal and the platform."""


def read(token: str, login: Login) -> Claims:
    """The claims of a token that this login asked for.

    Raises:
        LaunchError: it is not the platform's, not for this tool, not for this login, or too old.
    """
    if len(token) > _LONGEST:
        raise LaunchError("the token is too long")
    platform = login.platform
    try:
        key = keys.of_platform(platform.keys_url).get_signing_key_from_jwt(token)
        claims: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=[keys.ALGORITHM],  # never the token's own choice
            audience=platform.client_id,
            issuer=platform.issuer,
            leeway=_SKEW,
            options={"require": ["exp", "iat", "iss", "aud", "sub", "nonce"]},
        )
    except jwt.PyJWKClientConnectionError as error:
        raise LaunchError(f"the platform's keys can't be fetched: {error}") from error
    except (jwt.PyJWTError, ValueError, TypeError, KeyError) as error:
        raise LaunchError(f"the token does not hold: {error}") from error
    _check(claims, platform, login)
    return claims


def _check(claims: Claims, platform: Platform, login: Login) -> None:
    audiences = claims["aud"]
    if isinstance(audiences, list) and len(audiences) > 1 and "azp" not in claims:
        raise LaunchError("the token is for several tools and does not say which asked for it")
    if claims.get("azp", platform.client_id) != platform.client_id:
        raise LaunchError("another tool asked for the token (azp)")
    nonce = claims["nonce"]
    if not isinstance(nonce, str) or not hmac.compare_digest(nonce.encode(), login.nonce.encode()):
        raise LaunchError("the token answers another login (nonce)")
    if login.made.timestamp() - claims["iat"] > _OLDEST:
        raise LaunchError("the token was made long before it was asked for (iat)")
    if claims.get(f"{CLAIM}version") != "1.3.0":
        raise LaunchError("this is no launch by LTI 1.3")
    if not isinstance(claims["sub"], str) or not claims["sub"]:
        raise LaunchError("the token says nothing of who came (sub)")


def deployment_of(claims: Claims, platform: Platform) -> Deployment:
    """Where on the platform the tool was launched.

    Raises:
        LaunchError: nobody registered that place.
    """
    named = claims.get(f"{CLAIM}deployment_id")
    found = Deployment.objects.filter(platform=platform, deployment_id=named).first()
    if found is None or not isinstance(named, str):
        raise LaunchError(f"deployment {named!r} of {platform.name} is not registered here")
    return found


def part(claims: Claims, name: str) -> Mapping[str, Any]:
    """A claim that is an object; an empty one where it is missing or no object."""
    found = claims.get(name)
    return found if isinstance(found, dict) else {}


def sites_of(claims: Claims, platform: Platform) -> str:
    """The origins of a platform's pages, with spaces between: they may show the portal in a frame.

    A platform in the cloud signs people in at one address and shows its pages at the school's; the
    token names addresses there.
    """
    told = (
        platform.login_url,
        part(claims, f"{CLAIM}launch_presentation").get("return_url"),
        part(claims, DEEP_LINKING).get("deep_link_return_url"),
        part(claims, SERVICE).get("lineitems"),
        part(claims, SERVICE).get("lineitem"),
        part(claims, ROSTER).get("context_memberships_url"),
    )
    origins = (origin_of(one) for one in told if isinstance(one, str) and fetching.is_safe(one))
    return " ".join(dict.fromkeys(one for one in origins if _ORIGIN.fullmatch(one)))


def origin_of(url: str) -> str:
    """The site of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
