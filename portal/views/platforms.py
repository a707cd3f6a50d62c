"""Administrators register an LMS, and see what its gradebook took."""

from __future__ import annotations

from typing import Final

from django import forms
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from portal import permissions
from portal.models import Course, Deployment, Passback, Platform
from portal.views.launches import here

_SAFE: Final = ("https://", "http://127.0.0.1:", "http://localhost:")


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
            if not str(found.get(name, "")).startswith(_SAFE):
                self.add_error(name, "https://")
        return found


@require_http_methods(["GET", "POST"])
def platforms(request: HttpRequest) -> HttpResponse:
    """The platforms, and the form for another."""
    if not permissions.known(request).is_administrator:
        raise Http404
    form = PlatformForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            made = form.save()
            made.courses.set(form.cleaned_data["courses"])
            for one in form.cleaned_data["deployments"].split():
                Deployment.objects.get_or_create(platform=made, deployment_id=one[:255])
        return redirect("platforms")
    told = {
        "login": here("lti-login"),
        "launch": here("lti-launch"),
        "keys": here("lti-keys"),
    }
    failing = Passback.objects.exclude(error="").select_related(
        "identity__person", "link__assignment"
    )
    return render(
        request,
        "portal/platforms.html",
        {
            "platforms": Platform.objects.order_by("name").prefetch_related("deployments"),
            "form": form,
            "told": told,
            "courses": Course.objects.order_by("name"),
            "failing": failing[:200],
        },
        status=400 if request.method == "POST" else 200,
    )
