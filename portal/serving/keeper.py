"""The process that keeps the queue going and the tables small.

``python -m portal.serving.keeper``
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from portal.serving import processes

_PAUSE: Final = 0.5  # seconds between two looks at the clock


@dataclass(frozen=True, slots=True)
class Chore:
    """What is done again every so many seconds."""

    name: str
    every: float
    do: Callable[[], object]


def chores() -> Sequence[Chore]:
    """What there is to do; Django has to be set up."""
    from portal import errands, jobs, retention

    return (
        Chore("runs of silent workers", 5, jobs.rescue),
        Chore("what killed commands left", 60, errands.forget),
        Chore("jobs that are over", 300, retention.tidy_queue),
        Chore("what is not needed any more", 3600, retention.forget),
    )


def main() -> int:
    """Do the chores until SIGTERM or SIGINT."""
    import django

    processes.end_with_parent()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    over = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: over.set())
    keep(chores(), over)
    return 0


def keep(what: Sequence[Chore], over: threading.Event) -> None:
    """Do each chore when it is due, until ``over`` is set; one that fails is due again."""
    from django.db import Error, connection

    due = dict.fromkeys((one.name for one in what), 0.0)
    while not over.wait(_PAUSE):
        for one in what:
            if time.monotonic() < due[one.name]:
                continue
            try:
                one.do()
            except Error as error:  # the database restarts: so does the next look
                print(f"the keeper of the queue: {one.name}: {error}", file=sys.stderr)
                connection.close()
            due[one.name] = time.monotonic() + one.every


if __name__ == "__main__":
    sys.exit(main())
