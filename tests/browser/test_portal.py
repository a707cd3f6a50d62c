"""The portal in Debian's Chromium: handing in, watching and reading, for everybody."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import RIGHT, write_course
from tests.portal.test_serving import Served, serve, stop

pytestmark = [pytest.mark.thorough, pytest.mark.timeout(600)]
PHONE = {"width": 375, "height": 812}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    place = tmp_path_factory.mktemp("portal")
    served = serve(place / "data", write_course(place / "course"), place / "log")
    yield served
    stop(served)


@pytest.fixture(scope="module")
def links(served: Served, browser: Any) -> Iterator[Callable[[str], str]]:
    """Invites somebody as the administrator does: the link."""
    context = browser.new_context(locale="en-US")
    page = context.new_page()
    page.goto(served.link)
    page.get_by_role("button", name="Come in").click()
    page.get_by_role("heading", name="Your courses").wait_for()

    def invite(name: str) -> str:
        page.goto(f"{served.address}/courses/tiny/people")
        page.get_by_label("Names, one a line").fill(name)
        page.get_by_role("button", name="Make links").click()
        return str(page.locator("code").inner_text())

    yield invite
    context.close()


def watched(context: Any) -> tuple[Any, list[str]]:
    """A page, and what it complains of."""
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda m: wrong.append(m.text) if m.type in {"error", "warning"} else None)
    return page, wrong


def no_serious_obstacles(page: Any, axe: str) -> None:
    page.evaluate(axe)
    found = page.evaluate("axe.run()")
    bad = [one for one in found["violations"] if one["impact"] in {"serious", "critical"}]
    assert bad == [], [(one["id"], [n["html"] for n in one["nodes"]]) for one in bad]


@pytest.mark.parametrize(
    ("locale", "scheme", "size"),
    [("ko-KR", "dark", PHONE), ("en-US", "light", {"width": 1280, "height": 900})],
)
def test_from_the_link_to_the_feedback(  # noqa: PLR0917
    locale: str,
    scheme: str,
    size: dict[str, int],
    links: Any,
    browser: Any,
    axe: str,
    tmp_path: Path,
) -> None:
    korean = locale == "ko-KR"
    context = browser.new_context(
        locale=locale, color_scheme=scheme, viewport=size, bypass_csp=True
    )
    page, wrong = watched(context)
    page.goto(links(f"학생 {locale}"))
    page.get_by_role("button", name="들어가기" if korean else "Come in").click()
    page.get_by_role("link", name="작은 강의" if korean else "A tiny course").click()
    page.get_by_role("link", name="작은 과제" if korean else "A tiny assignment").click()
    no_serious_obstacles(page, axe)
    notebook = tmp_path / "내 과제.py"
    notebook.write_text(RIGHT)
    page.get_by_label("노트북" if korean else "Your notebook").set_input_files(notebook)
    page.get_by_role("button", name="제출하고 채점받기" if korean else "Hand in and grade").click()
    page.get_by_role("status").wait_for()
    page.locator("iframe").wait_for(timeout=300_000)
    assert page.locator(".score").inner_text().startswith("100 / 100")
    frame = page.frame_locator("iframe")
    said = "답이 맞습니다." if korean else "The answer is right."
    frame.get_by_text(said).first.wait_for()
    no_serious_obstacles(page, axe)
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    page.screenshot(path=str(tmp_path / "page.png"), full_page=True)
    context.close()
    # The feedback page's own script does not run in its frame either: the wall holds.
    assert [one for one in wrong if "document's frame is sandboxed" not in one] == []


def test_without_scripts_the_page_comes_again_by_itself(
    links: Any, browser: Any, tmp_path: Path
) -> None:
    context = browser.new_context(locale="en-US", java_script_enabled=False)
    page = context.new_page()
    page.goto(links("No Script"))
    page.get_by_role("button", name="Come in").click()
    page.get_by_role("heading", name="Your courses").wait_for()
    page.goto(f"{page.url.rstrip('/')}/courses/tiny/tiny")
    work = tmp_path / "hw.py"
    work.write_text(RIGHT)
    page.get_by_label("Your notebook").set_input_files(work)
    page.get_by_role("button", name="Hand in and grade").click()
    page.locator("iframe").wait_for(timeout=300_000)
    assert page.locator(".score").inner_text().startswith("100 / 100")
    context.close()


def test_two_students_see_each_their_own(links: Any, browser: Any, tmp_path: Path) -> None:
    pages = []
    for name in ("One", "Two"):
        context = browser.new_context(locale="en-US")
        page = context.new_page()
        page.goto(links(name))
        page.get_by_role("button", name="Come in").click()
        page.get_by_role("heading", name="Your courses").wait_for()
        page.goto(f"{page.url.rstrip('/')}/courses/tiny/tiny")
        work = tmp_path / f"{name}.py"
        work.write_text(RIGHT.replace("42", "42" if name == "One" else "41"))
        page.get_by_label("Your notebook").set_input_files(work)
        page.get_by_role("button", name="Hand in and grade").click()
        pages.append(page)
    scores = []
    for page in pages:
        page.locator("iframe").wait_for(timeout=300_000)
        scores.append(page.locator(".score strong").inner_text())
    assert scores == ["100", "40"]
    first, second = pages
    assert second.goto(first.url).status == 404
    for page in pages:
        page.context.close()
