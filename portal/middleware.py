"""What is done to every answer: headers that keep pages apart, cookies that work in an LMS's frame,
and the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from http.cookies import Morsel
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from portal import pages

_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'{forms}; "
    "base-uri 'none'; frame-ancestors 'self'"
)
# A page about a student's work: whatever it holds runs nowhere, and is of no origin.
FEEDBACK_POLICY: Final = (
    "sandbox allow-popups; default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "font-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
FRAMES: Final = "X-Frames"  # a view names sites that may show it in a frame, likewise
FORMS: Final = "X-Form-Action"  # a view names the site that its form goes to; no browser sees it
_CSP: Final = "Content-Security-Policy"
_ANCESTORS: Final = "frame-ancestors 'self'"
Answer = Callable[[HttpRequest], HttpResponse]

# Cookies of a frame are kept by the site around it. Python's module knows the word from 3.14 on.
Morsel._reserved.setdefault("partitioned", "Partitioned")  # type: ignore[attr-defined]
Morsel._flags.add("partitioned")  # type: ignore[attr-defined]


def security_headers(get_response: Answer) -> Answer:
    """Content Security Policy; pages may have one of their own.

    The only sites that may show a page in a frame are those of the LMS that this browser was
    launched from.
    """

    def answered(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        session = getattr(request, "session", {})
        frame = session.get("lti_launch", {}).get("frame", "")
        frames, forms = _taken(response, FRAMES) or frame, _taken(response, FORMS)
        headers = response.headers
        policy = headers.get(_CSP) or _POLICY.format(forms=f" {forms}" if forms else "")
        # Of a frame in a frame, such as feedback's, every site around it is asked for.
        allowed = f"{_ANCESTORS} {frames}" if frames else _ANCESTORS
        headers[_CSP] = policy.replace(_ANCESTORS, allowed)
        headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        if frame or settings.CONFIGURATION.encrypted:
            _for_frames(response)
        return response

    return answered


def _taken(response: HttpResponse, name: str) -> str:
    """What a view left for the policy; it goes no further."""
    found = str(response.headers.get(name, ""))
    if found:
        del response.headers[name]
    return found


def _for_frames(response: HttpResponse) -> None:
    """Cookies for a frame in another site's page; browsers take them over http on loopback, too."""
    for cookie in response.cookies.values():
        cookie["samesite"] = "None"
        cookie["secure"] = True
        cookie["partitioned"] = True


def language(get_response: Answer) -> Answer:
    """``request.language``."""

    def answered(request: HttpRequest) -> HttpResponse:
        request.language = pages.chosen_language(request)  # type: ignore[attr-defined]
        return get_response(request)

    return answered
