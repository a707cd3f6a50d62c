"""How far a run is, while it goes on: server-sent events, fed by PostgreSQL's notifications."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import json
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar
from uuid import UUID

import psycopg
from asgiref.sync import sync_to_async
from django.db import connection
from django.http import HttpRequest, StreamingHttpResponse
from django.views.decorators.http import require_GET

from portal import estimates, pages, permissions, runs
from portal.models import Run, Submission
from portal.views.work import last_run

Found = TypeVar("Found")
_KEEP_ALIVE: Final = 15.0  # seconds; proxies end connections that say nothing


class Listeners:
    """One connection that listens for all browsers of this process."""

    def __init__(self) -> None:
        self._waiting: dict[int, set[asyncio.Event]] = {}
        self._task: asyncio.Task[None] | None = None
        self._ready = asyncio.Event()

    async def join(self, run: int) -> asyncio.Event:
        """An event that is set when there is news of a run."""
        if self._task is None or self._task.done():
            self._ready.clear()
            self._task = asyncio.create_task(self._listen())
        event = asyncio.Event()
        self._waiting.setdefault(run, set()).add(event)
        with contextlib.suppress(asyncio.TimeoutError):  # news come every few seconds all the same
            await asyncio.wait_for(self._ready.wait(), 2)
        return event

    def part(self, run: int, event: asyncio.Event) -> None:
        """Nobody waits for this event any more."""
        left = self._waiting.get(run, set())
        left.discard(event)
        if not left:
            self._waiting.pop(run, None)

    async def _listen(self) -> None:
        parameters = await sync_to_async(connection.get_connection_params)()
        known = {k: v for k, v in parameters.items() if k not in {"cursor_factory", "context"}}
        async with await psycopg.AsyncConnection.connect(**known, autocommit=True) as listening:
            await listening.execute(f"LISTEN {runs.CHANNEL}")
            self._ready.set()
            async for news in listening.notifies():
                for event in self._waiting.get(json.loads(news.payload), ()):
                    event.set()


_LISTENERS: Final = Listeners()  # one a process: what it holds is connections of this process


@dataclass(frozen=True, slots=True)
class News:
    """What a browser is told of a run, and how long it is good for if nothing happens."""

    told: Mapping[str, Any]
    over: bool
    seconds: float


@require_GET
async def events(request: HttpRequest, handle: UUID) -> StreamingHttpResponse:
    """The state of a submission's newest run, again whenever it changes."""
    found = await sync_to_async(permissions.submission_for)(request, handle)
    language = pages.language_of(request)
    answer = StreamingHttpResponse(_events(found, language), content_type="text/event-stream")
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Accel-Buffering"] = "no"
    return answer


async def _events(found: Submission, language: str) -> AsyncIterator[str]:
    run = await _in_a_thread(functools.partial(last_run, found))
    if run is None:
        return
    event = await _LISTENERS.join(run.pk)
    try:
        while True:
            event.clear()
            news = await _in_a_thread(functools.partial(news_of, run.pk, language))
            yield f"data: {json.dumps(news.told)}\n\n"
            if news.over:
                return
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(event.wait(), news.seconds)
    finally:
        _LISTENERS.part(run.pk, event)


async def _in_a_thread(ask: Callable[[], Found]) -> Found:
    """Ask the database in one of a few threads that all browsers share, and keep no connection
    while a browser waits."""

    def asked() -> Found:
        try:
            return ask()
        finally:
            connection.close()

    return await sync_to_async(asked, thread_sensitive=False)()


def news_of(run: int, language: str) -> News:
    """What a browser is told of a run."""
    found = Run.objects.select_related("submission__assignment").get(pk=run)
    told: dict[str, Any] = {"state": found.state, **found.progress}
    if found.state != Run.State.QUEUED:
        return News(told, found.state != Run.State.RUNNING, _KEEP_ALIVE)
    wait = estimates.of(found, estimates.shared(found.submission.assignment))
    told["before"] = wait.before
    if wait.seconds is not None:
        told["about"] = pages.about(wait.seconds, language)
    return News(told, over=False, seconds=estimates.look_again(wait))
