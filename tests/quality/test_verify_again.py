"""What verify has graded is not graded again before something changes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.course import loader
from autograder.grading.events import Done, Event
from autograder.quality import verify_cache
from autograder.quality.verify import Finding, verify

OFF = "# Wrong: off by one.\n# Loses: answer\n# From: reference\nanswer = 43\n"
TWO = "# Wrong: two nodes.\n# Loses: model\n# From: reference\nmodel = keras.layers.Dense(1)\n"


@pytest.fixture
def course(
    tiny_course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, warm: None
) -> Iterator[Path]:
    monkeypatch.setenv(verify_cache.PLACE, str(tmp_path / "cache"))
    wrong = tiny_course / "assignments" / "tiny" / "wrong"
    (wrong / "off.py").write_text(OFF, encoding="utf-8")
    (wrong / "two.py").write_text(TWO, encoding="utf-8")
    return tiny_course


def graded(course: Path, *, fresh: bool = False) -> tuple[set[str], list[Finding]]:
    """Whom a verify grades, and what does not hold."""
    seen: set[str] = set()

    def watch(event: Event) -> None:
        if isinstance(event, Done):
            seen.add(event.student)

    assignment = loader.load_assignment(loader.find_course(course), "tiny")
    found = verify(assignment, 2, watch, fresh=fresh)
    return seen, [one for one in found if one.fault]


OWN = {"reference", "template.ipynb", "template.py"}


def test_a_second_verify_grades_what_has_changed(course: Path, tmp_path: Path) -> None:
    assert graded(course) == ({*OWN, "off", "two"}, [])
    assert graded(course) == (set(), [])
    wrong = course / "assignments" / "tiny" / "wrong"
    (wrong / "off.py").write_text(OFF.replace("off by one", "one too many"), encoding="utf-8")
    assert graded(course) == (set(), []), "only the header has changed"
    (wrong / "off.py").write_text(OFF.replace("43", "41"), encoding="utf-8")
    assert graded(course) == ({"off"}, [])
    (wrong / "off.py").rename(wrong / "less.py")
    assert graded(course) == ({"less"}, [])
    kept = {path.name for path in (tmp_path / "cache").glob("verify/tiny-*/out/*/")}
    assert kept == {*OWN, "less", "two"}, "nothing is kept of what is no more"
    assert graded(course, fresh=True) == ({*OWN, "less", "two"}, [])


def test_what_does_not_hold_is_graded_again(course: Path) -> None:
    wrong = course / "assignments" / "tiny" / "wrong"
    (wrong / "off.py").write_text(OFF.replace("43", "42"), encoding="utf-8")
    for _ in range(2):
        seen, (fault,) = graded(course)
        assert "off" in seen
        assert "it keeps answer" in fault.fault
    assert seen == {"off"}


def test_results_of_a_newer_version_are_graded_anew(course: Path, tmp_path: Path) -> None:
    graded(course)
    (kept,) = (tmp_path / "cache").glob("verify/tiny-*/out/off/result.json")
    kept.write_text('{"schema": 999}', encoding="utf-8")
    assert graded(course)[1] == []


def test_a_cache_that_another_run_has_or_that_cannot_be_written_is_done_without(
    course: Path, tmp_path: Path
) -> None:
    assignment = loader.load_assignment(loader.find_course(course), "tiny")
    with verify_cache.results_of(assignment) as first:
        assert first.out.is_relative_to(tmp_path / "cache")
        with verify_cache.results_of(assignment) as second:
            assert not second.out.is_relative_to(tmp_path / "cache")
    shutil.rmtree(tmp_path / "cache")
    (tmp_path / "cache").write_text("a file", encoding="utf-8")
    with verify_cache.results_of(assignment) as third:
        assert not third.out.is_relative_to(tmp_path / "cache")
