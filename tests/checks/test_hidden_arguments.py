"""What a hidden standard check is given stays with the staff: no student's process or folder."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest

from autograder.checking.program import bare
from autograder.checks.library import LIBRARY
from autograder.course.loader import find_course, load_assignment
from autograder.course.student_folder import release_to
from autograder.grading import execution
from autograder.grading.workers import Workers
from autograder.records import Assignment, Cell, Outcome, Program
from autograder.results.graded import Settings
from autograder.sandbox.jobs import JobOutcome, JobRequest
from tests.conftest import Grader
from tests.support.pseudo_language import CODE, write_catalogue
from tests.support.short_form import COURSE, SHORT, load_short, write_short
from tests.support.standard_checks import work

REFERENCE = """
# %%
### BEGIN SOLUTION
import keras
import numpy as np
keras.utils.set_random_seed(3)
x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], "float32")
def make(nodes, epochs=20):
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(nodes), keras.layers.Dense(1)])
    model.compile(optimizer="adam", loss="mse")
    model.fit(x, np.array([0, 1, 1, 0], "float32"), epochs=epochs, verbose=0)
    return model
model_3, model_2 = make(3), make(2)
p_3, p_2 = model_3.predict(x), model_2.predict(x)
nodes, can_learn = 4711, {3: True, 2: True, 1: False}
### END SOLUTION
"""


@pytest.fixture
def short(tmp_path: Path) -> Assignment:
    write_short(tmp_path)
    (tmp_path / "reference").mkdir()
    (tmp_path / "reference" / "short.py").write_text(REFERENCE, encoding="utf-8")
    return load_short(tmp_path)


@pytest.mark.parametrize("visible", ["true", "false"])
def test_no_idea_that_a_text_is_searched_for_reaches_students(visible: str, tmp_path: Path) -> None:
    mentions = """
[[parts.answers.checks]]
use = "mentions"
value = "why"
visible = VISIBLE
ideas = { "the runner-up" = ["runner-up", "두 번째"] }
"""
    write_short(tmp_path / "course", SHORT + mentions.replace("VISIBLE", visible))
    (tmp_path / "course" / "reference").mkdir()
    reference = tmp_path / "course" / "reference" / "short.py"
    reference.write_text(REFERENCE, encoding="utf-8")
    found = find_course(tmp_path / "course", tmp_path / "course")
    to = tmp_path / "students"
    release_to(to, found, [load_short(tmp_path / "course")])
    text = "\n".join(path.read_text("utf-8") for path in to.rglob("*") if path.is_file())
    assert "runner-up" not in text
    assert "두 번째" not in text
    names = [one.name for one in load_assignment(find_course(to, to), "short").checks]
    assert ("why" in names) == (visible == "true")


def test_no_hidden_argument_is_in_the_folder_for_students(short: Assignment) -> None:
    to = short.course.parent / "students"
    release_to(to, find_course(short.course, short.course), [short])
    text = "\n".join(path.read_text("utf-8") for path in to.rglob("*") if path.is_file())
    for secret in ("4711", "8125", "0.125", "7.5", "accuracy_at_least", "equals", "entries"):
        assert secret not in text, secret
    assert "true" not in text.replace("visible = true", "").replace("released = true", "")
    of_students = load_assignment(find_course(to, to), "short")
    visible = [one for one in short.checks if one.visible]
    assert [
        (one.name, one.points, one.title, one.hint, one.needs) for one in of_students.checks
    ] == [(one.name, one.points, one.title, one.hint, one.needs) for one in visible]
    assert [one.standard for one in of_students.checks] == [one.standard for one in visible]
    assert {one.name: one.kind for one in of_students.deliverables} == {
        one.name: one.kind for one in short.deliverables
    }


def test_braces_of_a_text_are_braces_in_the_folder_too(short: Assignment) -> None:
    text = SHORT.replace(
        "points = 4 }", 'points = 4, title.ko = "{{a}}", title.en = "{{a}} {{{{" }'
    )
    write_short(short.course, text)
    again = load_short(short.course)
    to = short.course.parent / "students"
    release_to(to, find_course(short.course, short.course), [again])
    titles = [one.title.en for one in load_assignment(find_course(to, to), "short").checks]
    assert "{a} {{" in titles
    assert titles == [one.title.en for one in again.checks if one.visible]


def test_no_argument_reaches_the_students_process_but_inputs(short: Assignment) -> None:
    """Inputs go there only once the cells have run, for models that can't be rebuilt."""
    sent: list[bytes] = []

    class Spy:
        def run(self, program: bytes, request: JobRequest, *given: object) -> JobOutcome:
            sent.append(program)
            raise KeyboardInterrupt

    program = Program((Cell("code", "nodes = 1", 1),))
    with pytest.raises(KeyboardInterrupt):
        execution.run(program, short, Workers(Spy(), Spy()), Settings())  # type: ignore[arg-type]
    for secret in (b"4711", b"8125", b"0.125", b"accuracy_at_least", b"true,2"):
        assert secret not in sent[0]
    assert b"model_3" in sent[0]


def test_all_arguments_reach_the_process_of_the_checks(short: Assignment) -> None:
    crossed = msgspec.json.encode(bare(short).checks)
    for secret in (b"4711", b"0.8125"):
        assert secret in crossed
    assert b"title" in crossed
    assert "훈련".encode() not in crossed


def test_they_are_checked_in_a_process_of_their_own(
    short: Assignment, grade_source: Grader
) -> None:
    right = grade_source(REFERENCE, short).grade
    by_name = {one.name: one.outcome for one in right.checks}
    assert by_name.pop("accuracy_at_least_3") in {Outcome.PASSED, Outcome.FAILED}
    assert set(by_name.values()) == {Outcome.PASSED}
    wrong = grade_source(
        REFERENCE.replace("make(3), make(2)", "make(4), make(2, 0)")
        .replace("4711", "4712")
        .replace("1: False", "1: True"),
        short,
    ).grade
    lost = {one.name for one in wrong.checks if one.outcome is not Outcome.PASSED}
    assert lost - {"accuracy_at_least_3"} == {"parameters_3", "trained_2", "nodes", "can_learn"}
    earned = {one.name: one.earned for one in wrong.checks}
    assert earned["can_learn"] == pytest.approx(8)
    assert all("4711" not in one.message.en + one.message.ko for one in wrong.checks)
    empty = grade_source("nodes = 4711", short).grade
    found = {one.name: one.outcome for one in empty.checks}
    assert found.pop("nodes") is Outcome.PASSED
    assert set(found.values()) == {Outcome.NOT_CHECKED}


MISTAKE = """
[[parts.answers.checks]]
use = "entries"
value = "sizes"
visible = true
equals = { a = 1, b = 2 }
mistakes = [
  { values = { a = 271828 }, hint.ko = "거꾸로", hint.en = "Inside {out}", hint.qps = "⟦Ïñšïđë⟧" },
]
"""


def in_a_third_language(text: str) -> str:
    return re.sub(r"^title\.en = (.*)$", r"title.en = \1\ntitle.qps = \1", text, flags=re.MULTILINE)


def test_no_mistake_that_an_author_names_reaches_students_and_all_languages_of_it_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUTOGRADER_LANGUAGES", str(write_catalogue(tmp_path / "languages")))
    root, to = tmp_path / "course", tmp_path / "students"
    write_short(root, in_a_third_language(SHORT + MISTAKE))
    languages = f'languages = ["ko", "en", "{CODE}"]\n'
    (root / "course.toml").write_text(languages + in_a_third_language(COURSE), encoding="utf-8")
    (root / "reference").mkdir()
    (root / "reference" / "short.py").write_text(REFERENCE, encoding="utf-8")
    ours = load_short(root)
    release_to(to, find_course(root, root), [ours])
    text = "\n".join(path.read_text("utf-8") for path in to.rglob("*") if path.is_file())
    assert not {"271828", "거꾸로", "Inside", "Ïñšïđë"} & set(re.split(r"[\W_]+", text))
    check = load_assignment(find_course(to, to), "short").checks[-1]
    assert check.standard is not None
    wrong = {"sizes": {"a": 271828, "b": 2}}
    for one, told in ((check, False), (ours.checks[-1], True)):
        assert one.standard is not None
        student = work(ours, wrong)
        LIBRARY["entries"].run(student, one.standard.arguments)
        assert student.remarks.fraction("it") == 0.5
        said = student.remarks.told("it")
        words = {"ko": "거꾸로", "en": "Inside {out}", CODE: "⟦Ïñšïđë⟧"}
        assert all((word in said.to(language)) == told for language, word in words.items())
