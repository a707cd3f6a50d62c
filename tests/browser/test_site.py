"""The documentation site in a real browser, read from a folder as one does without a server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import Visit, visit
from tests.support.shared import made_once
from tests.support.site_build import build

PAGES = (
    "index.html",
    "how-to/check-your-notebook.html",
    "how-to/troubleshooting.html",
    "explanation/fairness.html",
    "reference/faults.html",
    "reference/glossary.html",
    "reference/legacy.html",
    "reference/options.html",
    "reference/python.html",
    "ko/index.html",
    "ko/an-evening.html",
    "ko/lms.html",
)
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_once(tmp_path_factory, "docs-site", build)


@pytest.mark.parametrize("name", PAGES)
def test_no_page_of_the_docs_scrolls_sideways_on_a_phone(
    chromium: Any, site: Path, name: str
) -> None:
    seen = visit(chromium, (site / name).as_uri(), viewport=PHONE)
    assert seen.page.locator("h1").first.is_visible()
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    seen.assert_quiet()


def look_for(seen: Visit, words: str) -> list[str]:
    """Type into the search, and give the pages that it finds."""
    page = seen.page
    box = page.locator(".md-search__input")
    box.click()
    box.press_sequentially(words)
    box.press("End")  # Hangul is put in without a key, and the search listens to keys
    page.locator(".md-search-result__item").first.wait_for()
    links = page.locator(".md-search-result__item > .md-search-result__link")
    return [str(link.get_attribute("href")).partition("?")[0] for link in links.all()]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("초기 가중치", "ko/read-your-feedback.html"),
        ("워크시트", "ko/lms.html"),
        ("worksheet", "how-to/lms.html"),
        ("grade_submission", "reference/python.html"),
    ],
)
def test_the_search_finds_words_of_both_languages(
    chromium: Any, site: Path, words: str, expected: str
) -> None:
    seen = visit(chromium, (site / "index.html").as_uri(), viewport=DESKTOP)
    found = look_for(seen, words)
    assert (site / expected).as_uri() in found
    seen.assert_quiet()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_are_light_or_dark_as_the_reader_has_it(
    chromium: Any, site: Path, scheme: str
) -> None:
    page = visit(chromium, (site / "ko" / "index.html").as_uri(), color_scheme=scheme).page
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    brightness = sum(int(part) for part in ground.partition("(")[2].rstrip(")").split(",")[:3])
    assert (brightness > 384) == (scheme == "light")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["index.html", "how-to/troubleshooting.html", "ko/lms.html"])
def test_letters_of_the_docs_stand_out(
    chromium: Any, site: Path, axe: str, name: str, scheme: str
) -> None:
    page = visit(
        chromium, (site / name).as_uri(), viewport=DESKTOP, color_scheme=scheme, bypass_csp=True
    ).page
    page.evaluate(axe)
    rules = {"runOnly": ["color-contrast", "html-has-lang", "link-name", "image-alt"]}
    found = page.evaluate("rules => axe.run(rules)", rules)["violations"]
    assert [(one["id"], [node["target"] for node in one["nodes"][:3]]) for one in found] == []
