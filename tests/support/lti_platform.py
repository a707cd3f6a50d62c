"""An LMS of the tests: real keys, real HTTP, and a switch for each fault that one can have."""

from __future__ import annotations

import html
import json
import sys
import threading
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
SPEC = "https://purl.imsglobal.org/spec/"
NRPS = "https://purl.imsglobal.org/spec/lti-nrps/"
AGS = "https://purl.imsglobal.org/spec/lti-ags/"
MEMBER = "http://purl.imsglobal.org/vocab/lis/v2/membership"


def new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Score:
    """What a gradebook was told."""

    path: str
    authorization: str
    body: Mapping[str, Any]


@dataclass
class FakePlatform:
    """The platform's side. Faults: see the fields at the end."""

    address: str
    client_id: str = "tool-1"
    deployment: str = "1"
    key: rsa.RSAPrivateKey = field(default_factory=new_key)
    kid: str = "first"
    scores: list[Score] = field(default_factory=list)
    token_requests: list[Mapping[str, list[str]]] = field(default_factory=list)
    token_life: int = 3600
    tool: str = ""  # the address of what its page of a course shows in a frame
    people: dict[str, str] = field(default_factory=dict)  # names by who they are
    asks_first: bool = False  # whether a login ends with a click, and not by itself
    # --- faults ---
    keys_hang: bool = False
    token_answer: tuple[int, str] | None = None
    score_answers: list[int] = field(default_factory=list)  # statuses, before it takes scores
    members: list[Any] = field(default_factory=list)  # of the roster
    page_size: int = 1000
    members_answers: list[int] = field(default_factory=list)  # statuses, before it tells
    members_text: str | None = None  # instead of a roster
    next_page: str = ""  # where the roster says it goes on, instead of its next page
    asked_for_members: list[str] = field(default_factory=list)  # the tokens
    configuration: dict[str, Any] = field(default_factory=dict)  # changes of what it says of itself
    configuration_answer: tuple[int, str] | None = None  # instead of it
    registration_token: str = "the platform's token"
    registration_answer: tuple[int, str] | None = None  # to a tool that registers
    registrations: list[Mapping[str, Any]] = field(default_factory=list)  # that it took

    @property
    def urls(self) -> dict[str, str]:
        return {
            "login_url": f"{self.address}/auth?site=1",
            "token_url": f"{self.address}/token",
            "keys_url": f"{self.address}/keys",
        }

    def about(self) -> dict[str, Any]:
        """What it says of itself, to be registered; a member that is None is left out."""
        urls = self.urls
        found = {
            "issuer": self.address,
            "authorization_endpoint": urls["login_url"],
            "token_endpoint": urls["token_url"],
            "jwks_uri": urls["keys_url"],
            "registration_endpoint": f"{self.address}/register",
            f"{SPEC}lti-platform-configuration": {"product_family_code": "moodle", "version": "4"},
        } | self.configuration
        return {name: value for name, value in found.items() if value is not None}

    def public_keys(self) -> dict[str, Any]:
        found = json.loads(RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**found, "kid": self.kid, "alg": "RS256", "use": "sig"}]}

    def claims(self, nonce: str, /, **changed: Any) -> dict[str, Any]:
        """A student's launch of a link; a claim that is None is left out."""
        now = int(time.time())
        found = {
            "iss": self.address,
            "aud": self.client_id,
            "sub": "user-7",
            "name": "김하나",
            "iat": now,
            "exp": now + 300,
            "nonce": nonce,
            f"{CLAIM}version": "1.3.0",
            f"{CLAIM}message_type": "LtiResourceLinkRequest",
            f"{CLAIM}deployment_id": self.deployment,
            f"{CLAIM}roles": [f"{MEMBER}#Learner"],
            f"{CLAIM}context": {"id": "course-1", "title": "딥러닝"},
            f"{CLAIM}resource_link": {"id": "link-1"},
            f"{CLAIM}custom": {"course": "tiny", "assignment": "tiny"},
            f"{AGS}claim/endpoint": {
                "lineitem": f"{self.address}/items/5/lineitem?type_id=2",
                "scope": [f"{AGS}scope/score"],
            },
            f"{NRPS}claim/namesroleservice": {
                "context_memberships_url": f"{self.address}/members",
                "service_versions": ["2.0"],
            },
        }
        for name, value in changed.items():
            known = name if name in found or "/" in name or len(name) == 3 else f"{CLAIM}{name}"
            found[known] = value
        return {name: value for name, value in found.items() if value is not None}

    def token(self, claims: Mapping[str, Any], **changed: Any) -> str:
        options = {"key": self.key, "algorithm": "RS256", "headers": {"kid": self.kid}} | changed
        return jwt.encode(dict(claims), **options)


def course_page(platform: FakePlatform, given: Mapping[str, str]) -> str:
    """The page of a course, with the tool in a frame, for whoever ``who`` names."""
    begun = {"iss": platform.address, "client_id": platform.client_id, "login_hint": given["who"]}
    url = html.escape(f"{platform.tool}/lti/login?{urlencode(begun)}")
    return (
        '<!doctype html><html lang="en"><head><title>Deep Learning</title>'
        '<meta name="viewport" content="width=device-width"></head><body style="margin:0">'
        f'<h1>Deep Learning</h1><iframe title="Exercise" src="{url}" style="width:100%;'
        'height:1200px;border:0;box-sizing:border-box"></iframe></body></html>'
    )


def signed_in_page(platform: FakePlatform, given: Mapping[str, str]) -> str:
    """The end of a login: a form with a token, which sends itself."""
    who = given["login_hint"]
    token = platform.token(platform.claims(given["nonce"], sub=who, name=platform.people[who]))
    action = html.escape(given["redirect_uri"])
    return (
        f'<!doctype html><title>LMS</title><form method="post" action="{action}">'
        f'<input type="hidden" name="state" value="{html.escape(given["state"])}">'
        f'<input type="hidden" name="id_token" value="{token}"><button>Go on</button></form>'
        + ("" if platform.asks_first else "<script>document.forms[0].submit()</script>")
    )


def handler_of(platform: FakePlatform) -> type[BaseHTTPRequestHandler]:  # noqa: C901 - methods
    """Answers for a platform."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if platform.keys_hang:
                time.sleep(30)
            if urlsplit(self.path).path == "/members":
                self.members()
                return
            if urlsplit(self.path).path == "/about":
                status, text = platform.configuration_answer or (200, json.dumps(platform.about()))
                self.answer(status, text)
                return
            if urlsplit(self.path).path in {"/course", "/auth"}:
                given = dict(parse_qsl(urlsplit(self.path).query))
                pages = {"/course": course_page, "/auth": signed_in_page}
                self.page(pages[urlsplit(self.path).path](platform, given))
                return
            self.answer(200, platform.public_keys())

        def page(self, text: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(text.encode())

        def members(self) -> None:
            platform.asked_for_members.append(self.headers["Authorization"])
            if platform.members_answers:
                self.answer(platform.members_answers.pop(0), {"error": "refused"})
                return
            if platform.members_text is not None:
                self.answer(200, platform.members_text)
                return
            page = int(parse_qs(urlsplit(self.path).query).get("page", ["0"])[0])
            begin = page * platform.page_size
            end = begin + platform.page_size
            following = f"{platform.address}/members?page={page + 1}"
            link = platform.next_page or (following if end < len(platform.members) else "")
            self.answer(200, {"id": "x", "members": platform.members[begin:end]}, link)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            if urlsplit(self.path).path == "/token":
                platform.token_requests.append(parse_qs(body))
                if platform.token_answer is not None:
                    status, text = platform.token_answer
                    self.answer(status, text)
                    return
                self.answer(
                    200, {"access_token": uuid.uuid4().hex, "expires_in": platform.token_life}
                )
                return
            if urlsplit(self.path).path == "/register":
                self.register(json.loads(body))
                return
            status = platform.score_answers.pop(0) if platform.score_answers else 200
            if status == 200:
                told = json.loads(body)
                platform.scores.append(Score(self.path, self.headers["Authorization"], told))
            self.answer(status, {} if status == 200 else {"error": "refused"})

        def register(self, told: Mapping[str, Any]) -> None:
            if self.headers["Authorization"] != f"Bearer {platform.registration_token}":
                self.answer(401, {"error": "invalid_token"})
                return
            if platform.registration_answer is not None:
                status, text = platform.registration_answer
                self.answer(status, text)
                return
            platform.registrations.append(told)
            tool = {**told[f"{SPEC}lti-tool-configuration"], "deployment_id": platform.deployment}
            given = {"client_id": platform.client_id, f"{SPEC}lti-tool-configuration": tool}
            self.answer(200, {**told, **given})

        def answer(self, status: int, content: object, following: str = "") -> None:
            text = content if isinstance(content, str) else json.dumps(content)
            self.send_response(status)
            if status in {301, 302, 307}:
                self.send_header("Location", "http://127.0.0.1:9/")
            if following:
                self.send_header("Link", f'<{following}>; rel="next"')
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: object) -> None:
            pass

    return Handler


class Server(ThreadingHTTPServer):
    """Says nothing of who hung up before it had answered: that goes on in another test's output."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def running(**settings: Any) -> Iterator[FakePlatform]:
    """A platform that answers on loopback."""
    platform = FakePlatform("")
    server = Server(("127.0.0.1", 0), handler_of(platform))
    platform.address = f"http://127.0.0.1:{server.server_port}"
    for name, value in settings.items():
        setattr(platform, name, value)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield platform
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
