"""The order of events on the trusted side: read the evidence, run pytest, say what was found."""

from __future__ import annotations

import io
import math
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Final

import pytest

from autograder.checking.asked_pictures import with_asked
from autograder.checking.check_exceptions import NotCheckedError, WrongKindError
from autograder.checking.course_data import CourseData
from autograder.checking.pictures import pictures_from, series_from
from autograder.checking.plugin import Collector, without_outcome
from autograder.checking.probed_model import ProbedModel
from autograder.checking.program import CheckProgram, Verdict, decode_program, encode, write_files
from autograder.checking.student_fixture import StudentWork
from autograder.checking.training_record import Training
from autograder.evidence import HostileEvidenceError, decode
from autograder.pictures import ModelPictures, to_json
from autograder.records import CheckOutcome, CheckSpec, Deliverable
from autograder.sandbox import wire
from autograder.util.several_arrays import side_by_side

_MOST_POINTS = 64  # more would only hide the surface
_DRAWING_SECONDS: Final = 20.0  # for all pictures of a submission; a tenth of a second is usual
# What others have installed has no business here, and a collection of garbage would copy the
# whole heap that this process shares with the one it was forked from.
_QUICK: Final = ("--disable-plugin-autoload", "-p", "no:unraisableexception")
_MOST_QUESTION: Final = 1024  # bytes


def run(program: bytes, channel: wire.Channel) -> None:
    """Entry of a job in the checks' zygote: send the verdict, then draw what is asked for."""
    task = decode_program(program)
    try:
        work = StudentWork(task.assignment, decode(task.evidence), task.source)
    except HostileEvidenceError as error:
        wire.send(channel, wire.EVIDENCE, encode(Verdict(outcomes=(), problem=str(error))))
        return

    work.data = CourseData(task.data)

    def begins(check: str) -> None:
        wire.send(channel, wire.CELL, str(task.checks.index(check) + 1).encode())

    signal.signal(signal.SIGINT, _interrupt_once)
    verdict = judge(task, work, begins)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    wire.send(channel, wire.EVIDENCE, encode(verdict))
    draw_asked(channel, task.assignment.deliverables, work)


def _interrupt_once(signal_number: int, _: object) -> None:
    """The time is up: what is known by now is the verdict, and no second word may spoil it."""
    signal.signal(signal_number, signal.SIG_IGN)
    raise KeyboardInterrupt


def _silently(_: str) -> None:
    """Where nobody wants to know which check begins."""


def judge(
    task: CheckProgram, work: StudentWork, begins: Callable[[str], None] = _silently
) -> Verdict:
    """Run the named checks on the evidence; ``begins`` is told the name of each before it runs."""
    specs = tuple(check for check in task.assignment.checks if check.name in task.checks)
    folder = Path.cwd() / "checks"
    write_files(task.files, folder)
    collector = Collector(work, specs, begins)
    printed = run_pytest(folder, collector)
    return Verdict(
        outcomes=tuple(_outcome(collector, spec, printed) for spec in specs),
        review_text=work.remarks.review_text(),
        staff_notes=work.remarks.staff_notes(),
    )


def draw_asked(
    channel: wire.Channel, deliverables: Sequence[Deliverable], work: StudentWork
) -> None:
    """Answer each question, a deliverable's name, with its pictures until no more are asked for.

    The grade has left by now: a drawing that takes for ever, or that ends this process, costs
    itself and those after it.
    """
    if hasattr(signal, "setitimer"):  # Windows has none; there nothing is drawn
        signal.signal(signal.SIGALRM, signal.SIG_DFL)  # which ends the process in native code too
        signal.setitimer(signal.ITIMER_REAL, _DRAWING_SECONDS)
    by_name = {one.name: one for one in deliverables}
    while frame := wire.receive(channel, _MOST_QUESTION):
        drawn = draw(by_name[frame.payload.decode()], work)
        wire.send(channel, wire.ANSWER, to_json(drawn) if drawn else b"")


def draw(asked: Deliverable, work: StudentWork) -> ModelPictures | None:
    """The pictures of a deliverable; None where nothing of it can be drawn.

    The points are those that the student trained on, or of data sets that students have: nothing
    of the checks' data is shown.
    """
    try:
        drawn = _of_model(asked.name, work)
    except WrongKindError:
        drawn = _series(asked.name, work)
    except NotCheckedError:
        return None
    found = with_asked(drawn or ModelPictures(asked.name), asked, work, work.data)
    return None if found == ModelPictures(asked.name) else found


def _of_model(name: str, work: StudentWork) -> ModelPictures | None:
    """What is drawn of any model; None if it could not be rebuilt."""
    model, training = work.model(name), work.training(name)
    if isinstance(model, ProbedModel):
        return None
    examples = 0 if training.x is None else len(side_by_side(training.x))
    batch = min(training.batch_size, examples)
    return pictures_from(model, name, _points(training), batch)


def _series(name: str, work: StudentWork) -> ModelPictures | None:
    try:
        return series_from(name, work.array(name))
    except (NotCheckedError, WrongKindError):
        return None


def _points(training: Training) -> tuple[tuple[float, ...], ...]:
    """The distinct training examples, (x₁, x₂, label) or (x, y), of a task of one output."""
    x, y = training.x, training.y
    if x is None or y is None or isinstance(x, tuple) or isinstance(y, tuple):
        return ()
    if y.size != len(x):
        return ()
    columns = x.reshape(len(x), -1) if x.ndim <= 2 and x.size else x
    if columns.ndim != 2 or columns.shape[1] not in {1, 2}:
        return ()
    rows = {
        tuple(float(one) for one in (*row, label))
        for row, label in zip(columns, y.reshape(-1), strict=True)
    }
    finite = (row for row in rows if all(map(math.isfinite, row)))
    return tuple(sorted(finite))[:_MOST_POINTS]


def run_pytest(folder: Path, collector: Collector) -> str:
    """Run the checks of a folder in this process; return what pytest printed."""
    printed = io.StringIO()
    nothing = folder.with_name("nothing.ini")  # or pytest looks for settings above the folder
    nothing.write_text("[pytest]\n")
    sys.dont_write_bytecode = True
    options = [
        "-q", "--color=no", "-p", "no:cacheprovider", "-p", "no:terminalreporter",
        "-p", "no:faulthandler", *_QUICK, "--import-mode=importlib", "--tb=short", "-W", "ignore",
        "-c", str(nothing), f"--rootdir={folder}", f"--confcutdir={folder}", "--capture=sys",
        str(folder),
    ]  # fmt: skip
    with redirect_stdout(printed), redirect_stderr(printed):
        pytest.main(options, plugins=[collector])
    return printed.getvalue()


def _outcome(collector: Collector, spec: CheckSpec, printed: str) -> CheckOutcome:
    found = collector.outcomes.get(spec.name)
    if found is not None:
        return found
    if collector.interrupted:
        return without_outcome(spec, "the time for the checks (check_seconds) ran out")
    if not collector.errors:
        return without_outcome(spec)
    return without_outcome(spec, "\n".join([*collector.errors, printed])[-4000:])
