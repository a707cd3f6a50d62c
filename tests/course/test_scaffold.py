"""``init`` and ``new``: what they write works, and they write over nothing."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from autograder.course.loader import find_course
from autograder.course.scaffold import FIRST, STARTERS, start_assignment, start_course
from autograder.errors import StaffError
from autograder.quality.fairness_study import correct_variants
from tests.conftest import daily
from tests.support.command_line import call, call_here


def test_a_new_course_and_a_new_assignment_pass_verify(tmp_path: Path, warm: None) -> None:
    started = call("init", "내 course", cwd=tmp_path)
    assert started.returncode == 0, started.stderr
    course = tmp_path / "내 course"
    added = call("new", "week-2", cwd=course)
    assert added.returncode == 0, added.stderr
    assert str(course / "assignments" / "week-2" / "checks") in added.stdout
    assert call("release", "--check", cwd=course).returncode == 0
    verified = call_here("verify", "week-2", cwd=course)
    assert verified.returncode == 0, verified.stdout
    assert "week-2: 16 of 16 claims hold" in verified.stdout


@pytest.mark.thorough
def test_every_assertion_of_the_example_is_missed_when_it_is_gone(
    tmp_path: Path, warm: None
) -> None:
    start_course(tmp_path / "course")
    done = call_here("verify", "--mutation", cwd=tmp_path / "course")
    assert done.returncode == 0, done.stdout


def test_a_name_is_told_apart_from_the_example(tmp_path: Path) -> None:
    course, first = start_course(tmp_path / "course")
    assert first.name == FIRST
    second = start_assignment(course, "deep-nets")
    written = [path for path in (tmp_path / "course").rglob("*deep-nets*") if path.is_file()]
    texts = [path.read_text(encoding="utf-8") for path in written]
    texts += [path.read_text(encoding="utf-8") for path in second.folder.rglob("*.*")]
    assert len(texts) > 10
    for text in texts:
        assert "@" not in text
        assert FIRST not in text
    assert second.title.en.startswith("Deep nets")


@pytest.mark.parametrize("name", ["Week 2", "../up", "", "-x", "a" * 65, "과제"])
def test_a_name_that_cant_be_a_folder_everywhere_is_refused(name: str, tmp_path: Path) -> None:
    course, _ = start_course(tmp_path)
    with pytest.raises(StaffError, match="can't be an assignment's name"):
        start_assignment(course, name)


@pytest.mark.parametrize(
    "there",
    [
        "reference/week-2.py",
        "assignments/week-2/checks/test_hidden.py",
        "student_template/week-2.ipynb",
    ],
)
def test_nothing_is_written_over(there: str, tmp_path: Path) -> None:
    course, _ = start_course(tmp_path)
    mine = tmp_path / there
    mine.parent.mkdir(parents=True, exist_ok=True)
    mine.write_text("mine", encoding="utf-8")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(StaffError, match="exists already"):
        start_assignment(course, "week-2")
    assert sorted(tmp_path.rglob("*")) == before
    assert mine.read_text(encoding="utf-8") == "mine"


def test_a_course_is_not_started_twice_nor_in_a_file(tmp_path: Path) -> None:
    start_course(tmp_path / "course")
    with pytest.raises(StaffError, match="is a course already"):
        start_course(tmp_path / "course")
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(StaffError, match="is a file"):
        start_course(tmp_path / "notes.txt")


def test_files_of_other_names_may_be_there(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    start_course(tmp_path)
    assert find_course(tmp_path).root == tmp_path.resolve()


# --- starters of standard checks ----------------------------------------------------------

TRAINING = ("classification", "regression")


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    (tmp_path / "course.toml").write_text('id = "c"\ntitle.ko = "과목"\ntitle.en = "A course"\n')
    return tmp_path


@pytest.mark.parametrize(
    "starter",
    [
        "blank",
        "questions",
        pytest.param("regression", marks=pytest.mark.thorough),
        pytest.param("classification", marks=pytest.mark.thorough),
    ],
)
def test_a_starter_passes_verify_with_wrong_submissions_of_its_own(
    starter: str, empty: Path, warm: None
) -> None:
    assert call_here("new", "week-1", "--from", starter, cwd=empty).returncode == 0
    assert call_here("release", "--check", cwd=empty).returncode == 0
    verified = call_here("verify", "week-1", cwd=empty)
    assert verified.returncode == 0, verified.stdout


@pytest.mark.parametrize("starter", STARTERS)
def test_a_starter_is_short_and_needs_no_python_but_the_solution(starter: str, empty: Path) -> None:
    made = start_assignment(find_course(empty, empty), "week-1", starter)
    definition = made.folder / "assignment.toml"
    lines = [line for line in definition.read_text("utf-8").splitlines() if line.strip()]
    assert len(lines) <= 40
    written = {path.name for path in made.folder.iterdir()}
    audited = {"audit.py"} if starter in TRAINING else set()
    assert written == {"assignment.toml", "statement.ko.md", "statement.en.md"} | audited
    assert made.max_score == 100
    for language, text in (("ko", "합계"), ("en", "in all")):
        statement = (made.folder / f"statement.{language}.md").read_text("utf-8")
        assert text in statement
        assert "@" not in statement
        assert all(f"`{name}`" in statement for name in made.wanted)


@pytest.mark.parametrize("starter", daily((), TRAINING, more=("classification",)))
def test_luck_costs_and_gives_nothing_in_a_starter_that_trains(
    starter: str, empty: Path, warm: None
) -> None:
    assert call_here("new", "week-1", "--from", starter, cwd=empty).returncode == 0
    audit = ("audit", "week-1", "--runs", "6", "--wrong-runs", "12", "--jobs", "1")
    audited = call_here(*audit, cwd=empty)
    assert audited.returncode == 0, audited.stdout
    assert "**all** | 6 |" in audited.stdout
    assert "0 false passes in 12 runs" in audited.stdout


@pytest.mark.parametrize("starter", TRAINING)
def test_each_setting_of_a_starters_audit_makes_another_solution(starter: str, empty: Path) -> None:
    made = start_assignment(find_course(empty, empty), "week-1", starter)
    variants = list(correct_variants(made, 6))
    assert len({one.label for one in variants}) == 6
    for one in variants:
        ast.parse(one.source)
        assert set(made.wanted) <= {*re.findall(r"^(\w+) = ", one.source, re.MULTILINE)}


def test_a_starter_of_a_course_in_one_language_has_one_statement(empty: Path) -> None:
    (empty / "course.toml").write_text('id = "c"\nlanguages = ["en"]\ntitle = "A course"\n')
    made = start_assignment(find_course(empty, empty), "week-1", "regression")
    assert not (made.folder / "statement.ko.md").exists()
    assert made.checks[0].title.ko == made.checks[0].title.en


def hangul(text: str) -> bool:
    return any("가" <= letter <= "힣" for letter in text)


@pytest.mark.parametrize("starter", [*STARTERS, ""])
@pytest.mark.parametrize("language", ["ko", "en"])
def test_an_assignment_of_a_course_in_one_language_is_in_that_alone(
    language: str, starter: str, empty: Path
) -> None:
    course = f'id = "c"\nlanguages = ["{language}"]\ntitle = "A course"\n'
    (empty / "course.toml").write_text(course, encoding="utf-8")
    made = start_assignment(find_course(empty, empty), "week-1", starter)
    assert [path.name for path in made.folder.glob("statement.*")] == [f"statement.{language}.md"]
    definition = (made.folder / "assignment.toml").read_text("utf-8")
    assert "title.ko" not in definition
    assert "title.en" not in definition
    notebook = (empty / "student_template" / "week-1.ipynb").read_text("utf-8")
    assert "@" not in notebook
    titles = [made.title, *(part.title for part in made.parts)]
    if starter != "blank":
        assert hangul("".join(one.to(language) for one in titles)) == (language == "ko")
    if starter in {"classification", ""}:
        assert hangul(notebook) == (language == "ko")
        assert ("· " in notebook) is False


def test_an_assignment_of_a_course_in_both_says_each_thing_twice(empty: Path) -> None:
    made = start_assignment(find_course(empty, empty), "week-1")
    notebook = (empty / "student_template" / "week-1.py").read_text("utf-8")
    assert "# # Week 1: 노드 하나로 직선 배우기 · one node learns a straight line" in notebook
    assert "# 여섯 점이 한 직선 위에 있습니다." in notebook
    assert "# Six points lie on a straight line." in notebook
    assert made.title.ko == "Week 1: 노드 하나로 직선 배우기"


def test_every_starter_can_be_chosen(empty: Path) -> None:
    refused = call_here("new", "week-1", "--from", "nothing", cwd=empty)
    assert refused.returncode == 2
    assert all(f"'{starter}'" in refused.stderr for starter in STARTERS)
