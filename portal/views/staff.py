"""What staff sets: an assignment's times and limits, somebody's deadline; and what was set when."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal import audit, deadlines, forms, pages, permissions, regrading
from portal.audit import About, Change
from portal.models import Assignment, AuditLog, Extension

A_PAGE = 50  # entries of the log


@require_http_methods(["GET", "POST"])
def course_settings(request: HttpRequest, name: str) -> HttpResponse:
    """A course's time zone."""
    course = permissions.course_for_instructors(request, name)
    form = forms.CourseForm(pages.speaker(request), _sent(request), course)
    if request.method == "POST" and form.is_valid():
        _save(request, form, About(course))
        return redirect("course-settings", name=course.name)
    return _form(request, "portal/course_settings.html", form, {"course": course})


@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest, name: str, slug: str) -> HttpResponse:
    """When an assignment is open, what it allows, what it shows."""
    course = permissions.course_for_instructors(request, name)
    found = permissions.assignment_for(request, name, slug)
    with timezone.override(deadlines.zone(course)):
        form = forms.SettingsForm(pages.speaker(request), _sent(request), found)
        if request.method == "POST" and form.is_valid():
            _save(request, form, About(course, found))
            return redirect("settings", name=course.name, slug=found.slug)
        told = {"course": course, "assignment": found}
        return _form(request, "portal/settings.html", form, told)


def _save(request: HttpRequest, form: Any, about: About) -> None:
    """Save a form of a model, and write down what it changed."""
    with transaction.atomic():
        kind = type(form.instance)
        before = kind.objects.select_for_update().get(pk=form.instance.pk)
        after = form.save(commit=False)
        changes = {
            name: Change(getattr(before, name), getattr(after, name))
            for name in form.fields
            if getattr(before, name) != getattr(after, name)
        }
        if changes:
            after.save(update_fields=list(changes))
            audit.record(AuditLog.Action.SETTINGS, permissions.known(request), about, changes)


@require_http_methods(["GET", "POST"])
def extensions(request: HttpRequest, name: str, slug: str) -> HttpResponse:
    """Later deadlines of single students: given, changed and taken back."""
    course = permissions.course_for_staff(request, name)
    found = permissions.assignment_for(request, name, slug)
    if request.method == "POST" and "remove" in request.POST:
        _take_back(request, found)
        return redirect("extensions", name=course.name, slug=found.slug)
    with timezone.override(deadlines.zone(course)):
        form = forms.ExtensionForm(pages.speaker(request), _sent(request), found)
        if request.method == "POST" and form.is_valid():
            _extend(request, found, form.cleaned_data)
            return redirect("extensions", name=course.name, slug=found.slug)
        given = found.extensions.select_related("person").order_by("person__name")
        told = {"course": course, "assignment": found, "given": given}
        return _form(request, "portal/extensions.html", form, told)


def _extend(request: HttpRequest, found: Assignment, asked: dict[str, Any]) -> None:
    person, due = asked["person"], asked["due"]
    with transaction.atomic():
        before = Extension.objects.filter(assignment=found, person=person).first()
        Extension.objects.update_or_create(assignment=found, person=person, defaults={"due": due})
        audit.record(
            AuditLog.Action.EXTENSION,
            permissions.known(request),
            About(found.course, found, person),
            {"due": Change(before.due if before else found.due, due)},
        )


def _take_back(request: HttpRequest, found: Assignment) -> None:
    number = request.POST["remove"]
    with transaction.atomic():
        given = found.extensions.select_for_update(of=["self"]).select_related("person")
        one = given.filter(pk=int(number) if number.isdecimal() else 0).first()
        if one is None:
            raise Http404
        one.delete()
        audit.record(
            AuditLog.Action.EXTENSION,
            permissions.known(request),
            About(found.course, found, one.person),
            {"due": Change(one.due, found.due)},
        )


@require_POST
def regrade(request: HttpRequest, handle: UUID) -> HttpResponse:
    """Grade one submission again."""
    found = permissions.submission_for_staff(request, handle)
    regrading.submission(found, permissions.known(request))
    return redirect("submission", handle=found.handle)


@require_POST
def regrade_all(request: HttpRequest, name: str, slug: str) -> HttpResponse:
    """Grade all submissions of an assignment again."""
    course = permissions.course_for_instructors(request, name)
    found = permissions.assignment_for(request, name, slug)
    regrading.everybody(found, permissions.known(request))
    return redirect("grades", name=course.name, slug=found.slug)


@require_GET
def log(request: HttpRequest, name: str) -> HttpResponse:
    """What was changed, exported and graded again in a course, or who came; the last first."""
    course = permissions.course_for_staff(request, name)
    launches = bool(request.GET.get("launches"))  # by themselves: they outnumber all others
    kind = {"action": AuditLog.Action.LAUNCH}
    entries = course.log.filter(**kind) if launches else course.log.exclude(**kind)
    entries = entries.select_related("by", "about", "assignment").order_by("-made", "-pk")
    page = Paginator(entries, A_PAGE).get_page(request.GET.get("page"))
    names = forms.setting_names(pages.speaker(request))
    told = {"course": course, "page": page, "names": names, "launches": launches}
    return render(request, "portal/log.html", told)


def _form(
    request: HttpRequest, template: str, form: django_forms.BaseForm, told: dict[str, Any]
) -> HttpResponse:
    status = 400 if request.method == "POST" else 200
    told |= {"form": form, "back": request.path}
    return render(request, template, told, status=status)


def _sent(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None
