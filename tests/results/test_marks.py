"""Marks by hand: comments for the student, points that override a check, and wrong rows."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from autograder.cli.main import cli
from autograder.course import loader
from autograder.errors import StaffError
from autograder.lms import text_feedback
from autograder.records import (
    CheckOutcome,
    CheckResult,
    Found,
    Grade,
    Mark,
    Outcome,
    Status,
)
from autograder.report import classview, feedback
from autograder.results import document as result
from autograder.results import scoring
from autograder.results.review import refuse_wrong
from tests.support import report_class as invented
from tests.support.results import kept_in

KIM = "김지우"


def marked(check: str, mark: Mark | None, grade: Grade | None = None) -> Grade:
    grade = grade or invented.grade(KIM)
    return scoring.mark(grade, invented.assignment(), {(KIM, check): mark} if mark else {})


def check_of(grade: Grade, name: str) -> CheckResult:
    return next(one for one in grade.checks if one.name == name)


def test_a_comment_reaches_the_student_beside_the_answer() -> None:
    grade = marked("insight", Mark(9, "왜 하나로는 안 되는지도 쓰면 좋겠습니다. <b>"))
    page = feedback.render(grade, invented.assignment(), "ko")
    answer = page.index("직선 하나로는 XOR를 나눌 수 없어서")
    comment = page.index("왜 하나로는 안 되는지도")
    assert page.index("은닉 노드가 왜 필요한지 설명합니다.") < answer < comment
    assert "<b>." not in page
    assert "안 되는지도 쓰면 좋겠습니다. &lt;b" in page
    told = text_feedback.brief(grade, invented.assignment(), "en")
    assert "From your grader: 왜 하나로는" in told
    assert "Your answer: 직선 하나로는" in told
    document = result.to_json(grade)
    assert check_of(result.from_json(document), "insight") == check_of(grade, "insight")


def test_the_aids_of_the_marker_never_reach_the_student() -> None:
    aids = "[x] the runner-up\n[ ] sum 1"
    grade = invented.grade(KIM)
    grade = replace(
        grade, staff=replace(grade.staff, review_text=f"{grade.staff.answer}\n\n{aids}")
    )
    grade = marked("insight", Mark(9, "좋습니다"), grade)
    page = feedback.render(grade, invented.assignment(), "ko")
    assert "직선 하나로는" in page
    assert "runner-up" not in page
    assert "runner-up" not in text_feedback.both(grade, invented.assignment())


def test_a_comment_without_points_leaves_the_check_open() -> None:
    grade = marked("insight", Mark(None, "아직 읽는 중"))
    check = check_of(grade, "insight")
    assert (check.outcome, check.comment) == (Outcome.PENDING, "아직 읽는 중")
    assert check_of(marked("insight", None, grade), "insight").comment == ""


@pytest.mark.parametrize("found", [Outcome.PASSED, Outcome.FAILED, Outcome.NOT_CHECKED])
def test_points_with_a_reason_override_any_check_and_can_be_taken_back(found: Outcome) -> None:
    before = invented.grade(KIM, {"layers_3": found})
    grade = marked("layers_3", Mark(2, "층이 하나 많지만 설명이 옳음"), before)
    check = check_of(grade, "layers_3")
    was = check_of(before, "layers_3")
    assert (check.earned, check.outcome) == (2, Outcome.PARTIAL)
    assert check.before == Found(found, was.earned)
    assert grade.score == before.score - was.earned + 2
    for language, words in (
        ("ko", "사람이 다시 보고 점수를 고쳤습니다"),
        ("en", "A person looked"),
    ):
        page = feedback.render(grade, invented.assignment(), language)
        assert words in page
        assert "층이 하나 많지만" in page
        assert was.message.to(language) == "" or was.message.to(language) not in page
    document = result.from_json(result.to_json(grade))
    assert check_of(document, "layers_3") == check
    back = marked("layers_3", None, document)
    assert replace(check_of(back, "layers_3"), hint=was.hint) == was
    assert back.score == before.score


def test_a_check_that_failed_through_our_fault_can_be_given_points() -> None:
    grade = invented.grade(KIM, {"layers_3": Outcome.COULD_NOT_CHECK})
    grade = replace(grade, status=Status.UNGRADED)
    done = marked("layers_3", Mark(5, "직접 확인함"), grade)
    assert (done.status, done.score) == (Status.GRADED, grade.score + 5)
    assert marked("layers_3", None, done).status is Status.UNGRADED


def test_every_wrong_row_is_told_at_once() -> None:
    grades = {
        KIM: marked("insight", Mark(3)),
        "박": replace(invented.grade("박"), status=Status.MISSING),
    }
    review = {
        (KIM, "layers_3"): Mark(2),
        (KIM, "layers"): Mark(2, "why"),
        (KIM, "insight"): Mark(40),
        ("김지누", "insight"): Mark(3),
        ("박", "insight"): Mark(3),
    }
    with pytest.raises(StaffError) as caught:
        refuse_wrong(review, invented.assignment(), grades)
    said = str(caught.value)
    assert said.startswith("5 rows of review.csv are wrong:")
    for words in (
        "without a person (5 of 5 points)", "write the reason into the column comment",
        "there is no such check", "40 is more than the 13 points", f"write `{KIM}`",
        "nothing was handed in",
    ):  # fmt: skip
        assert words in said


def test_a_row_for_somebody_still_to_be_graded_is_no_mistake() -> None:
    review = {("new", "insight"): Mark(3), ("new", "layers_3"): Mark(2)}
    refuse_wrong(review, invented.assignment(), {}, {"new"})


# --- the numbers of the class ---------------------------------------------------------------


def test_what_is_pending_does_not_count_as_zero() -> None:
    grade = replace(invented.grade("a"), score=87.0, pending=13.0)
    half = replace(invented.grade("b"), score=43.5, pending=13.0)
    summary = classview.summary([grade, half])
    assert (summary.mean, summary.full, summary.pending) == (75, 1, 2)
    assert classview.histogram([grade, half]) == [0, 0, 0, 0, 0, 1, 0, 0, 0, 1]


def test_who_has_nothing_but_pending_points_is_left_out() -> None:
    grade = replace(invented.grade("a"), score=0.0, pending=100.0)
    assert classview.summary([grade]).mean is None
    assert sum(classview.histogram([grade])) == 0


# --- the command ----------------------------------------------------------------------------


@pytest.fixture
def out(tiny_course: Path) -> Path:
    """Three students of the tiny course whose check `answer` a person has to mark."""
    toml = tiny_course / "assignments" / "tiny" / "assignment.toml"
    toml.write_text(toml.read_text().replace("points = 60", "points = 60\nmanual = true"))
    folder = tiny_course / "out"
    assignment = loader.load_assignment(loader.find_course(tiny_course), "tiny")
    found = {
        spec.name: CheckOutcome(spec.name, Outcome.PENDING if spec.manual else Outcome.PASSED, 1.0)
        for spec in assignment.checks
    }
    for name in ("kim", "lee", "park"):
        grade = replace(
            invented.grade(name), assignment="tiny", checks=scoring.results(assignment, found)
        )
        kept_in(folder).keep_grade(name, scoring.settle(grade, assignment), assignment, "en")
    assert report(folder).exit_code == 0
    return folder


def report(out: Path, *more: str) -> Result:
    return CliRunner().invoke(cli, ["report", str(out), "--course", str(out.parent), *more])


def fill(out: Path, *rows: dict[str, str]) -> None:
    """The rows of review.csv with ``rows`` put in by student and check, or added."""
    path = out / "review.csv"
    found = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline="")))
    for new in rows:
        old = [r for r in found if (r["student"], r["check"]) == (new["student"], new["check"])]
        if old:
            old[0].update(new)
        else:
            found.append({**dict.fromkeys(found[0], ""), **new})
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, found[0])
    writer.writeheader()
    writer.writerows(found)
    path.write_text(text.getvalue(), encoding="utf-8")


def row(student: str, check: str, points: str, comment: str = "") -> dict[str, str]:
    return {"student": student, "check": check, "points": points, "comment": comment}


def test_report_says_how_many_marks_it_put_in(out: Path) -> None:
    fill(out, row("kim", "answer", "50"), row("lee", "answer", "0", "Read the question again."))
    first = report(out)
    assert "2 marks added." in first.output
    assert "1 answer to mark by hand" in first.output
    assert "kept" not in first.output
    assert "No new marks." in report(out).output
    assert "새로 반영할 점수가 없습니다" in report(out, "--lang", "ko").output
    assert "Read the question again." in (out / "lee" / "feedback.html").read_text("utf-8")
    assert "Read the question again." in (out / "review.csv").read_text("utf-8-sig")
    fill(out, row("kim", "answer", "60"))
    assert "1 mark added." in report(out).output


def test_an_added_row_overrides_a_check_and_needs_a_reason(out: Path) -> None:
    other = next(
        one.name for one in kept_in(out).survey().grades["kim"].checks if one.name != "answer"
    )
    fill(out, row("kim", other, "1"), row("lee", "answer", "70"))
    refused = report(out)
    assert refused.exit_code == 2
    assert "2 rows of review.csv are wrong" in refused.output or "70 is not" in refused.output
    fill(out, row("kim", other, "1", "copied"), row("lee", "answer", "7"))
    assert "2 marks added." in report(out).output
    assert kept_in(out).survey().grades["kim"].score == 1
    assert "copied" in (out / "kim" / "feedback.html").read_text("utf-8")


def test_a_review_of_an_earlier_version_has_no_comments_and_is_read(out: Path) -> None:
    path = out / "review.csv"
    path.write_text("student,check,points,max_points,text,aids\nkim,answer,50,60,,\n", "utf-8")
    assert "1 mark added." in report(out).output
    header = path.read_text("utf-8-sig").splitlines()[0]
    assert header == "student,check,points,max_points,comment,text,aids"
