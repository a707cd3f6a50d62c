"""The web process: what uvicorn serves."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, TypeAlias, cast

import django
from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.db import close_old_connections, connection
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

Scope: TypeAlias = dict[str, Any]  # of ASGI
THREADS: Final = 6  # pages that one process makes at the same time


class Pages(ASGIHandler):
    """Django in a few threads, a page from its first middleware to its last in one of them.

    Whoever comes while all are busy waits in the event loop, first come, first served. A thread
    for each would wait for the interpreter's lock with all others, and each page would be as late
    as the last one.
    """

    def __init__(self) -> None:
        super().__init__()
        self.load_middleware(is_async=False)
        self._threads = ThreadPoolExecutor(THREADS, "page")

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        """Answer, without the thread that Django begins for each request: nothing here needs it."""
        if scope["type"] != "http":
            raise ValueError(f"the portal answers HTTP, and no {scope['type']}")
        await self.handle(scope, receive, send)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        """The answer to a request, whose body has arrived."""
        answer = sync_to_async(self._answer, thread_sensitive=False, executor=self._threads)
        return await answer(request)

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        close_old_connections()
        try:
            response = self.get_response(request)
        finally:
            connection.close()  # back into the pool
        if isinstance(response, StreamingHttpResponse) and not response.is_async:
            parts = cast("Iterator[bytes]", response.streaming_content)
            response.streaming_content = self._streamed(parts)
        return response

    async def _streamed(self, parts: Iterator[bytes]) -> AsyncIterator[bytes]:
        """A file, read in the same threads."""

        def following() -> bytes:
            return next(parts, b"")

        read = sync_to_async(following, thread_sensitive=False, executor=self._threads)
        while part := await read():
            yield part


django.setup(set_prefix=False)
application = Pages()
