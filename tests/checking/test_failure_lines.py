"""The staff reads where a check failed and of what, and nothing of the machinery that ran it."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.checking.failure_lines import failure_lines
from autograder.course import loader
from autograder.records import CheckResult, Outcome
from tests.conftest import CHECKS, RIGHT, Grader, write_course


class UnspeakableError(Exception):
    def __str__(self) -> str:
        raise ValueError("no words")


def raised(error: Exception, cause: Exception | None = None) -> str:
    with pytest.raises(type(error)) as caught:
        raise error from cause
    return failure_lines(caught.value)


def check_of(grade_source: Grader, source: str, checks: str, root: Path) -> CheckResult:
    """What the tiny assignment's first check comes to, written so."""
    write_course(root)
    (root / "assignments/tiny/checks/test_tiny.py").write_text(checks, encoding="utf-8")
    assignment = loader.load_assignment(loader.find_course(root), "tiny")
    return grade_source(source, assignment).grade.checks[0]


def test_a_check_of_a_course_shows_its_line_and_the_values(
    grade_source: Grader, tmp_path: Path
) -> None:
    source = RIGHT.replace("answer = 42", "answer = 41")
    found = check_of(grade_source, source, CHECKS, tmp_path / "course")
    assert found.outcome is Outcome.FAILED
    where, line, *said = found.detail.splitlines()
    assert where == "checks/test_tiny.py:4: in test_answer"
    assert line == '    assert student.value("answer") == 42'
    assert said[0] == "E   assert 41 == 42"


def test_what_is_missing_is_said_without_a_line_of_the_machinery(
    grade_source: Grader, tmp_path: Path
) -> None:
    found = check_of(grade_source, "import keras", CHECKS, tmp_path / "course")
    assert found.outcome is Outcome.NOT_CHECKED
    assert "_pytest" not in found.detail
    assert "pluggy" not in found.detail
    assert found.detail.splitlines()[-1].endswith("Not checked, because `answer` is missing.")


def test_a_fault_in_a_function_that_a_check_calls_shows_both(
    grade_source: Grader, tmp_path: Path
) -> None:
    checks = CHECKS.replace('student.value("answer") == 42', 'below(student.value("answer"))')
    checks += "\n\ndef below(number):\n    return {}[number]\n"
    found = check_of(grade_source, RIGHT, checks, tmp_path / "course")
    assert found.outcome is Outcome.COULD_NOT_CHECK
    assert [line.rpartition(" in ")[2] for line in found.detail.splitlines()[::2]] == [
        "test_answer",
        "below",
        "E   KeyError: 42",
    ]


@pytest.mark.parametrize("word", ["skip", "fail"])
def test_a_check_that_gives_up_by_a_word_of_pytest_costs_nothing(
    word: str, grade_source: Grader, tmp_path: Path
) -> None:
    checks = CHECKS.replace(
        'assert student.value("answer") == 42', f'import pytest\n    pytest.{word}("not today")'
    )
    found = check_of(grade_source, RIGHT, checks, tmp_path / "course")
    assert found.outcome is Outcome.COULD_NOT_CHECK
    assert "not today" in found.detail


def test_a_cause_comes_first() -> None:
    said = raised(ValueError("too late"), KeyError("early")).splitlines()
    assert said[0] == "E   KeyError: 'early'"
    assert said[1] == "which led to:"
    assert said[-1] == "E   ValueError: too late"


def test_an_error_without_words_is_named() -> None:
    assert "UnspeakableError" in raised(UnspeakableError()).splitlines()[-1]
