"""A course's languages, and faults of its files with line and check."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from autograder.cli.main import cli
from autograder.course import loader
from autograder.course.toml_text import filled, line_of
from autograder.errors import StaffError
from autograder.lms import text_feedback
from autograder.quality import verify
from autograder.records import Assignment, Text
from autograder.report import classpage, feedback, notebook
from tests.support import report_class as invented
from tests.support.results import kept_in


def change(root: Path, name: str, old: str, new: str) -> Path:
    path = root / ("course.toml" if name == "course" else f"assignments/tiny/{name}.toml")
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def load(root: Path) -> Assignment:
    return loader.load_assignment(loader.find_course(root), "tiny")


def say(root: Path, line: str) -> None:
    """Put a line on top of course.toml."""
    path = root / "course.toml"
    path.write_text(f"{line}\n{path.read_text('utf-8')}", encoding="utf-8")


# --- which language ---------------------------------------------------------------------------


def results(root: Path) -> Path:
    assignment = load(root)
    kept_in(root / "out").keep_grade("kim", invented_for(assignment), assignment, "en")
    return root / "out"


def invented_for(assignment: Assignment):
    from dataclasses import replace

    return replace(invented.grade("kim"), assignment=assignment.name)


SAID = {"ko": "학급 페이지", "en": "Class page"}
ORDER = {
    "nothing": ("", {}, [], "en"),
    "the course": ('lang = "ko"', {}, [], "ko"),
    "the environment": ('lang = "ko"', {"AUTOGRADER_LANG": "en"}, [], "en"),
    "this run": ('lang = "en"', {"AUTOGRADER_LANG": "en"}, ["--lang", "ko"], "ko"),
    "the only language": ('languages = ["ko"]', {}, [], "ko"),
}


@pytest.mark.parametrize("who", ORDER)
def test_who_decides_on_the_language(tiny_course: Path, who: str) -> None:
    line, environment, options, language = ORDER[who]
    say(tiny_course, line)
    out = results(tiny_course)
    given = ["report", str(out), "--course", str(tiny_course), *options]
    done = CliRunner(env={"AUTOGRADER_LANG": None, **environment}).invoke(cli, given)
    assert done.exit_code == 0, done.output
    assert SAID[language] in done.output
    page = (out / "index.html").read_text("utf-8")
    assert f'<html lang="{language}">' in page


# --- a course in one language -----------------------------------------------------------------


def korean(root: Path) -> Assignment:
    """The tiny course with each text once, in Korean."""
    say(root, 'languages = ["ko"]')
    for path in (root / "course.toml", root / "assignments" / "tiny" / "assignment.toml"):
        text = re.sub(r"^(title|hint)\.en = .*\n", "", path.read_text("utf-8"), flags=re.MULTILINE)
        text = re.sub(r"^title\.ko", "title", text, flags=re.MULTILINE)
        path.write_text(text, encoding="utf-8")
    return load(root)


def test_a_course_in_one_language_writes_each_text_once(tiny_course: Path) -> None:
    assignment = korean(tiny_course)
    assert assignment.checks[0].title == Text("답이 맞습니다.", "답이 맞습니다.")
    assert (assignment.language, assignment.languages) == ("ko", ("ko",))


def test_its_pages_offer_no_other_language(tiny_course: Path) -> None:
    assignment = korean(tiny_course)
    grade = invented_for(assignment)
    for page in (
        feedback.render(grade, assignment, "en"),
        classpage.render([grade], assignment, "en"),
        notebook.render('{"cells": [], "nbformat": 4}', "kim", "en", assignment.languages),
    ):
        assert '<html lang="ko">' in page
        assert 'id="in-ko" autocomplete="off" checked' in page
        assert 'id="in-en"' not in page
        assert '<label for="in-' not in page
    assert text_feedback.both(grade, assignment) == text_feedback.brief(grade, assignment, "ko")


def test_texts_in_another_language_are_left_out() -> None:
    data = {"title": {"ko": "가", "en": "a"}, "checks": {"x": {"hint": "b", "points": 1}}}
    assert filled(data, ["en"]) == {
        "title": {"ko": "a", "en": "a"},
        "checks": {"x": {"hint": {"ko": "b", "en": "b"}, "points": 1}},
    }
    assert filled(data, ["ko", "en"]) is data


def test_verify_wants_the_statement_in_each_language_of_the_course(tiny_course: Path) -> None:
    folder = tiny_course / "assignments" / "tiny"
    assert verify._statements_hold(load(tiny_course)) == []
    (folder / "statement.ko.md").write_text("# 문제", encoding="utf-8")
    (found,) = verify._statements_hold(load(tiny_course))
    assert (found.subject, "missing" in found.fault) == ("statement.en.md", True)
    assert verify._statements_hold(korean(tiny_course)) == []


# --- faults -----------------------------------------------------------------------------------

FAULTS = {
    "a missing key": (
        "assignment", "points = 60\n", "", "[checks.answer]", "checks.answer: `points` is missing",
    ),
    "an unknown key": (
        "assignment", "points = 40", "ponits = 40", "ponits", "checks.model: unknown key `ponits`",
    ),
    "a word for a number": (
        "assignment", "points = 40", 'points = "40"', 'points = "40"', "checks.model.points: ",
    ),
    "a text in one language": (
        "assignment", 'title.en = "The answer is right."\n', "", "[checks.answer]|title.ko",
        "checks.answer.title: `en` is missing",
    ),
    "no points": (
        "assignment", "points = 40", "points = 0", "points = 0", "check `model` is worth nothing",
    ),
    "an unknown need": (
        "assignment", 'needs = ["model"]', 'needs = ["modl"]', 'needs = ["modl"]',
        "check `model` needs the unknown deliverable `modl`",
    ),
    "an unknown kind": (
        "assignment", 'kind = "value"', 'kind = "valeu"', 'kind = "valeu"',
        "deliverables.answer.kind: ",
    ),
    "another language": ("course", "id = ", 'lang = "fr"\nid = ', 'lang = "fr"', 'lang = "fr"'),
    "other languages": (
        "course", "id = ", 'languages = ["fr"]\nid = ', "languages", "languages = ['fr']",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_names_line_and_check(tiny_course: Path, fault: str) -> None:
    name, old, new, line, said = FAULTS[fault]
    path = change(tiny_course, name, old, new)
    with pytest.raises(StaffError) as caught:
        load(tiny_course)
    assert said in str(caught.value)
    found = re.search(r"\.toml, line (\d+): ", str(caught.value))
    assert found, str(caught.value)
    shown = path.read_text("utf-8").splitlines()[int(found[1]) - 1]
    assert re.search("|".join(map(re.escape, line.split("|"))), shown), (shown, str(caught.value))
    assert caught.value.tip


def test_lines_of_dotted_keys_tables_and_quoted_names() -> None:
    text = '# a\nid = "x"\n[checks."a b"]\npoints = 1\n[checks.b]\ntitle.ko = "가"\nhint = 2\n'
    assert line_of(text, ["id"]) == 2
    assert line_of(text, ["checks", "a b", "points"]) == 4
    assert line_of(text, ["checks", "b", "title"]) == 6
    assert line_of(text, ["checks", "b", "title", "en"]) in {5, 6}
    assert line_of(text, ["checks", "b", "points"]) == 5
    assert line_of(text, ["late"]) == 0
