"""A class hands in within a minute: does every page come, how fast, and is the order fair?

Usage: `python -m benchmarks portal_burst [--students 500] [--within 60] [--seconds 0.5] [--print]`

Four in five are of one course and come in the first third of the time; the others are of another
course. Each opens the assignment's page, hands in, and looks again after as many seconds as the
page says, all over HTTP, without scripts. Four workers wait for half a second instead of grading.
"""

from __future__ import annotations

import functools
import random
import re
import statistics
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import requests

from benchmarks.lib import measured, portal_rig, reporting
from benchmarks.lib.catalogue import PORTAL as PAGE
from benchmarks.lib.results import Result

if TYPE_CHECKING:
    from portal.models import Assignment

WORKERS = 4
_AGAIN = re.compile(r'http-equiv="refresh" content="(\d+)"')  # as of a browser without scripts
PATIENCE = 900.0


@dataclass
class Seen:
    """What all students saw together."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: {"read": [], "hand in": []})
    errors: list[str] = field(default_factory=list)
    done: int = 0


@dataclass(frozen=True)
class Student:
    """Somebody with a browser, who comes after so many seconds."""

    address: str
    cookie: str
    page: str
    comes: float
    seen: Seen

    def __call__(self) -> None:
        """Come, hand in and watch; what goes wrong is written down."""
        time.sleep(self.comes)
        try:
            self._visit()
        except (requests.RequestException, AssertionError) as error:
            self.seen.errors.append(f"{type(error).__name__}: {error}"[:200])

    def _visit(self) -> None:
        with requests.Session() as browser:
            browser.cookies["autograder"] = self.cookie
            page = self._timed("read", lambda: browser.get(self.page, timeout=60))
            token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page.text)
            assert token, "no form"
            form = {"csrfmiddlewaretoken": token[1]}
            files = {"files": ("hw.py", b"answer = 42")}
            page = self._timed(
                "hand in",
                lambda: browser.post(
                    f"{self.page}/hand-in", form, files=files, timeout=60,
                    headers={"Referer": self.page},
                ),
            )  # fmt: skip
            until = time.monotonic() + PATIENCE
            while 'class="score"' not in page.text:
                assert time.monotonic() < until, "no result"
                again = _AGAIN.search(page.text)
                assert again, "the page does not look again"
                time.sleep(float(again[1]))
                page = self._timed("read", functools.partial(browser.get, page.url, timeout=60))
        self.seen.done += 1

    def _timed(self, what: str, ask: Any) -> requests.Response:
        started = time.monotonic()
        answer: requests.Response = ask()
        self.seen.seconds[what].append(time.monotonic() - started)
        assert answer.status_code == 200, f"{answer.status_code} at {answer.url}"
        return answer


def cookie_of(assignment: Assignment, number: int) -> str:
    """The session of a new student of a course."""
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from portal.models import Membership, Person, Role

    person = Person.objects.create(name=f"Student {number}")
    Membership.objects.create(person=person, course=assignment.course, role=Role.STUDENT)
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "portal.signing_in.InvitedPeople"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def turns() -> dict[str, float]:
    """Of the starts while both courses waited: how many there were, and the smaller course's part.

    Taking turns, it is a half.
    """
    from portal.models import Run

    runs = list(Run.objects.values_list("course__name", "queued", "started"))
    contested = []
    for name, _, started in runs:
        waiting = {one for one, queued, begun in runs if queued < started <= begun}
        if len(waiting) > 1:
            contested.append(name)
    small = contested.count("small")
    return {"contested": len(contested), "small": small / max(len(contested), 1)}


def measure(students: int, within: float, seconds: float) -> dict[str, Any]:
    """All of it."""
    chance, seen = random.Random(1), Seen()
    with portal_rig.running() as rig:
        threads = []
        for name, many, time_of in (
            ("large", students * 4 // 5, within / 3), ("small", students // 5, within),
        ):  # fmt: skip
            assignment = portal_rig.course(name)
            page = f"{rig.address}/courses/{assignment.course.name}/{assignment.slug}"
            for number in range(many):
                cookie = cookie_of(assignment, number)
                comes = chance.uniform(0, time_of)
                student = Student(rig.address, cookie, page, comes, seen)
                threads.append(threading.Thread(target=student))
        rig.add_workers(WORKERS, seconds)
        started = time.monotonic()
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        took = time.monotonic() - started
        return {
            "students": len(threads), "within": within, "seconds": round(took, 1),
            "done": seen.done, "errors": seen.errors[:10], "failed": len(seen.errors),
            "pages": {what: _pages(found) for what, found in seen.seconds.items()},
            **turns(),
        }  # fmt: skip


def _pages(seconds: Sequence[float]) -> dict[str, float]:
    if len(seconds) < 2:
        return {"many": len(seconds), "median": 0.0, "p95": 0.0, "p99": 0.0}
    cut = statistics.quantiles(seconds, n=100)
    return {"many": len(seconds), "median": cut[49], "p95": cut[94], "p99": cut[98]}


def render(found: dict[str, Any]) -> str:
    """A table of pages, and what came of the class."""
    rows = [
        [what, one["many"], *(f"{1000 * one[name]:.0f}" for name in ("median", "p95", "p99"))]
        for what, one in found["pages"].items()
    ]
    pages = reporting.table(["pages", "asked for", "median ms", "p95 ms", "p99 ms"], rows)
    return (
        f"{found['students']} students came within {found['within']:.0f} s; all was graded after "
        f"{found['seconds']:.0f} s: {found['done']} got their result, {found['failed']} an error. "
        f"In {found['contested']} starts both courses waited; the smaller one had "
        f"{100 * found['small']:.0f} % of them.\n\n{pages}"
    )


def main(arguments: Sequence[str]) -> None:
    """Hand in and count."""
    parser = reporting.parser("portal_burst", __doc__)
    parser.add_argument("--students", type=int, default=500)
    parser.add_argument("--within", type=float, default=60.0)
    parser.add_argument("--seconds", type=float, default=0.5)
    asked = parser.parse_args(arguments)
    about = measured.now("portal_burst")
    found = measure(asked.students, asked.within, asked.seconds)
    reporting.report(
        "portal_burst", PAGE, Result(about, found), render(found), only_print=asked.print
    )
