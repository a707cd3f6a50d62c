"""Serves the page to one browser on this machine, and to nobody else.

Its address holds a random token: other users of the machine, and pages of others in the same
browser, don't know it. A ``Host`` that is not this machine's own is refused, so that no name of
somebody else that leads here gets an answer. Only GET is answered, nothing is written by a request.
The standard library's server does: there are three addresses, one reader, and no input.
"""

from __future__ import annotations

import hmac
import html
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final
from urllib.parse import parse_qs, urlsplit

from autograder.author.session import Session
from autograder.author.view import render
from autograder.records import Language
from autograder.report import feedback

LOCAL: Final = "127.0.0.1"
_HOSTS: Final = (LOCAL, "localhost")
_PATIENCE: Final = 20.0  # seconds until a browser that waits for news hears that there are none
_TOKEN_BYTES: Final = 32
_POLICY: Final = re.compile(r'http-equiv="Content-Security-Policy" content="([^"]*)"')
_NOTHING: Final = "default-src 'none'"
_HEADERS: Final[Mapping[str, str]] = {
    "Cache-Control": "no-store",
    "Content-Type": "text/html; charset=utf-8",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


@dataclass(frozen=True, slots=True)
class Site:
    """What is served: a session, in which language first, under which token."""

    session: Session
    language: Language
    token: str


def new_token() -> str:
    """One that nobody can guess."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def start_server(site: Site, port: int) -> ThreadingHTTPServer:
    """A server on this machine's own address; 0 for any free port.

    Raises:
        OSError: the port is taken.
    """
    server = ThreadingHTTPServer((LOCAL, port), partial(_Handler, site))
    server.daemon_threads = True
    return server


def address(server: ThreadingHTTPServer, site: Site) -> str:
    """Where the page is."""
    return f"http://{LOCAL}:{server.server_port}/{site.token}/"


class _Handler(BaseHTTPRequestHandler):
    """Answers one request."""

    server_version, sys_version = "autograder", ""
    timeout = 2 * _PATIENCE

    def __init__(self, site: Site, *arguments: object) -> None:
        self._site = site
        super().__init__(*arguments)  # type: ignore[arg-type]  # as the server gives them

    def do_GET(self) -> None:
        """The page, whether there is a newer one, or a feedback page."""
        place = urlsplit(self.path)
        _, token, *rest = f"{place.path}//".split("/")
        if not self._is_for_here():
            self._refuse(HTTPStatus.FORBIDDEN, "This address is for this computer only.")
        elif not hmac.compare_digest(token.encode(), self._site.token.encode()):
            self._refuse(HTTPStatus.FORBIDDEN, "Open the address that autograder author printed.")
        else:
            self._answer([one for one in rest if one], parse_qs(place.query))

    def _is_for_here(self) -> bool:
        hosts = self.headers.get_all("Host") or []
        port = self.server.server_port  # type: ignore[attr-defined]  # of HTTPServer
        return len(hosts) == 1 and hosts[0] in {f"{one}:{port}" for one in _HOSTS}

    def _answer(self, rest: list[str], query: Mapping[str, list[str]]) -> None:
        session, language = self._site.session, self._site.language
        if not rest:
            self._send(render(session.state, language))
        elif rest == ["newer"]:
            seen = _number(query.get("seen", [""])[0])
            state = session.wait(seen, _PATIENCE)
            if state.number == seen:
                self._send("", HTTPStatus.NO_CONTENT)
            else:
                self._send(render(state, language))
        elif (
            len(rest) == 2 and rest[0] == "feedback" and (page := self._feedback(_number(rest[1])))
        ):
            self._send(page)
        else:
            self._refuse(HTTPStatus.NOT_FOUND, "There is nothing here.")

    def _feedback(self, number: int) -> str:
        state = self._site.session.state
        if state.verified is None or state.verified_draft is None:
            return ""
        if not 0 <= number < len(state.verified.tried):
            return ""
        grade = state.verified.tried[number].grade
        return feedback.render(grade, state.verified_draft.assignment, self._site.language)

    def _refuse(self, status: HTTPStatus, words: str) -> None:
        self._send(f"<!doctype html><title>autograder</title><p>{html.escape(words)}", status)

    def _send(self, page: str, status: HTTPStatus = HTTPStatus.OK) -> None:
        policy = _POLICY.search(page)
        content = page.encode()
        self.send_response(status)
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        allowed = html.unescape(policy[1]) if policy else _NOTHING
        self.send_header("Content-Security-Policy", f"{allowed}; frame-ancestors 'none'")
        if status is not HTTPStatus.NO_CONTENT:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # its name there
        """Say nothing: the address holds the token."""


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else -1
