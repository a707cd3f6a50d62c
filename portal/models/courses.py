"""People, their courses and roles, assignments, and what the staff changed there."""

from __future__ import annotations

import uuid

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models


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
    late_grace_hours = models.FloatField(default=0)  # lateness that costs nothing
    late_most_percent = models.FloatField(default=100)  # the most that lateness can cost
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


class AuditLog(models.Model):
    """What somebody changed, exported or had graded again: written, and never changed."""

    class Action(models.TextChoices):
        """What it was."""

        SETTINGS = "settings"
        EXTENSION = "extension"
        ROLE = "role"
        EXPORT = "export"
        REGRADE = "regrade"
        LAUNCH = "launch"  # somebody came from an LMS
        PLATFORM = "platform"  # an LMS may open the course

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="log")
    assignment = models.ForeignKey(Assignment, null=True, on_delete=models.SET_NULL)
    action = models.CharField(max_length=16, choices=Action)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    about = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    changes = models.JSONField(default=dict)  # by field: what it was, and what it became
    made = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["course", "-made"], name="log_of_a_course")]
