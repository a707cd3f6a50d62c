"""The portal's pages over real HTTP, from a thread of the test; and a browser without a screen."""

from __future__ import annotations

import html
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from socketserver import ThreadingMixIn
from urllib.parse import urljoin, urlsplit
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import requests


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = False  # a request's connection to the database ends before the tables do


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serving() -> Iterator[str]:
    """The address of a server for the portal that Django is set up for."""
    from django.core.wsgi import get_wsgi_application

    server = make_server("127.0.0.1", 0, get_wsgi_application(), _Server, _Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass
class Browser:
    """Follows what pages say, and keeps cookies: those for encrypted sites on loopback, too, as
    browsers do."""

    cookies: dict[tuple[str, str], str] = field(default_factory=dict)

    def get(self, url: str, *, follow: bool = True) -> requests.Response:
        return self._asked("GET", url, None, follow)

    def post(self, url: str, data: Mapping[str, str], *, follow: bool = True) -> requests.Response:
        return self._asked("POST", url, data, follow)

    def submit(self, page: requests.Response, **changed: str) -> requests.Response:
        """Send the form of a page, as its script or a click does."""
        action, given = form_of(page)
        return self.post(urljoin(page.url, action), given | changed)

    def _asked(
        self, method: str, url: str, data: Mapping[str, str] | None, follow: bool
    ) -> requests.Response:
        place = urlsplit(url).netloc
        held = "; ".join(
            f"{name}={value}" for (at, name), value in self.cookies.items() if at == place
        )
        answer = requests.request(
            method, url, data=data, headers={"Cookie": held} if held else {},
            allow_redirects=False, timeout=60,
        )  # fmt: skip
        for line in answer.raw.headers.getlist("Set-Cookie"):
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[place, name.strip()] = value.strip()
        if follow and answer.is_redirect:
            return self._asked("GET", urljoin(url, answer.headers["Location"]), None, follow)
        return answer


def form_of(page: requests.Response) -> tuple[str, dict[str, str]]:
    """Where the last form of a page goes, and what stands in its fields."""
    form = re.findall(r"<form\b.*?</form>", page.text, re.DOTALL)[-1]
    action = re.search(r'action="([^"]*)"', form)
    fields = {}
    for one in re.findall(r"<input\b[^>]*>", form):
        name, value = (re.search(rf'{part}="([^"]*)"', one) for part in ("name", "value"))
        if name is not None:
            fields[html.unescape(name[1])] = html.unescape(value[1]) if value else ""
    return html.unescape(action[1]) if action else "", fields
