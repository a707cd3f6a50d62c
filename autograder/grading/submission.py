"""The story of one submission, from file to grade.

file → ``read_program`` → sandbox (student's side) → evidence → sandbox (checks) → ``Grade``

Read ``grade_submission`` from top to bottom; everything it calls is one idea elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import msgspec

from autograder.checking.program import CheckProgram, Verdict, bare
from autograder.errors import InfrastructureError, SubmissionError
from autograder.evidence import (
    Evidence,
    HostileEvidenceError,
    ValueEvidence,
    decode,
    model_in,
)
from autograder.grading import execution, judging
from autograder.grading.events import Checking, OnEvent, Reading, Running, RunningCell, nobody
from autograder.grading.workers import Workers
from autograder.intake.reader import read_program
from autograder.intake.suspicious_code import attempts
from autograder.messages import legacy as legacy_messages
from autograder.messages import limits as limit_messages
from autograder.messages import run as run_messages
from autograder.messages.missing_files import misplaced_files
from autograder.records import (
    NO_TEXT,
    Assignment,
    CellError,
    CheckOutcome,
    FitSummary,
    ForStaff,
    Grade,
    Program,
    Status,
    Submission,
    Text,
    Usage,
)
from autograder.results import scoring
from autograder.results.graded import Graded, Judged, Run, Settings
from autograder.sandbox.jobs import End, JobStatus, OnCell, not_told
from autograder.util.decoding import converter
from autograder.util.file_names import is_file_name

_CELL_ERRORS: Final = converter(tuple[CellError, ...], from_attributes=True)


def grade_submission(  # noqa: PLR0913 - what is graded, by what, and who is told
    submission: Submission,
    assignment: Assignment,
    workers: Workers | None,
    settings: Settings,
    earlier: Run | None = None,
    *,
    on_event: OnEvent = nobody,
) -> Graded:
    """Grade one submission. ``earlier`` is its kept run, when only the checks changed.

    ``workers`` is None where ``earlier`` has all that is needed, or nothing can be read.
    Never raises for anything that is in the submission; what is our fault ends as `ungraded`.
    """
    told = (submission.student, assignment.name)
    try:
        on_event(Reading(*told))
        program = read_submission(submission, assignment.wanted)
        cells = sum(cell.kind == "code" for cell in program.cells)
        if earlier is None:
            on_event(Running(*told, cells))
        run = earlier or run_submission(
            program, assignment, workers, settings,
            on_cell=lambda cell: on_event(RunningCell(*told, cell, cells)),
        )  # fmt: skip
        if run.payload is None:
            return Graded(_without_evidence(submission, assignment, program, run.status), run)
        evidence = decode(run.payload)
        if run.judged is None:
            on_event(Checking(*told, len(_asked(assignment, settings))))
        judged = run.judged or check_evidence(run.payload, program, assignment, workers, settings)
        run = replace(run, judged=judged)
        ran = _Ran(program, run.status, evidence, judged.verdict)
        grade = _with_evidence(submission, assignment, ran)
        return Graded(grade, run, evidence.notebook, judged.pictures, evidence.output)
    except SubmissionError as error:
        return Graded(_empty(submission, assignment, Status.INVALID, error.message))
    except HostileEvidenceError as error:
        status = replace_end(run.status, End.EVIDENCE, str(error))
        return Graded(_without_evidence(submission, assignment, program, status), run)
    except InfrastructureError as error:
        return ungraded(submission, assignment, str(error))


def ungraded(submission: Submission, assignment: Assignment, reason: str) -> Graded:
    """What is said where this program or this machine failed; ``reason`` is for the staff."""
    grade = _empty(submission, assignment, Status.UNGRADED, run_messages.UNGRADED)
    return Graded(replace(grade, staff=ForStaff(notes=(reason,))))


def read_submission(submission: Submission, wanted: Sequence[str] = ()) -> Program:
    """The cells of a submission, with the files that were handed in beside them.

    ``wanted`` are the names of the deliverables: they tell which file of a zip is meant.

    Raises:
        SubmissionError: it can't be read, or the intake has found so already.
    """
    if submission.problem != NO_TEXT:
        raise SubmissionError(submission.problem)
    program = read_program(submission, wanted)
    return replace(program, files=(*program.files, *submission.files))


def run_submission(
    program: Program,
    assignment: Assignment,
    workers: Workers | None,
    settings: Settings,
    on_cell: OnCell = not_told,
) -> Run:
    """Run the cells in the sandbox; ``on_cell`` is told which of those with code it is at.

    Raises:
        InfrastructureError: the sandbox failed.
    """
    if workers is None:
        raise InfrastructureError("no sandbox was started for student code")
    return Run(*execution.run(program, assignment, workers, settings, on_cell))


def check_evidence(
    payload: bytes,
    program: Program,
    assignment: Assignment,
    workers: Workers | None,
    settings: Settings,
) -> Judged:
    """Run the hidden checks on the evidence, in another process than the student's.

    Raises:
        InfrastructureError: the checks' process failed; never the student's fault.
    """
    if workers is None:
        raise InfrastructureError("no process was started for the checks")
    task = CheckProgram(
        assignment=bare(assignment),
        checks=_asked(assignment, settings),
        evidence=payload,
        source="\n\n".join(cell.source for cell in program.cells if cell.kind == "code"),
        files=assignment.check_files,
        data=str(workers.data or ""),
    )
    return judging.judge(task, workers.checks, pictures=settings.pictures)


def _asked(assignment: Assignment, settings: Settings) -> tuple[str, ...]:
    """The names of the checks to be made."""
    return tuple(c.name for c in assignment.checks if c.visible or not settings.only_visible)


def replace_end(status: JobStatus, end: End, detail: str) -> JobStatus:
    """The same status with another end."""
    return msgspec.structs.replace(status, end=end, detail=detail)


# --- grades ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Ran:
    """A program that ran, what it left, and what the checks found in that."""

    program: Program
    job: JobStatus
    evidence: Evidence
    verdict: Verdict


def _with_evidence(submission: Submission, assignment: Assignment, ran: _Ran) -> Grade:
    """The grade of a submission whose evidence was checked."""
    job, evidence, verdict = ran.job, ran.evidence, ran.verdict
    outcomes = {outcome.name: outcome for outcome in verdict.outcomes}
    checks = run_messages.said_once(scoring.results(assignment, outcomes))
    total = scoring.total(checks)
    errors = _CELL_ERRORS(evidence.errors)
    cut = limit_messages.cut_short(job, evidence, assignment.limits)
    limits = limit_messages.met(evidence, assignment.limits)
    missing = run_messages.missing_deliverables(assignment, evidence, ran.program)
    errors = () if missing == (run_messages.UNTOUCHED,) else errors
    used = legacy_messages.used(evidence)
    said = (
        *((cut,) if cut else ()),
        *limits,
        *((run_messages.first_error(errors),) if errors else ()),
        *missing,
    )
    status = _status(job, evidence, complete=total.complete)
    grade = _empty(submission, assignment, status, NO_TEXT)
    grade = replace(
        grade,
        checks=checks,
        message=said[0] if said else NO_TEXT,
        notes=(
            *grade.notes,
            *ran.program.notes,
            *((cut,) if cut else ()),
            *limits,
            *missing,
            *misplaced_files(assignment, evidence.deliverables),
            *used,
        ),
        errors=errors,
        fits=_fits(evidence),
        usage=Usage(job.seconds, job.cpu_seconds, job.memory_mb),
        staff=ForStaff(
            notes=(*verdict.staff_notes, *(text.en for text in used)),
            review_text=verdict.review_text,
            answer=_answer(assignment, evidence),
            layers=job.layers,
            attempts=attempts(ran.program),
        ),
    )
    return scoring.settle(grade, assignment)


_STATUS: Final = {
    End.TIME: Status.TIMEOUT,
    End.CPU: Status.TIMEOUT,
    End.MEMORY: Status.MEMORY,
}


def _answer(assignment: Assignment, evidence: Evidence) -> str:
    """The texts that a person marks, as the student wrote them: no word of the checks' own."""
    texts = {one.name for one in assignment.deliverables if one.kind == "text"}
    needed = dict.fromkeys(
        need for check in assignment.checks if check.manual for need in check.needs
    )
    found = (evidence.deliverables.get(name) for name in needed if name in texts)
    said = (_string(one) for one in found if isinstance(one, ValueEvidence))
    return "\n\n".join(text.strip() for text in said if text)


_TEXT: Final = msgspec.json.Decoder(str)


def _string(value: ValueEvidence) -> str:
    try:
        return _TEXT.decode(value.json)
    except (msgspec.MsgspecError, UnicodeError):
        return ""  # something else than text: the check says so


def _status(job: JobStatus, evidence: Evidence, *, complete: bool) -> Status:
    if not complete:
        return Status.UNGRADED
    said = {"time": Status.TIMEOUT, "memory": Status.MEMORY}.get(evidence.interrupted)
    return said or _STATUS.get(job.end, Status.GRADED)


def _without_evidence(
    submission: Submission, assignment: Assignment, program: Program, job: JobStatus
) -> Grade:
    """The grade of a submission that left nothing: the limit it hit, and no points."""
    message = limit_messages.ended_early(job, assignment.limits)
    grade = _empty(submission, assignment, _STATUS.get(job.end, Status.GRADED), message)
    return replace(
        grade,
        notes=(*grade.notes, *program.notes),
        usage=Usage(job.seconds, job.cpu_seconds, job.memory_mb),
        staff=ForStaff(
            notes=tuple(filter(None, (job.detail, job.output[-2000:]))),
            layers=job.layers,
            attempts=attempts(program),
        ),
    )


def _empty(submission: Submission, assignment: Assignment, status: Status, message: Text) -> Grade:
    """A grade without points: nothing was checked."""
    nothing: dict[str, CheckOutcome] = {}
    return Grade(
        student=submission.student,
        assignment=assignment.name,
        status=status,
        score=0.0,
        max_score=assignment.max_score,
        pending=0.0,
        checks=scoring.results(assignment, nothing),
        attempt_file=submission.filename,
        late=submission.late,
        message=message,
        notes=tuple(note for note in (submission.note, message) if note != NO_TEXT),
        lms=submission.lms,
        lms_id=submission.lms_id,
        lms_name=submission.lms_name,
        late_days=submission.late_days,
    )


def _fits(evidence: Evidence) -> tuple[FitSummary, ...]:
    """Every recorded fit for the TA's view, with the deliverable that it trained."""
    files_first = sorted(evidence.deliverables.items(), key=lambda one: not is_file_name(one[0]))
    owner = {
        at: name
        for name, found in files_first  # a variable of the same model is named in place of it
        if (model := model_in(found)) is not None
        for at in model.fits
    }
    return tuple(
        FitSummary(
            model=owner.get(at, ""),
            epochs=fit.epochs,
            batch_size=fit.batch_size,
            seconds=fit.seconds,
            level=fit.level,
            reason=fit.reason,
            loss=_thin(fit.history.get("loss", ())),
            accuracy=_thin(_accuracy(fit.history)),
        )
        for at, fit in enumerate(evidence.fits)
    )


def _accuracy(history: dict[str, tuple[float | None, ...]]) -> tuple[float | None, ...]:
    for key in ("accuracy", "acc", "binary_accuracy"):
        if key in history:
            return history[key]
    return ()


def _thin(curve: tuple[float | None, ...], most: int = 200) -> tuple[float, ...]:
    """At most ``most`` points of a curve, evenly spaced, the last one among them."""
    known = [value for value in curve if value is not None]
    if len(known) <= most:
        return tuple(known)
    step = (len(known) - 1) / (most - 1)
    return tuple(known[round(at * step)] for at in range(most))
