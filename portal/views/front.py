"""The front page, the language, and the links that sign people in."""

from __future__ import annotations

from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal import limits, pages, permissions, signing_in

_A_YEAR = 365 * 24 * 3600


@require_GET
def front(request: HttpRequest) -> HttpResponse:
    """The courses of whoever is signed in; else how to come in."""
    person = permissions.person_of(request)
    found = [] if person is None else list(permissions.courses_of(person))
    return render(request, "portal/front.html", {"courses": found})


@limits.of_address(limits.LINKS)
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """A link that signs in. Looking at it uses nothing up: mail programs open links, too."""
    if request.method == "POST":
        person = signing_in.take(token)
        if person is not None:
            login(request, person, backend="portal.signing_in.InvitedPeople")
            return redirect("front")
    invited = signing_in.who_is_invited(token)
    status = 200 if invited else 410
    return render(request, "portal/invitation.html", {"invited": invited}, status=status)


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Sign out."""
    logout(request)
    return redirect("front")


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Remember the language, and go back to the page."""
    chosen = request.POST.get("language", "")
    back = request.POST.get("back", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = "/"
    answer = redirect(back)
    if chosen in pages.LANGUAGES and permissions.person_of(request) is not None:
        request.session[pages.SESSION] = chosen
    elif chosen in pages.LANGUAGES:
        answer.set_cookie(
            pages.COOKIE,
            chosen,
            max_age=_A_YEAR,
            secure=request.is_secure(),
            httponly=True,
            samesite="None" if request.is_secure() else "Lax",
        )
    return answer
