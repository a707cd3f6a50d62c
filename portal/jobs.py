"""What the queue runs. A job says that a run is due; the row of the run is the truth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

from portal import runs
from portal.models import Run

if TYPE_CHECKING:
    from portal.grader import Grader

QUEUE: Final = "grading"
GRADER: Final = "grader"  # what a worker calls its grader in the context of jobs


@app.task(
    name="grade_run", queue=QUEUE, pass_context=True, retry=RetryStrategy(max_attempts=3, wait=2)
)
def grade_run(context: JobContext, *, run: int) -> None:
    """Grade one run, unless another worker has it or it is over."""
    grader: Grader = context.additional_context[GRADER]
    mine = runs.claim(run)
    if mine is not None:
        grader.grade(mine)


@app.periodic(cron="* * * * * */5")  # seconds come last
@app.task(name="rescue", queue=QUEUE)
def rescue(timestamp: int) -> None:
    """Queue what nobody works at: runs of workers that fell silent, and runs without a job."""
    del timestamp
    for run in Run.objects.filter(pk__in=[*runs.silent(), *runs.forgotten()]):
        queue(run)


@app.periodic(cron="*/5 * * * *")
@app.task(name="tidy", queue=QUEUE)
async def tidy(timestamp: int) -> None:
    """Take away jobs that are over, and those of workers that are gone: their runs are rescued."""
    del timestamp
    gone = await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=300)
    for job in gone:
        await app.job_manager.finish_job(job, status=Status.FAILED, delete_job=True)
    await app.job_manager.delete_old_jobs(nb_hours=24, include_failed=True)


def queue(run: Run) -> None:
    """Say that a run is due, within the transaction that made it."""
    grade_run.configure(priority=run.priority).defer(run=run.pk)
