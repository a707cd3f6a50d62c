"""Submissions are run and checked on other machines: what these are asked, and what they answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

from autograder.grading.events import Event, OnEvent
from autograder.records import Assignment, Submission
from autograder.results.graded import Run, Settings


@dataclass(frozen=True, slots=True)
class Wanted:
    """A submission to be run and checked, without its student's name: the grade is made here.

    ``earlier`` is its run as it was kept, where only the checks have to be made.
    """

    submission: Submission
    assignment: Assignment
    settings: Settings
    earlier: Run | None = None


class Elsewhere(Protocol):
    """Other machines that run and check submissions as this one would."""

    @property
    def stopping(self) -> bool:
        """Has ``stop`` been called? Whatever fails from then on says nothing."""
        ...

    def order(self, wanted: Wanted, on_event: OnEvent) -> Run:
        """Have one run and checked; wait for it. Many threads may do so at once.

        ``on_event`` is called in another thread, with events of a student without a name.

        Raises:
            InfrastructureError: nobody came to an end with it, or ``stop`` was called.
            StaffError: those machines can't grade this, or are out of reach.
        """
        ...

    def stop(self) -> None:
        """Take back all that was ordered, from any thread; whoever waits is told so."""
        ...


def run_elsewhere(elsewhere: Elsewhere, wanted: Wanted, on_event: OnEvent) -> Run:
    """Have it run and checked by ``elsewhere``; ``on_event`` is told with the student's name.

    Raises:
        InfrastructureError, StaffError: as ``Elsewhere.order``.
    """
    given = wanted.submission
    nameless = Submission("", given.content, given.filename, files=given.files)

    def tell(event: Event) -> None:
        on_event(replace(event, student=given.student))

    return elsewhere.order(replace(wanted, submission=nameless), tell)
