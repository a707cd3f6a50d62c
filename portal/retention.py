"""What is not needed any more goes, so that tables do not grow without bound.

What somebody handed in stays, and of each submission the newest result. Of results that a newer one
replaced, the last days' stay.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from asgiref.sync import async_to_sync
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

from portal.models import UNGRADED, AuditLog, Invitation, Login, Registration, Run, Spent, ToolKey

REPLACED: Final = timedelta(days=14)  # that a result stays after a newer one replaced it
_INVITATIONS: Final = timedelta(days=30)  # after they ended
_LOGINS: Final = timedelta(hours=1)
_LAUNCHES: Final = timedelta(days=180)  # that the log of a course tells who came
_GONE: Final = 300.0  # seconds of silence after which a worker is taken for dead
_AT_ONCE: Final = 500  # rows: no transaction holds up the queue


def forget(now: datetime | None = None) -> int:
    """Take away replaced results, and what is over otherwise; how many runs went."""
    now = now or timezone.now()
    Session.objects.filter(expire_date__lt=now).delete()
    Login.objects.filter(made__lt=now - _LOGINS).delete()
    Invitation.objects.filter(expires__lt=now - _INVITATIONS).delete()
    Registration.objects.filter(expires__lt=now - _INVITATIONS).delete()
    ToolKey.objects.filter(until__lt=now).delete()
    launches = AuditLog.objects.filter(action=AuditLog.Action.LAUNCH, made__lt=now - _LAUNCHES)
    launches.delete()
    Spent.objects.filter(until__lt=now).delete()
    gone = 0
    while some := list(_replaced(now).values_list("pk", flat=True)[:_AT_ONCE]):
        Run.objects.filter(pk__in=some).delete()
        gone += len(some)
    return gone


def _replaced(now: datetime) -> Any:
    """The runs of which another one of the same submission has the last word."""
    newer = Run.objects.filter(
        ~Q(result__status=UNGRADED),
        submission=OuterRef("submission"),
        pk__gt=OuterRef("pk"),
        state=Run.State.DONE,
    )
    over = [Run.State.DONE, Run.State.CANCELLED, Run.State.SUPERSEDED]
    old = Run.objects.filter(state__in=over, finished__lt=now - REPLACED)
    return old.filter(Exists(newer)).order_by("pk")


@async_to_sync
async def tidy_queue() -> None:
    """Take away jobs that are over, and those of workers that are gone: their runs are rescued."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=_GONE):
        await app.job_manager.finish_job(job, status=Status.FAILED, delete_job=True)
    await app.job_manager.prune_stalled_workers(_GONE)
    await app.job_manager.delete_old_jobs(nb_hours=24, include_failed=True)
