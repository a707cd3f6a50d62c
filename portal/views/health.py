"""What machines ask: whether the portal works, and how its queue is."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db import connection
from django.db.models import Min
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from portal import errands, runs
from portal.models import UNGRADED, Passback, Run

_A_DAY: Final = timedelta(days=1)


@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """200 where the database answers."""
    del request
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


@require_GET
def metrics(request: HttpRequest) -> HttpResponse:
    """The queue, as Prometheus reads it; it names nobody."""
    del request
    now = timezone.now()
    waiting = Run.objects.filter(state=Run.State.QUEUED)
    oldest = waiting.aggregate(first=Min("queued"))["first"]
    wait = (now - oldest).total_seconds() if oldest else 0.0
    lately = Run.objects.filter(finished__gt=now - _A_DAY)
    told = {
        "autograder_runs_waiting": waiting.count(),
        "autograder_runs_running": Run.objects.filter(state=Run.State.RUNNING).count(),
        "autograder_errands_waiting": sum(errands.waiting().values()),
        "autograder_oldest_wait_seconds": round(wait, 3),
        "autograder_runs_of_silent_workers": runs.silent(),
        "autograder_runs_begun_again_last_day": lately.filter(attempt__gt=1).count(),
        "autograder_runs_ungraded_last_day": lately.filter(result__status=UNGRADED).count(),
        "autograder_passbacks_failing": Passback.objects.exclude(error="").count(),
    }
    lines = [f"# TYPE {name} gauge\n{name} {value}\n" for name, value in told.items()]
    return HttpResponse("".join(lines), content_type="text/plain; version=0.0.4; charset=utf-8")
