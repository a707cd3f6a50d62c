"""``autograder import``: what it writes loads, its reference passes, wrong answers lose points."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.course.loader import find_course, load_assignment
from autograder.course.statement import stale_statements
from autograder.course.template import reference_path
from autograder.records import Assignment, Outcome
from tests.support import importer_sources as sources
from tests.support.command_line import call, call_here

COURSE = 'id = "imported"\ntitle.ko = "가져온 과목"\ntitle.en = "Imported"\n'


@pytest.fixture
def course(tmp_path: Path) -> Path:
    (tmp_path / "course").mkdir()
    (tmp_path / "course" / "course.toml").write_text(COURSE, encoding="utf-8")
    return tmp_path / "course"


def imported(course: Path, grader: str, source: Path, name: str) -> tuple[Assignment, str]:
    done = call("import", grader, str(source), cwd=course)
    assert done.returncode == 0, done.stderr
    return load_assignment(find_course(course), name), done.stdout


def holds(course: Path) -> None:
    done = call_here("verify", cwd=course)
    assert done.returncode == 0, done.stdout
    assert call_here("release", "--check", cwd=course).returncode == 0


Change = tuple[str, str]  # what stands in the reference, and what a student wrote instead


def lost(course: Path, assignment: Assignment, *changes: Change) -> list[set[str]]:
    """The checks that each changed reference loses, graded as a student's."""
    reference = reference_path(assignment).read_text(encoding="utf-8")
    (course / "handed-in").mkdir()
    for number, (old, new) in enumerate(changes):
        assert old in reference
        path = course / "handed-in" / f"student{number}.py"
        path.write_text(reference.replace(old, new), encoding="utf-8")
    done = call_here("grade", assignment.name, "handed-in", "--json", cwd=course)
    grades = {grade["student"]: grade["checks"] for grade in json.loads(done.stdout)}
    kept = {Outcome.PASSED.value, Outcome.PENDING.value}
    return [
        {one["name"] for one in grades[f"student{number}"] if one["outcome"] not in kept}
        for number in range(len(changes))
    ]


@pytest.mark.thorough
def test_an_assignment_of_nbgrader_becomes_one_of_ours(course: Path, warm: None) -> None:
    source = sources.nbgrader_course(course.parent / "theirs")
    made, said = imported(course, "nbgrader", source, "week1")
    assert [(check.name, check.points, check.manual) for check in made.checks] == [
        ("model_shape", 2, False),
        ("model_line", 3, False),
        ("facts_test", 2, False),
        ("predictions_test", 1, False),
        ("double_test", 1, True),
        ("why", 2, True),
    ]
    assert {check.name for check in made.checks if not check.visible} == {"model_line"}
    assert made.checks[0].hint.ko == "모델은 Sequential이어야 합니다."
    assert [part.title.ko for part in made.parts] == ["모델", "질문"]
    assert "11 points, 2 of them marked by a person (3 points)" in said
    todo = (made.folder / "TODO.md").read_text(encoding="utf-8")
    assert "assert double(2) == 4" in todo
    assert "calls `double`" in said
    assert "직선 배우기" in (made.folder / "statement.ko.md").read_text(encoding="utf-8")
    english = (made.folder / "statement.en.md").read_text(encoding="utf-8")
    assert "<!-- to be translated -->" in english
    assert "| `shape`, `facts`: the test of facts-test | 2 |" in english
    assert "| **in all** | **11** |" in english
    assert "| `model` | the model `model` |" in english
    assert stale_statements(made) == ()
    assert "pandas" in english  # the sentence on libraries
    holds(course)
    assert lost(
        course,
        made,
        ("epochs=200", "epochs=1"),
        ("'order': (2, 1)", "'order': (1, 2)"),
        ("shape = y.shape", "shape = list(y.shape)"),
        ("shape = y.shape", "shape = 'four'"),
    ) == [
        {"model_line", "predictions_test"},
        {"facts_test"},
        {"facts_test"},
        {"facts_test", "double_test"},
    ]
    template = (course / "student_template" / "week1.py").read_text(encoding="utf-8")
    assert "keras.Sequential" not in template
    assert "assert" not in template


@pytest.mark.thorough
def test_a_master_notebook_of_otter_becomes_one_of_ours(course: Path, warm: None) -> None:
    source = sources.otter_master(course.parent / "theirs")
    made, said = imported(course, "otter", source, "lab1")
    assert [(check.name, check.points, check.visible, check.manual) for check in made.checks] == [
        ("q1_1", 1, True, False),
        ("q1_2", 3, False, False),
        ("q2_1", 1, True, False),
        ("q2_2", 2, False, True),
        ("q3", 2.5, True, True),
    ]
    assert made.checks[2].hint.en == "z should have ten numbers."
    assert "ZeroDivisionError" in said
    template = (course / "student_template" / "lab1.py").read_text(encoding="utf-8")
    assert "default_rng(3)" in template
    assert "size=10" not in template
    assert "# 1 / 0" in template
    holds(course)
    assert lost(
        course,
        made,
        ("prime = 2", "prime = 3"),
        ("prime = 2", "prime = 2.0"),
        ("size=10", "size=9"),
    ) == [{"q1_2"}, {"q1_1"}, {"q2_1"}]


def test_what_otter_assign_makes_becomes_one_of_ours(course: Path, warm: None) -> None:
    source = sources.otter_compiled(course.parent / "theirs")
    made, _ = imported(course, "otter", source, "lab2")
    assert [(check.name, check.points) for check in made.checks] == [
        ("q1_1", 0.34), ("q1_2", 0.33), ("q1_3", 0.33), ("q2", 2),
    ]  # fmt: skip
    holds(course)
    assert lost(course, made, ("[1, 2, 6]", "[1, 2, 5]"), ("(1, 2.5)", "(1, 2)")) == [
        {"q1_2", "q1_3"},
        {"q2"},
    ]


def test_nothing_is_written_over(course: Path) -> None:
    (course / "reference").mkdir()
    mine = course / "reference" / "lab1.py"
    mine.write_text("mine", encoding="utf-8")
    source = sources.otter_master(course.parent / "theirs")
    before = sorted(course.rglob("*"))
    done = call_here("import", "otter", str(source), cwd=course)
    assert done.returncode == 2
    assert "exists already" in done.stderr
    assert sorted(course.rglob("*")) == before
    assert mine.read_text(encoding="utf-8") == "mine"


def broken_json(folder: Path) -> Path:
    (folder / "a.ipynb").write_text('{"cells": [', encoding="utf-8")
    return folder


def no_notebook(folder: Path) -> Path:
    return folder


def nowhere(folder: Path) -> Path:
    return folder / "nowhere"


def no_cells(folder: Path) -> Path:
    (folder / "a.ipynb").write_text('["cells"]', encoding="utf-8")
    return folder


def plain_notebook(folder: Path) -> Path:
    return sources.write(folder / "a.ipynb", [sources.cell("code", "x = 1")])


def in_r(folder: Path) -> Path:
    kernel = {"name": "ir", "display_name": "R", "language": "R"}
    return sources.write(folder / "a.ipynb", [], kernelspec=kernel)


@pytest.mark.parametrize("grader", ["nbgrader", "otter"])
@pytest.mark.parametrize(
    "fault", [broken_json, no_notebook, nowhere, no_cells, plain_notebook, in_r]
)
def test_what_is_no_assignment_is_told_with_a_way_out(
    fault: Callable[[Path], Path], grader: str, course: Path, tmp_path: Path
) -> None:
    (tmp_path / "theirs").mkdir()
    done = call_here("import", grader, str(fault(tmp_path / "theirs")), cwd=course)
    assert done.returncode == 2
    assert done.stderr.startswith("error: ")
    assert "tip: " in done.stderr
    assert not (course / "assignments").exists()


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (["# BEGIN QUESTION\nname: a\n  b: [", "# END QUESTION"], "no YAML"),
        (["# BEGIN QUESTION\n- a", "# END QUESTION"], "no table"),
        (["# BEGIN QUESTION\nname: a", "# BEGIN QUESTION\nname: b"], "begins inside `a`"),
        (["# ASSIGNMENT CONFIG\nname: a", "# END QUESTION"], "without a beginning"),
        (["# BEGIN QUESTION\nname: a", "# END QUESTION"], "no question that is worth points"),
    ],
)
def test_a_broken_master_notebook_is_told_with_a_way_out(
    cells: list[str], said: str, course: Path, tmp_path: Path
) -> None:
    source = sources.write(tmp_path / "a.ipynb", [sources.cell("raw", one) for one in cells])
    done = call_here("import", "otter", str(source), cwd=course)
    assert done.returncode == 2
    assert said in done.stderr
    assert "tip: " in done.stderr
