"""What is handed in, how it is graded, and what came of it: written once, never changed."""

from __future__ import annotations

import uuid
from typing import Any, Final

from django.db import models

from portal.models.courses import Assignment, Course, Person, Revision

UNGRADED: Final = "ungraded"  # the status of a result that is none, and costs nothing


class Blob(models.Model):
    """The content of a file, under its SHA-256."""

    digest = models.CharField(max_length=64, primary_key=True)
    content = models.BinaryField()


class Submission(models.Model):
    """What somebody handed in at one time; it never changes.

    ``problem`` and ``notes`` are the intake's diagnosis, by language: why it can't be read ({}
    where it can), and what had to be put right.
    """

    handle = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="submissions")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="submissions")
    number = models.PositiveIntegerField()  # of this person's attempts, from 1
    made = models.DateTimeField()
    problem = models.JSONField(default=dict)
    notes = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "person", "number"], name="numbered_attempts"
            )
        ]
        ordering = ["-number"]


class SubmittedFile(models.Model):
    """A file of a submission, by the name it was handed in under."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=255)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT)


class Run(models.Model):
    """A grading of a submission: the truth about it. Jobs of the queue only say that it is due.

    ``attempt`` counts how often a worker took it, and is the fence: who finishes says which
    attempt was his, and only the last one's word counts.
    """

    class State(models.TextChoices):
        """What has become of it."""

        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        SUPERSEDED = "superseded"  # a newer attempt came before its turn
        CANCELLED = "cancelled"  # by the staff

    class Priority(models.IntegerChoices):
        """Who waits for it; the higher number comes first."""

        REGRADE = 0  # of a whole class
        STAFF = 5
        STUDENT = 10

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="runs")
    # The submission's, here as well: what is claimed next is looked up a thousand times a minute.
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="runs")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT)
    state = models.CharField(max_length=16, choices=State, default=State.QUEUED)
    priority = models.SmallIntegerField(choices=Priority, default=Priority.STUDENT)
    attempt = models.PositiveIntegerField(default=0)
    queued = models.DateTimeField()
    started = models.DateTimeField(null=True)
    beat = models.DateTimeField(null=True)  # when its worker was last heard of
    finished = models.DateTimeField(null=True)
    progress = models.JSONField(default=dict)

    class Meta:
        indexes = [
            # Heads of queues; "-priority" as the higher one comes first.
            models.Index(
                fields=["course", "-priority", "queued"],
                name="waiting_runs",
                condition=models.Q(state="queued"),
            ),
            # Without "beat": signs of life are the most frequent change, and change no index.
            models.Index(fields=["course"], name="busy_runs", condition=models.Q(state="running")),
            models.Index(fields=["course", "-started"], name="last_turns"),
            # How long the last ones took, which a class that waits asks for all the time.
            models.Index(
                fields=["-finished"], name="last_graded", condition=models.Q(state="done")
            ),
        ]

    def save(self, *args: Any, **options: Any) -> None:
        """Write it, with the course of its submission."""
        if getattr(self, "course_id", None) is None:
            self.course_id = self.submission.assignment.course_id
        super().save(*args, **options)


class Result(models.Model):
    """What a run found, once a run: of all checks, and of the visible ones alone.

    ``checks`` holds the records of ``portal.comparing.Check``.
    """

    run = models.OneToOneField(Run, on_delete=models.CASCADE, related_name="result")
    status = models.CharField(max_length=16)
    score = models.FloatField()
    max_score = models.FloatField()
    pending = models.FloatField(default=0)
    seconds = models.FloatField(default=0)
    feedback = models.JSONField()  # HTML by language
    visible_score = models.FloatField()
    visible_max = models.FloatField()
    visible_feedback = models.JSONField()  # HTML by language
    checks = models.JSONField(default=list)
    made = models.DateTimeField()
