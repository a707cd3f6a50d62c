"""The web server under many requests at once: they wait for each other, and none fails."""

from __future__ import annotations

import contextlib
import os
import subprocess
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from portal.configuration import PART, WEB, ConfigurationError
from portal.serving import processes
from portal.serving.web import listening
from tests.portal.test_serving import free_port
from tests.support.places import ROOT

AT_ONCE = 60


@pytest.fixture
def web(portal):
    port = free_port()
    with listening("127.0.0.1", port) as door:
        line = processes.python("portal.serving.web", str(door.fileno()))
        environment = {**os.environ, PART: WEB}
        process = subprocess.Popen(line, env=environment, pass_fds=[door.fileno()])
    address = f"http://127.0.0.1:{port}"
    until = time.monotonic() + 120
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(OSError):
            status(f"{address}/healthz")
            break
        time.sleep(0.1)
    yield address
    process.terminate()
    process.wait(60)


def status(url: str) -> int:
    with urllib.request.urlopen(url, timeout=120) as answer:
        return int(answer.status)


def connections(url: str) -> int:
    with psycopg.connect(url) as one:
        row = one.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"
        ).fetchone()
    assert row is not None
    return int(row[0])


def test_many_pages_at_once_share_a_few_connections(web, portal) -> None:
    before = connections(portal.database)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = list(pool.map(status, [f"{web}/healthz"] * (4 * AT_ONCE)))
    assert set(found) == {200}
    assert connections(portal.database) - before <= 20


def test_a_connection_that_the_database_ended_is_replaced(web, portal) -> None:
    assert status(f"{web}/healthz") == 200
    with psycopg.connect(portal.database, autocommit=True) as one:
        one.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
    assert [status(f"{web}/healthz") for _ in range(5)] == [200] * 5
    from django.db import connection

    connection.close()  # this process's own was ended as well


def test_a_file_is_streamed_without_holding_up_the_others(portal) -> None:
    """Also where warnings are errors: Django warns of files that are read in the event loop."""
    import asyncio
    from typing import Any

    from portal.asgi import Pages

    path = "/static/portal/site.css"
    sent: list[dict[str, Any]] = []
    asked: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    async def answered() -> None:
        await asked.put({"type": "http.request", "body": b""})

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {
            "type": "http", "method": "GET", "path": path, "query_string": b"",
            "headers": [(b"host", b"127.0.0.1")],
        }  # fmt: skip
        await Pages()(scope, asked.get, send)

    asyncio.run(answered())
    body = b"".join(one.get("body", b"") for one in sent)
    assert sent[0]["status"] == 200
    assert body == (ROOT / "portal" / "static" / "portal" / "site.css").read_bytes()


def test_an_address_that_is_in_use_is_told_at_once() -> None:
    port = free_port()
    with listening("127.0.0.1", port), pytest.raises(ConfigurationError, match=str(port)) as told:
        listening("127.0.0.1", port)
    assert "--port" in told.value.tip


def test_a_page_costs_a_few_questions_to_the_database(
    someone, course, assignment, as_person
) -> None:
    """However many assignments there are: a class that waits asks for pages all the time."""
    from django.core.cache import cache
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from portal import handing_in
    from portal.models import Assignment

    student = someone("이서준", "student", course)
    made = handing_in.hand_in(assignment, student, [handing_in.File("a.py", b"1")])
    for number in range(20):
        Assignment.objects.create(
            course=course, slug=f"a{number}", title={"en": "A"}, max_score=1,
            revision=assignment.revision,
        )  # fmt: skip
    browser = as_person(student)
    cache.clear()
    most = {
        f"/courses/{course.name}": 9,
        f"/courses/{course.name}/{assignment.slug}": 9,
        f"/submissions/{made.handle}": 13,
    }
    found = {}
    for page in most:
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(page).status_code == 200
        found[page] = len(asked)
    assert {page: many for page, many in found.items() if many > most[page]} == {}


def test_a_browser_that_watches_keeps_no_connection(portal, someone, course, assignment) -> None:
    import asyncio

    from asgiref.sync import async_to_sync

    from portal import handing_in
    from portal.views import live

    student = someone("이서준", "student", course)
    made = handing_in.hand_in(assignment, student, [handing_in.File("a.py", b"1")])
    before = connections(portal.database)

    async def watched() -> int:
        events = live._events(made, "en")
        await asyncio.wait_for(anext(events), 60)
        kept = connections(portal.database)
        await events.aclose()
        return kept

    assert async_to_sync(watched)() <= before + 1  # which listens for all browsers
