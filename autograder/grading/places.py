"""How many submissions are at work at a time: those that take long make room for others.

A submission that only waits, or that loops until its time is up, would keep one of few places for
a minute. Past its share it goes on beside the others, and what is still to come goes on, too. That
costs it nothing: its clock stands still while others have the processor (``sandbox.watch``).
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from typing import Final

from autograder.grading import host_memory
from autograder.records import Limits

_MOST_ASIDE: Final = 16
_LEAST_SHARE: Final = 3.0  # seconds; most submissions need less
_PART: Final = 0.1  # of the time limit


class Places:
    """``jobs`` places for submissions at work, and some beside them.

    One at a time stays one at a time. Nobody makes room where the machine lacks the memory for
    another submission that needs all that it may use.
    """

    def __init__(self, jobs: int) -> None:
        self._free = threading.Semaphore(jobs)
        self.most = most_at_work(jobs)

    @contextlib.contextmanager
    def taken(self, limits: Limits) -> Iterator[None]:
        """Wait for a place; keep it to the end of the ``with`` block or of the share."""
        self._free.acquire()
        done = threading.Event()
        threading.Thread(target=self._step_aside, args=(done, limits), daemon=True).start()
        try:
            yield
        finally:
            done.set()

    def _step_aside(self, done: threading.Event, limits: Limits) -> None:
        """Give the place back once: at the end, or past the share where another can be begun."""
        while not done.wait(max(_LEAST_SHARE, _PART * limits.seconds)):
            if (host_memory.available_mb() or 0) > limits.memory_mb:
                break
        self._free.release()


def most_at_work(jobs: int) -> int:
    """How many submissions there are at a time, with those that have made room for others."""
    return jobs + min(2 * jobs, _MOST_ASIDE) if jobs > 1 else 1
