"""The life of a run: claimed with a fence, told of while it goes on, finished once."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from portal.models import Result, Run

CHANNEL: Final = "portal_run"
SILENCE: Final = timedelta(seconds=20)  # of a worker, after which its run is another's
PATIENCE: Final = timedelta(seconds=60)
MOST_ATTEMPTS: Final = 3  # by workers that did not come to an end

_FORGOTTEN: Final = """
    SELECT id FROM portal_run WHERE state = 'queued' AND queued < %s AND NOT EXISTS (
        SELECT 1 FROM procrastinate_jobs
        WHERE task_name = 'grade_run' AND status IN ('todo', 'doing')
        AND args->>'run' = portal_run.id::text
    )
"""


@dataclass(frozen=True, slots=True)
class Claim:
    """A run that is this worker's, as long as ``attempt`` is the run's last one."""

    run: int
    attempt: int


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of some checks: their points, and the feedback as HTML by language."""

    score: float
    max_score: float
    feedback: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Found:
    """What a run found: of all checks, and of those that students see at once."""

    status: str
    pending: float
    seconds: float
    whole: Told
    visible: Told
    checks: Sequence[Mapping[str, Any]] = ()  # records of `portal.comparing.Check`


def claim(run: int) -> Claim | None:
    """Take a run that waits, or one whose worker fell silent; None where it is nobody's to take."""
    now = timezone.now()
    with transaction.atomic():
        found = Run.objects.select_for_update(skip_locked=True).filter(pk=run).first()
        if found is None or found.state not in {Run.State.QUEUED, Run.State.RUNNING}:
            return None
        if found.state == Run.State.RUNNING and found.beat and found.beat > now - SILENCE:
            return None
        found.state = Run.State.RUNNING
        found.attempt += 1
        found.started = found.beat = now
        found.progress = {}
        found.save(update_fields=["state", "attempt", "started", "beat", "progress"])
    _notify(run)
    return Claim(run, found.attempt)


def tell_progress(mine: Claim, progress: Mapping[str, Any] | None = None) -> bool:
    """Say that the run goes on, and how far it is; whether it is still this worker's."""
    changes: dict[str, Any] = {"beat": timezone.now()}
    if progress is not None:
        changes["progress"] = dict(progress)
    held = _mine(mine).update(**changes)
    if held and progress is not None:
        _notify(mine.run)
    return bool(held)


def finish(mine: Claim, found: Found) -> bool:
    """Write the result, if the run is still this worker's: so each run has one, once."""
    now = timezone.now()
    with transaction.atomic():
        if not _mine(mine).update(state=Run.State.DONE, finished=now, beat=now, progress={}):
            return False
        Result.objects.create(
            run_id=mine.run,
            status=found.status,
            score=found.whole.score,
            max_score=found.whole.max_score,
            pending=found.pending,
            seconds=found.seconds,
            feedback=dict(found.whole.feedback),
            visible_score=found.visible.score,
            visible_max=found.visible.max_score,
            visible_feedback=dict(found.visible.feedback),
            checks=[dict(one) for one in found.checks],
            made=now,
        )
    _notify(mine.run)
    return True


def silent() -> list[int]:
    """The runs whose workers fell silent."""
    before = timezone.now() - SILENCE
    lost = Run.objects.filter(state=Run.State.RUNNING, beat__lt=before)
    return list(lost.values_list("pk", flat=True))


def forgotten() -> list[int]:
    """The runs that wait without a job: it failed for good, or the queue was emptied."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGOTTEN, [timezone.now() - PATIENCE])
        return [run for (run,) in cursor.fetchall()]


def waiting_before(run: Run) -> int:
    """How many runs come first."""
    first = Q(priority__gt=run.priority) | Q(priority=run.priority, queued__lt=run.queued)
    return Run.objects.filter(first, state=Run.State.QUEUED).count()


def _mine(mine: Claim) -> Any:
    return Run.objects.filter(pk=mine.run, attempt=mine.attempt, state=Run.State.RUNNING)


def _notify(run: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, json.dumps(run)])
