"""``autograder author`` in a real browser: what is saved shows, and strangers get nothing."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.browser.conftest import FLAGS, visit
from tests.support.author import LONGEST, change, following, serving, until

PHONE = {"width": 360, "height": 740}
WAIT = 1000 * LONGEST


def test_a_saved_file_shows_by_itself(chromium: Any, tiny_course: Path) -> None:
    folder = tiny_course / "assignments" / "tiny"
    for language, text in (("ko", "# 문제\n\n마흔둘을 만드십시오."), ("en", "# Make 42")):
        (folder / f"statement.{language}.md").write_text(text, encoding="utf-8")
    with following(tiny_course) as session, serving(session) as address:
        until(session, lambda state: state.draft is not None)
        seen = visit(chromium, address, locale="en-US", viewport=PHONE)
        page = seen.page
        total = page.locator(".worth tr:visible").last
        assert total.inner_text().split() == ["in", "all", "100"]
        assert page.get_by_text("Make 42").is_visible()
        assert page.get_by_text("NotImplementedError").first.is_visible()  # of the template
        page.get_by_text("claims hold").wait_for(timeout=WAIT)
        page.locator(".tried summary").filter(has_text="template.py").click()
        assert page.locator(".tried details[open] .message:visible").first.is_visible()

        change(tiny_course, "points = 60", "points = 70")
        page.locator(".worth tr:visible").filter(has_text="110").wait_for(timeout=WAIT)
        assert page.locator("details[open]").get_attribute("id") == "tried-template.py"

        change(tiny_course, "points = 70", "ponits = 70")
        fault = page.locator(".fault")
        fault.wait_for(timeout=WAIT)
        assert "unknown key `ponits`" in fault.inner_text()
        assert page.locator(".worth tr:visible").filter(has_text="110").is_visible()  # the last one

        page.locator("label[for=in-ko]").click()
        assert page.get_by_text("마흔둘을 만드십시오.").is_visible()
        wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not page.evaluate(wide)
        page.set_viewport_size({"width": 1280, "height": 900})
        assert not page.evaluate(wide)
        left, right = (one.bounding_box() for one in page.locator(".side").all())
        assert right["x"] > left["x"] + left["width"]
        mine = urlsplit(address).netloc
        assert {urlsplit(url).netloc for url in seen.requests} == {mine}
        assert seen.complaints == []


def test_a_name_of_somebody_else_that_leads_here_gets_nothing(
    chromium: Any, tiny_course: Path
) -> None:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    rebound = "--host-resolver-rules=MAP evil.example 127.0.0.1"
    with following(tiny_course) as session, serving(session) as address:
        del session
        browser = chromium.browser_type.launch(executable_path=path, args=[*FLAGS, rebound])
        page = browser.new_page()
        addresses = (address, address.replace("127.0.0.1", "evil.example"), address[:-5] + "abcd/")
        answers = [page.goto(one) for one in addresses]
        assert [answer and answer.status for answer in answers] == [200, 403, 403]
        browser.close()
