"""What the portal keeps. Names are the field's; rows of grading are written once, never changed."""

from __future__ import annotations

import uuid
from typing import Any, Final

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models

UNGRADED: Final = "ungraded"  # the status of a result that is none, and costs nothing


class Person(AbstractBaseUser):
    """Somebody who may sign in. No password is kept: people come by a link or from an LMS."""

    handle = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200)
    is_administrator = models.BooleanField(default=False)

    USERNAME_FIELD = "handle"

    def __str__(self) -> str:
        return self.name


class Invitation(models.Model):
    """A link that signs one person in once. The token itself is not kept, only its digest."""

    token_digest = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    expires = models.DateTimeField()
    used = models.DateTimeField(null=True)


class Course(models.Model):
    """A course as it was imported from a folder."""

    name = models.SlugField(max_length=100, unique=True)
    title = models.JSONField()  # by language
    time_zone = models.CharField(max_length=64, default="UTC")  # such as Asia/Seoul

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """What somebody is in a course."""

    STUDENT = "student"
    ASSISTANT = "assistant"
    INSTRUCTOR = "instructor"


class Membership(models.Model):
    """Somebody's role in a course, and who said so."""

    class Source(models.TextChoices):
        """Where a role comes from; the later ones outrank the earlier."""

        ROSTER = "roster"
        LAUNCH = "launch"
        HAND = "hand"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=16, choices=Role)
    source = models.CharField(max_length=16, choices=Source, default=Source.HAND)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "course"], name="one_role_a_course")
        ]


class Revision(models.Model):
    """An assignment's content at one time: what grading needs, and what students read.

    ``record`` is the JSON of ``autograder.api.Assignment``, ``digest`` its SHA-256. ``statements``
    are HTML by language.
    """

    digest = models.CharField(max_length=64, unique=True)
    record = models.BinaryField()
    statements = models.JSONField(default=dict)
    made = models.DateTimeField(auto_now_add=True)


class Assignment(models.Model):
    """An exercise of a course, when it is open, how many attempts it allows, what it shows.

    What comes after ``due`` is late, and is taken until ``closes``; without that, for good.
    """

    class Shows(models.TextChoices):
        """When students read about the hidden checks; about the visible ones, at once.

        Without a deadline, "after the deadline" is at once, too.
        """

        ALWAYS = "always"
        AFTER_DUE = "after_due"
        AFTER_PUBLISHED = "after_published"  # once the staff publishes the grades

    class Counts(models.TextChoices):
        """Which of several attempts is the grade."""

        BEST = "best"
        LAST = "last"  # of those that could be read

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="assignments")
    slug = models.SlugField(max_length=100)
    place = models.PositiveIntegerField(default=0)  # in the course's order
    title = models.JSONField()  # by language
    max_score = models.FloatField()
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT)
    published = models.BooleanField(default=True)
    opens = models.DateTimeField(null=True)
    due = models.DateTimeField(null=True)
    closes = models.DateTimeField(null=True)
    attempts_a_day = models.PositiveIntegerField(default=0)  # 0: as many as one likes
    attempts_in_all = models.PositiveIntegerField(default=0)  # 0: as many as one likes
    counts = models.CharField(max_length=16, choices=Counts, default=Counts.BEST)
    late_percent_a_day = models.FloatField(default=0)  # of the maximum, for each day that began
    shows = models.CharField(max_length=16, choices=Shows, default=Shows.AFTER_DUE)
    grades_published = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course", "slug"], name="one_slug_a_course")]
        ordering = ["place", "slug"]

    def __str__(self) -> str:
        return self.slug


class Extension(models.Model):
    """A later deadline for one person."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="extensions")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="extensions")
    due = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assignment", "person"], name="one_extension_a_person")
        ]


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


class AuditLog(models.Model):
    """What somebody changed, exported or had graded again: written, and never changed."""

    class Action(models.TextChoices):
        """What it was."""

        SETTINGS = "settings"
        EXTENSION = "extension"
        ROLE = "role"
        EXPORT = "export"
        REGRADE = "regrade"

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="log")
    assignment = models.ForeignKey(Assignment, null=True, on_delete=models.SET_NULL)
    action = models.CharField(max_length=16, choices=Action)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    about = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    changes = models.JSONField(default=dict)  # by field: what it was, and what it became
    made = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["course", "-made"], name="log_of_a_course")]


# --- the LMS ------------------------------------------------------------------------------


class Platform(models.Model):
    """An LMS that may launch the portal: what it told when the tool was registered there.

    ``courses`` are those that it may open; of no other can it make anybody a member.
    """

    name = models.CharField(max_length=200)
    issuer = models.CharField(max_length=500)
    client_id = models.CharField(max_length=500)
    login_url = models.CharField(max_length=500)  # of OpenID Connect: where to ask for a token
    token_url = models.CharField(max_length=500)  # of OAuth 2: for the services
    keys_url = models.CharField(max_length=500)
    audience = models.CharField(max_length=500, blank=True)  # of token requests; the URL without it
    courses = models.ManyToManyField(Course, related_name="platforms")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "client_id"], name="one_client_a_platform")
        ]

    def __str__(self) -> str:
        return self.name


class Deployment(models.Model):
    """A place of a platform where the tool was put."""

    platform = models.ForeignKey(Platform, on_delete=models.CASCADE, related_name="deployments")
    deployment_id = models.CharField(max_length=255)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["platform", "deployment_id"], name="one_deployment_a_platform"
            )
        ]


class ToolKey(models.Model):
    """A key that the portal signs with. Old ones stay public until their tokens are over."""

    name = models.CharField(max_length=64, unique=True)  # the ``kid``
    private = models.TextField()  # PEM
    made = models.DateTimeField()


class Identity(models.Model):
    """Who somebody is on a platform."""

    platform = models.ForeignKey(Platform, on_delete=models.CASCADE, related_name="identities")
    subject = models.CharField(max_length=255)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="identities")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["platform", "subject"], name="one_subject_a_platform")
        ]


class Login(models.Model):
    """A launch that was begun: it can end once, in the browser where it began."""

    state_digest = models.CharField(max_length=64, unique=True)
    nonce = models.CharField(max_length=64)
    platform = models.ForeignKey(Platform, on_delete=models.CASCADE)
    asked = models.JSONField()  # what the platform sent, to begin again in a window of its own
    made = models.DateTimeField()


class ResourceLink(models.Model):
    """A link in an LMS's course, and the assignment behind it."""

    deployment = models.ForeignKey(Deployment, on_delete=models.CASCADE, related_name="links")
    context = models.CharField(max_length=255, blank=True)
    link = models.CharField(max_length=255)
    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="links")
    line_item = models.CharField(max_length=1000, blank=True)  # '' where no grades are wanted

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["deployment", "link"], name="one_link_a_deployment")
        ]


class Roster(models.Model):
    """Where a platform says who is in a course of it, and how the last look went."""

    deployment = models.ForeignKey(Deployment, on_delete=models.CASCADE, related_name="rosters")
    context = models.CharField(max_length=255)
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="rosters")
    url = models.CharField(max_length=1000)
    read = models.DateTimeField(null=True)
    people = models.PositiveIntegerField(default=0)  # at that time
    next_look = models.DateTimeField()
    error = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["deployment", "context", "course"], name="one_roster_a_context"
            )
        ]


class Passback(models.Model):
    """What an LMS's gradebook knows of somebody's work, and why not more."""

    link = models.ForeignKey(ResourceLink, on_delete=models.CASCADE, related_name="passbacks")
    identity = models.ForeignKey(Identity, on_delete=models.CASCADE, related_name="passbacks")
    sent_result = models.ForeignKey(Result, null=True, on_delete=models.SET_NULL)
    sent_score = models.FloatField(null=True)  # another one after lateness, of the same result
    sent = models.DateTimeField(null=True)
    tries = models.PositiveIntegerField(default=0)  # since the last one that went well
    next_try = models.DateTimeField()
    error = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["link", "identity"], name="one_passback_a_person")
        ]
