"""Handing in: one transaction writes the submission, its run and the queue's job."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from portal import courses, deadlines, jobs, pages, permissions, reading
from portal.models import Assignment, Blob, Person, Run, Submission, SubmittedFile
from portal.reading import File

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something can't be handed in now, for the student."""

    ko: str
    en: str


@dataclass(frozen=True, slots=True)
class Left:
    """How many attempts somebody has left; None: as many as one likes. ``again`` is when the next
    of a day's attempts is free, where none is."""

    today: int | None
    in_all: int | None
    again: datetime | None = None


def left(assignment: Assignment, person: Person, now: datetime) -> Left:
    """The attempts that somebody has left. One that could not be read takes none away."""
    made = Submission.objects.filter(assignment=assignment, person=person, problem={})
    times = sorted(made.values_list("made", flat=True))
    a_day, in_all = assignment.attempts_a_day, assignment.attempts_in_all
    today = [one for one in times if one > now - _DAY]
    used_up = bool(a_day) and len(today) >= a_day
    return Left(
        max(a_day - len(today), 0) if a_day else None,
        max(in_all - len(times), 0) if in_all else None,
        today[-a_day] + _DAY if used_up else None,
    )


def refusal(assignment: Assignment, person: Person, now: datetime) -> Refusal | None:
    """Whether the time or the number of attempts forbids it."""
    closes = deadlines.of_person(assignment, person).closes
    if closes is not None and now > closes:
        when = deadlines.told(closes, assignment.course)
        return Refusal(
            f"제출 기간이 끝났습니다. {when}까지였습니다.",
            f"The time for handing in is over: it ended on {when}.",
        )
    found = left(assignment, person, now)
    if found.in_all == 0:
        most = assignment.attempts_in_all
        return Refusal(
            f"제출 {most}번을 모두 쓰셨습니다. 더 필요하면 조교에게 말씀해 주십시오.",
            f"You have used all your attempts, {most} in all. Ask your teachers for another.",
        )
    if found.again is not None:
        most, when = assignment.attempts_a_day, deadlines.told(found.again, assignment.course)
        return Refusal(
            f"24시간 동안 {most}번까지 제출할 수 있습니다. 다음 제출은 {when}부터입니다.",
            f"You can hand in {pages.times(most)} within 24 hours. The next time is from {when}.",
        )
    return None


def hand_in(assignment: Assignment, person: Person, files: Sequence[File]) -> Submission | Refusal:
    """Keep the files and queue their grading, all of it or nothing.

    Two requests of one person at the same time become two attempts, one after the other.
    """
    found = reading.diagnose(files, courses.content_of(assignment.revision))
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)  # one attempt at a time
        now = timezone.now()
        if refused := refusal(assignment, person, now):
            return refused
        before = Submission.objects.filter(assignment=assignment, person=person)
        last = before.order_by("-number").values_list("number", flat=True).first() or 0
        made = Submission.objects.create(
            assignment=assignment,
            person=person,
            number=last + 1,
            made=now,
            problem=dict(found.problem),
            notes=[dict(one) for one in found.notes],
        )
        for one in files:
            _keep(made, one)
        waiting = Run.objects.filter(
            submission__in=before, state=Run.State.QUEUED, priority=Run.Priority.STUDENT
        )
        waiting.update(state=Run.State.SUPERSEDED, finished=now)
        run = Run.objects.create(
            submission=made,
            revision=assignment.revision,
            queued=now,
            priority=_priority(assignment, person),
        )
        jobs.queue(run)
    return made


def _priority(assignment: Assignment, person: Person) -> Run.Priority:
    staff = permissions.is_staff(person, assignment.course)
    return Run.Priority.STAFF if staff else Run.Priority.STUDENT


def _keep(submission: Submission, file: File) -> None:
    digest = hashlib.sha256(file.content).hexdigest()
    Blob.objects.bulk_create([Blob(digest=digest, content=file.content)], ignore_conflicts=True)
    SubmittedFile.objects.create(submission=submission, name=file.name, blob_id=digest)
