"""index.html: the class at a glance, for any class."""

from __future__ import annotations

import re
import time
from dataclasses import replace

import pytest

from autograder.records import Attempt, Grade, Language, Outcome, Status, Text
from autograder.report import classpage, classview
from tests.support import report_class as invented
from tests.support.report_html import Page, assert_inert, assert_readable


def rendered(size: int, language: Language = "en") -> Page:
    grades = invented.class_of(size) if size else []
    return Page(classpage.render(grades, invented.assignment(), language))


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_class_with_hostile_names_is_inert_and_readable(language: Language) -> None:
    page = rendered(60, language)
    assert_inert(page)
    assert_readable(page)


def test_a_class_of_500_is_made_quickly_and_stays_small() -> None:
    start = time.perf_counter()
    page = classpage.render(invented.class_of(500), invented.assignment(), "ko")
    assert time.perf_counter() - start < 10
    assert len(page) < 2_000_000


def test_an_empty_class_is_a_page_too() -> None:
    page = rendered(0)
    assert_inert(page)
    assert "None. Everything was graded without incident." in page.text


def test_every_student_is_listed_once_with_links() -> None:
    page = rendered(60)
    rows = [a for a in page.all("tr") if "data-codes" in a]
    assert len(rows) == 60
    assert all(len(row["data-codes"]) == 13 for row in rows)
    assert {row["data-status"] for row in rows} == {status.value for status in Status}


def test_links_are_those_that_were_given() -> None:
    grades = [invented.grade("가"), invented.grade("나")]
    links = {"가": classpage.Links("ga/feedback.html", "ga/executed.html")}
    page = Page(classpage.render(grades, invented.assignment(), "ko", links))
    assert {a["href"] for a in page.all("a")} == {"ga/feedback.html", "ga/executed.html"}


def test_usual_links_hold_no_part_of_a_name_that_means_anything() -> None:
    for name in invented.HOSTILE:
        link = classpage.usual_links(invented.grade(name)).feedback
        assert re.fullmatch(r"[\w.%~-]+/feedback\.html", link)


def test_the_heat_map_follows_the_ranking() -> None:
    grades = [
        invented.grade("low", {"learned_3": Outcome.FAILED, "shape_3": Outcome.FAILED}),
        invented.grade("high"),
        invented.grade("gone", status=Status.MISSING),
        invented.grade("middle", {"shape_3": Outcome.PARTIAL}),
    ]
    ranked = classview.ranked(grades)
    assert [one.student for one in ranked] == ["high", "middle", "low", "gone"]
    rows = {row.name: row for row in classview.check_rows(ranked, invented.assignment())}
    assert rows["shape_3"].codes == "phf-"
    assert rows["shape_3"].share == pytest.approx(0.5)
    assert rows["insight"].codes == "www-"
    assert rows["insight"].share is None


def test_the_histogram_counts_everyone_with_a_score() -> None:
    grades = invented.class_of(60)
    assert sum(classview.histogram(grades)) == 58  # one is missing, one not graded yet
    full = invented.grade(lost={"insight": Outcome.PASSED})
    assert classview.histogram([full])[-1] == 1


def test_submissions_that_need_a_look_are_named_with_the_reason() -> None:
    grades = [
        invented.grade("a", status=Status.TIMEOUT),
        invented.grade("은", {"shape_1": Outcome.COULD_NOT_CHECK}),
        invented.grade("c", errors=(invented.error(), invented.error())),
        invented.grade("d", attempts=(Attempt(3, 2, Text("훔쳐봅니다", "peeks")),) * 2),
    ]
    found = {
        look.reason.en: [(grade.student, text.en) for grade, text in look.found]
        for look in classview.looks(grades, invented.assignment())
    }
    assert found["Time limit"] == [("a", "Cell 6 ran beyond 60 seconds.")]
    assert found["A check could not be made"] == [("은", "shape_1")]
    assert found["Noted while grading"] == [("은", invented.STAFF_NOTE)]
    assert found["Reached for what is not its own"] == [("d", "cell 3, line 2: peeks (and 1 more)")]
    assert found["A cell raised an error"] == [("c", "Cell 4, line 2 `NameError` and 1 more")]
    assert found["Trained at stock speed"][0] == ("a", "`model_1`: 0.5 s. a custom train_step")


def test_the_queue_holds_what_a_person_has_to_mark() -> None:
    grades = [invented.grade("a"), invented.grade("b", {"insight": Outcome.PASSED})]
    answers = classview.queue(grades)
    assert [(one.grade.student, one.check.name) for one in answers] == [("a", "insight")]
    assert "직선 하나로는" in answers[0].text


def test_level_and_reason_of_every_fit_are_shown() -> None:
    one = invented.grade("가")
    page = Page(classpage.render([one], invented.assignment(), "en"))
    for fit in one.fits:
        assert fit.model in page.text
        assert fit.level in page.text
        assert fit.reason in page.text


def test_like_fits_of_a_model_are_one_line() -> None:
    one = invented.grade("가")
    many = replace(one, fits=one.fits[:1] * 300)
    (line,) = classview.trainings([many])
    assert (line.fits, line.epochs) == (300, 300_000)


def found(grades: list[Grade], reason: str) -> dict[str, str]:
    looks = classview.looks(grades, invented.assignment())
    group = next((look for look in looks if look.reason.en == reason), None)
    return {grade.student: text.en for grade, text in group.found} if group else {}


def test_who_handed_in_nothing_is_worth_a_look() -> None:
    one = replace(invented.grade("박"), status=Status.MISSING)
    assert set(found([invented.grade("김"), one], "Handed in nothing")) == {"박"}


def test_a_missing_or_misnamed_deliverable_is_worth_a_look() -> None:
    assignment = invented.assignment()
    needs = {spec.name for spec in assignment.checks if spec.part == "part_2"}
    checks = tuple(
        replace(spec, needs=("model_2",) if spec.name in needs else ())
        for spec in assignment.checks
    )
    assignment = replace(assignment, checks=checks)
    without = invented.grade("김", dict.fromkeys(needs, Outcome.NOT_CHECKED))
    said = Text("`model2`가 있습니다. 이름은 `model_2`입니다.", "Found `model2`, not `model_2`.")
    misnamed = replace(without, student="이", notes=(said,))
    partly = invented.grade("박", {next(iter(needs)): Outcome.NOT_CHECKED})
    looks = classview.looks([without, misnamed, partly], assignment)
    (group,) = [look for look in looks if "missing or has another name" in look.reason.en]
    told = {grade.student: text for grade, text in group.found}
    assert set(told) == {"김", "이"}
    assert told["이"].en == "`model_2`: Found `model2`, not `model_2`."
    assert "`model2`가 있습니다" in told["이"].ko


def test_a_score_far_below_the_class_is_worth_a_look() -> None:
    scores = [88, 90, 92, 85, 95, 91, 89, 93, 30]
    grades = [
        replace(invented.grade(f"s{at}"), score=float(score), pending=0.0)
        for at, score in enumerate(scores)
    ]
    assert set(found(grades, "Far below the class")) == {"s8"}
    assert "30 %" in found(grades, "Far below the class")["s8"]
    assert found(grades[:7], "Far below the class") == {}  # too few to stand out from
    equals = [replace(one, score=90.0) for one in grades[:8]]
    almost = replace(grades[8], score=86.0)
    assert found([*equals, almost], "Far below the class") == {}
