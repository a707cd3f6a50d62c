"""Kills parts of a portal while it grades: is each submission graded, and once?

Usage: `python -m benchmarks portal_chaos [--jobs 2000] [--seconds 0.2] [--every 5] [--print]`

Four workers that grade nothing, the web server and the keeper of the queue. Every few seconds a
random one of these gets a SIGKILL, or PostgreSQL ends a random connection.
"""

from __future__ import annotations

import collections
import random
import time
from collections.abc import Sequence
from typing import Any

from benchmarks.lib import measured, portal_rig, reporting
from benchmarks.lib.catalogue import PORTAL as PAGE
from benchmarks.lib.portal_rig import Rig
from benchmarks.lib.results import Result

WORKERS = 4
PATIENCE = 900.0  # seconds after which what has no result is lost


def wreck(rig: Rig, many: int, every: float, chance: random.Random) -> collections.Counter[str]:
    """Kill something every so many seconds until so many runs are over; what was killed."""
    killed: collections.Counter[str] = collections.Counter()
    until = time.monotonic() + PATIENCE
    while not portal_rig.waits_until_done(many, every) and time.monotonic() < until:
        killed[rig.kill_something(chance).removeprefix("a ").split(" ")[0]] += 1
    return killed


def counted() -> dict[str, int]:
    """What became of the runs."""
    from django.db.models import Count

    from portal.models import Result as Found
    from portal.models import Run

    results = Found.objects.values("run").annotate(many=Count("pk"))
    return {
        "runs": Run.objects.count(),
        "results": Found.objects.count(),
        "more than once": results.filter(many__gt=1).count(),
        "ungraded": Found.objects.filter(status="ungraded").count(),
        "begun more than once": Run.objects.filter(attempt__gt=1).count(),
    }


def measure(jobs: int, seconds: float, every: float) -> dict[str, Any]:
    """All of it."""
    with portal_rig.running() as rig:
        assignment = portal_rig.course("chaos")
        portal_rig.handed_in(assignment, jobs)
        started = time.monotonic()
        rig.add_workers(WORKERS, seconds)
        killed = wreck(rig, jobs, every, random.Random(1))
        took = time.monotonic() - started
        return {"seconds": round(took, 1), "killed": dict(killed), **counted()}


def render(found: dict[str, Any]) -> str:
    """A table of what was killed and what came of it."""
    killed = ", ".join(f"{many} x {name}" for name, many in sorted(found["killed"].items()))
    rows = [
        ["submissions", found["runs"]],
        ["results", found["results"]],
        ["with more than one result", found["more than once"]],
        ["lost", found["runs"] - found["results"]],
        ["ungraded after three attempts", found["ungraded"]],
        ["begun again by another worker", found["begun more than once"]],
        ["killed", killed],
        ["seconds", found["seconds"]],
    ]
    return reporting.table([f"{WORKERS} workers, stub grading", ""], rows)


def main(arguments: Sequence[str]) -> None:
    """Kill and count."""
    parser = reporting.parser("portal_chaos", __doc__)
    parser.add_argument("--jobs", type=int, default=2000)
    parser.add_argument("--seconds", type=float, default=0.2)
    parser.add_argument("--every", type=float, default=5.0)
    asked = parser.parse_args(arguments)
    about = measured.now("portal_chaos")
    found = measure(asked.jobs, asked.seconds, asked.every)
    reporting.report(
        "portal_chaos", PAGE, Result(about, found), render(found), only_print=asked.print
    )
