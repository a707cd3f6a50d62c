"""What commands have graded from outside: ``autograder grade --queue``, without a course here."""

from __future__ import annotations

from django.db import models


class GraderVersion(models.Model):
    """A version of the grader that some worker has, and when one of them was last heard of."""

    version = models.CharField(max_length=80, primary_key=True)
    beat = models.DateTimeField()


class Command(models.Model):
    """A command that waits for its errands; once it falls silent, it is taken for killed.

    ``version`` is its grader's: workers of another one would grade otherwise.
    """

    version = models.CharField(max_length=80)
    beat = models.DateTimeField()


class Parcel(models.Model):
    """What several errands of a command need: an assignment with its checks."""

    command = models.ForeignKey(Command, on_delete=models.CASCADE, related_name="parcels")
    content = models.BinaryField()


class Errand(models.Model):
    """A submission that a command wants run and checked. It lives until the command has its answer.

    ``attempt`` is the fence, as a run's. ``wanted`` and ``answer`` are what ``portal.letters``
    writes; ``problem`` says why there is no answer: ``said``, and a ``tip`` where it is the staff's
    to mend.
    """

    class State(models.TextChoices):
        """What has become of it."""

        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"

    command = models.ForeignKey(Command, on_delete=models.CASCADE, related_name="errands")
    assignment = models.ForeignKey(Parcel, on_delete=models.CASCADE, related_name="errands")
    course = models.CharField(max_length=200)  # its name: where workers find its data sets
    wanted = models.BinaryField()
    state = models.CharField(max_length=16, choices=State, default=State.QUEUED)
    attempt = models.PositiveIntegerField(default=0)
    beat = models.DateTimeField(null=True)  # when its worker was last heard of
    progress = models.JSONField(default=dict)
    answer = models.BinaryField(null=True)
    problem = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(
                fields=["command", "id"],
                name="waiting_errands",
                condition=models.Q(state="queued"),
            ),
            models.Index(
                fields=["command"], name="busy_errands", condition=models.Q(state="running")
            ),
        ]
