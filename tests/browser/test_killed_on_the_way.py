"""From the LMS's page to its gradebook, while each process of the portal is killed once."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import write_course
from tests.portal.test_serving import SLOW, Served, children, free_port, results, serve, stop
from tests.support import lti_platform
from tests.support.lti_platform import FakePlatform

pytestmark = [pytest.mark.thorough, pytest.mark.timeout(600)]
# Each by a word of its command line.
PARTS = ("portal.serving.worker", "postgres", "portal.serving.web", "portal.serving.keeper",
         "portal.serving.sender")  # fmt: skip
# Asked for at once: a run that is taken back waits after it ran.
NOTHING_LEFT = r"^autograder_runs_waiting 0\n.*\nautograder_runs_running 0"


@pytest.fixture
def lms() -> Iterator[FakePlatform]:
    with lti_platform.running() as platform:
        platform.address = platform.address.replace("127.0.0.1", "localhost")
        platform.people = {"hana": "김하나", "ben": "Ben Okafor"}
        yield platform


def connect(lms: FakePlatform, served: Served, page: Any) -> None:
    """The administrator lets the LMS register itself."""
    lms.tool = served.address
    page.goto(served.link)
    page.get_by_role("button", name="Come in").click()
    page.goto(f"{served.address}/platforms")
    page.get_by_role("button", name="Make a link for registering").click()
    link = page.locator("code", has_text="/lti/register/").inner_text()
    given = f"openid_configuration={lms.address}/about"
    page.goto(f"{link}?{given}&registration_token={lms.registration_token}")
    page.get_by_role("button", name="Connect").click()
    page.get_by_role("heading", name="Connected").wait_for()


def hand_in(lms: FakePlatform, page: Any, who: str, work: Path) -> Any:
    """The frame in which the student watches."""
    page.goto(f"{lms.address}/course?who={who}")
    frame = page.frame_locator("iframe[title=Exercise]")
    frame.get_by_label("Your notebook").set_input_files(work)
    frame.get_by_role("button", name="Hand in and grade").click()
    frame.locator("h1").first.wait_for()
    return frame


def metrics(served: Served) -> str:
    """What the portal tells of itself; '' while it can't."""
    with contextlib.suppress(OSError), urllib.request.urlopen(f"{served.address}/metrics") as told:
        return str(told.read().decode())
    return ""


def waits_for(served: Served, line: str) -> None:
    until = time.monotonic() + 200
    while not re.search(line, metrics(served), re.MULTILINE):
        assert time.monotonic() < until, f"{line}: {served.log.read_text()[-3000:]}"
        time.sleep(0.1)


def killed(served: Served, part: str) -> int:
    """How many processes of the portal with this word in their command lines there were."""
    found = [pid for pid, line in children(served.process.pid) if part in line]
    for pid in found:
        os.kill(pid, signal.SIGKILL)
    return len(found)


def gets_it_back(served: Served, part: str) -> None:
    until = time.monotonic() + 100
    while not any(part in line for _, line in children(served.process.pid)):
        assert time.monotonic() < until, served.log.read_text()[-3000:]
        time.sleep(0.2)


def test_the_score_arrives_once_whatever_is_killed(
    lms: FakePlatform, browser: Any, tmp_path: Path
) -> None:
    work = tmp_path / "hw.py"
    work.write_text(SLOW)
    course, port = write_course(tmp_path / "course"), free_port()
    served = serve(tmp_path / "data", course, tmp_path / "log", port=port)
    context = browser.new_context(locale="en-US")
    try:
        connect(lms, served, context.new_page())
        hand_in(lms, context.new_page(), "hana", work)
        waits_for(served, "^autograder_runs_running 1")
        for part in PARTS:
            assert killed(served, part) >= 1, part
            gets_it_back(served, part)
            waits_for(served, "^autograder_runs_")
        served.process.kill()  # and with it what started them all
        served.process.wait()
        served = serve(tmp_path / "data", course, tmp_path / "second", port=port)
        waits_for(served, NOTHING_LEFT)
        assert [(count, score) for _, count, score in results(served)] == [(1, 100.0)]
        page = context.new_page()
        page.goto(f"{lms.address}/course?who=hana")
        page.frame_locator("iframe[title=Exercise]").get_by_text("100 / 100").first.wait_for()
        until = time.monotonic() + 60
        while not lms.scores and time.monotonic() < until:
            time.sleep(0.2)
        assert [one.body["scoreGiven"] for one in lms.scores] == [100]
    finally:
        context.close()
        stop(served)


def test_nothing_of_a_killed_portal_goes_on_for_long(tmp_path: Path) -> None:
    served = serve(tmp_path / "data", write_course(tmp_path / "course"), tmp_path / "log")
    left = [pid for pid, line in children(served.process.pid) if "portal.serving" in line]
    assert len(left) >= 4
    served.process.kill()
    served.process.wait()
    until = time.monotonic() + 60
    while any(Path(f"/proc/{pid}").exists() for pid in left):
        assert time.monotonic() < until
        time.sleep(0.2)
