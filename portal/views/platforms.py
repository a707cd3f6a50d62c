"""Administrators connect an LMS, change the key, and see what gradebooks did not take."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django import forms
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from portal import permissions
from portal.lti import fetching, keys, registering
from portal.models import Course, Passback, Platform
from portal.views.launches import here

LONGEST_DAYS: Final = 90  # that an old key stays public


class PlatformForm(forms.ModelForm):  # type: ignore[type-arg]  # Django takes none at run time
    """What a platform tells when the tool is registered there."""

    deployments = forms.CharField(max_length=2000)
    courses = forms.ModelMultipleChoiceField(Course.objects.all())

    class Meta:
        model = Platform
        fields = (
            "name", "issuer", "client_id", "login_url", "token_url", "keys_url", "audience",
        )  # fmt: skip

    def clean(self) -> dict[str, object]:
        """Every address of a platform is encrypted, or on this machine."""
        found: dict[str, object] = super().clean() or {}
        for name in ("login_url", "token_url", "keys_url"):
            if not fetching.is_safe(str(found.get(name, ""))):
                self.add_error(name, "https://")
        return found


class LinkForm(forms.Form):
    """Which courses a platform may open that registers itself."""

    courses = forms.ModelMultipleChoiceField(Course.objects.all())


class DeploymentForm(forms.Form):
    """One more place of a platform where the tool was put."""

    deployment = forms.CharField(max_length=255)


class KeyForm(forms.Form):
    """How many days the key of today stays public; 0 where somebody else may know it."""

    days = forms.IntegerField(min_value=0, max_value=LONGEST_DAYS)


@require_http_methods(["GET", "POST"])
def platforms(request: HttpRequest) -> HttpResponse:
    """The platforms, and the form for another."""
    person = permissions.administrator(request)
    form = PlatformForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            made = form.save()
            made.courses.set(form.cleaned_data["courses"])
            for one in form.cleaned_data["deployments"].split():
                registering.add_deployment(made, one)
            registering.opened(made, person)
        return redirect("platforms")
    return _page(request, form, 400 if request.method == "POST" else 200)


@require_POST
def make_link(request: HttpRequest) -> HttpResponse:
    """A link by which an LMS registers itself; it can't be shown again."""
    person = permissions.administrator(request)
    form = LinkForm(request.POST)
    if not form.is_valid():
        return _page(request, PlatformForm(), 400)
    token = registering.allow(person, list(form.cleaned_data["courses"]))
    return _page(request, PlatformForm(), 200, {"link": here("register", token)})


@require_POST
def add_deployment(request: HttpRequest, number: int) -> HttpResponse:
    """One more place where a platform may launch from."""
    permissions.administrator(request)
    platform = Platform.objects.filter(pk=number).first()
    if platform is None:
        raise Http404
    form = DeploymentForm(request.POST)
    if not form.is_valid():
        return _page(request, PlatformForm(), 400)
    registering.add_deployment(platform, form.cleaned_data["deployment"])
    return redirect("platforms")


@require_POST
def rotate_key(request: HttpRequest) -> HttpResponse:
    """Sign with a new key; the old one stays public for so many days."""
    permissions.administrator(request)
    form = KeyForm(request.POST)
    if not form.is_valid():
        return _page(request, PlatformForm(), 400)
    keys.rotate(timedelta(days=form.cleaned_data["days"]))
    return redirect("platforms")


def _page(
    request: HttpRequest, form: PlatformForm, status: int, more: dict[str, Any] | None = None
) -> HttpResponse:
    failing = Passback.objects.exclude(error="").select_related(
        "identity__person", "link__assignment"
    )
    told = {
        "platforms": Platform.objects.order_by("name").prefetch_related("deployments", "courses"),
        "form": form,
        "told": {
            "login": here("lti-login"),
            "launch": here("lti-launch"),
            "keys": here("lti-keys"),
        },
        "courses": Course.objects.order_by("name"),
        "failing": failing[:200],
        "public": keys.public(),
        "most_days": LONGEST_DAYS,
        "days": keys.KEPT.days,
        "link": "",
        "back": request.path if request.method == "GET" else "",
    }
    return render(request, "portal/platforms.html", told | (more or {}), status=status)
