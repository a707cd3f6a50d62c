"""The two warm processes of a run: started side by side, ended together."""

from __future__ import annotations

from pathlib import Path

import msgspec

from autograder.grade import CHECKS, STUDENT, Workshop
from autograder.sandbox.isolation import Isolation, find
from autograder.sandbox.jobs import End
from autograder.sandbox.warm import KILLED, WarmProcess


class workshop:  # noqa: N801 - a context manager, used as one
    """Both warm processes, started side by side; ended together."""

    def __init__(
        self,
        *,
        needs_student: bool,
        unsafe: bool = False,
        isolation: Isolation | None = None,
        data: Path | None = None,
    ) -> None:
        self._needs_student = needs_student
        self._unsafe = unsafe
        self._isolation = isolation
        self._data = data
        self._warm: list[WarmProcess] = []

    def __enter__(self) -> Workshop:
        isolation = self._isolation or find(unsafe=self._unsafe)
        checks = WarmProcess(CHECKS, isolation, KILLED | {End.EXITED})
        student = WarmProcess(STUDENT, _seeing(isolation, self._data))
        self._warm = [checks, student] if self._needs_student else [checks]
        try:
            for process in self._warm:
                process.begin()
            for process in self._warm:
                process.wait_ready()
        except BaseException:
            self.__exit__()
            raise
        return Workshop(checks, student if self._needs_student else None)

    def __exit__(self, *_: object) -> None:
        for process in self._warm:
            process.stop()


def abort(workshop: Workshop | None) -> None:
    """End every process at once; the threads that wait for them then end by themselves."""
    if workshop is None:
        return
    for process in (workshop.checks, workshop.student):
        if process is not None:
            process.stop()


def _seeing(isolation: Isolation, data: Path | None) -> Isolation:
    """The same isolation, with the course's data sets in sight of the process that runs cells."""
    if data is None or not data.is_dir():
        return isolation
    return msgspec.structs.replace(isolation, visible=(*isolation.visible, str(data)))
