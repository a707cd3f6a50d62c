"""The two warm processes that grading works with, and what each of them imports and runs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from autograder.sandbox.jobs import Entry, Worker

STUDENT = Entry(
    "autograder.student.preload_libraries",
    "autograder.student.preload",
    "autograder.student.run:run",
)
CHECKS = Entry(
    "autograder.checking.preload_libraries",
    "autograder.checking.preload",
    "autograder.checking.run:run",
)


@dataclass(frozen=True, slots=True)
class Workers:
    """The two warm processes; ``student`` is None where nothing has to be run.

    ``data`` is the folder of data sets that both were started with, for cells and checks to read.
    """

    checks: Worker
    student: Worker | None
    data: Path | None = None

    @property
    def troubles(self) -> tuple[str, ...]:
        """Why jobs had to be run again, for the staff."""
        return (*self.checks.troubles, *(self.student.troubles if self.student else ()))
