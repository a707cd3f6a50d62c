"""The shell is made once, in the warm process: every job finds it new, and in its own folder."""

from __future__ import annotations

import json
from collections.abc import Iterator

import msgspec
import pytest

from autograder.evidence import ValueEvidence, decode
from autograder.grading.workers import STUDENT
from autograder.sandbox import client, isolation
from autograder.sandbox.client import Zygote
from autograder.sandbox.isolation import Isolation
from autograder.sandbox.jobs import JobLimits, JobRequest
from autograder.sandbox.layers.ladder import Rung
from autograder.student.program import CellSource, StudentProgram, Wanted

LIMITS = JobLimits(
    seconds=30, memory_mb=1024, file_mb=8, disk_mb=16, files=100, threads=32, result_mb=8
)
RUNGS = ["best", "no-user-namespaces"]  # with a file tree of the job's own, and without
MEDDLE = """
import builtins, gc, random, sys
import IPython, keras, matplotlib, numpy
shell = get_ipython()
shell.user_ns["left"] = shell.user_global_ns["left"] = builtins.left = sys.left = 1
shell.events.register("pre_run_cell", lambda *_: builtins.__dict__.update(left=2))
shell.input_transformers_cleanup.append(lambda lines: ["left = 3\\n", *lines])
shell.register_magic_function(lambda line: 4, "line", "left")
type(shell).left = IPython.left = keras.left = sys.modules["__main__"].left = 5
type(shell).run_cell = shell.display_pub.publish = None
matplotlib.rcParams["figure.dpi"] = 7
sys.modules["left"] = sys
sys.path.insert(0, "/left")
answer = 1
"""
LOOK = """
import builtins, sys
import IPython, keras, matplotlib
shell = get_ipython()
places = (builtins, sys, shell, type(shell), IPython, keras, sys.modules["__main__"])
answer = [
    "left" in globals(), *(hasattr(place, "left") for place in places),
    "left" in sys.modules, "/left" in sys.path, "left" in shell.magics_manager.magics["line"],
    matplotlib.rcParams["figure.dpi"] == 7, len(In) != 2,
]
"""
FOLDERS = """
import os
shell = get_ipython()
%bookmark here
here = os.getcwd()
told = [str(_dh[0]), shell.starting_dir, shell.home_dir]
answer = [one for one in told if one != here] + [len(_dh)]
"""
DRAW = """
import random
import numpy as np
answer = [float(np.random.rand()), random.random()]
"""


@pytest.fixture(scope="module", params=RUNGS)
def zygote(request: pytest.FixtureRequest) -> Iterator[Zygote]:
    if isolation.rung() is Rung.REFUSE:
        pytest.skip("nothing isolates student code here")
    best = isolation.find()
    used = best if request.param == "best" else Isolation(request.param, best.launcher)
    with client.start(STUDENT, used) as started:
        yield started


def answer(zygote: Zygote, source: str, draws: int = 0) -> object:
    """What one cell, alone in its job, leaves as ``answer``."""
    cells, wanted = (CellSource("code", source, 1),), (Wanted("answer", "value"),)
    program = StudentProgram(cells, wanted, draws=draws)
    outcome = client.run(zygote, msgspec.json.encode(program), JobRequest(LIMITS))
    assert outcome.payload is not None, outcome.status
    evidence = decode(outcome.payload)
    assert not evidence.errors, evidence.errors
    found = evidence.deliverables["answer"]
    assert isinstance(found, ValueEvidence)
    return json.loads(found.json)


def test_what_one_job_does_to_the_shell_no_other_sees(zygote: Zygote) -> None:
    untouched = answer(zygote, LOOK)
    assert isinstance(untouched, list)
    assert untouched == [False] * len(untouched)
    answer(zygote, MEDDLE)
    assert answer(zygote, LOOK) == untouched


def test_it_stands_in_the_folder_of_its_job(zygote: Zygote) -> None:
    assert answer(zygote, FOLDERS) == [1]


def test_numbers_drawn_without_a_seed_are_those_of_the_submission(zygote: Zygote) -> None:
    first, again, other = (answer(zygote, DRAW, draws) for draws in (1, 1, 2))
    assert isinstance(first, list)
    assert isinstance(other, list)
    assert first == again
    assert first[0] != other[0]
    assert first[1] != other[1]
