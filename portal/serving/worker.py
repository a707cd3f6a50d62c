"""The worker process: takes runs from the queue, and keeps TensorFlow warm for them.

``python -m portal.serving.worker CONCURRENCY``; ``DATABASE_URL`` is the worker's own role's.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import threading
import time
from pathlib import Path
from typing import Final

from portal.serving import processes

DATA_SETS: Final = "AUTOGRADER_DATA_SETS"  # where another machine has the courses' data sets
_BEAT: Final = 10.0  # seconds between two signs that a worker of this version is there
_LOST: Final = 60.0  # seconds of silence after which a worker is taken for dead


def main(concurrency: int) -> int:
    """Work until SIGTERM or SIGINT; runs that are being graded are finished first."""
    import django

    processes.end_with_parent()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    from autograder import api
    from portal.grader import Grader

    if _reaches_sessions():
        print(
            "autograder worker: the database was named by the address of the portal's own role,\n"
            "which no process should have that student code runs beside\n"
            "Give it the one in portal-data/worker-url.",
            file=sys.stderr,
        )
        return 2
    data = os.environ.get(DATA_SETS)
    threading.Thread(target=_appear, args=(api.grader_version(),), daemon=True).start()
    grader = Grader(Path(data) if data else None)
    try:
        grader.warm_up()
        asyncio.run(work(grader, concurrency))
    except api.StaffError as error:
        print(f"autograder worker: {error}\n{error.tip}", file=sys.stderr)
        return 2
    finally:
        grader.close()
    return 0


def _appear(version: str) -> None:
    """Say again and again that a worker of this version is there."""
    from django.db import Error, connection

    from portal import errands

    while True:
        with contextlib.suppress(Error):  # the database restarts: so does the next sign
            errands.appear(version)
        connection.close()  # a worker holds few, as there may be a hundred
        time.sleep(_BEAT)


def _reaches_sessions() -> bool:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege('django_session', 'SELECT')")
        found = cursor.fetchone()
    connection.close()
    return bool(found and found[0])


async def work(grader: object, concurrency: int) -> None:
    """Take runs from the queue until SIGTERM or SIGINT, ``concurrency`` at once."""
    from procrastinate import PsycopgConnector
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.utils import connector_params

    from autograder import api
    from portal import jobs, letters

    version = api.grader_version()
    # One connection listens, one asks. The pool's own default is four for good, and each counts
    # where a hundred workers share a server.
    connector = PsycopgConnector(kwargs=connector_params(), min_size=2, max_size=4)
    with app.replace_connector(connector) as working:
        async with working.open_async():
            await working.run_worker_async(
                queues=[jobs.QUEUE, letters.queue_of(version)],
                concurrency=concurrency,
                additional_context={jobs.GRADER: grader, jobs.VERSION: version},
                delete_jobs="successful",
                fetch_job_polling_interval=2.0,
                update_heartbeat_interval=10.0,
                stalled_worker_timeout=_LOST,
            )


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
