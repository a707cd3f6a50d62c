"""The web server under many requests at once: they wait for each other, and none fails."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from portal.configuration import PART, WEB
from tests.portal.test_serving import free_port

AT_ONCE = 60


@pytest.fixture
def web(portal):
    port = free_port()
    line = [sys.executable, "-m", "uvicorn", "portal.asgi:application", "--port", str(port),
            "--log-level", "error"]  # fmt: skip
    process = subprocess.Popen(line, env={**os.environ, PART: WEB})
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


def test_a_browser_that_watches_keeps_no_connection(portal, someone, course, assignment) -> None:
    import asyncio

    from asgiref.sync import async_to_sync, sync_to_async
    from django.db import connection

    from portal import handing_in
    from portal.views import live

    student = someone("이서준", "student", course)
    made = handing_in.hand_in(assignment, student, [handing_in.File("a.py", b"1")])

    async def watched() -> bool:
        events = live._events(made, "en")
        await asyncio.wait_for(anext(events), 60)
        kept = await sync_to_async(lambda: connection.connection is not None)()
        await events.aclose()
        return kept

    assert not async_to_sync(watched)()
