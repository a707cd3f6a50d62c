"""Runs the checks of an assignment on evidence, in a process of their own.

The verdict comes first and stands, whatever becomes of that process afterwards: the pictures for
the feedback are asked for one by one, and those that don't come are missing from the page.
"""

from __future__ import annotations

from typing import Final

import msgspec

from autograder.checking.program import CheckProgram, Verdict, decode_verdict, encode
from autograder.errors import InfrastructureError
from autograder.grading import execution
from autograder.pictures import Pictures, model_from_json, to_json
from autograder.records import CPU_FACTOR, Assignment, CheckOutcome, Outcome
from autograder.results.graded import Judged
from autograder.sandbox.jobs import Conversation, JobLimits, JobOutcome, JobRequest, Worker

_MEMORY_MB: Final = 4096  # what the checks of one submission may use, retraining included


def judge(task: CheckProgram, checks: Worker, *, pictures: bool = True) -> Judged:
    """Run the checks. One that ends their process is left out, and the others run again.

    Without ``pictures`` none is drawn, which saves a third of a short judgement.

    Raises:
        InfrastructureError: their process failed; never the student's fault.
    """
    outcome = _run(task, checks, pictures=pictures)
    lost = _ended_by(task, outcome)
    if lost is None:
        return _judged(outcome)
    rest = tuple(name for name in task.checks if name != lost.name)
    again = msgspec.structs.replace(task, checks=rest)
    try:
        judged = _judged(_run(again, checks, pictures=pictures))
    except InfrastructureError as error:
        raise InfrastructureError(f"{lost.name}: {lost.detail}") from error
    verdict = judged.verdict
    verdict = msgspec.structs.replace(verdict, outcomes=(*verdict.outcomes, lost))
    return Judged(verdict, judged.pictures)


def _ended_by(task: CheckProgram, outcome: JobOutcome) -> CheckOutcome | None:
    """The check that ended the process before there was a verdict; None where none did."""
    status = outcome.status
    if outcome.payload is not None or not 1 <= status.cell <= len(task.checks):
        return None
    detail = f"it ended the checks: {status.end} {status.detail} {status.output[-2000:]}".strip()
    name = task.checks[status.cell - 1]
    return CheckOutcome(name, Outcome.COULD_NOT_CHECK, 0.0, detail=detail)


def _run(task: CheckProgram, checks: Worker, *, pictures: bool) -> JobOutcome:
    drawn = task.assignment.deliverables if pictures else ()
    names = tuple(item.name for item in drawn if item.is_drawn)
    return checks.run(
        encode(task),
        JobRequest(_limits(task.assignment), (task.data,) if task.data else ()),
        Conversation(lambda _: tuple(name.encode() for name in names), answers_needed=False),
    )


def _judged(outcome: JobOutcome) -> Judged:
    return Judged(_verdict(outcome), _pictures(outcome.answers))


def _verdict(outcome: JobOutcome) -> Verdict:
    if outcome.payload is None:
        status = outcome.status
        raise InfrastructureError(
            f"the checks ended without a result: {status.end} {status.output}"
        )
    try:
        verdict = decode_verdict(outcome.payload)
    except msgspec.MsgspecError as error:
        raise InfrastructureError(f"the checks' result can't be read: {error}") from error
    if verdict.problem:
        raise InfrastructureError(f"the evidence was read once but not twice: {verdict.problem}")
    return verdict


def _pictures(answers: tuple[bytes, ...]) -> str:
    models = tuple(filter(None, map(model_from_json, answers)))
    return to_json(Pictures(models)).decode() if models else ""


def _limits(assignment: Assignment) -> JobLimits:
    """Those of student code, with another clock and another memory."""
    seconds = assignment.limits.check_seconds
    return msgspec.structs.replace(
        execution.job_limits(assignment),
        seconds=seconds,
        memory_mb=_MEMORY_MB,
        cpu_seconds=CPU_FACTOR * seconds,
    )
