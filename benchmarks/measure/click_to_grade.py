"""From handing in to the feedback, on an idle portal: `python -m benchmarks click_to_grade`.

A real portal: `autograder serve` with its own PostgreSQL, HTTP, and one worker that runs and checks
the notebook in the sandbox. The clock starts when the form is sent, and stops when the page with
the feedback has arrived. What that takes beyond the grading is the portal's own part.
"""

from __future__ import annotations

import contextlib
import http.cookiejar
import json
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.lib import measured, reporting
from benchmarks.lib.catalogue import SPEED as PAGE
from benchmarks.lib.repository import ROOT
from benchmarks.lib.results import Result

_PATIENCE = 300.0  # seconds to start in
_ASSIGNMENTS = ("softmax-shapes", "xor-logistic")


@dataclass(frozen=True, slots=True)
class Click:
    """Seconds from the click to the page, of these in the grading, and until each was answered."""

    whole: float
    grading: float
    answered: float
    told: float


class Browser:
    """Somebody with cookies."""

    def __init__(self, address: str) -> None:
        self.address = address
        jar = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))

    def get(self, path: str) -> str:
        """The text of a page."""
        with self._opener.open(self._at(path)) as answer:
            return str(answer.read().decode())

    def post(self, path: str, form: str, file: Path | None = None) -> str:
        """Where it leads; ``form`` is the page with the form."""
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', form)
        assert token is not None
        boundary = uuid.uuid4().hex
        part = f"--{boundary}\r\nContent-Disposition: form-data; name="
        body = f'{part}"csrfmiddlewaretoken"\r\n\r\n{token[1]}\r\n'.encode()
        if file is not None:
            body += f'{part}"files"; filename="{file.name}"\r\n\r\n'.encode()
            body += file.read_bytes() + b"\r\n"
        asked = urllib.request.Request(
            self._at(path), body + f"--{boundary}--\r\n".encode(),
            {"Content-Type": f"multipart/form-data; boundary={boundary}", "Referer": self.address},
        )  # fmt: skip
        with self._opener.open(asked) as answer:
            answer.read()
            return str(answer.url)

    def watch(self, submission: str) -> None:
        """Wait until the portal says that a submission is graded."""
        with self._opener.open(f"{submission}/events") as answer:
            for line in answer:
                if line.startswith(b"data: ") and json.loads(line[6:])["state"] == "done":
                    return
        raise RuntimeError("the portal said nothing more, and no grade was there")

    def _at(self, path: str) -> str:
        return path if path.startswith("http") else self.address + path


@contextlib.contextmanager
def served(place: Path, database: str) -> Iterator[str]:
    """The line of a running portal's log that has the administrator's link."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = int(one.getsockname()[1])
    line = [sys.executable, "-m", "autograder", "serve", "--course", str(ROOT), "--jobs", "1",
            "--data", str(place / "data"), "--port", str(port)]  # fmt: skip
    log = place / "log"
    with log.open("wb") as out:
        environment = {**os.environ, "DATABASE_URL": database}
        process = subprocess.Popen(line, stdout=out, stderr=out, env=environment)
    try:
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until and process.poll() is None:
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz").close()
                break
            time.sleep(0.2)
        link = re.search(r"http\S+/i/\S+", log.read_text())
        if link is None:
            raise RuntimeError(f"the portal did not start: {log.read_text()}")
        yield link[0]
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


def click(browser: Browser, page: str, file: Path, database: str) -> Click:
    """Hand in once, and read what came of it."""
    form = browser.get(page)
    started = time.monotonic()
    submission = browser.post(f"{page}/hand-in", form, file)
    answered = time.monotonic()
    browser.watch(submission)
    told = time.monotonic()
    browser.get(submission)
    browser.get(f"{submission}/feedback")
    over = time.monotonic()
    with psycopg.connect(database) as connection:
        found = connection.execute("SELECT seconds FROM portal_result ORDER BY id DESC LIMIT 1")
        row = found.fetchone()
    assert row is not None
    return Click(over - started, float(row[0]), answered - started, over - told)


def render(found: dict[str, Any]) -> str:
    """A row for each assignment."""
    columns = ["reference of", "hand-ins", "click to feedback s", "of that grading s",
               "the portal's part ms", "at most ms"]  # fmt: skip
    cells = [
        [f"`{one['assignment']}`", str(one["clicks"]), one["whole"], one["grading"],
         round(one["portal"] * 1000), round(one["most"] * 1000)]
        for one in found["rows"]
    ]  # fmt: skip
    return reporting.table(columns, cells)


def _row(assignment: str, clicks: Sequence[Click]) -> dict[str, Any]:
    parts = [one.whole - one.grading for one in clicks]
    return {
        "assignment": assignment,
        "clicks": len(clicks),
        "whole": statistics.median(one.whole for one in clicks),
        "grading": statistics.median(one.grading for one in clicks),
        "portal": statistics.median(parts),
        "most": max(parts),
        "answered": statistics.median(one.answered for one in clicks),
        "pages": statistics.median(one.told for one in clicks),
    }


def main(arguments: Sequence[str]) -> None:
    """Hands the references in, one after the other."""
    parser = reporting.parser("click_to_grade", __doc__)
    parser.add_argument("--times", type=int, default=12)
    asked = parser.parse_args(arguments)
    from portal.serving import postgres

    about, rows = measured.now("click_to_grade"), []
    with (
        tempfile.TemporaryDirectory() as name,
        postgres.embedded(Path(name) / "pg") as database,
        served(Path(name), database) as link,
    ):
        browser = Browser(link.partition("/i/")[0])
        browser.post(link, browser.get(link))
        for assignment in _ASSIGNMENTS:
            page = f"/courses/deep-learning-basics/{assignment}"
            file = ROOT / "reference" / f"{assignment}.py"
            click(browser, page, file, database)  # the first one warms up
            clicks = [click(browser, page, file, database) for _ in range(asked.times)]
            rows.append(_row(assignment, clicks))
            print(rows[-1], flush=True)
    result = Result(about, {"rows": rows})
    reporting.report("click_to_grade", PAGE, result, render(result.found), only_print=asked.print)
