"""feedback.html: complete, inert, and silent about what is hidden."""

from __future__ import annotations

from dataclasses import replace

import pytest

from autograder.records import Grade, Language, Outcome, Status, Text
from autograder.report import feedback
from tests.support import report_class as invented
from tests.support.report_html import Page, assert_inert, assert_readable


def rendered(grade: Grade, language: Language = "en", output: str = "") -> Page:
    assignment = invented.assignment()
    return Page(feedback.render(grade, assignment, language, invented.pictures(), output=output))


def test_every_page_of_a_class_is_inert_readable_and_tells_nothing_hidden() -> None:
    for grade in invented.class_of(60):
        page = rendered(grade)
        assert_inert(page)
        assert_readable(page)
        assert "expected 13" not in page.source
        assert invented.STAFF_NOTE not in page.source
        assert "custom train_step" not in page.source


@pytest.mark.parametrize("text", invented.HOSTILE, ids=range(len(invented.HOSTILE)))
def test_hostile_text_stays_text(text: str) -> None:
    lost = {"shape_1": Outcome.FAILED}
    grade = invented.grade(text, lost, hostile=text, errors=(invented.error(text, text),))
    calm = rendered(invented.grade("x", lost, hostile="x", errors=(invented.error("x", "x"),)))
    page = rendered(grade, output=text)
    assert_inert(page)
    assert page.all("script") == calm.all("script")
    assert page.all("style") == calm.all("style")
    assert page.all("img") == []
    assert not set("\u202e\u2066\x1b\x00") & set(page.source)


def test_a_flood_makes_a_page_of_ordinary_size() -> None:
    flood = invented.FLOOD
    grade = invented.grade(flood, hostile=flood, errors=(invented.error(flood, flood),) * 1000)
    page = rendered(grade, output=flood)
    assert_inert(page)
    assert len(page.source) < 600_000


@pytest.mark.parametrize("language", ["ko", "en"])
def test_both_languages_are_in_the_page_and_one_is_chosen(language: Language) -> None:
    page = rendered(invented.grade(lost={"shape_3": Outcome.FAILED}), language)
    radios = {radio["id"]: "checked" in radio for radio in page.all("input")}
    assert radios == {"in-ko": language == "ko", "in-en": language == "en"}
    assert page.all("html")[0]["lang"] == language
    hint = invented.assignment().checks[3].hint
    assert "로 확인해 보십시오." in hint.ko
    for part in ("로 확인해 보십시오.", "See ", "is not defined", "정의되지 않은"):
        errors = (invented.error(),)
        grade = invented.grade(lost={"shape_3": Outcome.FAILED}, errors=errors)
        assert part in rendered(grade, language).text


def test_a_lost_check_shows_title_hint_and_message_and_a_passed_one_no_hint() -> None:
    grade = invented.grade(lost={"learned_2": Outcome.FAILED})
    text = rendered(grade).text
    assert "A network trained like model_2 learns what it can." in text
    assert text.count("Plot the loss. If it is still falling, train longer.") == 1
    assert "See print(prediction_3.shape)." not in text


def test_what_was_not_checked_for_one_reason_says_so_once() -> None:
    missing = {f"{name}_1": Outcome.NOT_CHECKED for name in ("parameters", "layers", "learned")}
    page = rendered(invented.grade(lost=missing))
    assert page.text.count("There is no variable model_1, so this was not checked.") == 1
    assert page.text.count("`model_1` is one hidden layer") == 0
    assert page.text.count("model_1 is one hidden layer") == 1
    assert "One thing is worth another look." in page.text


def test_an_error_is_told_at_its_cell_and_line_in_words() -> None:
    text = rendered(invented.grade(errors=(invented.error(),))).text
    assert "Cell 4, line 2" in text
    for told in ("plt is not defined.", "Did you run import matplotlib.pyplot as plt?"):
        assert told in text
    assert "plt.plot(history)" in text


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (Status.INVALID, "The file could not be read."),
        (Status.TIMEOUT, "The notebook did not finish within the time limit."),
        (Status.MEMORY, "The notebook was stopped at the memory limit."),
        (Status.UNGRADED, "It is no fault of yours and costs no points."),
        (Status.MISSING, "Nothing was handed in."),
    ],
)
def test_every_status_has_its_sentence(status: Status, told: str) -> None:
    page = rendered(invented.grade(status=status))
    assert told in page.text
    assert_readable(page)


def test_full_marks_are_praised_and_pending_ones_announced() -> None:
    assert "Well done!" in rendered(invented.grade(lost={"insight": Outcome.PASSED})).text
    pending = rendered(invented.grade()).text
    assert "Everything so far is right." in pending
    assert "up to 13 points" in pending


def test_pictures_have_text_alternatives() -> None:
    page = rendered(invented.grade())
    assert len(page.all("figure")) == len(page.all("figcaption")) == 13
    assert "Nodes 2 → 3 → 1, 13 parameters" in page.text
    assert "2×3+3 = 9; 3×1+1 = 4" in page.text
    assert "4 of 4 training points on the right side" in page.text
    assert "3 of 4 training points on the right side" in page.text
    assert "The accuracy ended at 75%." in page.text


def test_without_pictures_there_is_no_empty_section() -> None:
    grade = replace(invented.grade(), fits=())
    source = feedback.render(grade, invented.assignment(), "en")
    assert "In pictures" not in source
    assert "<figure>" not in source


def test_checks_of_an_unknown_part_are_shown_all_the_same() -> None:
    grade = invented.grade()
    stray = replace(grade.checks[0], part="extra", title=Text("덤", "A stray check"))
    assert "A stray check" in rendered(replace(grade, checks=(*grade.checks, stray))).text
