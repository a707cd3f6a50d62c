"""What the queue runs. A job says that some run is due; which one, the rows of the runs say."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final

from django.db import Error, close_old_connections, connection
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from portal import runs
from portal.models import Run

if TYPE_CHECKING:
    from portal.grader import Grader

QUEUE: Final = "grading"
GRADER: Final = "grader"  # what a worker calls its grader in the context of jobs
_MOST_AT_ONCE: Final = 1000


@app.task(name="grade_next", queue=QUEUE, pass_context=True)
def grade_next(context: JobContext) -> None:
    """Grade the run whose turn it is, if one waits."""
    grader: Grader = context.additional_context[GRADER]
    close_old_connections()  # one that the database ended
    mine = runs.claim()
    if mine is None:
        return
    if mine.attempt > runs.MOST_ATTEMPTS:
        runs.give_up(mine)
        return
    try:
        grader.grade(mine)
    except Exception:
        connection.close()  # it may be what failed
        with contextlib.suppress(Error):  # else the run falls silent, and is taken back
            runs.give_back(mine)
        raise


def queue(run: Run) -> None:
    """Say that a run is due, within the transaction that made it."""
    del run  # whichever is next when the job is
    grade_next.defer()


def rescue() -> int:
    """Take back what silent workers had, and see that there is a job for each run that waits; how
    many were missing."""
    runs.take_back()
    waiting = Run.objects.filter(state=Run.State.QUEUED).count()
    due = ProcrastinateJob.objects.filter(task_name=grade_next.name, status="todo").count()
    missing = min(max(waiting - due, 0), _MOST_AT_ONCE)
    if missing:
        grade_next.batch_defer(*[{}] * missing)
    return missing
