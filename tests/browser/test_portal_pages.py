"""Every page of the demo class, for everybody: by keyboard, read aloud, on a phone, at night."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.browser.test_portal import PHONE, no_serious_obstacles, watched
from tests.conftest import RIGHT, write_course
from tests.portal.test_serving import Browser, Served, serve, stop

pytestmark = [pytest.mark.thorough, pytest.mark.timeout(600)]
COURSE = "/courses/tiny-demo"
PAGES = {
    "student": ["", COURSE, f"{COURSE}/tiny", "submission", "difference"],
    "instructor": [
        "", COURSE, f"{COURSE}/settings", f"{COURSE}/log", f"{COURSE}/people", f"{COURSE}/tiny",
        f"{COURSE}/tiny/settings", f"{COURSE}/tiny/extensions", f"{COURSE}/tiny/grades",
    ],
}  # fmt: skip
LARGE = {"width": 1280, "height": 900}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A portal with a demo class of one student, who tried twice."""
    place = tmp_path_factory.mktemp("demo")
    course = write_course(place / "course")
    work = course / "examples" / "tiny" / "submissions"
    work.mkdir(parents=True)
    (work / "20230456_박지훈.py").write_text(f"{RIGHT}\n# {'long ' * 60}\n", "utf-8")
    template = course / "student_template" / "tiny.ipynb"
    template.parent.mkdir()
    cell = '{"cell_type": "code", "metadata": {}, "source": "answer = 0", "outputs": []}'
    template.write_text(f'{{"cells": [{cell}], "nbformat": 4, "nbformat_minor": 5}}', "utf-8")
    served = serve(place / "data", course, place / "log", "--demo")
    yield served
    stop(served)


@pytest.fixture(scope="module")
def people(served: Served, browser: Any) -> Callable[..., Any]:
    """Browsers in which one of the class is signed in, by role."""
    links = dict(re.findall(r"as the (instructor|student) .*?: (http\S+)", served.log.read_text()))
    states = {}
    for role, link in links.items():
        context = browser.new_context(locale="en-US")
        page = context.new_page()
        page.goto(link)
        page.get_by_role("button", name="Come in").click()
        page.get_by_role("heading", name="Your courses").wait_for()
        states[role] = context.storage_state()
        context.close()
    assert set(states) == {"instructor", "student"}

    def made(role: str, **how: Any) -> Any:
        return browser.new_context(storage_state=states[role], bypass_csp=True, **how)

    return made


@pytest.fixture(scope="module")
def submission(served: Served, people: Callable[..., Any]) -> str:
    """The address of the student's second attempt, when both are graded."""
    context = people("student", locale="en-US")
    page = context.new_page()
    page.goto(f"{served.address}{COURSE}/tiny")
    found = str(page.get_by_role("link", name="No. 2").get_attribute("href"))
    first = str(page.get_by_role("link", name="No. 1").get_attribute("href"))
    cookies = "; ".join(f"{one['name']}={one['value']}" for one in context.cookies())
    context.close()
    watching = Browser(served.address)
    watching.opener.addheaders = [("Cookie", cookies)]
    for handle in (first, found):
        assert watching.watch(f"{served.address}{handle}")[-1] == {"state": "done"}
    return found


@pytest.mark.parametrize("role", PAGES)
@pytest.mark.parametrize(
    ("locale", "scheme", "size"),
    [("ko-KR", "dark", PHONE), ("en-US", "light", PHONE), ("en-US", "dark", LARGE)],
)
def test_no_page_keeps_anybody_out(  # noqa: PLR0917
    role: str,
    locale: str,
    scheme: str,
    size: dict[str, int],
    people: Any,
    served: Served,
    submission: str,
    axe: str,
) -> None:
    context = people(role, locale=locale, color_scheme=scheme, viewport=size)
    page, wrong = watched(context)
    for path in PAGES[role]:
        known = {"submission": submission, "difference": f"{submission}/difference"}
        answer = page.goto(served.address + known.get(path, path))
        assert answer.status == 200, path
        no_serious_obstacles(page, axe)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], path
        assert page.locator("html").get_attribute("lang") == locale[:2]
    context.close()
    assert [one for one in wrong if "document's frame is sandboxed" not in one] == []


@pytest.mark.parametrize("role", PAGES)
def test_everything_that_can_be_used_is_reached_with_the_keyboard(
    role: str, people: Any, served: Served, submission: str
) -> None:
    context = people(role, locale="en-US", viewport=LARGE)
    page = context.new_page()
    for path in PAGES[role]:
        known = {"submission": submission, "difference": f"{submission}/difference"}
        page.goto(served.address + known.get(path, path))
        wanted = page.evaluate(
            """() => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), "
                + "select, textarea, [tabindex='0']")]
                .map((one, number) => (one.dataset.seen = number, number))"""
        )
        seen = set()
        for _ in range(8 * len(wanted) + 8):  # dates are several stops
            page.keyboard.press("Tab")
            seen.add(page.evaluate("document.activeElement?.dataset?.seen ?? ''"))
            if len(seen - {""}) == len(wanted):
                break
        assert {str(number) for number in wanted} <= seen, path
    context.close()


def test_a_teacher_sets_a_deadline_and_the_student_reads_it(people: Any, served: Served) -> None:
    teacher = people("instructor", locale="ko-KR")
    page = teacher.new_page()
    page.goto(f"{served.address}{COURSE}/tiny/settings")
    page.get_by_label("마감", exact=True).fill("2030-03-01T12:00")
    page.get_by_label("닫는 때").fill("2030-03-04T12:00")
    page.get_by_role("button", name="저장").click()
    page.goto(f"{served.address}{COURSE}/log")
    assert "2030-03-01 12:00 KST" in page.locator("table").inner_text()
    teacher.close()
    student = people("student", locale="en-US")
    page = student.new_page()
    page.goto(f"{served.address}{COURSE}/tiny")
    rules = page.locator("dl").inner_text()
    assert "2030-03-01 12:00 KST" in rules
    assert "taken until 2030-03-04 12:00 KST" in rules
    student.close()
