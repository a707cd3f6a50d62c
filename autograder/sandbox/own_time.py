"""How long a job has been at work itself: without the time that others held the processors."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ThreadTime:
    """Nanoseconds that a thread has run, and that it could have run but had no processor."""

    ran: int
    waited: int


Threads = Mapping[str, ThreadTime]  # by thread id


def own_seconds(passed: float, before: Threads, after: Threads, processors: int) -> float:
    """What counts of ``passed`` seconds, from what the job's threads did meanwhile.

    Work that threads hand to each other waits as often as it changes hands, so the waiting of all
    of them is left out. What they did at the same time counts as if spread over the processors:
    threads that wait for each other gain nothing.
    """
    none = ThreadTime(0, 0)
    spans = [(before.get(thread, none), now) for thread, now in after.items()]
    ran = sum(now.ran - then.ran for then, now in spans) / 1e9
    waited = sum(now.waited - then.waited for then, now in spans) / 1e9
    return min(passed, max(passed - waited, ran / processors))


def read_threads(folder: int) -> dict[str, ThreadTime]:
    """From the open folder /proc/PID/task; nothing once the process has ended, or where the kernel
    doesn't count."""
    found = {}
    with contextlib.suppress(OSError):
        for thread in os.listdir(folder):
            with contextlib.suppress(OSError, ValueError):  # it has just ended
                ran, waited, _ = _read(f"{thread}/schedstat", folder).split()
                found[thread] = ThreadTime(int(ran), int(waited))
    return found


def _read(path: str, folder: int) -> str:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC, dir_fd=folder)
    try:
        return os.read(descriptor, 256).decode("ascii", "replace")
    finally:
        os.close(descriptor)


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0))
