"""The verdict stands whatever the pictures do; one check that ends the process costs no other."""

from __future__ import annotations

import importlib.metadata
import json
from dataclasses import replace
from typing import Any

import keras
import numpy as np
import pytest

from autograder.checking.program import CheckProgram
from autograder.evidence import (
    Evidence,
    FitEvidence,
    ModelEvidence,
    ValueEvidence,
    encode,
    pack_array,
)
from autograder.grading import judging
from autograder.grading.workers import Workers
from autograder.pictures import from_json
from autograder.records import Assignment, CheckFile, Outcome
from autograder.results.graded import Judged
from tests.conftest import daily
from tests.support import retrain as retrain_support

RIGHT = """
def test_answer(student):
    assert student.value("answer") == 42


def test_model(student):
    assert student.model("model").count_params() == 3
"""


def evidence(model: Any = None, fits: tuple[FitEvidence, ...] = ()) -> bytes:
    model = model or keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    written = ModelEvidence(
        "Sequential",
        json.dumps(keras.saving.serialize_keras_object(model)),
        tuple(pack_array(np.asarray(weight)) for weight in model.get_weights()),
        fits=tuple(range(len(fits))),
    )
    return encode(
        Evidence(
            schema=1,
            deliverables={"answer": ValueEvidence("int", "42"), "model": written},
            fits=fits,
            errors=(),
            names=(),
            output="",
            notebook="{}",
        )
    )


def judge(
    workers: Workers,
    assignment: Assignment,
    checks: str,
    seconds: float = 60,
    found: bytes | None = None,
    *,
    pictures: bool = True,
) -> Judged:
    limits = replace(assignment.limits, check_seconds=seconds)
    files = (CheckFile("test_tiny.py", checks.encode()),)
    task = CheckProgram(
        assignment=replace(assignment, limits=limits),
        checks=tuple(check.name for check in assignment.checks),
        evidence=found or evidence(),
        source="",
        files=files,
    )
    return judging.judge(task, workers.checks, pictures=pictures)


def outcomes(judged: Judged) -> dict[str, Outcome]:
    return {one.name: one.outcome for one in judged.verdict.outcomes}


PASSED = {"answer": Outcome.PASSED, "model": Outcome.PASSED}


def test_the_pictures_follow_the_verdict(workers: Workers, tiny: Assignment) -> None:
    judged = judge(workers, tiny, RIGHT)
    assert outcomes(judged) == PASSED
    (drawn,) = from_json(judged.pictures.encode()).models
    assert drawn.name == "model"
    assert drawn.net is not None
    assert drawn.surface is not None


def test_a_study_does_without_pictures(workers: Workers, tiny: Assignment) -> None:
    judged = judge(workers, tiny, RIGHT, pictures=False)
    assert outcomes(judged) == PASSED
    assert judged.pictures == ""


PLUGINS = """
def test_answer(pytestconfig):
    assert pytestconfig.pluginmanager.list_plugin_distinfo() == []


def test_model():
    pass
"""


def test_plugins_that_others_have_installed_stay_out_of_the_judge(
    workers: Workers, tiny: Assignment
) -> None:
    assert importlib.metadata.entry_points(group="pytest11")  # there is something to keep out
    assert outcomes(judge(workers, tiny, PLUGINS)) == PASSED


# What happens in place of a drawing. A check may do anything to the process that it runs in.
_IN_PLACE = "import autograder.checking.run as judge\njudge._DRAWING_SECONDS = 1.0\n"
_DRAWING = f"{_IN_PLACE}\ndef draw(*_):\n    {{}}\n\njudge.pictures_from = draw\n"
NOT_DRAWN = {
    "an exception": _DRAWING.format("raise RuntimeError('no')"),
    "an abort": _DRAWING.format("import os; os.abort()"),
    "a segmentation fault": _DRAWING.format("import ctypes; ctypes.memset(0, 1, 1)"),
    "an exit": _DRAWING.format("import os; os._exit(0)"),
    "an endless loop": _DRAWING.format("while True: pass"),
    "an endless call": _DRAWING.format("import itertools; sum(itertools.repeat(0))"),
    "too much memory": _DRAWING.format("x = [bytearray(2**28) for _ in range(999)]"),
    "no numbers": f"{_IN_PLACE}judge.to_json = lambda _: b'[1, 2'\n",
    "no square": (
        f"{_IN_PLACE}judge.to_json = lambda _: "
        """b'{"name": "model", "surface": {"grid": [[1.0, 2.0]]}}'\n"""
    ),
    "too many numbers": f"{_IN_PLACE}judge.to_json = lambda _: bytes(2**23)\n",
    "a flood": f"{_IN_PLACE}judge.to_json = lambda _: bytes(2**27)\n",
    "silence": f"{_IN_PLACE}judge.draw_asked = lambda *_: __import__('os').close(3)\n",
}


@pytest.mark.parametrize("name", NOT_DRAWN)
def test_a_picture_that_can_not_be_drawn_costs_itself_only(
    workers: Workers, tiny: Assignment, name: str
) -> None:
    judged = judge(workers, tiny, f"{NOT_DRAWN[name]}\n{RIGHT}")
    assert outcomes(judged) == PASSED
    assert from_json(judged.pictures.encode()).models == ()


ENDS = {
    "an abort": ("import os; os.abort()", "SIGABRT"),
    "a segmentation fault": ("import ctypes; ctypes.memset(0, 1, 1)", "SIGSEGV"),
    "an exit": ("import os; os._exit(0)", "exited"),
    "an endless call": ("import itertools; sum(itertools.repeat(0))", "time"),
    "an endless computation": (
        (
            "import tensorflow as tf\n"
            "    endless = lambda: tf.while_loop(lambda i: i > -1.0, lambda i: [i * 1.0], [1.0])\n"
            "    tf.function(endless)()"
        ),
        "time",
    ),
    "a loop that hears nothing": (
        "import signal\n    signal.signal(signal.SIGINT, signal.SIG_IGN)\n    while True: pass",
        "time",
    ),
}


@pytest.mark.parametrize(
    "name", daily({"an endless call", "a segmentation fault", "an exit"}, ENDS)
)
def test_a_check_that_ends_its_process_costs_no_other(
    workers: Workers, tiny: Assignment, name: str
) -> None:
    does, told = ENDS[name]
    checks = RIGHT.replace('assert student.value("answer") == 42', does)
    judged = judge(workers, tiny, checks, seconds=3)
    assert outcomes(judged) == {"answer": Outcome.COULD_NOT_CHECK, "model": Outcome.PASSED}
    assert from_json(judged.pictures.encode()).models
    assert told in next(one.detail for one in judged.verdict.outcomes if one.name == "answer")


@pytest.mark.parametrize("does", ["while True: pass", "import time; time.sleep(10**6)"])
def test_a_check_without_end_keeps_those_before_it(
    workers: Workers, tiny: Assignment, does: str
) -> None:
    checks = RIGHT.replace('assert student.model("model").count_params() == 3', does)
    judged = judge(workers, tiny, checks, seconds=3)
    assert outcomes(judged) == {"answer": Outcome.PASSED, "model": Outcome.COULD_NOT_CHECK}
    assert "check_seconds" in judged.verdict.outcomes[1].detail


ENDLESS = """
X = [[0, 0], [0, 1], [1, 0], [1, 1]]


def test_answer(student):
    assert student.learned("model", X, [[0], [1], [1], [0]], by_layers=False)


def test_model(student):
    assert student.learned("model", X, [[0], [1], [1], [0]], by_layers=False)


def test_third(student):
    assert student.learned("model", X, [[0], [1], [1], [0]], by_layers=False)
"""


@pytest.mark.thorough
def test_retrainings_without_end_leave_time_for_the_checks_after_them(
    workers: Workers, tiny: Assignment
) -> None:
    third = replace(tiny.checks[1], name="third")
    assignment = replace(tiny, checks=(*tiny.checks, third))
    model = retrain_support.network(1)
    fits = (retrain_support.record(model, 2**40),)
    judged = judge(workers, assignment, ENDLESS, 30, evidence(model, fits))
    assert set(outcomes(judged).values()) == {Outcome.PENDING}
