"""Debian's Chromium, driven by Playwright, looking at an invented class on disk.

Needs the package `chromium`, `pip install playwright` (no download of browsers) and, for the
accessibility tests, `npm install axe-core`. What is missing skips its tests, unless
AUTOGRADER_BROWSER=required, as on CI.
"""

from __future__ import annotations

import os
import shutil
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

import pytest

from autograder.records import Outcome, Status, Text
from autograder.report import classpage, feedback, notebook
from tests.report.test_notebook import code, display
from tests.support import report_class as invented

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
SIZE = 60


def unavailable(what: str) -> NoReturn:
    if os.environ.get("AUTOGRADER_BROWSER") == "required":
        pytest.fail(f"{what} is needed for the browser tests")
    pytest.skip(f"{what} is not there")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """The running browser, for one module.

    As long as it runs, so does an event loop in this thread, beside which Django refuses to work:
    the portal's own tests may come next.
    """
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        unavailable("playwright")
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        unavailable("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def chromium(browser: Any) -> Iterator[Any]:
    """The browser for one test: the pages that it opens do not work on beside later ones."""
    yield browser
    for context in browser.contexts:
        context.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core."""
    folder = Path(os.environ.get("AXE_CORE", "node_modules/axe-core"))
    path = folder / "axe.min.js"
    return path.read_text("utf-8") if path.is_file() else unavailable("axe-core")


@dataclass
class Visit:
    """A page in the browser, and all that it did that a page should not do."""

    page: Any
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def assert_quiet(self) -> None:
        """No request left the disk, no script failed, nothing was blocked or popped up."""
        assert [url for url in self.requests if not url.startswith(("file://", "data:"))] == []
        assert self.complaints == []


def visit(chromium: Any, url: str, **context: Any) -> Visit:
    page = chromium.new_context(**{"locale": "ko-KR", **context}).new_page()
    seen = Visit(page)
    page.on("request", lambda request: seen.requests.append(request.url))
    page.on("pageerror", lambda error: seen.complaints.append(f"error: {error}"))
    page.on("console", lambda said: seen.complaints.append(f"console: {said.text}"))
    page.on("dialog", lambda dialog: (seen.complaints.append("dialog"), dialog.dismiss()))
    page.goto(url)
    return seen


@pytest.fixture(scope="session")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A results folder with the pages of sixty students, some of them hostile."""
    out = tmp_path_factory.mktemp("results")
    grades = invented.class_of(SIZE)
    links = {}
    for number, grade in enumerate(grades):
        folder = out / f"student-{number}"
        folder.mkdir()
        links[grade.student] = classpage.Links(
            f"{folder.name}/feedback.html", f"{folder.name}/executed.html"
        )
        hostile = grade.student if grade.student in invented.HOSTILE else ""
        page = feedback.render(
            grade, invented.assignment(), "ko", invented.pictures(), output=hostile or "loss: 0.1"
        )
        (folder / "feedback.html").write_text(page, "utf-8")
        (folder / "executed.html").write_text(executed(grade.student), "utf-8")
    index = classpage.render(grades, invented.assignment(), "ko", links)
    (out / "index.html").write_text(index, "utf-8")
    (out / "flood.html").write_text(flooded(), "utf-8")
    (out / "lost.html").write_text(lost(), "utf-8")
    return out


def executed(text: str) -> str:
    import json

    from tests.report.test_notebook import PNG

    cells = [
        {"cell_type": "markdown", "source": f"# 과제\n{text}"},
        code(f"print({text!r})", {"output_type": "stream", "text": text}),
        code("plt.plot()", display(image_png=PNG, text_html=text)),
    ]
    return notebook.render(json.dumps({"cells": cells}), text)


def flooded() -> str:
    flood = invented.FLOOD
    grade = invented.grade(flood, hostile=flood, errors=(invented.error(flood, flood),))
    return feedback.render(grade, invented.assignment(), "en", invented.pictures(), output=flood)


def lost() -> str:
    """A page on which everything that can be shown is shown."""
    outcomes = {
        "parameters_3": Outcome.FAILED,
        "layers_3": Outcome.PARTIAL,
        "learned_3": Outcome.COULD_NOT_CHECK,
        "parameters_2": Outcome.NOT_CHECKED,
    }
    grade = invented.grade("김지우", outcomes, errors=(invented.error(),), status=Status.TIMEOUT)
    note = Text(
        "제출 파일이 둘이어서 나중 것을 채점했습니다.", "Of two files the later was graded."
    )
    from dataclasses import replace

    grade = replace(grade, notes=(note,))
    return feedback.render(grade, invented.assignment(), "ko", invented.pictures(), output="loss")


def visible_names(page: Any) -> list[str]:
    """The students that the table shows, in its order, without marks for lateness."""
    names = page.locator("table.students tbody tr:visible th a").all_inner_texts()
    return [unicodedata.normalize("NFC", name.strip()) for name in names]
