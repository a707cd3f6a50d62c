"""What a command and a worker write to each other, by way of the database; neither needs Django.

A job of the queue says that something is due. Jobs for errands are in a queue of the grader's
version, so that workers of another one do not even see them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from autograder import api

TASK: Final = "grade_next"
QUEUE: Final = "grading"
ERRANDS: Final = "errands-"  # how the names of the versions' queues begin


def queue_of(version: str) -> str:
    """The queue for errands of a version: short, as the name of a channel is made of it."""
    return ERRANDS + hashlib.sha256(version.encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an errand is about; its assignment comes beside it, once for many errands."""

    submission: api.Submission
    settings: api.Settings
    earlier: api.Run | None


_to_wanted: Final = msgspec.json.Decoder(Wanted).decode
_to_assignment: Final = msgspec.json.Decoder(api.Assignment).decode
_to_run: Final = msgspec.json.Decoder(api.Run).decode


def written_wanted(wanted: api.Wanted) -> bytes:
    """An order without its assignment, as JSON."""
    return msgspec.json.encode(Wanted(wanted.submission, wanted.settings, wanted.earlier))


def written_assignment(assignment: api.Assignment) -> bytes:
    """An assignment as it may go to another machine, as JSON; the same one gives the same bytes."""
    return msgspec.json.encode(api.portable(assignment), order="deterministic")


def written_run(run: api.Run) -> bytes:
    """What a worker found, as JSON."""
    return msgspec.json.encode(run)


def read_wanted(written: bytes, assignment: bytes) -> api.Wanted:
    """The order that ``written_wanted`` and ``written_assignment`` wrote."""
    found = _to_wanted(written)
    return api.Wanted(found.submission, _to_assignment(assignment), found.settings, found.earlier)


def read_run(written: bytes) -> api.Run:
    """What ``written_run`` wrote.

    Raises:
        msgspec.MsgspecError: it is something else.
    """
    return _to_run(written)


def progress_of(event: api.Event) -> dict[str, Any] | None:
    """How far a grading is, for a row of the database; None for what is not told there."""
    if isinstance(event, api.Reading):
        return {"step": "reading"}
    if isinstance(event, api.Running):
        return {"step": "running", "cell": 0, "cells": event.cells}
    if isinstance(event, api.RunningCell):
        return {"step": "running", "cell": event.cell, "cells": event.cells}
    if isinstance(event, api.Checking):
        return {"step": "checking", "checks": event.checks}
    return None


def event_of(progress: Mapping[str, Any], assignment: str) -> api.Event | None:
    """The event that ``progress_of`` wrote, of a student without a name; None where none is."""
    step, cell = progress.get("step"), progress.get("cell")
    if step == "reading":
        return api.Reading("", assignment)
    if step == "running" and not cell:
        return api.Running("", assignment, progress["cells"])
    if step == "running":
        return api.RunningCell("", assignment, cell or 0, progress["cells"])
    if step == "checking":
        return api.Checking("", assignment, progress["checks"])
    return None
