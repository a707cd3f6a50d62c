"""What staff sees of the queue: what waits, what is going on, and what nobody could grade."""

from __future__ import annotations

from typing import Final

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from portal import permissions, runs
from portal.models import UNGRADED, Course, Run

_SHOWN: Final = 200


@require_GET
def queue(request: HttpRequest, name: str) -> HttpResponse:
    """The runs of a course that are not over, in their order, and those that ended ungraded."""
    course = permissions.course_for_staff(request, name)
    known = Run.objects.filter(course=course).select_related(
        "submission__person", "submission__assignment"
    )
    waiting = known.filter(state=Run.State.QUEUED).order_by("-priority", "queued", "pk")
    return render(
        request,
        "portal/queue.html",
        {
            "course": course,
            "running": known.filter(state=Run.State.RUNNING).order_by("started"),
            "waiting": waiting[:_SHOWN],
            "many": waiting.count(),
            "ungraded": ungraded_in(course).select_related(
                "submission__person", "submission__assignment"
            )[:_SHOWN],
        },
    )


@require_POST
def cancel(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """Take a run out of the queue."""
    course = permissions.course_for_staff(request, name)
    if not Run.objects.filter(pk=number, course=course).exists():
        raise Http404
    runs.cancel(number)
    return redirect("queue", name=course.name)


def ungraded_in(course: Course) -> QuerySet[Run]:
    """The runs that ended ungraded, where that is the last word on what was handed in."""
    newer = Run.objects.filter(submission=OuterRef("submission"), pk__gt=OuterRef("pk"))
    lost = Run.objects.filter(course=course, state=Run.State.DONE, result__status=UNGRADED)
    return lost.exclude(Exists(newer)).order_by("-finished")
