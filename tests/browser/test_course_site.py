"""The site of a course in a real browser, opened from disk as from a server."""

from __future__ import annotations

import itertools
import shutil
from pathlib import Path
from typing import Any

import pytest

from autograder.course.loader import assignment_names, find_course
from autograder.course_site.site import release_site
from tests.browser.conftest import visit
from tests.conftest import daily
from tests.support.places import ROOT
from tests.support.release import course_and_all

PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 900}
ASSIGNMENTS = assignment_names(find_course(ROOT))
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"/>'


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of our course, with a picture, data, code and a wide table in one statement."""
    place = tmp_path_factory.mktemp("site")
    course = place / "course"
    course.mkdir()
    for name in ("assignments", "reference"):
        shutil.copytree(ROOT / name, course / name)
    shutil.copy(ROOT / "course.toml", course)
    if (ROOT / "data").is_dir():
        shutil.copytree(ROOT / "data", course / "data")
    (course / "data").mkdir(exist_ok=True)
    (course / "data" / "rows.csv").write_text("1,2\n")
    folder = course / "assignments" / ASSIGNMENTS[0]
    (folder / "net.svg").write_text(PICTURE)
    row = "| " + " | ".join(["1234567890"] * 12) + " |\n"
    more = (
        "\n![a net](net.svg) <img src='net.svg' alt='HTML'> `rows.csv`\n\n```python\nfor x in y:\n"
        f"    z = x  # {'long ' * 40}\n```\n\n{row}{row.replace('1234567890', '---')}{row}"
    )
    for statement in folder.glob("statement.*.md"):
        statement.write_text(statement.read_text(encoding="utf-8") + more, encoding="utf-8")
    release_site(place / "out", *course_and_all(course))
    return place / "out"


PAGES = ("index.html", "check.{}.html", *(f"assignments/{one}/{{}}.html" for one in ASSIGNMENTS))
SIZES = {"phone": PHONE, "desktop": DESKTOP}
SOME = PAGES[:3]  # every kind of page; of the others, `make thorough` sees each on a phone
WINDOWS = list(itertools.product(PAGES, ("ko", "en"), SIZES))
LOOKS = list(itertools.product(PAGES, ("ko", "en"), ("light", "dark")))


@pytest.mark.parametrize(
    "window",
    daily(
        [one for one in WINDOWS if one[0] in SOME],
        WINDOWS,
        more=[one for one in WINDOWS if one[2] == "phone"],
    ),
    ids="-".join,
)
def test_a_page_fits_and_keeps_to_itself(
    chromium: Any, site: Path, window: tuple[str, str, str]
) -> None:
    name, language, size = window
    viewport = SIZES[size]
    seen = visit(chromium, (site / name.format(language)).as_uri(), viewport=viewport)
    assert seen.page.locator("h1").count() == 1
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    seen.assert_quiet()


@pytest.mark.parametrize(
    "look",
    daily(
        [one for one in LOOKS if one[0] in SOME and one[1:] in {("ko", "light"), ("en", "dark")}],
        LOOKS,
        more=[one for one in LOOKS if one[0] in SOME or one[1:] == ("ko", "light")],
    ),
    ids="-".join,
)
def test_axe_finds_no_serious_fault(
    chromium: Any, site: Path, axe: str, look: tuple[str, str, str]
) -> None:
    name, language, scheme = look
    address = (site / name.format(language)).as_uri()
    page = visit(chromium, address, bypass_csp=True, color_scheme=scheme, viewport=PHONE).page
    page.evaluate(axe)
    serious = [
        f"{one['id']}: {one['help']}: {[node['target'] for node in one['nodes'][:3]]}"
        for one in page.evaluate("axe.run()")["violations"]
        if one["impact"] in {"serious", "critical"}
    ]
    assert serious == []


def test_one_goes_through_the_site_by_its_links_without_script(chromium: Any, site: Path) -> None:
    seen = visit(chromium, (site / "index.html").as_uri(), java_script_enabled=False)
    page = seen.page
    page.get_by_role("link", name="한국어").click()
    assert page.locator("html").get_attribute("lang") == "ko"
    page.locator(".assignments a").first.click()
    assert page.locator("html").get_attribute("lang") == "ko"
    assert page.locator("article").is_visible()
    page.get_by_role("link", name="스스로 확인하는 방법").click()
    assert page.get_by_text("pip install keras-autograder").is_visible()
    page.get_by_role("link", name="English").click()
    assert page.get_by_role("heading", name="Check your own work").is_visible()
    page.locator("header").get_by_role("link").first.click()
    assert page.locator(".assignments li").count() == len(ASSIGNMENTS)
    with page.expect_download() as download:
        page.get_by_role("link", name="students.zip").click()
    assert download.value.suggested_filename == "students.zip"
    seen.assert_quiet()


def test_pictures_beside_a_statement_are_shown(chromium: Any, site: Path) -> None:
    address = (site / "assignments" / ASSIGNMENTS[0] / "en.html").as_uri()
    seen = visit(chromium, address)
    widths = seen.page.eval_on_selector_all("img", "found => found.map(one => one.naturalWidth)")
    assert widths == [40, 40]
    seen.assert_quiet()


def test_a_script_that_an_author_writes_does_not_run(chromium: Any, site: Path) -> None:
    address = site / "assignments" / ASSIGNMENTS[0]
    source = (address / "en.html").read_text("utf-8")
    attack = "<script>document.title='run'</script><img src=x onerror=\"document.title='run'\">"
    (address / "attacked.html").write_text(source.replace("<main>", f"<main>{attack}"), "utf-8")
    seen = visit(chromium, (address / "attacked.html").as_uri())
    assert seen.page.title() != "run"
    assert len([said for said in seen.complaints if "Content Security Policy" in said]) >= 2


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_are_light_or_dark_as_the_reader_has_it_and_light_on_paper(
    chromium: Any, site: Path, scheme: str
) -> None:
    page = visit(chromium, (site / "index.html").as_uri(), color_scheme=scheme).page

    def brightness() -> int:
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        return sum(int(part) for part in ground.partition("(")[2].rstrip(")").split(",")[:3])

    assert (brightness() > 384) == (scheme == "light")
    page.emulate_media(media="print", color_scheme=scheme)
    assert brightness() == 3 * 255
    assert page.locator(".languages").is_hidden()
