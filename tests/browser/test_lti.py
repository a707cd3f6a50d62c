"""The portal in a frame of an LMS's page, which is another site's: in Debian's Chromium."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.test_portal import no_serious_obstacles
from tests.conftest import RIGHT, write_course
from tests.portal.test_serving import Served, serve, stop
from tests.support import lti_platform
from tests.support.lti_platform import FakePlatform

pytestmark = [pytest.mark.thorough, pytest.mark.timeout(600)]
PHONE = {"width": 375, "height": 812}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    place = tmp_path_factory.mktemp("portal")
    served = serve(place / "data", write_course(place / "course"), place / "log")
    yield served
    stop(served)


@pytest.fixture(scope="module")
def lms(served: Served, browser: Any) -> Iterator[FakePlatform]:
    """An LMS on another host than the portal, which the administrator let register itself."""
    with lti_platform.running() as platform:
        platform.address = platform.address.replace("127.0.0.1", "localhost")
        platform.tool = served.address
        platform.people = {"hana": "김하나", "ben": "Ben Okafor", "ida": "Ida Holm"}
        context = browser.new_context(locale="en-US")
        page = context.new_page()
        page.goto(served.link)
        page.get_by_role("button", name="Come in").click()
        page.goto(f"{served.address}/platforms")
        page.get_by_role("button", name="Make a link for registering").click()
        link = page.locator("code", has_text="/lti/register/").inner_text()
        given = f"openid_configuration={platform.address}/about"
        page.goto(f"{link}?{given}&registration_token={platform.registration_token}")
        page.get_by_role("button", name="Connect").click()
        page.get_by_role("heading", name="Connected").wait_for()
        context.close()
        yield platform


@pytest.fixture
def visitor(browser: Any) -> Iterator[Callable[..., Any]]:
    """A page of a browser of somebody's own."""
    contexts = []

    def come(locale: str, size: dict[str, int]) -> Any:
        contexts.append(browser.new_context(locale=locale, viewport=size))
        return contexts[-1].new_page()

    yield come
    for one in contexts:
        one.close()


def tool_in(page: Any, served: Served) -> Any:
    """The portal's frame in the LMS's page."""
    (found,) = [one for one in page.frames if one.url.startswith(f"{served.address}/")][:1]
    return found


def test_from_the_lms_to_the_feedback_on_a_phone(
    lms: FakePlatform, served: Served, visitor: Any, axe: str, tmp_path: Path
) -> None:
    page = visitor("ko-KR", PHONE)
    page.goto(f"{lms.address}/course?who=hana")
    frame = page.frame_locator("iframe[title=Exercise]")
    frame.get_by_text("김하나", exact=True).wait_for()
    no_serious_obstacles(tool_in(page, served), axe)
    work = tmp_path / "내 과제.py"
    work.write_text(RIGHT)
    frame.get_by_label("노트북").set_input_files(work)
    frame.get_by_role("button", name="제출하고 채점받기").click()
    frame.locator("iframe").wait_for(timeout=300_000)
    assert frame.locator(".score").inner_text().startswith("100 / 100")
    inside = frame.frame_locator("iframe")  # of a frame in a frame
    inside.get_by_text("답이 맞습니다.").first.wait_for()
    tool = tool_in(page, served)
    no_serious_obstacles(tool, axe)
    assert tool.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    frame.get_by_role("button", name="나가기").click()
    frame.get_by_text("김하나", exact=True).wait_for(state="detached")
    page.goto(f"{lms.address}/course?who=hana")  # and back again
    frame.get_by_text("100 / 100").first.wait_for()


def test_two_students_of_one_lms_are_two(
    lms: FakePlatform, served: Served, visitor: Any, tmp_path: Path
) -> None:
    frames = []
    for who, answer in (("ben", "42"), ("ida", "41")):
        page = visitor("en-US", {"width": 1280, "height": 900})
        page.goto(f"{lms.address}/course?who={who}")
        frame = page.frame_locator("iframe[title=Exercise]")
        frame.get_by_text(lms.people[who], exact=True).wait_for()
        work = tmp_path / f"{who}.py"
        work.write_text(RIGHT.replace("42", answer))
        frame.get_by_label("Your notebook").set_input_files(work)
        frame.get_by_role("button", name="Hand in and grade").click()
        frames.append((page, frame))
    for (page, frame), score in zip(frames, ("100", "40"), strict=True):
        frame.locator("iframe").wait_for(timeout=300_000)
        assert frame.locator(".score strong").inner_text() == score
        assert "Sign out" in tool_in(page, served).content()
    (first, _), (second, _) = frames
    taken = tool_in(first, served).url
    assert second.goto(taken).status == 404


def test_a_browser_that_keeps_no_cookies_of_frames_goes_on_in_a_window(
    lms: FakePlatform, served: Served, visitor: Any, axe: str
) -> None:
    page = visitor("ko-KR", PHONE)
    context = page.context
    frame = page.frame_locator("iframe[title=Exercise]")
    lms.asks_first = True
    try:
        page.goto(f"{lms.address}/course?who=hana")
        frame.get_by_role("button", name="Go on").wait_for()
        context.clear_cookies()  # those that the frame was given when the login began
        frame.get_by_role("button", name="Go on").click()
    finally:
        lms.asks_first = False
    link = frame.get_by_role("link", name="새 창에서 열기")
    link.wait_for()
    no_serious_obstacles(tool_in(page, served), axe)
    with context.expect_page() as opened:
        link.click()
    window = opened.value
    window.get_by_role("button", name="제출하고 채점받기").wait_for()
    assert window.url == f"{served.address}/courses/tiny/tiny"
    assert "김하나" in window.content()


def test_a_launch_that_is_refused_says_why_in_the_frame(lms: FakePlatform, visitor: Any) -> None:
    page = visitor("ko-KR", PHONE)
    page.goto(f"{lms.address}/course?who=hana")
    frame = page.frame_locator("iframe[title=Exercise]")
    frame.get_by_text("김하나", exact=True).wait_for()
    other = lti_platform.new_key()
    known, lms.key = lms.key, other
    try:
        page.context.clear_cookies()
        page.goto(f"{lms.address}/course?who=hana")
        frame.get_by_role("heading", name="이 링크로는 들어올 수 없습니다").wait_for()
    finally:
        lms.key = known
