"""Takes the pictures of docs/how-to/portal.md: ``python -m examples.portal_screenshots``.

Needs Chromium (``make browser``). Starts the portal with its demo class, and waits until all of it
is graded, which takes some minutes.
"""

from __future__ import annotations

import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests
from PIL import Image
from playwright.sync_api import sync_playwright

from examples.screenshots import FLAGS, IMAGES, ROOT

COURSE = "/courses/deep-learning-basics-demo"
PATIENCE = 1200.0  # seconds until all is graded
COLOURS = 64
LINK = re.compile(r"as the (instructor|student) .*?: (http\S+)")


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture: of which page, as whom, how large."""

    name: str
    who: str
    path: str
    language: str = "en-US"
    width: int = 900
    height: int = 640


SHOTS = (
    Shot("portal-assignment", "student", f"{COURSE}/xor-logistic", height=700),
    Shot("portal-difference", "student", "difference", height=620),
    Shot("portal-phone", "student", f"{COURSE}/xor-mlp", "ko-KR", 375, 760),
    Shot("portal-settings", "instructor", f"{COURSE}/xor-mlp/settings", height=830),
)


@contextmanager
def demo() -> Iterator[str]:
    """What a portal with its demo class printed when all of it is graded."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    with tempfile.TemporaryDirectory() as place:
        log = Path(place) / "log"
        line = [sys.executable, "-m", "autograder", "serve", "--demo", "--course", str(ROOT)]
        line += ["--data", f"{place}/data", "--port", str(port)]
        with log.open("wb") as out:
            process = subprocess.Popen(line, stdout=out, stderr=out, cwd=ROOT)
        try:
            _wait(f"http://127.0.0.1:{port}/metrics", process)
            yield log.read_text(encoding="utf-8")
        finally:
            process.send_signal(signal.SIGINT)
            process.wait()


def _wait(metrics: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        time.sleep(2)
        try:
            answer = requests.get(metrics, timeout=60)
        except requests.RequestException:
            continue
        told = dict(re.findall(r"^(\w+) (\S+)$", answer.text, re.MULTILINE))
        if told["autograder_runs_waiting"] == told["autograder_runs_running"] == "0":
            return
    raise RuntimeError("the demo class was not graded in time")


def main() -> None:
    """Write docs/images/portal-*.png."""
    with demo() as told, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        links = dict(LINK.findall(told))
        take(browser, links)
        browser.close()


def take(browser: Any, links: dict[str, str]) -> None:
    """All pictures; ``links`` are those of the demo class, by role."""
    people = {who: _signed_in(browser, link) for who, link in links.items()}
    address = next(iter(links.values())).partition("/i/")[0]
    for shot in SHOTS:
        context = browser.new_context(
            storage_state=people[shot.who],
            locale=shot.language,
            viewport={"width": shot.width, "height": shot.height},
        )
        page = context.new_page()
        path = shot.path if shot.path.startswith("/") else _difference(page, address)
        page.goto(address + path)
        target = IMAGES / f"{shot.name}.png"
        page.screenshot(path=target)
        with Image.open(target) as image:
            image.convert("RGB").quantize(COLOURS).save(target, optimize=True)
        context.close()


def _signed_in(browser: Any, link: str) -> Any:
    context = browser.new_context(locale="en-US")
    page = context.new_page()
    page.goto(link)
    page.get_by_role("button", name="Come in").click()
    page.get_by_role("heading", name="Your courses").wait_for()
    state = context.storage_state()
    context.close()
    return state


def _difference(page: Any, address: str) -> str:
    page.goto(f"{address}{COURSE}/xor-logistic")
    href = page.get_by_role("link", name="No. 2").get_attribute("href")
    return f"{href}/difference"


if __name__ == "__main__":
    main()
