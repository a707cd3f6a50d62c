"""Where the time of one submission goes, stage by stage: `python -m benchmarks stages`.

The submission is graded in a warm workers, as in a class. What happens inside the two jobs is
timed in forks of this process that run the same code without a sandbox, in CPU seconds, which
other work on the machine does not touch. The sandbox is given in wall seconds: from asking for a
job to its first line, and from its last line to its end.
"""

from __future__ import annotations

import functools
import gc
import json
import os
import shutil
import socket
import statistics
import sys
import tempfile
import time
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import autograder.checking.preload
import autograder.student.preload  # noqa: F401
from autograder.checking import run as checking
from autograder.checking import student_fixture
from autograder.checking.program import CheckProgram
from autograder.compiled_fit import dispatch, fast_predict, program
from autograder.course import loader
from autograder.evidence import decode, encode
from autograder.grading import submission as grade
from autograder.grading.warm_workers import start_workers
from autograder.grading.workers import Workers
from autograder.intake.collect import collect
from autograder.intake.reader import read_program
from autograder.records import Submission
from autograder.report.pages import HtmlPages
from autograder.results import scoring
from autograder.results.folder import ResultsFolder
from autograder.results.graded import Settings
from autograder.sandbox import client
from autograder.sandbox.launching import environment
from autograder.student import run as student
from autograder.student import shell
from autograder.student.program import CellSource, StudentProgram, Wanted
from autograder.student.training import record_fits
from benchmarks.lib import measured, reporting
from benchmarks.lib.catalogue import SPEED as PAGE
from benchmarks.lib.repository import ROOT
from benchmarks.lib.results import Result
from benchmarks.lib.stages_picture import picture

Times = dict[str, float]
PICTURE = ROOT / "docs" / "images" / "stages.svg"


class Clock:
    """CPU seconds by stage; time inside an inner stage is not counted for the outer one."""

    def __init__(self) -> None:
        """Starts with nothing."""
        self.spent: Times = defaultdict(float)
        self._open: list[str] = []
        self._since = 0.0

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Counts what happens inside for `name`."""
        self._switch()
        self._open.append(name)
        try:
            yield
        finally:
            self._switch()
            self._open.pop()

    def _switch(self) -> None:
        now = time.process_time()
        if self._open:
            self.spent[self._open[-1]] += now - self._since
        self._since = now

    def wrap(self, holder: Any, attribute: str, name: str) -> None:
        """Counts every call of a function for `name` from now on."""
        inner = getattr(holder, attribute)

        @functools.wraps(inner)
        def timed(*args: Any, **kwargs: Any) -> Any:
            with self.stage(name):
                return inner(*args, **kwargs)

        setattr(holder, attribute, timed)


def in_fork(act: Callable[[Clock], Any]) -> tuple[Times, Any]:
    """Runs something in a fork of this process; its times, and what it returned as bytes."""
    ours, theirs = socket.socketpair()
    gc.collect()
    gc.freeze()  # as the warm processes do before they fork
    child = os.fork()
    if child == 0:
        with tempfile.TemporaryDirectory() as place:
            os.chdir(place)
            clock = Clock()
            found = act(clock)
            head = json.dumps(clock.spent).encode()
            theirs.sendall(len(head).to_bytes(8, "big") + head + found)
            os._exit(0)
    theirs.close()
    data = b""
    while part := ours.recv(1 << 20):
        data += part
    os.waitpid(child, 0)
    length = int.from_bytes(data[:8], "big")
    return json.loads(data[8 : 8 + length]), data[8 + length :]


def run_cells(task: StudentProgram, clock: Clock) -> bytes:
    """The student's side, stage by stage; returns the evidence."""
    clock.wrap(dispatch, "prepare", "fit: trace")
    clock.wrap(dispatch.whole_run, "run", "fit: the rest")
    clock.wrap(fast_predict, "predict", "predict")
    clock.wrap(shell.backend_inline, "flush_figures", "figures")
    first_call_apart(clock)
    with clock.stage("open a shell"):
        log = record_fits(stock=False)
        session = shell.open_session(task.output_kb)
    with clock.stage("cells: the rest"):
        shell.run_cells(session, task.cells, lambda _: None)
    with clock.stage("evidence"):
        return encode(student._evidence(task, session, log))


def first_call_apart(clock: Clock) -> None:
    """The first call of a program sets the graph up; the others train."""
    inner, seen = program.Program.__call__, set[int]()

    def call(self: Any, *args: Any) -> Any:
        first = id(self) not in seen
        seen.add(id(self))
        with clock.stage("fit: first call" if first else "fit: train"):
            return inner(self, *args)

    program.Program.__call__ = call  # type: ignore[method-assign]


def run_checks(task: CheckProgram, clock: Clock) -> bytes:
    """The trusted side, stage by stage."""
    clock.wrap(student_fixture.StudentWork, "model", "checks: rebuild models")
    clock.wrap(student_fixture.StudentWork, "learned", "checks: learned")
    clock.wrap(student_fixture.StudentWork, "predict", "checks: predict")
    clock.wrap(checking, "draw", "checks: pictures")
    with clock.stage("checks: pytest"):
        evidence = decode(task.evidence)
        student = student_fixture.StudentWork(task.assignment, evidence, task.source)
        verdict = checking.judge(task, student)
    for deliverable in task.assignment.deliverables:
        if deliverable.kind == "model":
            checking.draw(deliverable.name, student)
    return str(len(verdict.outcomes)).encode()


def inside(assignment: Any, submission: Submission) -> tuple[Times, Times]:
    """The stages of both jobs, in forks."""
    cells = read_program(submission).cells
    task = StudentProgram(
        cells=tuple(CellSource(cell.kind, cell.source, cell.number) for cell in cells),
        wanted=tuple(
            Wanted(item.name, item.kind, len(item.probe[0]) if item.probe else 0)
            for item in assignment.deliverables
        ),
        output_kb=assignment.limits.output_kb,
    )
    ran, evidence = in_fork(lambda clock: run_cells(task, clock))
    decode(evidence)
    source = "\n\n".join(cell.source for cell in cells if cell.kind == "code")
    checks = CheckProgram(
        assignment=assignment,
        checks=tuple(check.name for check in assignment.checks),
        evidence=evidence,
        source=source,
        files=assignment.check_files,
    )
    checked, _ = in_fork(lambda clock: run_checks(checks, clock))
    return ran, checked


def outside(assignment: Any, folder: Path, workers: Workers) -> Times:
    """Intake, both jobs and the report, as in a class."""
    around: list[float] = []
    inner = client.run

    def run(*args: Any, **kwargs: Any) -> Any:
        with clock.stage("jobs"):
            began = time.perf_counter()
            outcome = inner(*args, **kwargs)
            around.append(time.perf_counter() - began - outcome.status.seconds)
        return outcome

    clock = Clock()
    client.run = run
    try:
        with clock.stage("intake"):
            (submission,) = collect((folder / "submitted",), assignment_name=assignment.name)
        with clock.stage("between the jobs"):
            graded = grade.grade_submission(submission, assignment, workers, Settings())
        with clock.stage("report"):
            ResultsFolder(folder, HtmlPages()).keep("out", graded, assignment, "en")
    finally:
        client.run = inner
    assert scoring.total(graded.grade.checks).complete
    spent = dict(clock.spent)
    del spent["jobs"]  # what waits for them
    return spent | {"sandbox, twice": sum(around)}


def measure(name: str, runs: int) -> Times:
    """Median seconds of each stage for the reference solution of an assignment."""
    assignment = loader.load_assignment(loader.find_course(ROOT), name)
    found: list[Times] = []
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "submitted").mkdir()
        shutil.copy(ROOT / "reference" / f"{name}.py", folder / "submitted" / "kim.py")
        (submission,) = collect((folder / "submitted",), assignment_name=name)
        with start_workers(needs_student=True) as workers:
            for _ in range(runs):
                ran, checked = inside(assignment, submission)
                whole = outside(assignment, folder, workers)
                first = ("intake", "sandbox, twice")
                found.append({stage: whole.pop(stage) for stage in first} | ran | checked | whole)
    stages = list(dict.fromkeys(stage for one in found for stage in one))
    return {stage: statistics.median(one.get(stage, 0.0) for one in found) for stage in stages}


def render(found: dict[str, Any]) -> str:
    """A row for each stage, and the picture of them."""
    seconds: dict[str, Times] = found["seconds"]
    stages = list(dict.fromkeys(stage for one in seconds.values() for stage in one))
    rows = [
        [stage, *(f"{1000 * one.get(stage, 0.0):.0f}" for one in seconds.values())]
        for stage in stages
    ]
    rows.append(["**all**", *(f"**{1000 * sum(one.values()):.0f}**" for one in seconds.values())])
    table = reporting.table(["stage", *(f"{name}, ms" for name in seconds)], rows)
    return f"{table}\n\n![The same as bars](../images/{PICTURE.name})"


def begin_in_the_environment_of_warm_processes(arguments: Sequence[str]) -> None:
    """Begin anew with their variables, for TensorFlow reads some when it is imported.

    Whoever only imports this module keeps its own.
    """
    wanted = {**os.environ, **environment(tempfile.gettempdir())}
    if wanted != dict(os.environ):
        words = [sys.executable, "-m", "benchmarks", "stages", *arguments]
        os.execve(sys.executable, words, wanted)


def main(arguments: Sequence[str]) -> None:
    """Measures an assignment that trains and one that does not."""
    parser = reporting.parser("stages", __doc__)
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args(arguments)
    begin_in_the_environment_of_warm_processes(arguments)
    warnings.simplefilter("ignore")
    about = measured.now("stages")
    seconds = {name: measure(name, asked.runs) for name in ("xor-mlp", "softmax-shapes")}
    result = Result(about, {"runs": asked.runs, "seconds": seconds})
    reporting.report("stages", PAGE, result, render(result.found), only_print=asked.print)
    if not asked.print:
        PICTURE.write_text(picture(seconds), encoding="utf-8")
