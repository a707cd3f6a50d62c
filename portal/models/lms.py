"""Learning management systems: who they are, who launches from them, what they are told."""

from __future__ import annotations

from django.db import models

from portal.models.courses import Assignment, Course, Person
from portal.models.work import Result


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


class Registration(models.Model):
    """An administrator's link by which one platform registers itself, once.

    The token itself is not kept, only its digest. ``courses`` are those that it may open then.
    """

    token_digest = models.CharField(max_length=64, unique=True)
    by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    courses = models.ManyToManyField(Course, related_name="+")
    expires = models.DateTimeField()
    used = models.DateTimeField(null=True)


class ToolKey(models.Model):
    """A key that the portal signs with, or signed with: then it is public ``until`` that time."""

    name = models.CharField(max_length=64, unique=True)  # the ``kid``
    private = models.TextField()  # PEM
    made = models.DateTimeField()
    until = models.DateTimeField(null=True)


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
