"""Somebody's attempts at an assignment as a reader sees them, and which of them is the grade."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from portal import deadlines, permissions
from portal.deadlines import Deadline, Lateness
from portal.models import UNGRADED, Assignment, Person, Result, Run, Submission


@dataclass(frozen=True, slots=True)
class Attempt:
    """A submission, its newest run, and what its reader may see of the result, if there is one.

    ``result`` is that of the newest run that found one: while something is graded again, the old
    one counts. ``taken`` is what lateness takes off ``shown``.
    """

    submission: Submission
    run: Run | None
    result: Result | None = None
    shown: permissions.Shown | None = None
    ungraded: bool = False
    late: Lateness | None = None
    taken: float = 0.0

    @property
    def score(self) -> float:
        """The points after lateness."""
        return 0.0 if self.shown is None else round(self.shown.score - self.taken, 2)

    @property
    def again(self) -> bool:
        """Whether it is being graded again."""
        busy = self.run is not None and self.run.state in {Run.State.QUEUED, Run.State.RUNNING}
        return busy and self.result is not None


def of_person(
    assignment: Assignment, person: Person, reader: Person, deadline: Deadline | None = None
) -> list[Attempt]:
    """Somebody's attempts, the newest first; ``deadline`` is theirs, where it is known already."""
    found = assignment.submissions.filter(person=person).order_by("-number")
    deadline = deadline or deadlines.of_person(assignment, person)
    return [_attempt(one, assignment, deadline, reader) for one in _with_runs(found)]


def of_person_in(
    assignments: Sequence[Assignment], person: Person, deadlines_of: Mapping[int, Deadline]
) -> dict[int, list[Attempt]]:
    """Somebody's attempts at several assignments as they read them, by assignment."""
    found: dict[int, list[Attempt]] = {one.pk: [] for one in assignments}
    known = {one.pk: one for one in assignments}
    made = Submission.objects.filter(assignment__in=assignments, person=person)
    for one in _with_runs(made.order_by("-number")):
        key = one.assignment_id
        found[key].append(_attempt(one, known[key], deadlines_of[key], person))
    return found


def of_submission(submission: Submission, reader: Person) -> Attempt:
    """One attempt."""
    assignment = submission.assignment
    deadline = deadlines.of_person(assignment, submission.person)
    (found,) = _with_runs(Submission.objects.filter(pk=submission.pk))
    return _attempt(found, assignment, deadline, reader)


def of_class(assignment: Assignment, reader: Person) -> dict[int, list[Attempt]]:
    """The attempts of everybody who handed in, by person, the newest first."""
    found: dict[int, list[Attempt]] = {}
    longer: Mapping[int, Deadline] = deadlines.extensions(assignment)
    common = deadlines.of_class(assignment)
    submissions = assignment.submissions.select_related("person").order_by("-number")
    for one in _with_runs(submissions):
        deadline = longer.get(one.person_id, common)
        mine = found.setdefault(one.person_id, [])
        mine.append(_attempt(one, assignment, deadline, reader))
    return found


def that_counts(assignment: Assignment, attempts: Sequence[Attempt]) -> Attempt | None:
    """The attempt that is the grade; None as long as there is no result.

    Of equally good ones it is the first. What could not be read is never the last one.
    """
    graded = [one for one in attempts if one.shown is not None]
    if assignment.counts == Assignment.Counts.LAST:
        readable = [one for one in graded if not one.submission.problem]
        return max(readable or graded, key=lambda one: one.submission.number, default=None)
    return max(graded, key=lambda one: (one.score, -one.submission.number), default=None)


def _with_runs(submissions: Any) -> Iterable[Submission]:
    # Pages of feedback are large, and read one at a time.
    runs = (
        Run.objects.select_related("result")
        .defer("result__feedback", "result__visible_feedback")
        .order_by("-pk")
    )
    found: Iterable[Submission] = submissions.prefetch_related(Prefetch("runs", runs))
    return found


def _attempt(
    submission: Submission, assignment: Assignment, deadline: Deadline, reader: Person
) -> Attempt:
    runs = list(submission.runs.all())
    newest = runs[0] if runs else None
    results = [run.result for run in runs if hasattr(run, "result")]
    late = deadlines.lateness(assignment, deadline, submission.made)
    result = next((one for one in results if one.status != UNGRADED), None)
    if result is None:
        return Attempt(submission, newest, ungraded=bool(results), late=late)
    shown = permissions.shown_to(reader, assignment, deadline, result)
    taken = 0.0 if late is None else late.points(shown.score, shown.max_score)
    return Attempt(submission, newest, result, shown, late=late, taken=taken)
