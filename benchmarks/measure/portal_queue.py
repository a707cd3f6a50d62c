"""A hundred workers at one queue: what does it cost a job, and where does it bend?

Usage: `python -m benchmarks portal_queue [--jobs 100000] [--print]`

So many runs wait in five courses. One worker takes some, then ten do, then a hundred take nearly
all. They are simulated: they grade nothing, and so ask as fast as the queue answers, which is
faster than a hundred that grade ever do. The database is the real one, and so is all that they say
to it.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from benchmarks.lib import measured, portal_rig, reporting
from benchmarks.lib.catalogue import PORTAL as PAGE
from benchmarks.lib.portal_rig import Rig
from benchmarks.lib.results import Result
from portal.configuration import DATABASE
from portal.serving import processes, roles

COURSES: Final = 5
AT_ONCE: Final = 1000  # rows that are written together
LARGEST: Final = 25  # clients of a process
LEFT: Final = 20  # jobs, for a worker of the product
_TICKS: Final = os.sysconf("SC_CLK_TCK")


def fill(jobs: int) -> None:
    """Runs of ``jobs`` submissions in five courses, and a job of the queue for each."""
    from django.db import connection

    share = jobs // COURSES
    for number in range(COURSES):
        _fill_course(f"queue-{number + 1}", share if number else jobs - share * (COURSES - 1))
    with connection.cursor() as cursor:  # as the server does by itself within a minute
        cursor.execute("ANALYZE")


def _fill_course(name: str, many: int) -> None:
    from django.utils import timezone

    from portal.jobs import grade_next
    from portal.models import Person, Run, Submission

    assignment = portal_rig.course(name)
    person = Person.objects.create(name=f"Student of {name}")
    for first in range(0, many, AT_ONCE):
        numbers = range(first + 1, min(first + AT_ONCE, many) + 1)
        made = Submission.objects.bulk_create(
            Submission(assignment=assignment, person=person, number=one, made=timezone.now())
            for one in numbers
        )
        Run.objects.bulk_create(
            Run(
                submission=one, course=assignment.course, revision=assignment.revision,
                queued=timezone.now(),
            )
            for one in made
        )  # fmt: skip
        grade_next.batch_defer(*[{}] * len(made))


def stretch(rig: Rig, clients: int, jobs: int) -> dict[str, Any]:
    """So many clients do so many jobs: jobs a second, and what each costs whom."""
    waiting, used, started = _waiting(), server_seconds(rig), time.monotonic()
    found = _clients(rig, clients, jobs)
    took = time.monotonic() - started
    done = sum(len(one["taking"]) for one in found)
    return {
        "clients": clients,
        "jobs": done,
        "waited": waiting,
        "a second": round(done / took, 1),
        "server ms": round(1000 * (server_seconds(rig) - used) / done, 2),
        "client ms": round(1000 * sum(one["cpu"] for one in found) / done, 2),
        "take p50": _milliseconds(found, "taking", 50),
        "take p95": _milliseconds(found, "taking", 95),
        "end p95": _milliseconds(found, "ending", 95),
    }


def steps(jobs: int) -> list[tuple[int, int]]:
    """Numbers of clients and what they do: a little while all waits, nearly all, and the end."""
    little = min(2000, jobs // 10)
    most = jobs - 4 * little - LEFT
    return [(1, little), (10, little), (100, most), (100, little), (10, little)]


def _waiting() -> int:
    from portal.models import Run

    return int(Run.objects.filter(state=Run.State.QUEUED).count())


def _shared(what: int, many: int) -> list[int]:
    return [what * (one + 1) // many - what * one // many for one in range(many)]


def _milliseconds(found: Sequence[dict[str, Any]], what: str, percent: int) -> float:
    times = [one for each in found for one in each[what]]
    return round(1000 * statistics.quantiles(times, n=100)[percent - 1], 1)


def _clients(rig: Rig, clients: int, jobs: int) -> list[dict[str, Any]]:
    """What the processes say in which the clients are threads."""
    many = -(-clients // LARGEST)
    url = roles.url_of(roles.WORKER, rig.database, "a password of the benchmark")
    running = [
        subprocess.Popen(
            processes.python("benchmarks.lib.queue_clients", str(people), str(work)),
            env={**os.environ, DATABASE: url}, stdout=subprocess.PIPE, text=True,
        )
        for people, work in zip(_shared(clients, many), _shared(jobs, many), strict=True)
    ]  # fmt: skip
    said = [one.communicate()[0] for one in running]
    return [json.loads(one.splitlines()[-1]) for one in said]


def server_seconds(rig: Rig) -> float:
    """Processor seconds that the database server has used, its ended processes' among them."""
    postmaster = next(Path(rig.log.parent / "postgresql").glob("postmaster.pid"))
    pid = int(postmaster.read_text(encoding="ascii").split()[0])
    return sum(_seconds(one) for one in (pid, *_children(pid))) + _seconds(pid, ended=True)


def _children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(one) for one in listed.split()]


def _seconds(pid: int, *, ended: bool = False) -> float:
    """Of a process, or of the children that it had; 0 where it is gone, and counted there."""
    try:
        words = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:
        return 0.0
    first = 13 if ended else 11  # cutime, utime: see proc_pid_stat(5)
    return (int(words[first]) + int(words[first + 1])) / _TICKS


def connections_a_worker(rig: Rig) -> int:
    """How many connections to the database a worker of the product holds while it works."""
    from django.db import connection

    with connection.cursor() as cursor:
        asked = "SELECT count(*) FROM pg_stat_activity WHERE usename = %s"
        rig.add_workers(1, 0.5)
        most, until = 0, time.monotonic() + 15
        while time.monotonic() < until:
            cursor.execute(asked, [roles.WORKER.name])
            most = max(most, int(cursor.fetchone()[0]))
            time.sleep(0.1)
    return most


def measure(jobs: int, steps: Sequence[tuple[int, int]]) -> dict[str, Any]:
    """All of it: ``steps`` are numbers of clients, and of jobs that they do."""
    with portal_rig.running() as rig:
        started = time.monotonic()
        fill(jobs)
        filled = time.monotonic() - started
        found = [stretch(rig, clients, many) for clients, many in steps]
        left = _waiting()
        return {
            "jobs": jobs,
            "filled ms": round(1000 * filled / jobs, 2),
            "stretches": found,
            "left": left,
            "results": _results(),
            "connections": connections_a_worker(rig),
        }


def _results() -> int:
    from portal.models import Result as Found

    return int(Found.objects.count())


def render(found: dict[str, Any]) -> str:
    """A table of the stretches."""
    columns = ["workers", "jobs", "waiting before", "jobs a second", "ms of the server a job",
               "ms of a worker a job", "median ms to take one", "p95",
               "p95 ms to end one"]  # fmt: skip
    keys = ["clients", "jobs", "waited", "a second", "server ms", "client ms", "take p50",
            "take p95", "end p95"]  # fmt: skip
    rows = [[one[key] for key in keys] for one in found["stretches"]]
    return (
        f"{found['jobs']} jobs in {COURSES} courses; a worker of the product holds "
        f"{found['connections']} connections. Milliseconds a job are of a processor.\n\n"
        + reporting.table(columns, rows)
    )


def main(arguments: Sequence[str]) -> None:
    """Fill the queue, and empty it."""
    parser = reporting.parser("portal_queue", __doc__)
    parser.add_argument("--jobs", type=int, default=100_000)
    asked = parser.parse_args(arguments)
    about = measured.now("portal_queue")
    found = measure(asked.jobs, steps(asked.jobs))
    reporting.report(
        "portal_queue", PAGE, Result(about, found), render(found), only_print=asked.print
    )
