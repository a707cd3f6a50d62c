"""Grading again: what was handed in stays, and the newest result of each submission counts."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from portal import audit, jobs
from portal.audit import About, Change
from portal.models import Assignment, AuditLog, Person, Run, Submission

_BUSY = (Run.State.QUEUED, Run.State.RUNNING)


def submission(found: Submission, by: Person) -> bool:
    """Queue one submission again, after students who wait; False where it is in the queue."""
    assignment = found.assignment
    with transaction.atomic():
        Submission.objects.select_for_update().get(pk=found.pk)  # two who press at once
        if found.runs.filter(state__in=_BUSY).exists():
            return False
        _queue(found, assignment, Run.Priority.STAFF)
        audit.record(
            AuditLog.Action.REGRADE,
            by,
            About(assignment.course, assignment, found.person),
            {"attempt": Change(None, found.number)},
        )
    return True


def everybody(assignment: Assignment, by: Person) -> int:
    """Queue all submissions of an assignment again, after all others; how many these are.

    Those that wait or are being graded stay as they are.
    """
    with transaction.atomic():
        Assignment.objects.select_for_update().get(pk=assignment.pk)
        found = assignment.submissions.exclude(runs__state__in=_BUSY).order_by("pk")
        for one in found:
            _queue(one, assignment, Run.Priority.REGRADE)
        audit.record(
            AuditLog.Action.REGRADE,
            by,
            About(assignment.course, assignment),
            {"submissions": Change(None, len(found))},
        )
    return len(found)


def _queue(found: Submission, assignment: Assignment, priority: Run.Priority) -> None:
    run = Run.objects.create(
        submission=found,
        revision=assignment.revision,
        queued=timezone.now(),
        priority=priority,
    )
    jobs.queue(run)
