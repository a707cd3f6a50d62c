"""Signing in without passwords: links that hold once, and Django's session behind them."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from portal.models import Invitation, Person

LIFE: Final = timedelta(days=14)


class InvitedPeople:
    """Django's backend: it finds people by their session, and takes no passwords."""

    def authenticate(self, request: HttpRequest | None, **_: Any) -> None:
        """Nobody signs in with words that they type."""
        del request

    def get_user(self, user_id: int) -> Person | None:
        """Who a session belongs to."""
        return Person.objects.filter(pk=user_id).first()


def invite(person: Person, life: timedelta = LIFE) -> str:
    """A new token for a person; whoever opens its link is that person, once."""
    token = secrets.token_urlsafe(32)
    Invitation.objects.create(
        token_digest=_digest(token), person=person, expires=timezone.now() + life
    )
    return token


def who_is_invited(token: str) -> Person | None:
    """Whose link this is, while it still holds."""
    found = Invitation.objects.filter(
        token_digest=_digest(token), used=None, expires__gt=timezone.now()
    ).select_related("person")
    return next((one.person for one in found), None)


def take(token: str) -> Person | None:
    """Use a link up; None where it held no longer. Of two at the same time one gets the person."""
    with transaction.atomic():
        now = timezone.now()
        taken = Invitation.objects.filter(
            token_digest=_digest(token), used=None, expires__gt=now
        ).update(used=now)
        if not taken:
            return None
        return Invitation.objects.select_related("person").get(token_digest=_digest(token)).person


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
