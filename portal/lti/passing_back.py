"""Grades go back to the LMS: the newest wins, what fails is tried again, and the reason is kept.

Nothing is sent before students may read it themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

from django.utils import timezone

from portal import attempts
from portal.attempts import Attempt
from portal.lti import fetching, services
from portal.lti.fetching import ServiceError
from portal.lti.services import Tokens
from portal.models import Passback, Person, ResourceLink, Result, Role

_SCOPE: Final = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
_FIRST_REST: Final = timedelta(seconds=10)
_LONGEST_REST: Final = timedelta(hours=6)


# --- what is due --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Due:
    """A grade that a gradebook does not have yet; ``score`` is that after lateness."""

    passback: Passback
    result: Result
    score: float


def due() -> Iterator[Due]:
    """Every grade that should be sent now."""
    for link in ResourceLink.objects.exclude(line_item="").select_related(
        "assignment__course", "deployment__platform"
    ):
        yield from _due_of(link)


def _due_of(link: ResourceLink) -> Iterator[Due]:
    platform = link.deployment.platform
    handed_in = Person.objects.filter(
        identities__platform=platform,
        submissions__assignment=link.assignment,
        memberships__course=link.assignment.course,
        memberships__role=Role.STUDENT,
    ).distinct()
    for person in handed_in:
        grade = grade_of(person, link)
        identity = person.identities.filter(platform=platform).order_by("pk").first()
        if grade is None or grade.result is None or identity is None:
            continue
        passback, _ = Passback.objects.get_or_create(
            link=link, identity=identity, defaults={"next_try": timezone.now()}
        )
        known = (passback.sent_result_id, passback.sent_score)
        new = known != (grade.result.pk, grade.score)
        if new and passback.next_try <= timezone.now():
            yield Due(passback, grade.result, grade.score)


def grade_of(person: Person, link: ResourceLink) -> Attempt | None:
    """The attempt that counts, by the assignment's policy; None as long as somebody may not read
    all of it."""
    tried = attempts.of_person(link.assignment, person, person)
    found = attempts.that_counts(link.assignment, tried)
    return found if found is not None and found.shown is not None and found.shown.whole else None


# --- sending --------------------------------------------------------------------------------


def send(one: Due, tokens: Tokens) -> bool:
    """Send a grade; what goes wrong is kept beside it, and tried again later and later."""
    passback = one.passback
    try:
        _send(one, tokens)
    except ServiceError as error:
        rest = min(_FIRST_REST * 2 ** min(passback.tries, 20), _LONGEST_REST)
        passback.tries += 1
        passback.error = str(error)[:1000]
        passback.next_try = timezone.now() + rest
        passback.save(update_fields=["tries", "error", "next_try"])
        return False
    passback.sent_result, passback.sent_score = one.result, one.score
    passback.sent = timezone.now()
    passback.tries, passback.error = 0, ""
    passback.save(update_fields=["sent_result", "sent_score", "sent", "tries", "error"])
    return True


def _send(one: Due, tokens: Tokens) -> None:
    link = one.passback.link
    platform = link.deployment.platform
    url = scores_url(link.line_item)
    told = score_of(one, one.passback.identity.subject)
    services.call(
        lambda token: fetching.post(url, json=told, headers=_headers(token)),
        platform,
        _SCOPE,
        tokens,
    )


def _headers(token: str) -> Mapping[str, str]:
    return {
        "Authorization": f"Bearer {token}",
        "Content-Type": "application/vnd.ims.lis.v1.score+json",
    }


def score_of(one: Due, subject: str) -> Mapping[str, Any]:
    """A score as the Assignment and Grade Services have it."""
    result = one.result
    return {
        "userId": subject,
        "scoreGiven": one.score,
        "scoreMaximum": result.max_score,
        "activityProgress": "Completed",
        "gradingProgress": "PendingManual" if result.pending else "FullyGraded",
        "timestamp": result.made.isoformat(timespec="milliseconds"),
    }


def scores_url(line_item: str) -> str:
    """Where scores of a line item go: below its path, before its query."""
    parts = urlsplit(line_item)
    return urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/scores"))
