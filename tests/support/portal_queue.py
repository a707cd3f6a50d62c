"""Workers of a portal in threads of a test, for commands that order from them."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

from autograder import api

PATIENCE = 60.0  # seconds


@contextlib.contextmanager
def working(grader: Any, version: str = "", places: int = 1) -> Iterator[None]:
    """Do what waits for a version of the grader, as a worker's jobs do, and as the keeper does."""
    from django.db import connection

    from portal import errands, jobs

    version, over = version or api.grader_version(), threading.Event()
    context: Any = SimpleNamespace(additional_context={jobs.GRADER: grader, jobs.VERSION: version})

    def work() -> None:
        while not over.wait(0.05):
            errands.appear(version)
            with contextlib.suppress(MemoryError):  # a worker writes it into its log
                jobs.grade_next.func(context)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(places)]
    for one in threads:
        one.start()
    try:
        yield
    finally:
        over.set()
        for one in threads:
            one.join()


@contextlib.contextmanager
def meanwhile(do: Callable[[], object]) -> Iterator[threading.Thread]:
    """Do something in a thread beside the ``with`` block, which ends after it."""
    from django.db import connection

    def work() -> None:
        try:
            do()
        finally:
            connection.close()  # this thread's own

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield thread
    finally:
        thread.join()


def until(true: Callable[[], object]) -> None:
    """Wait until something is true.

    Raises:
        AssertionError: it does not become so.
    """
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)
