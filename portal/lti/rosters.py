"""The roster of an LMS's course (Names and Role Provisioning Services), read every hour.

What a launch told outranks it, as some platforms call a teacher who does not edit a learner here;
and a role that was set by hand outranks both.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

import msgspec
from django.db import transaction
from django.utils import timezone

from portal.lti import fetching, placing, services
from portal.lti.fetching import ServiceError
from portal.lti.services import Tokens
from portal.models import Course, Membership, Person, Role, Roster

_SCOPE: Final = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
_ACCEPT: Final = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
_EVERY: Final = timedelta(hours=1)
_REST: Final = timedelta(minutes=10)  # after what went wrong
_LARGEST: Final = 5_000_000  # bytes of a page
_MOST_PAGES: Final = 200
_MOST: Final = 20_000  # people
_RANK: Final = (Role.STUDENT, Role.ASSISTANT, Role.INSTRUCTOR)


class Member(msgspec.Struct, frozen=True):
    """Somebody in a course, as the platform says it."""

    user_id: str
    roles: list[str] = []
    status: str = "Active"
    name: str = ""
    given_name: str = ""
    family_name: str = ""

    def called(self) -> str:
        """The name; platforms that keep names to themselves send a number alone."""
        whole = self.name.strip() or f"{self.given_name} {self.family_name}".strip()
        return (whole or self.user_id)[:200]


class _Container(msgspec.Struct, frozen=True):
    members: list[dict[str, Any]] = []


_container = msgspec.json.Decoder(_Container).decode


def due() -> Iterator[Roster]:
    """The rosters that should be looked at now."""
    found = Roster.objects.filter(next_look__lte=timezone.now())
    yield from found.select_related("deployment__platform", "course").order_by("next_look")


def ask_for(course: Course) -> int:
    """Have the rosters of a course read at once; how many there are."""
    return int(Roster.objects.filter(course=course).update(next_look=timezone.now()))


def bring(roster: Roster, tokens: Tokens) -> bool:
    """Read a roster and put its people into the course; what goes wrong is kept beside it."""
    try:
        members = _read(roster, tokens)
    except ServiceError as error:
        roster.error, roster.next_look = str(error)[:1000], timezone.now() + _REST
        roster.save(update_fields=["error", "next_look"])
        return False
    with transaction.atomic():
        present = {pk for one in members if (pk := _put(one, roster)) is not None}
        _take_out(roster, present)
        roster.read = timezone.now()
        roster.next_look, roster.error, roster.people = roster.read + _EVERY, "", len(present)
        roster.save(update_fields=["read", "next_look", "error", "people"])
    return True


def _read(roster: Roster, tokens: Tokens) -> list[Member]:
    """All pages.

    Raises:
        ServiceError: the platform refuses, does not answer, or sends what is no roster.
    """
    platform = roster.deployment.platform
    url, found, seen = roster.url, list[Member](), set[str]()
    while url:
        if url in seen or len(seen) >= _MOST_PAGES or len(found) > _MOST:
            raise ServiceError("the roster has no end")
        seen.add(url)
        page = services.call(partial(_page, url), platform, _SCOPE, tokens)
        found += _members(page.content)
        url = _following(url, page.following)
    return found


def _page(url: str, token: str) -> fetching.Page:
    headers = {"Authorization": f"Bearer {token}", "Accept": _ACCEPT}
    return fetching.get(url, headers, _LARGEST)


def _following(url: str, link: str) -> str:
    """Where the next page is: of the same site, as the token is for no other."""
    if not link:
        return ""
    following = urljoin(url, link)
    if urlsplit(following)[:2] != urlsplit(url)[:2]:
        raise ServiceError(f"the roster goes on at another site: {following[:200]}")
    return following


def _members(content: bytes) -> Iterator[Member]:
    try:
        listed = _container(content).members
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ServiceError(f"this is no roster: {error}") from error
    for one in listed:
        try:
            yield msgspec.convert(
                {name: value for name, value in one.items() if value is not None}, Member
            )
        except msgspec.ValidationError:
            continue  # one line that nobody understands costs no other its place


def _put(member: Member, roster: Roster) -> int | None:
    """Make somebody a member; whom, None for who is not active or has no role in a course."""
    role = placing.role_among(member.roles)
    if member.status != "Active" or role is None or not 0 < len(member.user_id) <= 255:
        return None
    platform = roster.deployment.platform
    person = placing.person_named(platform, member.user_id, member.called())
    _join(person, roster.course, role)
    return int(person.pk)


def _join(person: Person, course: Course, role: Role) -> None:
    found, made = Membership.objects.get_or_create(
        person=person,
        course=course,
        defaults={"role": role, "source": Membership.Source.ROSTER},
    )
    if made or found.source == Membership.Source.HAND or found.role == role:
        return
    higher = _RANK.index(role) > _RANK.index(Role(found.role))
    if found.source == Membership.Source.ROSTER or higher:
        Membership.objects.filter(pk=found.pk).update(role=role)


def _take_out(roster: Roster, present: set[int]) -> None:
    """Who is in the course by the roster alone, and not in it any more, is no member; what they
    handed in stays."""
    others = Roster.objects.filter(course=roster.course).exclude(pk=roster.pk)
    if others.exists():  # who is not in this one may be in another
        return
    platform = roster.deployment.platform
    Membership.objects.filter(
        course=roster.course,
        source=Membership.Source.ROSTER,
        person__identities__platform=platform,
    ).exclude(person__in=present).delete()
