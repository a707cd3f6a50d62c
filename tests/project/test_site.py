"""The documentation site: it is whole, keeps to itself, and says what the code says."""

from __future__ import annotations

import ast
import html
import json
import os
import re
from pathlib import Path

import pytest

from docs_site import hooks
from docs_site.staff_errors import MAKERS, PACKAGE, staff_messages
from tests.support.shared import made_once
from tests.support.site_build import ROOT, build, fetched_by_styles, read

DOCS = ROOT / "docs"
TWINS = {
    "index.md": "ko/index.md",
    "tutorial/first-class.md": "ko/first-class.md",
    **{
        f"how-to/{name}.md": f"ko/{name}.md"
        for name in (
            *("check-your-notebook", "read-your-feedback", "an-evening", "lms"),
            *("portal", "hand-in-through-the-lms"),
        )
    },
}
MESSAGES = staff_messages()
TROUBLES = (DOCS / "how-to" / "troubleshooting.md").read_text("utf-8")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_once(tmp_path_factory, "docs-site", build)


def test_every_page_is_built(site: Path) -> None:
    pages = {path.relative_to(DOCS).with_suffix(".html") for path in DOCS.rglob("*.md")}
    built = {path.relative_to(site) for path in site.rglob("*.html")}
    assert built == pages | {Path("404.html")}


def test_no_page_fetches_anything_from_elsewhere(site: Path) -> None:
    for page in site.rglob("*.html"):
        for address in read(page).fetched:
            assert not re.match(r"(?:[a-z]+:)?//", address), f"{page.name} fetches {address}"
    for sheet, address in fetched_by_styles(site):
        assert not re.match(r"(?:[a-z]+:)?//", address), f"{sheet.name} fetches {address}"


def test_what_pages_fetch_is_in_the_site(site: Path) -> None:
    for page in site.rglob("*.html"):
        if page.name == "404.html":  # served for any address, so its links begin at the root
            continue
        for address in read(page).fetched:
            path = address.partition("?")[0].partition("#")[0]
            if path and not path.startswith("data:"):
                assert (page.parent / path).exists(), f"{page.name} fetches {address}"


def test_a_page_says_its_language(site: Path) -> None:
    for page in site.rglob("*.html"):
        korean = page.parent.name == "ko"
        assert read(page).language == ("ko" if korean else "en"), page
    korean_theme = "검색"
    assert korean_theme in (site / "ko" / "index.html").read_text("utf-8")


@pytest.mark.parametrize("english", TWINS)
def test_a_page_in_both_languages_leads_from_each_to_the_other(english: str) -> None:
    korean = TWINS[english]
    for page, other in ((english, korean), (korean, english)):
        link = os.path.relpath(DOCS / other, (DOCS / page).parent)
        assert f"]({link})" in (DOCS / page).read_text("utf-8"), page


def test_every_korean_page_has_a_twin() -> None:
    korean = {str(path.relative_to(DOCS)) for path in (DOCS / "ko").rglob("*.md")}
    assert korean == set(TWINS.values())


def test_the_index_of_the_search_holds_both_languages(site: Path) -> None:
    index = json.loads((site / "search" / "search_index.json").read_text("utf-8"))
    assert index["config"]["lang"] == ["en", "ko"]
    texts = {one["location"]: one["text"] for one in index["docs"]}
    assert any("초기 가중치" in text for place, text in texts.items() if place.startswith("ko/"))
    assert any("grade_submission" in text for text in texts.values())


def test_the_options_of_every_command_are_there(site: Path) -> None:
    from autograder.cli.main import cli

    page = (site / "reference" / "options.html").read_text("utf-8")
    for name, command in cli.commands.items():
        assert f"autograder {name}" in page, name
        for option in (one for one in command.params if one.opts[0].startswith("--")):
            assert option.opts[0] in page, f"{name} {option.opts[0]}"


def test_a_list_of_messages_shows_them_as_they_are() -> None:
    message = "`export <format>` needs --|<i>x</i> *FILE*"
    listed = hooks.listed(
        [hooks.StaffMessage("autograder.lms.csv_patch", 1, message, "Name [it](x).")]
    )
    row = listed.splitlines()[-1]
    assert row.count(" | ") == 1
    assert message in html.unescape(row)
    assert not set("`*[<") & set(row)


def test_all_staff_messages_are_on_the_page(site: Path) -> None:
    page = (site / "how-to" / "troubleshooting.html").read_text("utf-8")
    shown = html.unescape(html.unescape(re.sub(r"</?[a-z][^>]*>", "", page)))
    assert len(MESSAGES) > 60
    for one in MESSAGES:
        assert " ".join(one.message.split()) in shown, one


def test_no_kind_of_staff_error_is_missed() -> None:
    trees = [ast.parse(path.read_text("utf-8")) for path in PACKAGE.rglob("*.py")]
    classes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    kinds = {one.name for one in classes if "StaffError" in map(ast.unparse, one.bases)}
    assert {"StaffError"} | kinds <= MAKERS.keys()


QUOTED = re.findall(r"^`([^`]+)`$", TROUBLES, re.MULTILINE)


def test_many_messages_are_explained() -> None:
    assert len(QUOTED) >= 25


@pytest.mark.parametrize("quoted", QUOTED)
def test_a_message_that_is_explained_is_really_told(quoted: str) -> None:
    assert any(quoted in one.message for one in MESSAGES)
