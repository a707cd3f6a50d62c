"""How long somebody will wait: from how long the last runs took, and how many go on at once."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.core.cache import cache
from django.db.models import F

from portal import turns
from portal.models import Assignment, Run

_LAST: Final = 30  # runs that are looked at
_FRESH: Final = 1.0  # seconds for which all who wait at a process are told of the same queue
_SOONEST, _LATEST = 3, 20  # seconds until a page without scripts looks again


@dataclass(frozen=True, slots=True)
class Load:
    """What goes on: who waits, how many are graded at once, and the seconds that the last runs
    took, of one assignment and of all."""

    waiting: tuple[turns.Waiting, ...]
    at_once: int
    own: tuple[float, ...]
    lately: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Wait:
    """How many come first, and in how many seconds a run will be graded, about.

    ``seconds`` is None as long as nobody can tell: nothing was graded yet, or nobody grades.
    """

    before: int
    seconds: int | None


def of(run: Run, load: Load) -> Wait:
    """How long a run that waits will take until it is graded.

    While runs wait, as many go on as the workers have room for: that says how many are graded at
    once, however many machines these are. What takes its turn earlier is as slow as what was
    graded lately, which in a burst of one assignment is this assignment.
    """
    before = turns.before(run, load.waiting)
    known = load.own or load.lately
    if not known or (before and not load.at_once):
        return Wait(before, None)
    others = statistics.fmean(load.lately or load.own)
    # On average those that go on now are half done.
    first = (before / max(load.at_once, 1) + (0.5 if load.at_once else 0.0)) * others
    return Wait(before, math.ceil(first + statistics.fmean(known)))


def look_again(wait: Wait | None) -> int:
    """In how many seconds a page without scripts looks again: later, where it is to take long."""
    if wait is None or wait.seconds is None:
        return _SOONEST
    return min(max(wait.seconds // 3, _SOONEST), _LATEST)


def shared(assignment: Assignment) -> Load:
    """The load of a moment ago: a class that waits asks for it hundreds of times a second."""
    found = cache.get_or_set(f"load-{assignment.pk}", lambda: load_of(assignment), _FRESH)
    assert isinstance(found, Load)
    return found


def load_of(assignment: Assignment) -> Load:
    """The load now, for work on an assignment."""
    return Load(
        tuple(turns.waiting()),
        Run.objects.filter(state=Run.State.RUNNING).count(),
        tuple(_lately(assignment)),
        tuple(_lately(None)),
    )


def _lately(assignment: Assignment | None) -> Sequence[float]:
    """The seconds of the last runs, of one assignment or of all."""
    done = Run.objects.filter(state=Run.State.DONE, attempt=1, started__isnull=False)
    if assignment is not None:
        done = done.filter(submission__assignment=assignment)
    took = done.order_by("-finished").values_list(F("finished") - F("started"), flat=True)
    return [one.total_seconds() for one in took[:_LAST]]
