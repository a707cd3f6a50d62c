"""Who gets the page: a browser on this machine that knows the token, and nobody else."""

from __future__ import annotations

import http.client
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from autograder.author import server as servers
from autograder.author.draft import Place, read_draft
from autograder.author.session import Options, Session
from autograder.quality.verify import Finding, Tried, Verified
from autograder.records import Text
from tests.support import report_class as invented
from tests.support.author import serving


@pytest.fixture
def session(tiny_course: Path) -> Session:
    """One that follows nothing: what it knows does not change by itself."""
    statement = tiny_course / "assignments" / "tiny" / "statement.en.md"
    statement.write_text("# <script>alert(1)</script> 42?\n\n| a |\n| --- |\n| b |\n", "utf-8")
    place = Place(tiny_course, "tiny")
    found = Session(place, Options(jobs=1))
    draft = read_draft(place)
    tried = (Tried("<b>one node more</b>", invented.grade("parameters node_more")),)
    verified = Verified((Finding("reference earns everything"), Finding("x", "y")), tried)
    found._tell(draft=draft, verified=verified, verified_draft=draft)
    return found


@pytest.fixture
def page(session: Session) -> Iterator[str]:
    with serving(session) as address:
        yield address


Answer = tuple[int, dict[str, str], str]


def ask(address: str, path: str = "", *, method: str = "GET", host: str | None = "") -> Answer:
    """Status, headers and body; ``host`` is another one, None for none at all."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
    connection.putrequest(method, path or parts.path, skip_host=True)
    if host is not None:
        connection.putheader("Host", host or parts.netloc)
    connection.endheaders()
    answer = connection.getresponse()
    found = (answer.status, dict(answer.getheaders()), answer.read().decode())
    connection.close()
    return found


def test_the_page_is_there_for_who_knows_the_token(page: str) -> None:
    status, headers, body = ask(page)
    assert status == 200
    assert "A tiny assignment" in body
    assert "작은 과제" in body
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert not [name for name in headers if name.startswith("Access-Control-")]


def test_nothing_but_its_own_style_and_script_can_run(page: str) -> None:
    _, headers, body = ask(page)
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "script-src 'sha256-" in policy
    assert "connect-src 'self'; frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert re.findall(r"(?:src|href)=\"(?!#|feedback/)([^\"]*)", body) == []
    assert "<script>alert" not in body
    assert "<b>one node more" not in body
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in body


def test_two_servers_have_two_tokens(session: Session) -> None:
    with serving(session) as one, serving(session) as other:
        tokens = [urlsplit(address).path for address in (one, other)]
        assert len({*tokens}) == 2
        assert min(map(len, tokens)) > 40
        assert ask(one, tokens[1])[0] == 403


@pytest.mark.parametrize("path", ["/", "/x/", "//", "/feedback/0", "/../", "/%00/", "/%ED%86%A0/"])
def test_without_the_token_there_is_nothing(page: str, path: str) -> None:
    status, headers, body = ask(page, path)
    assert status == 403
    assert "tiny" not in body
    assert urlsplit(page).path.strip("/") not in body
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_a_part_of_the_token_is_no_token(page: str) -> None:
    path = urlsplit(page).path
    assert ask(page, path[:-2] + "/")[0] == 403
    assert ask(page, path.upper())[0] == 403


HOSTS = (
    *("evil.example", "evil.example:{port}", "127.0.0.1.evil.example:{port}", "0.0.0.0:{port}"),
    *("127.0.0.1", "localhost", "", None),
)


@pytest.mark.parametrize("host", HOSTS)
def test_a_foreign_host_is_refused(page: str, host: str | None) -> None:
    port = urlsplit(page).port
    given = " " if host == "" else host and host.format(port=port)
    status, _, body = ask(page, host=given)
    assert status == 403
    assert "tiny" not in body


def test_this_machine_may_be_called_by_its_name(page: str) -> None:
    assert ask(page, host=f"localhost:{urlsplit(page).port}")[0] == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "HEAD"])
def test_nothing_can_be_done_but_to_read(page: str, method: str) -> None:
    assert ask(page, method=method)[0] == 501


def test_who_waits_hears_of_what_is_new(
    page: str, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = urlsplit(page).path
    monkeypatch.setattr(servers, "_PATIENCE", 0.1)
    number = session.state.number
    assert ask(page, f"{path}newer?seen={number}")[0] == 204
    session._tell(is_verifying=True, done=3, total=8)
    status, _, body = ask(page, f"{path}newer?seen={number}")
    assert status == 200
    assert f'data-number="{number + 1}"' in body


def test_the_page_of_the_student_is_one_address_away(page: str) -> None:
    path = urlsplit(page).path
    status, headers, body = ask(page, f"{path}feedback/0")
    assert status == 200
    assert "parameters node_more" in body
    assert "unsafe" not in headers["Content-Security-Policy"]
    for wrong in ("feedback/1", "feedback/-1", "feedback/x", "feedback", "feedback/0/1", "more"):
        assert ask(page, f"{path}{wrong}")[0] == 404


def test_what_does_not_hold_is_shown(page: str) -> None:
    body = ask(page)[2]
    assert "1 of 2 claims hold." in body
    assert "주장 2개 가운데 1개가 성립합니다." in body
    assert "x: y" in body


def test_before_anything_could_be_read_the_fault_is_all_there_is(tiny_course: Path) -> None:
    from autograder.author.session import Fault

    found = Session(Place(tiny_course, "tiny"), Options(jobs=1))
    found._tell(fault=Fault("assignment.toml, line 3: <no> points", "Give it points."))
    with serving(found) as address:
        body = ask(address)[2]
    assert "line 3: &lt;no&gt; points" in body
    assert "Give it points." in body
    assert Text("과제 작성", "Writing an assignment").en in body
