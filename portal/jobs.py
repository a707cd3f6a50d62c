"""What the queue runs. A job says that some run is due; which one, the rows of the runs say."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final

from django.db import Error, close_old_connections, connection
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from autograder import api
from portal import errands, letters, runs
from portal.models import Run
from portal.turns import Claim

if TYPE_CHECKING:
    from portal.grader import Grader

QUEUE: Final = letters.QUEUE
GRADER: Final = "grader"  # what a worker calls its grader in the context of jobs
VERSION: Final = "version"  # and the version of that; without one it takes no errands
_MOST_AT_ONCE: Final = 1000


@app.task(name=letters.TASK, queue=QUEUE, pass_context=True)
def grade_next(context: JobContext) -> None:
    """Grade what is next, if anything waits: what people wait for, then errands, then regrades."""
    grader: Grader = context.additional_context[GRADER]
    version: str = context.additional_context.get(VERSION, "")
    close_old_connections()  # one that the database ended
    mine = runs.claim(Run.Priority.STAFF)
    errand = errands.claim(version) if mine is None and version else None
    if errand is not None:
        _answer(errand, grader)
        return
    mine = mine or runs.claim()
    if mine is not None:
        _grade(mine, grader)


def _grade(mine: Claim, grader: Grader) -> None:
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


def _answer(mine: Claim, grader: Grader) -> None:
    if mine.attempt > runs.MOST_ATTEMPTS:
        errands.give_up(mine)
        return
    try:
        grader.answer(mine)
    except Exception as error:
        connection.close()
        with contextlib.suppress(Error):
            errands.give_back(mine, error)
        if not isinstance(error, api.StaffError):  # which the command is told
            raise


def queue(run: Run) -> None:
    """Say that a run is due, within the transaction that made it."""
    del run  # whichever is next when the job is
    grade_next.defer()


def rescue() -> int:
    """Take back what silent workers had, and see that there is a job for all that waits; how many
    were missing."""
    runs.take_back()
    errands.take_back()
    waiting = {QUEUE: Run.objects.filter(state=Run.State.QUEUED).count()}
    waiting |= {letters.queue_of(one): many for one, many in errands.waiting().items()}
    return sum(_see_to(queue, many) for queue, many in waiting.items())


def _see_to(queue: str, waiting: int) -> int:
    due = ProcrastinateJob.objects.filter(
        task_name=grade_next.name, queue_name=queue, status="todo"
    ).count()
    missing = min(max(waiting - due, 0), _MOST_AT_ONCE)
    if missing:
        grade_next.configure(queue=queue).batch_defer(*[{}] * missing)
    return missing
