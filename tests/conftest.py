"""What many tests share: warm processes, a tiny course, and a way to grade one source text."""

from __future__ import annotations

import contextlib
import gc
import json
import os
import signal
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from pathlib import Path

import pytest

from autograder.course import loader
from autograder.grading import warm_workers
from autograder.grading.submission import grade_submission
from autograder.grading.workers import Workers
from autograder.quality import verify_cache
from autograder.records import Assignment, Submission
from autograder.results.graded import Graded, Settings


def pytest_configure() -> None:
    """Ctrl-C means what it means in a terminal.

    A shell starts background jobs with SIGINT ignored, and children inherit that.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    gc.disable()  # while tests are collected, it would look at a million objects again and again


# What takes a minute, most of it in waiting. Begun last, it would leave the other workers idle.
FIRST = ("test_attacks", "test_examples", "test_chaos", "test_packages", "test_kill", "test_docs",
         "test_mutation_of_checks", "test_adversary", "test_forty_lines", "test_main",
         "test_packing", "test_scaffold", "test_importing", "test_evening", "test_students_folder",
         "test_other_systems", "test_messy", "test_faults", "test_side_channels", "test_warm",
         "test_number_types", "test_api", "test_judging", "test_own_classes", "test_portal_load",
         "test_program_cache", "test_several_inputs")  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long tests begin first; the order is otherwise that of the files."""
    ranks = {name: rank for rank, name in enumerate(FIRST)}
    items.sort(key=lambda item: ranks.get(item.path.stem, len(FIRST)))


def pytest_collection_finish() -> None:
    """What is there by now stays, and no collection of garbage looks at it again.

    Keras collects for each `clear_session`, which goes through TensorFlow's million objects.
    """
    gc.collect()
    gc.freeze()
    gc.enable()


def daily(
    some: Container[object], values: Iterable[object], more: Container[object] | None = None
) -> list[pytest.ParameterSet]:
    """Parameters of a test that `make test` runs for ``some`` only.

    `make thorough` runs it for ``more``, `make nightly` for all; without ``more``, nothing is left
    for the night.
    """

    def marks(value: object) -> tuple[pytest.MarkDecorator, ...]:
        if value in some:
            return ()
        return (pytest.mark.thorough if more is None or value in more else pytest.mark.nightly,)

    return [pytest.param(value, marks=marks(value)) for value in values]


COURSE_TOML = """
id = "tiny"
title.ko = "작은 강의"
title.en = "A tiny course"
"""
ASSIGNMENT_TOML = """
id = "tiny"
version = 1
title.ko = "작은 과제"
title.en = "A tiny assignment"

[limits]
seconds = 20
memory_mb = 1024

[deliverables.answer]
kind = "value"
title.ko = "답"
title.en = "the answer"

[deliverables.model]
kind = "model"
title.ko = "모델"
title.en = "the model"
probe = [[0, 0], [0, 1]]

[parts.all]
title.ko = "전부"
title.en = "All"

[checks.answer]
part = "all"
points = 60
visible = true
needs = ["answer"]
title.ko = "답이 맞습니다."
title.en = "The answer is right."
hint.ko = "다시 세어 보십시오."
hint.en = "Count again."

[checks.model]
part = "all"
points = 40
needs = ["model"]
title.ko = "모델의 크기가 맞습니다."
title.en = "The model has the right size."
hint.ko = "노드 수를 확인하십시오."
hint.en = "Look at the number of nodes."
"""
CHECKS = '''
def test_answer(student):
    """Forty-two."""
    assert student.value("answer") == 42


def test_model(student):
    """Two weights and a bias."""
    assert student.model("model").count_params() == 3
'''
RIGHT = """
import keras
answer = 42
model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
"""


def write_course(root: Path) -> Path:
    """A course with one assignment of two checks, in ``root``."""
    folder = root / "assignments" / "tiny"
    (folder / "checks").mkdir(parents=True)
    (folder / "wrong").mkdir()
    (root / "reference").mkdir()
    (root / "course.toml").write_text(COURSE_TOML, encoding="utf-8")
    (folder / "assignment.toml").write_text(ASSIGNMENT_TOML, encoding="utf-8")
    (folder / "checks" / "test_tiny.py").write_text(CHECKS, encoding="utf-8")
    reference = (
        RIGHT.replace("answer = 42", "### BEGIN SOLUTION\nanswer = 42\n### END SOLUTION").replace(
            "model = ", "### BEGIN SOLUTION\nmodel = "
        )
        + "### END SOLUTION\n"
    )
    (root / "reference" / "tiny.py").write_text(reference, encoding="utf-8")
    return root


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What `verify` keeps for the next time is not the user's here."""
    os.environ[verify_cache.PLACE] = str(tmp_path_factory.mktemp("cache"))


@pytest.fixture
def tiny_course(tmp_path: Path) -> Path:
    """A fresh tiny course, to be changed at will."""
    return write_course(tmp_path / "course")


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    """The tiny course's assignment; not to be changed."""
    root = write_course(tmp_path_factory.mktemp("course") / "course")
    return loader.load_assignment(loader.find_course(root), "tiny")


@pytest.fixture(scope="session")
def workers() -> Iterator[Workers]:
    """Both warm processes, for the whole session."""
    with warm_workers.start_workers(needs_student=True) as workers:
        yield workers


@pytest.fixture
def warm(monkeypatch: pytest.MonkeyPatch, workers: Workers) -> None:
    """Whatever starts warm processes gets the session's, and ends none of them.

    To start some takes ten seconds.
    """
    monkeypatch.setattr(warm_workers, "start_workers", lambda **_: contextlib.nullcontext(workers))
    monkeypatch.setattr(warm_workers, "abort", lambda _workers: None)


def notebook_of(sources: Sequence[str]) -> tuple[bytes, str]:
    """Content and name of a notebook with these code cells, for a ``Submission``."""
    cells = [
        {
            "cell_type": "code",
            "metadata": {},
            "source": source,
            "outputs": [],
            "execution_count": None,
        }
        for source in sources
    ]
    content = {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": cells}
    return json.dumps(content).encode(), "kim.ipynb"


Grader = Callable[..., Graded]


@pytest.fixture(scope="session")
def grade_source(workers: Workers, tiny: Assignment) -> Grader:
    """Grade a Python source (cells parted by ``# %%``) as a submission to the tiny assignment."""

    def grade(source: str, assignment: Assignment = tiny, name: str = "kim.py") -> Graded:
        submission = Submission("kim", source.encode(), name)
        return grade_submission(submission, assignment, workers, Settings())

    return grade
