"""Who came by a launch, and what for: the person, the role, the assignment behind the link."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.db import transaction
from django.utils import timezone

from portal import audit
from portal.audit import About, Change
from portal.lti.tokens import CLAIM, ROSTER, SERVICE, Claims, LaunchError, part
from portal.models import (
    Assignment,
    AuditLog,
    Course,
    Deployment,
    Identity,
    Membership,
    Person,
    Platform,
    ResourceLink,
    Role,
    Roster,
)

_ROLES: Final = "http://purl.imsglobal.org/vocab/lis/v2/membership"
_SCORE: Final = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
_LONGEST: Final = 200


def person_of(claims: Claims, platform: Platform) -> Person:
    """Who came: the person of this identity, made at the first launch, named as the LMS does."""
    return person_named(platform, claims["sub"], _name(claims))


def person_named(platform: Platform, subject: str, name: str) -> Person:
    """The person of an identity, made where there is none yet, with the name that it has now."""
    with transaction.atomic():
        Platform.objects.select_for_update().get(pk=platform.pk)  # two first launches at once
        found = (
            Identity.objects.filter(platform=platform, subject=subject)
            .select_related("person")
            .first()
        )
        if found is None:
            person = Person.objects.create(name=name)
            Identity.objects.create(platform=platform, subject=subject, person=person)
            return person
    if found.person.name != name:
        found.person.name = name
        found.person.save(update_fields=["name"])
    return found.person


def _name(claims: Claims) -> str:
    parts = (claims.get("name"), claims.get("given_name"), claims.get("family_name"))
    whole, given, family = (one.strip() if isinstance(one, str) else "" for one in parts)
    return (whole or f"{given} {family}".strip() or str(claims["sub"]))[:_LONGEST]


def role_of(claims: Claims) -> Role | None:
    """The role in the course that a launch tells of; None where it tells of no such role.

    Roles in the whole institution are no roles in a course.
    """
    return role_among(claims.get(f"{CLAIM}roles"))


def role_among(told: object) -> Role | None:
    """The role in the course among those that a platform tells of."""
    roles = {one for one in told if isinstance(one, str)} if isinstance(told, list) else set()
    if roles & {f"{_ROLES}/Instructor#TeachingAssistant", f"{_ROLES}#TeachingAssistant"}:
        return Role.ASSISTANT
    if _any(roles, ("Instructor", "ContentDeveloper", "Administrator")):
        return Role.INSTRUCTOR
    if _any(roles, ("Learner",)):
        return Role.STUDENT
    return None


def _any(roles: Iterable[str], names: tuple[str, ...]) -> bool:
    # Some platforms still send the short names of LTI 1.1, such as "Learner".
    return any(one in {f"{_ROLES}#{name}", name} for one in roles for name in names)


def remember_roster(claims: Claims, deployment: Deployment, course: Course) -> None:
    """Remember where the platform says who is in its course, if it does."""
    url = part(claims, ROSTER).get("context_memberships_url")
    context = part(claims, f"{CLAIM}context").get("id")
    if not isinstance(url, str) or not isinstance(context, str) or len(url) > 1000:
        return
    made, _ = Roster.objects.get_or_create(
        deployment=deployment,
        context=context[:255],
        course=course,
        defaults={"url": url, "next_look": timezone.now()},
    )
    if made.url != url:
        Roster.objects.filter(pk=made.pk).update(url=url)


def join(person: Person, course: Course, role: Role) -> None:
    """Make somebody a member, or change the role, unless somebody set it by hand."""
    found, made = Membership.objects.get_or_create(
        person=person,
        course=course,
        defaults={"role": role, "source": Membership.Source.LAUNCH},
    )
    if not made and found.source != Membership.Source.HAND:
        if found.role != role.value:
            change = {"role": Change(found.role, role.value)}
            audit.record(AuditLog.Action.ROLE, None, About(course, person=person), change)
        found.role, found.source = role, Membership.Source.LAUNCH
        found.save(update_fields=["role", "source"])


def note(person: Person, link: ResourceLink, role: Role) -> None:
    """Write down who came, from where, and as what."""
    assignment = link.assignment
    told = {
        "platform": Change(None, link.deployment.platform.name),
        "role": Change(None, role.value),
    }
    audit.record(AuditLog.Action.LAUNCH, person, About(assignment.course, assignment), told)


def link_of(claims: Claims, deployment: Deployment) -> ResourceLink | None:
    """The link that was followed, with its assignment; None where none was chosen for it yet.

    Raises:
        LaunchError: it names an assignment that this platform may not open.
    """
    told = part(claims, f"{CLAIM}resource_link").get("id")
    if not isinstance(told, str) or not told:
        raise LaunchError("the launch names no link (resource_link)")
    found = ResourceLink.objects.filter(deployment=deployment, link=told).first()
    custom = part(claims, f"{CLAIM}custom")
    if "assignment" in custom:
        assignment = assignment_for(
            deployment.platform, custom.get("course"), custom.get("assignment")
        )
        if found is None or found.assignment_id != assignment.pk:
            found = bind(deployment, told, assignment, claims)
    if found is not None:
        _refresh(found, claims)
    return found


def assignment_for(platform: Platform, course: object, slug: object) -> Assignment:
    """An assignment that a platform may open.

    Raises:
        LaunchError: it is not there, or of a course that is another's.
    """
    found = Assignment.objects.filter(
        course__platforms=platform, course__name=str(course), slug=str(slug)
    ).select_related("course")
    one = found.first()
    if one is None:
        raise LaunchError(f"{platform.name} has no assignment {course!r}/{slug!r} here")
    return one


def bind(deployment: Deployment, link: str, assignment: Assignment, claims: Claims) -> ResourceLink:
    """Put an assignment behind a link of the LMS."""
    context = part(claims, f"{CLAIM}context").get("id")
    made, _ = ResourceLink.objects.update_or_create(
        deployment=deployment,
        link=link,
        defaults={"assignment": assignment, "context": str(context or "")[:255]},
    )
    return made


def _refresh(link: ResourceLink, claims: Claims) -> None:
    """Remember where grades of this link go, as the last launch says."""
    service = part(claims, SERVICE)
    url = service.get("lineitem")
    scopes = service.get("scope")
    wanted = url if isinstance(url, str) and isinstance(scopes, list) and _SCORE in scopes else ""
    if wanted and link.line_item != wanted:
        link.line_item = wanted[:1000]
        link.save(update_fields=["line_item"])
