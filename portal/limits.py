"""How often somebody may ask: counted in the database, so for all web processes together.

The limits are far above what a class does that sits behind one address and comes within a minute;
they are for programs that ask without end.
"""

from __future__ import annotations

import functools
import hashlib
import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from portal import permissions

View = Callable[..., HttpResponse]
# One statement: of two requests at the same time, both count.
_SPEND: Final = """
    INSERT INTO portal_spent AS spent (who, amount, until)
    VALUES (%(who)s, %(amount)s, %(until)s)
    ON CONFLICT (who) DO UPDATE SET
        amount = CASE WHEN spent.until <= %(now)s THEN 0 ELSE spent.amount END + %(amount)s,
        until = CASE WHEN spent.until <= %(now)s THEN %(until)s ELSE spent.until END
    RETURNING amount, until
"""


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so much within so many seconds."""

    name: str
    most: int
    seconds: int


LINKS: Final = Limit("one-time links", 1500, 600)  # an address: opening one asks twice
LOGINS: Final = Limit("logins", 1000, 60)  # an address, from an LMS
LAUNCHES: Final = Limit("launches", 1000, 60)  # an address
HAND_INS: Final = Limit("hand-ins", 12, 60)  # a person
UPLOADS: Final = Limit("bytes handed in", 300 * 1024 * 1024, 3600)  # a person


def spend(limit: Limit, who: str, amount: int = 1) -> int:
    """Use up some of a limit: the seconds to wait where that is too much, else 0."""
    now = timezone.now()
    values: dict[str, str | int | datetime] = {
        "who": hashlib.sha256(f"{limit.name}|{who}".encode()).hexdigest(),
        "amount": amount,
        "now": now,
        "until": now + timedelta(seconds=limit.seconds),
    }
    with connection.cursor() as cursor:
        cursor.execute(_SPEND, values)
        spent, until = cursor.fetchone()
    return math.ceil((until - now).total_seconds()) if spent > limit.most else 0


def of_address(limit: Limit) -> Callable[[View], View]:
    """Limits a view for each address that asks; behind a proxy, the one that the proxy names."""

    def limited(view: View) -> View:
        @functools.wraps(view)
        def answered(request: HttpRequest, *args: object, **named: object) -> HttpResponse:
            seconds = spend(limit, request.META.get("REMOTE_ADDR", ""))
            return too_often(request, seconds) if seconds else view(request, *args, **named)

        return answered

    return limited


def of_uploads(view: View) -> View:
    """Limits how often and how much a person hands in, before anything of it is kept."""

    @functools.wraps(view)
    def answered(request: HttpRequest, *args: object, **named: object) -> HttpResponse:
        person = permissions.known(request)
        seconds = spend(HAND_INS, str(person.pk))
        seconds = seconds or spend(UPLOADS, str(person.pk), _length(request))
        return too_often(request, seconds) if seconds else view(request, *args, **named)

    return answered


def too_often(request: HttpRequest, seconds: int) -> HttpResponse:
    """The page for whoever has to wait."""
    answer = render(request, "portal/too_often.html", {"seconds": seconds}, status=429)
    answer.headers["Retry-After"] = str(seconds)
    return answer


def _length(request: HttpRequest) -> int:
    told = request.META.get("CONTENT_LENGTH") or "0"
    return int(told) if told.isascii() and told.isdigit() else 0
