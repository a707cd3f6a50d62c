"""The order of events on the trusted side: read the evidence, run pytest, say what was found."""

from __future__ import annotations

import io
import math
import socket
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from autograder.checking.opaque import OpaqueModel
from autograder.checking.pictures import pictures_from
from autograder.checking.plugin import Collector, missing_check
from autograder.checking.program import CheckProgram, Verdict, decode_program, encode, write_files
from autograder.checking.refusals import NotCheckedError, WrongKindError
from autograder.checking.work import StudentWork, Training
from autograder.evidence import HostileEvidenceError, decode
from autograder.records import CheckOutcome, CheckSpec, Outcome
from autograder.report.pictures import Pictures, to_json
from autograder.sandbox import wire

_MOST_POINTS = 64  # more would only hide the surface


def run(program: bytes, channel: socket.socket) -> None:
    """Entry of a job in the checks' zygote."""
    task = decode_program(program)
    wire.send(channel, wire.EVIDENCE, encode(judge(task)))
    wire.receive(channel, 1024)


def judge(task: CheckProgram) -> Verdict:
    """Run the named checks on the evidence."""
    try:
        evidence = decode(task.evidence)
    except HostileEvidenceError as error:
        return Verdict(outcomes=(), problem=str(error))
    specs = tuple(check for check in task.assignment.checks if check.name in task.checks)
    work = StudentWork(task.assignment, evidence, task.source)
    folder = Path.cwd() / "checks"
    write_files(task.files, folder)
    collector, printed = run_pytest(folder, work, specs)
    outcomes = tuple(_outcome(collector, spec, printed) for spec in specs)
    return Verdict(
        outcomes=outcomes,
        review_text=work.review_text(),
        staff_notes=work.staff_notes(),
        pictures=draw(task, work),
    )


def draw(task: CheckProgram, work: StudentWork) -> str:
    """The pictures of every model that could be rebuilt, as JSON, '' where there is none.

    The points are those that the student trained on: nothing of the checks' data is shown.
    """
    drawn = []
    for deliverable in task.assignment.deliverables:
        if deliverable.kind != "model":
            continue
        try:
            model, training = work.model(deliverable.name), work.training(deliverable.name)
        except (NotCheckedError, WrongKindError):
            continue
        if not isinstance(model, OpaqueModel):
            drawn.append(pictures_from(model, deliverable.name, _points(training)))
    return to_json(Pictures(tuple(drawn))).decode() if drawn else ""


def _points(training: Training) -> tuple[tuple[float, float, float], ...]:
    """The distinct training examples (x₁, x₂, label) of a two-input, one-output task."""
    x, y = training.x, training.y
    if x is None or y is None or x.ndim != 2 or x.shape[1] != 2 or y.size != len(x):
        return ()
    rows = {(float(a), float(b), float(c)) for (a, b), c in zip(x, y.reshape(-1), strict=True)}
    finite = (row for row in rows if all(map(math.isfinite, row)))
    return tuple(sorted(finite))[:_MOST_POINTS]


def run_pytest(
    folder: Path, work: StudentWork, specs: tuple[CheckSpec, ...]
) -> tuple[Collector, str]:
    """Run the checks of a folder in this process; return the outcomes and what pytest printed."""
    collector = Collector(work, specs)
    printed = io.StringIO()
    sys.dont_write_bytecode = True
    options = [
        "-q", "--color=no", "-p", "no:cacheprovider", "-p", "no:terminalreporter",
        "-p", "no:faulthandler", "--import-mode=importlib", "--tb=short", "-W", "ignore",
        "-c", "/dev/null", f"--rootdir={folder}", f"--confcutdir={folder}", "--capture=sys",
        str(folder),
    ]  # fmt: skip
    with redirect_stdout(printed), redirect_stderr(printed):
        pytest.main(options, plugins=[collector])
    return collector, printed.getvalue()


def _outcome(collector: Collector, spec: CheckSpec, printed: str) -> CheckOutcome:
    found = collector.outcomes.get(spec.name)
    if found is not None:
        return found
    lost = missing_check(spec)
    if not collector.errors:
        return lost
    detail = "\n".join([*collector.errors, printed])[-4000:]
    return CheckOutcome(spec.name, Outcome.COULD_NOT_CHECK, 0.0, detail=detail)
