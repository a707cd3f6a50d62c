"""What is told while submissions are graded, for whoever shows how far it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from autograder.records import Grade


@dataclass(frozen=True, slots=True)
class Reading:
    """A submission's turn has come: its file is read."""

    student: str
    assignment: str


@dataclass(frozen=True, slots=True)
class Running:
    """Its ``cells`` with code are about to run, one after the other."""

    student: str
    assignment: str
    cells: int


@dataclass(frozen=True, slots=True)
class RunningCell:
    """Cell ``cell`` of those ``cells`` is running; where they are short, some are left out.

    The number is what the submission's own process says, so it is for people to watch and for
    nothing else. It begins anew where the cells have to be run again.
    """

    student: str
    assignment: str
    cell: int
    cells: int


@dataclass(frozen=True, slots=True)
class Checking:
    """Its ``checks`` are about to be made of what the cells have left."""

    student: str
    assignment: str
    checks: int


@dataclass(frozen=True, slots=True)
class Done:
    """It has a grade, or none through our fault: see ``grade.status``."""

    student: str
    assignment: str
    grade: Grade


Event = Reading | Running | RunningCell | Checking | Done
OnEvent = Callable[[Event], None]  # called in whichever thread grades the submission


def nobody(event: Event) -> None:
    """Is told, and does nothing."""
    del event
