"""``autograder author`` as it is typed: its address, the terminal, and what it refuses."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.test_main import call
from tests.support.author import LONGEST, change

AUTOGRADER = (sys.executable, "-m", "autograder")


@contextmanager
def running(course: Path, *options: str) -> Iterator[subprocess.Popen[str]]:
    """The command at work; at the end of the block Ctrl-C, after which it says that all is well."""
    process = subprocess.Popen(
        [*AUTOGRADER, "author", "tiny", "--lang", "en", *options],
        cwd=course, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    try:
        yield process
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=LONGEST)
        assert process.returncode == 0, said
        assert "Traceback" not in said
    finally:
        process.kill()
        process.communicate()


def lines_until(process: subprocess.Popen[str], part: str) -> str:
    """What is printed up to a line with this in it."""
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if part in line:
            return said
    pytest.fail(f"it ended before it said {part}: {said}")


def test_it_prints_an_address_at_which_the_page_is(tiny_course: Path) -> None:
    with running(tiny_course) as process:
        address = lines_until(process, "http://127.0.0.1:").split()[-1]
        with urllib.request.urlopen(address, timeout=LONGEST) as answer:  # our own
            assert answer.status == 200


def test_the_terminal_says_what_is_new_after_each_save(tiny_course: Path) -> None:
    with running(tiny_course, "--watch") as process:
        said = lines_until(process, "claims hold")
        assert "| **in all** | **100** |" in said
        assert "reference  100/100" in said
        assert "✘ check answer is lost by a known-wrong submission" in said
        change(tiny_course, "points = 60", "ponits = 60")
        assert "line 28: checks.answer: unknown key" in lines_until(process, "unknown key")
        change(tiny_course, "ponits = 60", "points = 70")
        said = lines_until(process, "claims hold")
        assert "| **in all** | **110** |" in said
        assert "reference  110/110" in said


def test_an_unknown_assignment_is_refused_with_those_that_there_are(tiny_course: Path) -> None:
    said = call("author", "tyni", cwd=tiny_course)
    assert said.returncode == 2
    assert "there is no assignment `tyni`" in said.stderr
    assert "This course has: tiny." in said.stderr


def test_a_port_that_is_taken_is_told(tiny_course: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        said = call("author", "tiny", "--port", port, cwd=tiny_course)
    assert said.returncode == 2
    assert f"port {port} of this machine can't be used" in said.stderr
    assert "--port" in said.stderr
