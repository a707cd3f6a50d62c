"""Workers that grade nothing and rest never: what they do at the queue is all that they do.

``python -m benchmarks.lib.queue_clients CLIENTS JOBS`` has so many threads work until they have
done so many jobs between them, and prints a line of JSON. Each has connections of its own, as a
worker of the product has, and says to the database what one says: take a job, take a run, five
news of its progress, the result, the end of the job.
"""

from __future__ import annotations

import json
import resource
import sys
import threading
import time
from dataclasses import dataclass, field
from typing import Any, Final

NEWS: Final = 5  # of a submission with a handful of cells: read, runs, its cells, checks


@dataclass(slots=True)
class Share:
    """What is left to do, and how long it took: seconds for each job that was done."""

    left: int
    taking: list[float] = field(default_factory=list)
    ending: list[float] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def one_more(self) -> bool:
        """Whether there is a job to do for who asks."""
        with self.lock:
            self.left -= 1
            return self.left >= 0


def work(share: Share) -> None:
    """Do jobs until none is left of the share."""
    from django.db import connection

    worker = _asked("register_worker")["worker_id"]
    while share.one_more():
        if not _one(worker, share):
            break
    connection.close()


def _one(worker: int, share: Share) -> bool:
    """A job from its beginning to its end; False where none waits."""
    from portal import jobs, runs

    started = time.perf_counter()
    job = _asked("fetch_job", queues=[jobs.QUEUE], worker_id=worker)
    mine = runs.claim() if job["id"] is not None else None
    if mine is None:
        return False
    taken = time.perf_counter()
    for number in range(NEWS):
        runs.tell_progress(mine, {"step": "running", "cell": number, "cells": NEWS})
    graded = time.perf_counter()
    told = runs.Told(100.0, 100.0, {"en": "<p>All is right.</p>"})
    runs.finish(mine, runs.Found("graded", 0.0, 0.0, told, told))
    _asked("finish_job", job_id=job["id"], status="succeeded", delete_job=True)
    share.taking.append(taken - started)
    share.ending.append(time.perf_counter() - graded)
    return True


def _asked(query: str, **arguments: Any) -> dict[str, Any]:
    from procrastinate import sql
    from procrastinate.contrib.django import app

    return app.connector.get_sync_connector().execute_query_one(sql.queries[query], **arguments)


def main(clients: int, jobs: int) -> None:
    """Work, and print what was done: jobs, processor seconds, seconds of each job's two waits."""
    import django

    django.setup()
    share = Share(jobs)
    before = resource.getrusage(resource.RUSAGE_SELF)
    threads = [threading.Thread(target=work, args=[share]) for _ in range(clients)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    after = resource.getrusage(resource.RUSAGE_SELF)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(json.dumps({"taking": share.taking, "ending": share.ending, "cpu": used}))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
