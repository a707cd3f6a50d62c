"""The pages in a real browser: they work, they keep to themselves, and anyone can read them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import SIZE, Visit, visible_names, visit
from tests.conftest import daily
from tests.support.report_class import HOSTILE

PAGES = ("index.html", "lost.html", "student-0/feedback.html", "student-0/executed.html")
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def index(chromium: Any, results: Path) -> Visit:
    return visit(chromium, (results / "index.html").as_uri())


def test_the_class_page_lists_everyone(index: Visit) -> None:
    assert index.page.title() == "은닉 노드 셋, 둘, 하나로 XOR 배우기 · 채점 결과"
    assert index.page.locator("table.students tbody tr:visible").count() == SIZE
    index.assert_quiet()


def test_sorting_by_score_goes_both_ways(index: Visit) -> None:
    header = index.page.locator("table.students thead th").nth(2)

    def scores() -> list[float]:
        cells = index.page.locator("table.students tbody tr td:nth-child(3)")
        return [float(cell.get_attribute("data-value")) for cell in cells.all()]

    header.get_by_role("button").click()
    assert header.get_attribute("aria-sort") == "ascending"
    assert scores() == sorted(scores())
    header.get_by_role("button").press("Enter")
    assert header.get_attribute("aria-sort") == "descending"
    assert scores() == sorted(scores(), reverse=True)
    assert index.page.locator("[aria-sort]").count() == 1
    index.assert_quiet()


def test_sorting_by_name_follows_the_alphabet_of_the_language(index: Visit) -> None:
    button = index.page.locator("table.students thead th button").first
    button.click()
    button.click()
    korean = [name for name in visible_names(index.page) if "가" <= name[0] <= "힣"]
    assert korean == sorted(korean)


def test_filters_narrow_the_table_and_say_how_many_are_left(index: Visit) -> None:
    page = index.page
    page.get_by_role("combobox", name="상태").select_option("timeout")
    assert page.locator("table.students tbody tr:visible").count() == 1
    assert page.locator("#shown").inner_text() == f"1 / {SIZE}"
    page.get_by_role("button", name="지우기").click()
    page.wait_for_function(f"document.getElementById('shown').textContent === '{SIZE}'")
    page.get_by_label("찾기").fill("김")
    assert visible_names(page)
    assert all("김" in name for name in visible_names(page))
    page.get_by_label("찾기").fill("없는 학생")
    assert page.locator(".nobody").is_visible()
    index.assert_quiet()


def test_filtering_by_check_finds_those_who_lost_it(index: Visit) -> None:
    page = index.page
    assert page.get_by_role("combobox", name="결과").is_disabled()
    page.get_by_role("combobox", name="항목").select_option(label="shape_2")
    rows = page.locator("table.students tbody tr:visible")
    codes = [row.get_attribute("data-codes")[7] for row in rows.all()]
    assert codes
    assert set(codes) <= set("fhn")
    page.get_by_role("combobox", name="결과").select_option("p")
    assert {row.get_attribute("data-codes")[7] for row in rows.all()} == {"p"}


def test_a_column_of_the_heat_map_names_its_student_and_leads_there(index: Visit) -> None:
    cell = index.page.locator("td.cells").first
    cell.hover(position={"x": 3, "y": 8})
    tip = index.page.locator(".tip")
    assert "통과" in tip.inner_text()
    best = tip.inner_text().split(" · ")[0].replace("늦음", "").strip()
    cell.click(position={"x": 3, "y": 8})
    index.page.wait_for_url("**/feedback.html")
    assert best in index.page.locator("h1").inner_text()
    index.assert_quiet()


def test_links_lead_to_feedback_and_notebook(index: Visit, results: Path) -> None:
    for column in ("th", "td:last-child"):
        index.page.goto((results / "index.html").as_uri())
        index.page.locator(f"table.students tbody tr {column} a").nth(20).click()
        index.page.wait_for_load_state()
        assert index.page.locator("h1").count() == 1
        assert "student-" in index.page.url
    index.assert_quiet()


@pytest.mark.parametrize("name", PAGES)
def test_the_language_can_be_switched_and_is_remembered(
    chromium: Any, results: Path, name: str
) -> None:
    seen = visit(chromium, (results / name).as_uri())
    page = seen.page
    assert page.locator("[lang=en]:visible").all_inner_texts() == ["English"]
    page.locator("label[for=in-en]").click()
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("body [lang=ko]:visible").all_inner_texts() == ["한국어"]
    page.reload()
    assert page.locator("#in-en").is_checked()
    seen.assert_quiet()


def test_the_language_can_be_switched_from_the_keyboard(chromium: Any, results: Path) -> None:
    page = visit(chromium, (results / "lost.html").as_uri()).page
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    assert page.locator("#in-en").is_checked()
    assert page.get_by_text("Cells that raised an error").is_visible()


@pytest.mark.parametrize("name", PAGES)
def test_pages_read_and_switch_without_script(chromium: Any, results: Path, name: str) -> None:
    page = visit(chromium, (results / name).as_uri(), java_script_enabled=False).page
    assert page.locator("form:visible").count() == 0
    page.locator("label[for=in-en]").click()
    assert page.locator("label[lang=ko]").is_visible()
    assert page.locator("main [lang=ko]:visible").count() == 0
    assert page.locator("h1").is_visible()


@pytest.mark.parametrize("name", [*PAGES, "flood.html"])
@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_no_page_scrolls_sideways(chromium: Any, results: Path, name: str, width: int) -> None:
    page = visit(chromium, (results / name).as_uri(), viewport={"width": width, "height": 740}).page
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", ["feedback.html", "executed.html"])
def test_hostile_students_do_nothing(chromium: Any, results: Path, name: str) -> None:
    first = SIZE - 5 - len(HOSTILE)
    seen = visit(chromium, (results / "index.html").as_uri())
    for number in range(first, first + len(HOSTILE)):
        seen.page.goto((results / f"student-{number}" / name).as_uri())
        assert seen.page.locator("h1").is_visible()
        assert seen.page.locator("script").count() == 1
    seen.assert_quiet()


def test_a_flood_is_shown_in_no_time(chromium: Any, results: Path) -> None:
    seen = visit(chromium, (results / "flood.html").as_uri())
    assert seen.page.locator("h1").is_visible()
    took = seen.page.evaluate("performance.getEntriesByType('navigation')[0].duration")
    assert took < 3000
    seen.assert_quiet()


def test_injected_script_and_style_would_be_blocked(chromium: Any, results: Path) -> None:
    """What if escaping failed: the policy holds by itself."""
    page = (results / "lost.html").read_text("utf-8")
    attack = "<script>document.title='pwned'</script><img src=x onerror=\"document.title='pwned'\">"
    (results / "attacked.html").write_text(page.replace("<main>", f"<main>{attack}"), "utf-8")
    seen = visit(chromium, (results / "attacked.html").as_uri())
    assert "pwned" not in seen.page.title()
    assert len([said for said in seen.complaints if "Content Security Policy" in said]) >= 2


LOOKS = [("ko", "light"), ("ko", "dark"), ("en", "light"), ("en", "dark")]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("look", daily([("ko", "light"), ("en", "dark")], LOOKS), ids="-".join)
def test_axe_finds_no_serious_fault(
    chromium: Any, results: Path, axe: str, name: str, look: tuple[str, str]
) -> None:
    language, scheme = look
    page = visit(
        chromium, (results / name).as_uri(), bypass_csp=True, color_scheme=scheme, viewport=PHONE
    ).page
    page.locator(f"label[for=in-{language}]").click()
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    page.evaluate(axe)
    found = page.evaluate("axe.run()")["violations"]
    serious = [
        f"{one['id']}: {one['help']}: {[node['target'] for node in one['nodes'][:3]]}"
        for one in found
        if one["impact"] in {"serious", "critical"}
    ]
    assert serious == []


def test_print_shows_the_feedback_and_no_controls(chromium: Any, results: Path) -> None:
    page = visit(chromium, (results / "lost.html").as_uri()).page
    page.emulate_media(media="print")
    assert page.locator(".languages").is_hidden()
    assert page.locator(".hint:visible").count() >= 2
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_phone_shows_every_score_without_scrolling_sideways(
    chromium: Any, results: Path, language: str
) -> None:
    size = {"width": 390, "height": 844}
    page = visit(chromium, (results / "index.html").as_uri(), viewport=size).page
    page.locator(f"label[for=in-{language}]").click()
    table = page.locator("table.students")
    assert table.evaluate("t => t.parentElement.scrollWidth <= t.parentElement.clientWidth")
    for row in page.locator("table.students tbody tr").all()[:20]:
        for column in (0, 2):  # name and score
            box = row.locator("> *").nth(column).bounding_box()
            assert box is not None
            assert 0 <= box["x"] <= box["x"] + box["width"] <= 390
    strip = page.locator("table.heat")
    assert strip.evaluate("t => t.parentElement.scrollWidth > t.parentElement.clientWidth")
    assert page.locator("section:has(> h2#checks) > .swipe").is_visible()
    wide = visit(chromium, (results / "index.html").as_uri()).page
    assert wide.locator(".swipe").first.is_hidden()


@pytest.mark.parametrize(("locale", "language"), [("en-GB", "en"), ("ko", "ko"), ("fr-FR", "ko")])
def test_the_browser_chooses_the_language_where_nobody_did(
    chromium: Any, results: Path, locale: str, language: str
) -> None:
    page = visit(chromium, (results / "index.html").as_uri(), locale=locale).page
    assert page.locator(f"#in-{language}").is_checked()
    assert page.locator("html").get_attribute("lang") == language
    other = {"ko": "en", "en": "ko"}[language]
    page.locator(f"label[for=in-{other}]").click()
    page.reload()
    assert page.locator(f"#in-{other}").is_checked()
