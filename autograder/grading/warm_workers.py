"""Starts the two warm processes of a run side by side, and ends them together."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from autograder.grading.workers import CHECKS, STUDENT, Workers
from autograder.sandbox.isolation import Isolation, find
from autograder.sandbox.jobs import End
from autograder.sandbox.warm import KILLED, WarmProcess


@contextlib.contextmanager
def start_workers(
    *,
    needs_student: bool,
    unsafe: bool = False,
    isolation: Isolation | None = None,
    data: Path | None = None,
) -> Iterator[Workers]:
    """Both warm processes, for as long as the block lasts.

    ``data`` is the folder of data sets for cells and checks to read (``data_sets.data_folder``);
    ``isolation`` another than the best of this machine.

    Raises:
        StaffError: nothing here isolates student code, and ``unsafe`` wasn't asked for.
        InfrastructureError: a process did not start.
    """
    isolation = _seeing(isolation or find(unsafe=unsafe), data)
    checks = WarmProcess(CHECKS, isolation, KILLED | {End.EXITED})
    student = WarmProcess(STUDENT, isolation) if needs_student else None
    warm = [process for process in (checks, student) if process is not None]
    try:
        for process in warm:
            process.begin()
        for process in warm:
            process.wait_ready()
        yield Workers(checks, student, data)
    finally:
        for process in warm:
            process.stop()


def abort(workers: Workers | None) -> None:
    """End every process at once; the threads that wait for them then end by themselves."""
    if workers is None:
        return
    for process in (workers.checks, workers.student):
        if process is not None:
            process.stop()


def _seeing(isolation: Isolation, data: Path | None) -> Isolation:
    """The same isolation, with the course's data sets in sight of both processes."""
    if data is None:
        return isolation
    return msgspec.structs.replace(isolation, visible=(*isolation.visible, str(data)))
