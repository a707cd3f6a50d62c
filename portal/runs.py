"""The life of a run: claimed with a fence, told of while it goes on, finished once."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.db import connection, transaction
from django.utils import timezone

from portal import turns
from portal.models import UNGRADED, Result, Run
from portal.turns import Claim

CHANNEL: Final = "portal_run"
SILENCE: Final = timedelta(seconds=20)  # of a worker, after which its run is another's
MOST_ATTEMPTS: Final = 3  # by workers that did not come to an end


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


def claim(least: Run.Priority = Run.Priority.REGRADE) -> Claim | None:
    """Take the run whose turn it is; None where none of the ``least`` priority or more waits."""
    taken = turns.take(timezone.now(), least)
    if taken is not None:
        _notify(taken.run)
    return taken


def give_back(mine: Claim) -> bool:
    """Put a run that could not be graded back to where it was; whether it was still this worker's.

    Its attempt counts.
    """
    held = _mine(mine).update(state=Run.State.QUEUED, progress={})
    if held:
        _notify(mine.run)
    return bool(held)


def give_up(mine: Claim) -> bool:
    """End a run that no worker came to an end with: as ungraded, which costs nobody points."""
    course_says = Run.objects.values_list("submission__assignment__max_score", flat=True)
    nothing = Told(0.0, course_says.get(pk=mine.run), {})
    return finish(mine, Found(UNGRADED, 0.0, 0.0, nothing, nothing))


def cancel(run: int) -> bool:
    """Take a run out of the queue; what its worker finds, if one has it, counts no more."""
    live = Run.objects.filter(pk=run, state__in=[Run.State.QUEUED, Run.State.RUNNING])
    ended = live.update(state=Run.State.CANCELLED, finished=timezone.now(), progress={})
    if ended:
        _notify(run)
    return bool(ended)


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


def silent() -> int:
    """How many runs there are whose workers fell silent."""
    return int(_silent().count())


def take_back() -> int:
    """Queue the runs again whose workers fell silent; how many these were."""
    return int(_silent().update(state=Run.State.QUEUED, progress={}))


def waiting_before(run: Run) -> int:
    """How many runs come first."""
    return turns.before(run, turns.waiting())


def _silent() -> Any:
    return Run.objects.filter(state=Run.State.RUNNING, beat__lt=timezone.now() - SILENCE)


def _mine(mine: Claim) -> Any:
    return Run.objects.filter(pk=mine.run, attempt=mine.attempt, state=Run.State.RUNNING)


def _notify(run: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, json.dumps(run)])
