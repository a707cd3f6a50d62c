"""Late work and bonus: what they cost and bring, and where they are shown."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from autograder.course import loader
from autograder.errors import StaffError
from autograder.intake.collect import collect
from autograder.lms import text_feedback
from autograder.records import Assignment, Bonus, Grade, LatePolicy, Mark, Outcome
from autograder.report import feedback
from autograder.results import document, scoring
from tests.support import report_class as invented

POLICY = LatePolicy(per_day=10, grace_hours=2, cap=30)


def settled(
    policy: LatePolicy = POLICY,
    *,
    late: bool = True,
    days: float = 0.0,
    bonus: Bonus | None = None,
    lost: dict[str, Outcome] | None = None,
) -> tuple[Grade, Assignment]:
    assignment = replace(invented.assignment(), late=policy, bonus=bonus or Bonus())
    grade = invented.grade(lost={"insight": Outcome.PASSED, **(lost or {})})
    grade = replace(grade, late=late, late_days=days, max_score=assignment.max_score)
    return scoring.settle(grade, assignment), assignment


COSTS = {
    "on time": (False, 0.0, 100.0, 0),
    "late, nobody knows how much: one day": (True, 0.0, 90.0, 1),
    "within the grace": (True, 1.9 / 24, 100.0, 1),
    "one hour beyond the grace": (True, 3 / 24, 90.0, 1),
    "exactly a day beyond the grace": (True, 26 / 24, 90.0, 1),
    "a day and a bit": (True, 1.2, 80.0, 1),
    "a week: the cap": (True, 7.0, 70.0, 1),
}


@pytest.mark.parametrize("case", COSTS)
def test_what_lateness_costs(case: str) -> None:
    late, days, points, lines = COSTS[case]
    grade, _ = settled(late=late, days=days)
    assert (grade.score, len(grade.adjustments)) == (points, lines)


def test_without_a_policy_lateness_costs_nothing() -> None:
    grade, _ = settled(LatePolicy(), days=3)
    assert (grade.score, grade.adjustments) == (100, ())


def test_nobody_falls_below_zero() -> None:
    failed = {check.name: Outcome.FAILED for check in invented.assignment().checks[1:]}
    grade, _ = settled(LatePolicy(per_day=50), days=2, lost=failed)
    assert grade.score == 0
    assert grade.adjustments[0].points == -sum(check.earned for check in grade.checks)


def test_bonus_checks_come_on_top_up_to_their_cap() -> None:
    points = {check.name: check.points for check in invented.assignment().checks}
    extra = ("shape_1", "shape_2")
    together = points["shape_1"] + points["shape_2"]
    grade, assignment = settled(late=False, bonus=Bonus(extra))
    assert assignment.max_score == 100 - together
    assert grade.score == 100
    assert grade.adjustments[0].points == together
    capped, _ = settled(late=False, bonus=Bonus(extra, cap=5))
    assert capped.score == 100 - together + 5
    nothing, _ = settled(late=False, bonus=Bonus(extra), lost=dict.fromkeys(extra, Outcome.FAILED))
    assert (nothing.score, nothing.adjustments) == (100 - together, ())


def test_points_by_hand_keep_the_penalty() -> None:
    _, assignment = settled(days=1)
    manual = replace(
        assignment,
        checks=tuple(replace(c, manual=c.name == "insight") for c in assignment.checks),
    )
    grade = replace(invented.grade(), late=True, late_days=1.0)
    points = next(check.points for check in grade.checks if check.name == "insight")
    marked = scoring.mark(grade, manual, {(grade.student, "insight"): Mark(points)})
    assert (marked.score, marked.pending) == (90, 0)


def test_both_have_a_line_of_their_own_wherever_feedback_is_read() -> None:
    grade, assignment = settled(days=1.5, bonus=Bonus(("shape_1",), cap=5))
    page = feedback.render(grade, assignment, "ko")
    for text in ("늦은 제출 2일: 하루에 만점의 10%, 최대 30%", "Bonus (at most 5 points)", "+5"):
        assert text in page
    lost = f"{-grade.adjustments[1].points:g}"
    assert f"−{lost}" in page
    assert f"- 추가 점수 (최대 5점): +5\n- 늦은 제출 2일: 하루에 만점의 10%, 최대 30%: -{lost}" in (
        text_feedback.brief(grade, assignment, "ko")
    )
    assert document.from_json(document.to_json(grade)) == grade


# --- assignment.toml ------------------------------------------------------------------


def test_the_tables_are_read(tiny_course: Path) -> None:
    assert load(tiny_course).late == LatePolicy()
    add(tiny_course, "[late]\nper_day = 10\ncap = 40\n[bonus]\nchecks = ['model']\ncap = 5\n")
    assignment = load(tiny_course)
    assert assignment.late == LatePolicy(per_day=10, cap=40)
    assert assignment.bonus == Bonus(("model",), 5)
    assert assignment.max_score == 60


MISTAKES = {
    "a day costs more than all": ("[late]\nper_day = 110\n", "late.per_day is 110"),
    "a negative grace": ("[late]\nper_day = 1\ngrace_hours = -1\n", "late.grace_hours is -1"),
    "a typing mistake": ("[late]\nper_dya = 1\n", "per_dya"),
    "an unknown check": ("[bonus]\nchecks = ['modle']\n", "unknown check `modle`"),
    "nothing but bonus": ("[bonus]\nchecks = ['model', 'answer']\n", "every check is a bonus"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_the_tables_is_told(tiny_course: Path, mistake: str) -> None:
    text, message = MISTAKES[mistake]
    add(tiny_course, text)
    with pytest.raises(StaffError, match=message):
        load(tiny_course)


def add(root: Path, text: str) -> None:
    with (root / "assignments" / "tiny" / "assignment.toml").open("a", encoding="utf-8") as file:
        file.write(text)


def load(root: Path) -> Assignment:
    return loader.load_assignment(loader.find_course(root), "tiny")


# --- the roster -----------------------------------------------------------------------


def test_the_roster_says_how_late(tmp_path: Path) -> None:
    (tmp_path / "class").mkdir()
    for name in ("kim", "lee", "park", "choi"):
        (tmp_path / "class" / f"{name}.py").write_text("a = 1")
    roster = tmp_path / "roster.csv"
    roster.write_text('student,late\nkim,"1,5"\nlee,yes\npark,no\nchoi,\n', encoding="utf-8")
    found = {s.student: (s.late, s.late_days) for s in collect([tmp_path / "class"], roster=roster)}
    assert found == {
        "kim": (True, 1.5),
        "lee": (True, 0.0),
        "park": (False, 0.0),
        "choi": (False, 0.0),
    }


def test_a_roster_with_another_word_for_late_is_told(tmp_path: Path) -> None:
    (tmp_path / "kim.py").write_text("a = 1")
    (tmp_path / "roster.csv").write_text("student,late\nkim,soon\n", encoding="utf-8")
    with pytest.raises(StaffError, match="kim was late by 'soon'"):
        collect([tmp_path / "kim.py"], roster=tmp_path / "roster.csv")
