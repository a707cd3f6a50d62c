"""Mutants that verify tries in one submission are told apart where something is wrong with one."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.course import loader
from autograder.grading.events import Done, Event
from autograder.quality import verify_cache
from autograder.quality.verify import Finding, verify
from autograder.records import LocalAssignment

ASSIGNMENT = """
id = "own"
version = 1
title = "Numbers"

[parts.all]
title = "All"
checks = [
  { use = "close", value = "first", to = 1.0, within = 0.1, points = 50 },
  { use = "close", value = "second", to = 2.0, within = 0.1, points = 25 },
  { use = "close", name = "roughly", value = "second", to = 2.0, within = 0.2, points = 25 },
]
"""
REFERENCE = """
### BEGIN SOLUTION
first = 1.0
### END SOLUTION


### BEGIN SOLUTION
second = 2.0
### END SOLUTION
"""


def numbers(root: Path, *, loses_also: bool) -> LocalAssignment:
    folder = root / "assignments" / "own"
    folder.mkdir(parents=True)
    (root / "reference").mkdir()
    (root / "course.toml").write_text('id = "own"\nlanguages = ["en"]\ntitle = "A course"\n')
    text = ASSIGNMENT
    if loses_also:
        text = text.replace("points = 25 },\n  {", 'points = 25, loses_also = ["roughly"] },\n  {')
        text = text.replace("points = 25 },\n]", 'points = 25, loses_also = ["second"] },\n]')
    (folder / "assignment.toml").write_text(text)
    (root / "reference" / "own.py").write_text(REFERENCE)
    return loader.load_assignment(loader.find_course(root, root), "own")


def run(assignment: LocalAssignment) -> tuple[set[str], list[Finding]]:
    """Who was graded, and what was found."""
    graded: set[str] = set()

    def watch(event: Event) -> None:
        if isinstance(event, Done):
            graded.add(event.student)

    return graded, list(verify(assignment, 2, watch))


def test_where_all_is_right_each_is_tried_with_another(tmp_path: Path, warm: None) -> None:
    graded, found = run(numbers(tmp_path, loses_also=True))
    assert [one for one in found if one.fault] == []
    assert "together 1" in graded
    assert not {"first off 1", "second off 1"} & graded
    assert any("first off 1, second off 1" in one.subject for one in found)


def test_what_is_wrong_with_one_is_said_of_that_one(
    tmp_path: Path, warm: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(verify_cache.PLACE, str(tmp_path / "cache"))
    assignment = numbers(tmp_path / "course", loses_also=False)
    _, found = run(assignment)
    faults = {one.subject.split(" (")[0]: one.fault for one in found if one.fault}
    assert faults["second off 1"] == "it loses roughly as well"
    assert not [subject for subject in faults if subject.startswith(("first", "together"))]
    assert any(one.subject.startswith("first off 1 (") for one in found)
    again, same = run(assignment)
    assert same == found
    assert again <= set(faults), "what holds is kept, and so is what was tried together"
