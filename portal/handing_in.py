"""Handing in: one transaction writes the submission, its run and the queue's job."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from portal import courses, deadlines, jobs, pages, permissions, reading
from portal.deadlines import Deadline
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


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody may still do: until when, how often, and why not now, if so.

    ``last`` is the number of their last attempt, 0 before the first one.
    """

    deadline: Deadline
    left: Left
    last: int
    refusal: Refusal | None


def standing(assignment: Assignment, person: Person, now: datetime) -> Standing:
    """Where somebody stands. An attempt that could not be read takes none away."""
    deadline = deadlines.of_person(assignment, person)
    made = Submission.objects.filter(assignment=assignment, person=person)
    tried = list(made.order_by("number").only("number", "made", "problem"))
    found = _left(assignment, sorted(one.made for one in tried if not one.problem), now)
    refused = _refusal(assignment, deadline, found, now)
    return Standing(deadline, found, tried[-1].number if tried else 0, refused)


def _left(assignment: Assignment, times: Sequence[datetime], now: datetime) -> Left:
    a_day, in_all = assignment.attempts_a_day, assignment.attempts_in_all
    today = [one for one in times if one > now - _DAY]
    used_up = bool(a_day) and len(today) >= a_day
    return Left(
        max(a_day - len(today), 0) if a_day else None,
        max(in_all - len(times), 0) if in_all else None,
        today[-a_day] + _DAY if used_up else None,
    )


def _refusal(
    assignment: Assignment, deadline: Deadline, left: Left, now: datetime
) -> Refusal | None:
    """Whether the time or the number of attempts forbids it."""
    if deadline.closes is not None and now > deadline.closes:
        when = deadlines.told(deadline.closes, assignment.course)
        return Refusal(
            f"제출 기간이 끝났습니다. {when}까지였습니다.",
            f"The time for handing in is over: it ended on {when}.",
        )
    if left.in_all == 0:
        most = assignment.attempts_in_all
        return Refusal(
            f"제출 {most}번을 모두 쓰셨습니다. 더 필요하면 조교에게 말씀해 주십시오.",
            f"You have used all your attempts, {most} in all. Ask your teachers for another.",
        )
    if left.again is not None:
        most, when = assignment.attempts_a_day, deadlines.told(left.again, assignment.course)
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
        before = standing(assignment, person, now)
        if before.refusal is not None:
            return before.refusal
        made = Submission.objects.create(
            assignment=assignment,
            person=person,
            number=before.last + 1,
            made=now,
            problem=dict(found.problem),
            notes=[dict(one) for one in found.notes],
        )
        for one in files:
            _keep(made, one)
        if before.last:
            waiting = Run.objects.filter(
                submission__assignment=assignment, submission__person=person,
                state=Run.State.QUEUED, priority=Run.Priority.STUDENT,
            )  # fmt: skip
            waiting.update(state=Run.State.SUPERSEDED, finished=now)
        run = Run.objects.create(
            submission=made,
            course_id=assignment.course_id,
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
