"""What the student's side finds out about an error: the name meant, a lost file, a slow loop."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import Any

import keras
import numpy as np
import pytest

from autograder.evidence import CellErrorEvidence, Evidence, LoopEvidence
from autograder.grading.workers import Workers
from autograder.messages.limits import cut_short
from autograder.messages.loops import how_far
from autograder.records import Assignment, Limits, Loop, Status
from autograder.sandbox.jobs import End, JobStatus
from autograder.student import clocks
from autograder.student.failure import ends_the_program
from autograder.student.loops import Place, loop_at
from autograder.student.lost_files import lost_files
from autograder.student.meant import meant
from tests.conftest import Grader

NAMES = {"np": np, "keras": keras, "y_train": 1, "model": keras.Sequential()}
MEANT = {
    "y_tran": "y_train",
    "prnt(3)": "print",
    "np.arry([1])": "array",
    "np.random.radn(3)": "randn",
    "keras.Sequental()": "Sequential",
    "keras.layers.dense(3)": "Dense",
    "model.fitt()": "fit",
    "from keras.layers import Dens": "Dense",
    "keras.layers.Dense(3, actvation='relu')": "activation",
    "keras.layers.Dense(3, activation='sigmod')": "sigmoid",
    "keras.layers.Dense(3, kernel_initializer='glorot')": "glorot_normal",
    "keras.optimizers.get('adm')": "adam",
    "keras.losses.get('binary_crossentropi')": "binary_crossentropy",
    "model.compile(optimzer='adam')": "optimizer",
    "keras.optimizers.SGD(learnin_rate=0.1)": "learning_rate",
    "model.fit(np.zeros((1, 2)), epoch=3)": "epochs",
    "import keras.layer": "keras.layers",
    "nothing_like_it": "",
    "np.zzzzzz": "",
    "1 / 0": "",
}


@pytest.mark.parametrize("line", MEANT)
def test_the_name_that_was_meant(line: str) -> None:
    with pytest.raises(Exception) as raised:  # noqa: PT011 - each raises its own
        exec(line, dict(NAMES))
    assert meant(raised.value, list(NAMES), line) == MEANT[line]


class _Trap:
    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name, name=name, obj=self)

    def __dir__(self) -> list[str]:
        raise AssertionError("code of the student's was run")


def test_looking_for_a_name_runs_no_code_of_the_students() -> None:
    with pytest.raises(AttributeError) as raised:
        _ = _Trap().lost
    assert meant(raised.value, [], "") == ""


LOOPS = {
    "for": ("for i in range(1000):\n    stop(i == 250)", (1, 250, 1000, "steps")),
    "steps of two": ("for i in range(0, 100, 2):\n    stop(i == 50)", (1, 25, 50, "steps")),
    "its length has a name": (
        "n = 8 * 10\nfor i in range(n):\n    stop(i == 20)", (2, 20, 80, "steps"),
    ),
    "enumerate": ("for i, x in enumerate(range(9)):\n    stop(i == 3)", (1, 3, 9, "steps")),
    "while with a counter": (
        "step = 0\nwhile step < 40:\n    stop(step == 10)\n    step += 1", (2, 10, 40, "steps"),
    ),
    "within a function": (
        "def go(n):\n    for i in range(n):\n        stop(i == 5)\ngo(50)", (2, 5, 50, "steps"),
    ),
    "nested": (
        "for e in range(10):\n    for i in range(4):\n        stop(e == 5)", (1, 5, 10, "steps"),
    ),
    "in its first step": (
        "for e in range(10):\n    for i in range(400):\n        stop(i == 5)", (2, 5, 400, "steps"),
    ),
    "training by hand": (
        "for i in range(10):\n    tape = tf.GradientTape\n    stop(i == 5)", (1, 5, 10, "training"),
    ),
    "while True": ("while True:\n    stop(True)", (1, 0, 0, "endless")),
    "endless within a loop": (
        "for i in range(9):\n    while True:\n        stop(True)", (2, 0, 0, "endless"),
    ),
    "a counter that stands still": (
        "step = 0\nwhile step < 40:\n    stop(True)", (2, 0, 0, "endless"),
    ),
}  # fmt: skip


class _StopError(Exception):
    """In place of the time limit."""


def _stop(condition: bool) -> None:
    if condition:
        raise _StopError


class _Tensors:
    GradientTape = None


@pytest.mark.parametrize("name", LOOPS)
def test_how_far_a_loop_had_come(name: str) -> None:
    source, wanted = LOOPS[name]
    with pytest.raises(_StopError) as raised:
        exec(compile(source, "cell", "exec"), {"stop": _stop, "tf": _Tensors})
    places, step = [], raised.value.__traceback__
    while step is not None:
        frame: FrameType = step.tb_frame
        if frame.f_code.co_filename == "cell":
            places.append(Place(frame, step.tb_lineno, source))
        step = step.tb_next
    found = loop_at(places, 60.0)
    assert found is not None
    assert (found.line, found.done, found.total, found.kind) == wanted


def test_no_loop_is_no_loop() -> None:
    assert loop_at([Place(sys._getframe(), 1, "x = 1")], 60.0) is None


def test_a_slow_loop_is_told_with_its_numbers() -> None:
    told = how_far(Loop(3, 600, 10_000, 60.0, "training"))
    assert told.en == (
        "The loop in line 3 had done 600 of 10,000 steps in 60 seconds (10 a second; all of them "
        "would take about 17 minutes). It is slow rather than endless: put one step into a "
        "function with `@tf.function` above it, or train with `model.fit(…)`."
    )
    assert "60초 동안 10,000번 중 600번을 마쳤습니다(1초에 10번, 모두 하면 약 17분)" in told.ko
    assert "never ends" in how_far(None).en
    assert "did not end" in how_far(Loop(1, 0, 0, 60.0, "endless")).en


@pytest.mark.parametrize(
    ("source", "ends", "kind"),
    [
        ("import time\nfor i in range(10**9):\n    time.sleep(0.01)", "1,000,000,000", "slow"),
        ("while True:\n    pass", "The `while` loop in line 1 did not end", "endless"),
    ],
)
def test_at_the_time_limit_slow_and_endless_are_told_apart(
    grade_source: Grader, tiny: Assignment, source: str, ends: str, kind: str
) -> None:
    short = replace(tiny, limits=replace(tiny.limits, seconds=3))
    grade = grade_source(source, short).grade
    assert grade.status is Status.TIMEOUT
    assert ends in grade.message.en
    assert ("slow rather than endless" in grade.message.en) is (kind == "slow")


@pytest.mark.parametrize(
    ("source", "lost"),
    [
        ("try:\n    np.loadtxt('a.csv')\nexcept OSError:\n    pass", ["a.csv"]),
        ("try:\n    open(path)\nexcept OSError:\n    pass", ["data/b.txt"]),
        ("try:\n    open('c.txt', 'w')\nexcept OSError:\n    pass", []),
        ("try:\n    import torch\nexcept ImportError:\n    pass", []),
        ("np.loadtxt('a.csv')", []),
        ("try:\n    np.loadtxt('here.csv')\nexcept OSError:\n    pass", []),
    ],
)
def test_files_that_a_try_looked_for_in_vain(
    source: str, lost: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "here.csv").write_text("1")
    assert list(lost_files(source, {"path": "data/b.txt"})) == lost


@pytest.mark.parametrize(
    ("source", "error"),
    [("x = 1\nraise SystemExit('no')", 1), ("raise SystemExit\nx = 1", 1), ("exit()", 0)],
)
def test_only_a_quiet_exit_at_the_very_end_is_no_error(
    grade_source: Grader, workers: Workers, source: str, error: int
) -> None:
    assert workers.student is not None
    assert len(grade_source(source).grade.errors) == error
    assert not ends_the_program(ValueError(), source)


@pytest.mark.parametrize("struck", ["", "cpu"])
def test_either_limit_of_time_says_how_far_a_loop_had_come(struck: str) -> None:
    loop = LoopEvidence(3, 600, 10_000, 60.0, "training")
    error = CellErrorEvidence(2, 3, "KeyboardInterrupt", "", loop=loop)
    evidence = Evidence(1, {}, (), (error,), (), "", "{}", interrupted="time")
    limits = Limits(seconds=60, cpu_seconds=120)
    told = cut_short(
        JobStatus(End.FINISHED, 60.0, 120.0, 300.0, (), struck=struck), evidence, limits
    )
    assert told is not None
    assert "had done 600 of 10,000 steps in 60 seconds (10 a second" in told.en
    assert "`@tf.function`" in told.ko
    assert ("120 seconds of processor time in cell 2" in told.en) is (struck == "cpu")


def test_time_for_which_a_thread_waited_for_a_processor_does_not_count(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(clocks, "_waited", lambda: 5.0)
    start = clocks.Moment(clocks.now().clock - 20, waited=2.0)
    assert 17 <= clocks.since(start) < 20
    monkeypatch.setattr(clocks, "_SCHEDULED", Path("/proc/no/such"))
    monkeypatch.undo()
    start = clocks.now()
    assert clocks.since(start) >= 0
