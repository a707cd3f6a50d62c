"""A platform registers itself (LTI Dynamic Registration 1.0), by a link that an administrator made.

The link holds once and for a day: who finds the address without its token can do nothing there.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal import audit
from portal.audit import About, Change
from portal.lti import fetching
from portal.lti.fetching import ServiceError
from portal.models import AuditLog, Course, Deployment, Person, Platform, Registration

LIFE: Final = timedelta(days=1)
_CONFIGURATION: Final = 200_000  # bytes
_TOOL: Final = "https://purl.imsglobal.org/spec/lti-tool-configuration"
_SCOPES: Final = (
    "https://purl.imsglobal.org/spec/lti-ags/scope/score",
    "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly",
)
_NAMES: Final = {"en": "Autograder", "ko": "과제 채점"}


class RegistrationError(Exception):
    """A platform that can't be registered like this; the text is for whoever registers it."""


class Addresses(msgspec.Struct, frozen=True):
    """Where the portal is reached, as platforms have to know."""

    login: str
    launch: str
    keys: str


class _Product(msgspec.Struct, frozen=True):
    product_family_code: str = ""


class _Configuration(msgspec.Struct, frozen=True):
    """What a platform says of itself."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    registration_endpoint: str
    authorization_server: str = ""
    product: _Product = msgspec.field(
        name="https://purl.imsglobal.org/spec/lti-platform-configuration", default=_Product()
    )


class _Placed(msgspec.Struct, frozen=True):
    deployment_id: str | None = None


class _Registered(msgspec.Struct, frozen=True):
    """What a platform answers."""

    client_id: str
    tool: _Placed = msgspec.field(name=_TOOL, default=_Placed())


_configuration = msgspec.json.Decoder(_Configuration, strict=False).decode
_registered = msgspec.json.Decoder(_Registered, strict=False).decode


# --- links ------------------------------------------------------------------------------------


def allow(by: Person, courses: list[Course]) -> str:
    """A token by which one platform may register itself, to open these courses."""
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        made = Registration.objects.create(
            token_digest=_digest(token), by=by, expires=timezone.now() + LIFE
        )
        made.courses.set(courses)
    return token


def allowed(token: str) -> Registration | None:
    """The link of a token, while it holds: as long as whoever made it is an administrator."""
    found: Registration | None = _holding(token).select_related("by").first()
    return found


def _holding(token: str) -> Any:
    unused = Registration.objects.filter(used=None, expires__gt=timezone.now())
    return unused.filter(token_digest=_digest(token), by__is_administrator=True)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


# --- registering --------------------------------------------------------------------------------


def register(token: str, url: str, platforms_token: str, here: Addresses) -> Platform:
    """Register the platform whose configuration lies at ``url``.

    The link is used up by a platform that was registered; after any other end it holds as before.

    Raises:
        RegistrationError: the link does not hold, or the platform is not what it says, refuses, or
            does not answer.
    """
    link = allowed(token)
    if link is None or not _holding(token).update(used=timezone.now()):
        raise RegistrationError("the link was used before, or is over")
    try:
        return _register(link, url, platforms_token, here)
    except (RegistrationError, ServiceError) as error:
        Registration.objects.filter(pk=link.pk).update(used=None)
        raise RegistrationError(str(error)) from error


def _register(link: Registration, url: str, platforms_token: str, here: Addresses) -> Platform:
    told = _read(url)
    headers = {"Accept": "application/json"}
    if platforms_token:
        headers["Authorization"] = f"Bearer {platforms_token}"
    answer = fetching.post(told.registration_endpoint, json=_tool(here), headers=headers)
    try:
        given = _registered(answer.content)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise RegistrationError(f"the platform's answer is no registration: {error}") from error
    if not 0 < len(given.client_id) <= 500:
        raise RegistrationError("the platform gave no client_id")
    return _keep(link, told, given)


def _read(url: str) -> _Configuration:
    """What a platform says of itself, once it holds."""
    page = fetching.get(url, {"Accept": "application/json"}, _CONFIGURATION)
    try:
        told = _configuration(page.content)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise RegistrationError(f"this is no configuration of a platform: {error}") from error
    addresses = (
        told.issuer, told.authorization_endpoint, told.token_endpoint, told.jwks_uri,
        told.registration_endpoint,
    )  # fmt: skip
    for one in addresses:
        if not fetching.is_safe(one) or len(one) > 500:
            raise RegistrationError(f"{one[:200]!r} is no https address")
    if _host(told.issuer) != _host(url):
        raise RegistrationError(
            f"the configuration at {_host(url)} speaks for another platform, {told.issuer}"
        )
    # It gets the platform's token: nobody else has any business with that.
    if _host(told.registration_endpoint) != _host(url):
        raise RegistrationError(
            f"{_host(url)} sends to another machine to register, {told.registration_endpoint}"
        )
    if len(told.authorization_server) > 500:
        raise RegistrationError("authorization_server is too long")
    return told


def _host(url: str) -> str:
    return urlsplit(url).netloc.lower().removesuffix(":443")


def _tool(here: Addresses) -> dict[str, Any]:
    """What the portal says of itself."""
    return {
        "application_type": "web",
        "response_types": ["id_token"],
        "grant_types": ["client_credentials", "implicit"],
        "initiate_login_uri": here.login,
        "redirect_uris": [here.launch],
        "jwks_uri": here.keys,
        "client_name": _NAMES["en"],
        "client_name#ko": _NAMES["ko"],
        "token_endpoint_auth_method": "private_key_jwt",
        "scope": " ".join(_SCOPES),
        _TOOL: {
            "domain": urlsplit(here.launch).netloc,
            "target_link_uri": here.launch,
            "claims": ["iss", "sub", "name", "given_name", "family_name"],
            "messages": [
                {"type": "LtiResourceLinkRequest", "target_link_uri": here.launch},
                {
                    "type": "LtiDeepLinkingRequest",
                    "target_link_uri": here.launch,
                    "label": _NAMES["en"],
                    "label#ko": _NAMES["ko"],
                },
            ],
        },
    }


def _keep(link: Registration, told: _Configuration, given: _Registered) -> Platform:
    name = told.product.product_family_code or "LMS"
    try:
        with transaction.atomic():
            made = Platform.objects.create(
                name=f"{name[:80]} ({_host(told.issuer)[:100]})",
                issuer=told.issuer,
                client_id=given.client_id,
                login_url=told.authorization_endpoint,
                token_url=told.token_endpoint,
                keys_url=told.jwks_uri,
                audience=told.authorization_server,
            )
            made.courses.set(link.courses.all())
            if given.tool.deployment_id:
                add_deployment(made, given.tool.deployment_id)
            opened(made, link.by)
    except IntegrityError as error:
        raise RegistrationError(
            f"{told.issuer} with the client {given.client_id} is registered already"
        ) from error
    return made


def add_deployment(platform: Platform, told: str) -> None:
    """Remember a place of a platform where the tool was put."""
    Deployment.objects.get_or_create(platform=platform, deployment_id=told[:255])


def opened(platform: Platform, by: Person) -> None:
    """Write down that a platform may open its courses now."""
    for course in platform.courses.all():
        change = {"platform": Change(None, platform.name)}
        audit.record(AuditLog.Action.PLATFORM, by, About(course), change)
