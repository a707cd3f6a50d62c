"""An LMS registers itself, in a frame or window, by a link that an administrator made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from portal import limits
from portal.lti import fetching, registering
from portal.lti.registering import Addresses, RegistrationError
from portal.middleware import FRAMES
from portal.views.launches import here

_LONGEST: Final = 4000  # characters of an address, or of the platform's token


@csrf_exempt  # no session is used: what proves it is the token in the address
@limits.of_address(limits.LINKS)
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest, token: str) -> HttpResponse:
    """Ask, with what the LMS sent along; then register.

    It asks first: a preview of the link, or a scanner of mails, must not use it up.
    """
    given = request.POST if request.method == "POST" else request.GET
    url = given.get("openid_configuration", "")[:_LONGEST]
    platforms_token = given.get("registration_token", "")[:_LONGEST]
    link = registering.allowed(token)
    if link is None:
        return _answer(request, "portal/register_over.html", {}, 404)
    if not fetching.is_safe(url):
        itself = {"link": here("register", token)}
        return _answer(request, "portal/register_how.html", itself, 400 if url else 200)
    told: dict[str, object] = {
        "platform": urlsplit(url).netloc,
        "courses": list(link.courses.order_by("name")),
        "given": {"openid_configuration": url, "registration_token": platforms_token},
    }
    if request.method == "GET":
        return _answer(request, "portal/register.html", told, 200)
    addresses = Addresses(here("lti-login"), here("lti-launch"), here("lti-keys"))
    try:
        made = registering.register(token, url, platforms_token, addresses)
    except RegistrationError as error:
        told["why"] = str(error)[:500]
        return _answer(request, "portal/register_refused.html", told, 400)
    told["placed"] = made.deployments.exists()
    return _answer(request, "portal/registered.html", told, 200)


def _answer(
    request: HttpRequest, template: str, told: Mapping[str, object], status: int
) -> HttpResponse:
    page = render(request, template, {**told, "back": ""}, status=status)
    # Which site is around it isn't known yet. Whoever could lure somebody into pressing the button
    # there would have to know the token, and could press it himself.
    page.headers[FRAMES] = "*"
    page.headers["Referrer-Policy"] = "no-referrer"  # the address holds a token
    return page
