"""What is done to every answer: headers that keep pages apart, and the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from asgiref.sync import iscoroutinefunction
from django.http import HttpRequest
from django.utils.decorators import sync_and_async_middleware

from portal import pages

_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'self'"
)
# A page about a student's work: whatever it holds runs nowhere, and is of no origin.
FEEDBACK_POLICY: Final = (
    "sandbox allow-popups; default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "font-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
Answer = Callable[[HttpRequest], Any]


@sync_and_async_middleware
def security_headers(get_response: Answer) -> Answer:
    """Content Security Policy for the pages that say nothing of it themselves."""

    def settled(response: Any) -> Any:
        response.headers.setdefault("Content-Security-Policy", _POLICY)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), microphone=(), geolocation=()"
        )
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        return response

    return _around(get_response, lambda _request: None, settled)


@sync_and_async_middleware
def language(get_response: Answer) -> Answer:
    """``request.language``."""

    def found(request: HttpRequest) -> None:
        request.language = pages.chosen_language(request)  # type: ignore[attr-defined]

    return _around(get_response, found, lambda response: response)


def _around(
    get_response: Answer, before: Callable[[HttpRequest], None], after: Callable[[Any], Any]
) -> Answer:
    if iscoroutinefunction(get_response):

        async def awaited(request: HttpRequest) -> Any:
            before(request)
            return after(await get_response(request))

        return awaited

    def called(request: HttpRequest) -> Any:
        before(request)
        return after(get_response(request))

    return called
