"""The LMS launches: a login begins here, and a token ends it."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlencode, urlsplit, urlunsplit

from django.conf import settings
from django.contrib.auth import login as sign_in
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal import limits, permissions
from portal.lti import deep_linking, keys, placing, tokens
from portal.lti.tokens import LaunchError
from portal.middleware import FRAMES
from portal.models import Assignment, Deployment, Login, Platform, Role

LIFE: Final = timedelta(minutes=10)
_KEPT: Final = ("iss", "login_hint", "client_id", "lti_message_hint", "lti_deployment_id")
_LONGEST: Final = 8000  # characters of what a platform sends along
LAUNCH: Final = "lti_launch"  # what a session remembers of a launch that isn't over


@csrf_exempt  # another site's form, by design: it changes nothing of anybody's
@limits.of_address(limits.LOGINS)
@require_http_methods(["GET", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """Begin: send the browser to the platform that it comes from, and to no other place."""
    given = request.POST if request.method == "POST" else request.GET
    asked = {name: given[name][:_LONGEST] for name in _KEPT if name in given}
    return _begin(request, asked)


@limits.of_address(limits.LOGINS)
@require_GET
def again(request: HttpRequest, handle: str) -> HttpResponse:
    """Begin again in a window of its own, where cookies of a frame were refused."""
    found = Login.objects.filter(state_digest=handle, made__gt=timezone.now() - LIFE).first()
    return (
        _refused(request, "the launch is over") if found is None else _begin(request, found.asked)
    )


def _begin(request: HttpRequest, asked: dict[str, str]) -> HttpResponse:
    known = Platform.objects.filter(issuer=asked.get("iss", ""))
    if asked.get("client_id"):
        known = known.filter(client_id=asked["client_id"])
    found = list(known[:2])
    if len(found) != 1 or not asked.get("login_hint"):
        return _refused(request, f"no platform {asked.get('iss')!r} is registered like this")
    Login.objects.filter(made__lt=timezone.now() - LIFE).delete()
    state, nonce = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    Login.objects.create(
        state_digest=digest(state), nonce=nonce, platform=found[0], asked=asked, made=timezone.now()
    )
    sent = {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "client_id": found[0].client_id,
        "redirect_uri": here("lti-launch"),
        "state": state,
        "nonce": nonce,
        "login_hint": asked["login_hint"],
    }
    if asked.get("lti_message_hint"):
        sent["lti_message_hint"] = asked["lti_message_hint"]
    answer = redirect(_with(found[0].login_url, sent))
    answer.set_cookie(
        _cookie(state),
        state,
        max_age=int(LIFE.total_seconds()),
        path=reverse("lti-launch"),
        secure=True,  # as browsers want it of cookies that another site's form brings back
        httponly=True,
        samesite="None",
    )
    answer.cookies[_cookie(state)]["partitioned"] = True
    return answer


@csrf_exempt  # the platform's form: what proves it is the token, bound to this browser by a cookie
@limits.of_address(limits.LAUNCHES)
@require_POST
def launch(request: HttpRequest) -> HttpResponse:
    """End: check the token, sign the person in, and show what was asked for."""
    state = request.POST.get("state", "")
    begun = (
        Login.objects.filter(state_digest=digest(state), made__gt=timezone.now() - LIFE)
        .select_related("platform")
        .first()
    )
    if begun is None:
        return _refused(request, "the login is over, or was used before (state)")
    if not hmac.compare_digest(request.COOKIES.get(_cookie(state), "").encode(), state.encode()):
        told = {"handle": begun.state_digest}
        return _anywhere(render(request, "portal/new_window.html", told))
    # Whoever deletes it has it: of a token that is sent twice, one counts.
    deleted, _ = Login.objects.filter(pk=begun.pk).delete()
    if not deleted:
        return _refused(request, "the login was used before (state)")
    try:
        claims = tokens.read(request.POST.get("id_token", ""), begun)
        deployment = tokens.deployment_of(claims, begun.platform)
        answer = _arrived(request, claims, deployment)
    except LaunchError as error:
        return _refused(request, str(error))
    answer.delete_cookie(_cookie(state), path=reverse("lti-launch"))
    return answer


def _arrived(request: HttpRequest, claims: tokens.Claims, deployment: Deployment) -> HttpResponse:
    kind = claims.get(f"{tokens.CLAIM}message_type")
    if kind not in {tokens.RESOURCE_LINK, tokens.DEEP_LINK}:
        raise LaunchError(f"a launch of the kind {kind!r} is not known")
    role = placing.role_of(claims)
    person = placing.person_of(claims, deployment.platform)
    link = placing.link_of(claims, deployment) if kind == tokens.RESOURCE_LINK else None
    sign_in(request, person, backend="portal.signing_in.InvitedPeople")
    frames = tokens.sites_of(claims, deployment.platform)
    request.session[LAUNCH] = {"deployment": deployment.pk, "frame": frames}
    if link is not None:
        if role is None:
            return _refused(request, "the launch tells of no role in this course")
        placing.join(person, link.assignment.course, role)
        placing.note(person, link, role)
        placing.remember_roster(claims, deployment, link.assignment.course)
        return redirect("assignment", name=link.assignment.course.name, slug=link.assignment.slug)
    if role is not Role.INSTRUCTOR:
        return render(request, "portal/nothing_chosen.html", status=404)
    request.session[LAUNCH] |= {"claims": _for_choosing(claims, kind)}
    return redirect("lti-choose")


def _for_choosing(claims: tokens.Claims, kind: str) -> dict[str, Any]:
    """What has to be remembered until an assignment is chosen."""
    names = (
        "resource_link", "context", "custom",
    )  # fmt: skip
    kept = {f"{tokens.CLAIM}{name}": tokens.part(claims, f"{tokens.CLAIM}{name}") for name in names}
    for name in (tokens.SERVICE, tokens.DEEP_LINKING):
        kept[name] = tokens.part(claims, name)
    return {"kind": kind, **kept}


@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Staff of the LMS's course chooses the assignment behind a link."""
    person = permissions.known(request)
    remembered = request.session.get(LAUNCH, {})
    claims = remembered.get("claims")
    deployment = (
        Deployment.objects.filter(
            pk=remembered.get("deployment"), platform__identities__person=person
        )
        .select_related("platform")
        .first()
    )
    if claims is None or deployment is None:
        return _refused(request, "nothing is to be chosen; open the link in your course again")
    offered = Assignment.objects.filter(course__platforms=deployment.platform).select_related(
        "course"
    )
    chosen = offered.filter(pk=_number(request.POST.get("assignment"))).first()
    if request.method == "GET" or chosen is None:
        return render(request, "portal/choose.html", {"offered": offered})
    del request.session[LAUNCH]["claims"]
    request.session.modified = True
    placing.join(person, chosen.course, Role.INSTRUCTOR)
    if claims["kind"] == tokens.DEEP_LINK:
        return _back(request, deployment, chosen, claims)
    link = tokens.part(claims, f"{tokens.CLAIM}resource_link").get("id", "")
    placing.bind(deployment, str(link), chosen, claims)
    placing.link_of(claims, deployment)
    return redirect("assignment", name=chosen.course.name, slug=chosen.slug)


def _back(
    request: HttpRequest, deployment: Deployment, chosen: Assignment, claims: tokens.Claims
) -> HttpResponse:
    asked = tokens.part(claims, tokens.DEEP_LINKING)
    url = str(asked.get("deep_link_return_url", ""))
    if urlsplit(url).scheme not in {"https", "http"}:
        return _refused(request, "the platform said nowhere to go back to")
    token = deep_linking.answer(deployment, chosen, asked.get("data"), here("lti-launch"))
    page = render(
        request,
        "portal/deep_link_back.html",
        {"back": url, "token": token, "assignment": chosen},
    )
    page.headers["X-Form-Action"] = tokens.origin_of(url)  # read, and taken away, by the middleware
    return page


@require_GET
def public_keys(request: HttpRequest) -> JsonResponse:
    """The keys by which platforms know what the portal signs."""
    del request
    return JsonResponse(keys.public_keys())


def here(name: str, *given: str) -> str:
    """An address of the portal as others need it."""
    return f"{settings.CONFIGURATION.address}{reverse(name, args=given)}"


def digest(state: str) -> str:
    """What is kept of a state."""
    return hashlib.sha256(state.encode()).hexdigest()


def _cookie(state: str) -> str:
    return f"lti-{digest(state)[:16]}"


def _with(url: str, sent: dict[str, str]) -> str:
    parts = urlsplit(url)
    query = "&".join(part for part in (parts.query, urlencode(sent)) if part)
    return urlunsplit(parts._replace(query=query))


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else 0


def _refused(request: HttpRequest, why: str) -> HttpResponse:
    """The student reads what to do; the staff what happened."""
    told = {"why": why[:300]}
    return _anywhere(render(request, "portal/launch_refused.html", told, status=400))


def _anywhere(page: HttpResponse) -> HttpResponse:
    """A page that knows of nobody, and may be read in any frame: a browser that keeps no cookies
    there would show nothing instead."""
    page.headers[FRAMES] = "*"
    return page
