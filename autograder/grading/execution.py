"""Runs a submission's cells in the sandbox, and asks live models what can't be rebuilt.

A cell that ends the whole program (a crash below Python, a loop that hears no interrupt) takes all
results with it. The cells before it are then run once more without it: whoever fails half-way is
graded on what was there by then, however it failed.
"""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import Final

import msgspec

from autograder import libraries as course_libraries
from autograder.errors import InfrastructureError
from autograder.grading.live_questions import input_columns, questions, with_answers
from autograder.grading.workers import Workers
from autograder.records import Assignment, Program
from autograder.results.graded import Settings
from autograder.sandbox.jobs import (
    Conversation,
    End,
    JobLimits,
    JobOutcome,
    JobRequest,
    JobStatus,
    OnCell,
    Worker,
    not_told,
)
from autograder.student.program import (
    CellSource,
    HandedIn,
    StudentProgram,
    Wanted,
)

# Ends that a single cell brings about, and that its predecessors would not have.
_BY_A_CELL: Final = frozenset({
    End.SIGNAL, End.EXITED, End.TIME, End.CPU, End.MEMORY, End.THREADS, End.DISK, End.FILES,
})  # fmt: skip


def run(
    program: Program,
    assignment: Assignment,
    workers: Workers,
    settings: Settings,
    on_cell: OnCell = not_told,
) -> tuple[JobStatus, bytes | None]:
    """How the run ended, and its evidence: of the cells before the one that ended it, if any.

    ``on_cell`` is told which of the cells with code runs, counted from 1; see ``Conversation``.

    Raises:
        InfrastructureError: the sandbox failed, or there is none.
    """
    student = workers.student
    if student is None:
        raise InfrastructureError("no sandbox was started for student code")
    task = _task(program, assignment, settings, workers.data)
    talk = Conversation(
        lambda payload: questions(payload, assignment), on_cell=_counted(task, on_cell)
    )
    outcome = _once(task, assignment, student, talk)
    status, payload = outcome.status, with_answers(outcome, assignment)
    if payload is None and status.end in _BY_A_CELL and _code_before(task, status.cell):
        before = msgspec.structs.replace(task, before=status.cell)
        payload = with_answers(_once(before, assignment, student, talk), assignment)
    return status, payload


def _task(
    program: Program, assignment: Assignment, settings: Settings, data: Path | None
) -> StudentProgram:
    return StudentProgram(
        cells=tuple(CellSource(cell.kind, cell.source, cell.number) for cell in program.cells),
        wanted=tuple(
            Wanted(
                item.name,
                item.kind,
                features=len(item.probe[0]) if item.probe else 0,
                inputs=input_columns(item),
            )
            for item in assignment.deliverables
        ),
        origin=program.origin,
        output_kb=assignment.limits.output_kb,
        result_mb=assignment.limits.evidence_mb,
        stock_fit=settings.stock_fit,
        legacy=assignment.legacy,
        data=str(data or ""),
        files=tuple(HandedIn(file.name, file.content) for file in program.files),
        draws=_draws_of(program),
        withheld=course_libraries.withheld(assignment.libraries),
    )


def _draws_of(program: Program) -> int:
    """A number that depends on the code alone: equal submissions draw equal random numbers."""
    return zlib.crc32("\0".join(cell.source for cell in program.cells).encode("utf-8", "replace"))


def _once(
    task: StudentProgram, assignment: Assignment, student: Worker, talk: Conversation
) -> JobOutcome:
    readable = (task.data,) if task.data else ()
    return student.run(
        msgspec.json.encode(task), JobRequest(job_limits(assignment), readable), talk
    )


def _counted(task: StudentProgram, on_cell: OnCell) -> OnCell:
    """Told of cells by their number, which the job says and may be any, ``on_cell`` by place."""
    numbers = (cell.number for cell in task.cells if cell.kind == "code")
    places = {number: place for place, number in enumerate(numbers, 1)}

    def tell(number: int) -> None:
        if number in places:
            on_cell(places[number])

    return tell


def _code_before(task: StudentProgram, number: int) -> bool:
    """Is there code in front of this cell? (The job says the number: it may be any.)"""
    return any(
        cell.kind == "code" and cell.source.strip() and cell.number < number for cell in task.cells
    )


def job_limits(assignment: Assignment) -> JobLimits:
    """The limits of student code, as the sandbox takes them."""
    limits = assignment.limits
    return JobLimits(
        seconds=limits.seconds,
        memory_mb=limits.memory_mb,
        file_mb=limits.file_mb,
        disk_mb=limits.disk_mb,
        files=limits.files,
        threads=limits.threads,
        result_mb=limits.evidence_mb,
        cpu_seconds=limits.processor_seconds,
        open_files=limits.open_files,
    )
