"""Handing in: one transaction writes the submission, its run and the queue's job."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from portal import jobs
from portal.models import Assignment, Blob, Person, Run, Submission, SubmittedFile


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A file as it came."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something can't be handed in now, for the student."""

    ko: str
    en: str


def refusal(assignment: Assignment, person: Person, now: datetime) -> Refusal | None:
    """Whether the time or the number of attempts forbids it."""
    if assignment.closes is not None and now > assignment.closes:
        return Refusal("제출 기간이 끝났습니다.", "The time for handing in is over.")
    if assignment.attempts_a_day:
        since = now - timedelta(days=1)
        made = Submission.objects.filter(assignment=assignment, person=person, made__gt=since)
        times = sorted(made.values_list("made", flat=True))
        if len(times) >= assignment.attempts_a_day:
            again = times[-assignment.attempts_a_day] + timedelta(days=1)
            when = again.astimezone().strftime("%Y-%m-%d %H:%M %Z")
            most = assignment.attempts_a_day
            return Refusal(
                f"24시간 동안 {most}번까지 제출할 수 있습니다. 다음 제출은 {when}부터입니다.",
                f"You can hand in {most} times within 24 hours. The next time is from {when}.",
            )
    return None


def hand_in(
    assignment: Assignment, person: Person, files: Sequence[HandedIn]
) -> Submission | Refusal:
    """Keep the files and queue their grading, all of it or nothing.

    Two requests of one person at the same time become two attempts, one after the other.
    """
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)  # one attempt at a time
        now = timezone.now()
        if refused := refusal(assignment, person, now):
            return refused
        before = Submission.objects.filter(assignment=assignment, person=person)
        last = before.order_by("-number").values_list("number", flat=True).first() or 0
        made = Submission.objects.create(
            assignment=assignment, person=person, number=last + 1, made=now
        )
        for one in files:
            _keep(made, one)
        waiting = Run.objects.filter(
            submission__in=before, state=Run.State.QUEUED, priority=Run.Priority.STUDENT
        )
        waiting.update(state=Run.State.SUPERSEDED, finished=now)
        run = Run.objects.create(submission=made, revision=assignment.revision, queued=now)
        jobs.queue(run)
    return made


def _keep(submission: Submission, file: HandedIn) -> None:
    digest = hashlib.sha256(file.content).hexdigest()
    Blob.objects.bulk_create([Blob(digest=digest, content=file.content)], ignore_conflicts=True)
    SubmittedFile.objects.create(submission=submission, name=file.name, blob_id=digest)
