"""One command from nothing to a portal that works, and what it survives."""

from __future__ import annotations

import contextlib
import http.cookiejar
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

from tests.conftest import RIGHT, write_course

pytestmark = [pytest.mark.thorough, pytest.mark.timeout(600)]
SLOW = "import time\nfor _ in range(40): time.sleep(0.1)\n" + RIGHT


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@dataclass
class Served:
    """A running portal."""

    data: Path
    address: str
    log: Path
    process: subprocess.Popen[bytes]

    @property
    def link(self) -> str:
        found = re.search(r"http\S+/i/\S+", self.log.read_text())
        assert found, self.log.read_text()
        return found[0]

    def workers(self) -> list[int]:
        """The worker's process."""
        return [pid for pid, line in children(self.process.pid) if "portal.serving.worker" in line]


def children(pid: int) -> Iterator[tuple[int, str]]:
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            with contextlib.suppress(OSError):  # it has ended meanwhile
                line = Path(f"/proc/{child}/cmdline").read_bytes()
                yield int(child), line.replace(b"\0", b" ").decode()


def plain_environment() -> dict[str, str]:
    """This one's, without what other tests of the portal were told."""
    own = ("AUTOGRADER_PORTAL", "DATABASE_URL", "DJANGO_")
    return {name: value for name, value in os.environ.items() if not name.startswith(own)}


def serve(data: Path, course: Path, log: Path, *options: str, port: int = 0) -> Served:
    port = port or free_port()
    line = [sys.executable, "-m", "autograder", "serve", "--course", course, "--data", data,
            "--port", str(port), "--jobs", "2", *options]  # fmt: skip
    with log.open("wb") as out:
        process = subprocess.Popen(line, stdout=out, stderr=out, env=plain_environment())
    served = Served(data, f"http://127.0.0.1:{port}", log, process)
    until = time.monotonic() + 300
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{served.address}/healthz"):
            return served
        time.sleep(0.1)
    pytest.fail(f"it did not start: {log.read_text()}")


@dataclass
class Browser:
    """Somebody with a cookie jar."""

    address: str
    opener: urllib.request.OpenerDirector = field(init=False)

    def __post_init__(self) -> None:
        jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))

    def get(self, path: str) -> str:
        with self.opener.open(self.at(path)) as answer:
            return str(answer.read().decode())

    def post(self, path: str, page: str, source: str = "") -> str:
        """Where it leads; ``page`` holds the form."""
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page)
        assert token
        boundary = uuid.uuid4().hex
        begin = f"--{boundary}\r\nContent-Disposition: form-data; name="
        body = f'{begin}"csrfmiddlewaretoken"\r\n\r\n{token[1]}\r\n'
        if source:
            body += f'{begin}"files"; filename="hw.py"\r\n\r\n{source}\r\n'
        asked = urllib.request.Request(
            self.at(path), f"{body}--{boundary}--\r\n".encode(),
            {"Content-Type": f"multipart/form-data; boundary={boundary}", "Referer": self.address},
        )  # fmt: skip
        with self.opener.open(asked) as answer:
            return str(answer.url)

    def at(self, path: str) -> str:
        return path if path.startswith("http") else self.address + path

    def watch(self, submission: str) -> list[dict[str, object]]:
        """All that is told until it is over."""
        with self.opener.open(f"{submission}/events") as answer:
            lines = [line.decode() for line in answer if line.startswith(b"data: ")]
        return [json.loads(line.removeprefix("data: ")) for line in lines]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    place = tmp_path_factory.mktemp("한글 served")
    course = write_course(place / "course")
    (course / "data").mkdir()
    (course / "data" / "numbers.csv").write_text("41,42")
    served = serve(place / "data", course, place / "log")
    yield served
    stop(served)


def stop(served: Served) -> None:
    """Ctrl-C ends all of it, and nothing went wrong meanwhile."""
    started = [pid for pid, _ in children(served.process.pid)]
    served.process.send_signal(signal.SIGINT)
    assert served.process.wait(60) == 0, served.log.read_text()
    assert not [pid for pid in started if Path(f"/proc/{pid}").exists()]
    assert not (served.data / "postgresql" / "postmaster.pid").exists()
    assert "Traceback" not in served.log.read_text(), served.log.read_text()


@pytest.fixture(scope="module")
def browser(served: Served) -> Browser:
    """The administrator's."""
    made = Browser(served.address)
    made.post(served.link, made.get(served.link))
    return made


def hand_in(browser: Browser, source: str) -> str:
    page = browser.get("/courses/tiny/tiny")
    return browser.post("/courses/tiny/tiny/hand-in", page, source)


def results(served: Served) -> list[tuple[int, int, float]]:
    """Of each run: attempts, results, and the score."""
    password = (served.data / "postgresql-password").read_text()
    found = re.search(r"unix_socket_directories=(\S+)", postgres_line(served))
    assert found
    with psycopg.connect(
        host=found[1], user="portal", password=password, dbname="postgres"
    ) as connection:
        return connection.execute(
            "SELECT run.attempt, count(result.id), max(result.score) FROM portal_run run "
            "LEFT JOIN portal_result result ON result.run_id = run.id "
            "GROUP BY run.id ORDER BY run.id"
        ).fetchall()


def postgres_line(served: Served) -> str:
    pid = (served.data / "postgresql" / "postmaster.pid").read_bytes().split()[0].decode()
    return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()


def test_from_a_link_to_a_grade(browser: Browser) -> None:
    submission = hand_in(browser, RIGHT)
    told = browser.watch(submission)
    assert told[-1] == {"state": "done"}
    assert {one.get("step") for one in told} >= {"checking"}
    page = browser.get(submission)
    assert "<strong>100</strong> / 100" in page
    assert "<iframe" in page
    assert "The answer is right." in browser.get(f"{submission}/feedback")


def test_what_is_handed_in_reads_the_data_sets_of_the_course(browser: Browser) -> None:
    reads = RIGHT.replace("42", 'int(open("numbers.csv").read().split(",")[1])')
    submission = hand_in(browser, reads)
    assert browser.watch(submission)[-1] == {"state": "done"}
    assert "<strong>100</strong> / 100" in browser.get(submission)


def test_a_killed_worker_loses_nothing_and_doubles_nothing(
    served: Served, browser: Browser
) -> None:
    before = len(results(served))
    submission = hand_in(browser, SLOW)
    for state in iter(lambda: browser.get("/metrics"), ""):
        if "autograder_runs_running 1" in state:
            break
        time.sleep(0.05)
    (worker,) = served.workers()
    os.kill(worker, signal.SIGKILL)
    told = browser.watch(submission)
    assert told[-1] == {"state": "done"}
    assert "<strong>100</strong>" in browser.get(submission)
    assert results(served)[before:] == [(2, 1, 100.0)]


def test_a_second_start_takes_over_what_a_killed_portal_left(
    served: Served, tmp_path: Path
) -> None:
    course = write_course(tmp_path / "course")
    first = serve(tmp_path / "data", course, tmp_path / "log")
    one = Browser(first.address)
    one.post(first.link, one.get(first.link))
    submission = hand_in(one, SLOW).rpartition("/")[2]
    left = [pid for pid, _ in children(first.process.pid)]
    first.process.kill()
    first.process.wait()
    for pid in left:
        with contextlib.suppress(OSError):  # it has ended already
            if "portal" in Path(f"/proc/{pid}/cmdline").read_text():
                os.kill(pid, signal.SIGKILL)
    second = serve(tmp_path / "data", course, tmp_path / "second")
    try:
        until = time.monotonic() + 300
        while results(second)[0][1] == 0 and time.monotonic() < until:
            time.sleep(0.5)
        assert [(count, score) for _, count, score in results(second)] == [(1, 100.0)]
        assert submission
    finally:
        second.process.send_signal(signal.SIGTERM)
        assert second.process.wait(60) == 0
    assert not (second.data / "postgresql" / "postmaster.pid").exists()
