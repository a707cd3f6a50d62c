"""How long somebody will wait: from how long the last runs took, and how many go on at once."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import F

from portal import runs
from portal.models import Assignment, Run

_LAST: Final = 30  # runs that are looked at


@dataclass(frozen=True, slots=True)
class Wait:
    """How many come first, and in how many seconds a run will be graded, about.

    ``seconds`` is None as long as nobody can tell: nothing was graded yet, or nobody grades.
    """

    before: int
    seconds: int | None


def of(run: Run) -> Wait:
    """How long a run that waits will take until it is graded.

    While runs wait, as many go on as the workers have room for: that says how many are graded at
    once, however many machines these are. What takes its turn earlier is as slow as what was
    graded lately, which in a burst of one assignment is this assignment.
    """
    before = runs.waiting_before(run)
    own = _lately(run.submission.assignment)
    lately = _lately(None)
    at_once = Run.objects.filter(state=Run.State.RUNNING).count()
    if (not own and not lately) or (before and not at_once):
        return Wait(before, None)
    took = statistics.fmean(own or lately)
    others = statistics.fmean(lately or own)
    # On average those that go on now are half done.
    first = (before / max(at_once, 1) + (0.5 if at_once else 0.0)) * others
    return Wait(before, math.ceil(first + took))


def _lately(assignment: Assignment | None) -> Sequence[float]:
    """The seconds of the last runs, of one assignment or of all."""
    done = Run.objects.filter(state=Run.State.DONE, attempt=1, started__isnull=False)
    if assignment is not None:
        done = done.filter(submission__assignment=assignment)
    took = done.order_by("-finished").values_list(F("finished") - F("started"), flat=True)
    return [one.total_seconds() for one in took[:_LAST]]
