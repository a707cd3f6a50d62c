"""Many submissions: graded in several processes or on other machines, and picked up again."""

from __future__ import annotations

import contextlib
import os
import re
import traceback
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from autograder.course.data_sets import data_folder
from autograder.errors import AutograderError, InfrastructureError, StaffError, SubmissionError
from autograder.grading import warm_workers
from autograder.grading.elsewhere import Wanted, run_elsewhere
from autograder.grading.events import Done, OnEvent, nobody
from autograder.grading.places import Places
from autograder.grading.submission import grade_submission, read_submission, ungraded
from autograder.grading.tasks import Batch, Options, Task, plan
from autograder.grading.workers import Workers
from autograder.intake.collect import is_missing, safe_folder
from autograder.records import Assignment, CacheKeys, Grade, Status, Submission
from autograder.results import scoring
from autograder.results.graded import Graded
from autograder.results.review import refuse_wrong
from autograder.results.store import Kept, without_grade


@dataclass(frozen=True, slots=True)
class Report:
    """What a run of ``grade`` came to. ``others`` are results from earlier runs, left alone.

    From evidence alone, ``left_out`` names whom there is none of, and ``outdated`` whose was
    made by another submission or another version of this program.
    """

    grades: tuple[Grade, ...]
    kept: int
    rechecked: int
    others: int
    left_out: tuple[str, ...] = ()
    outdated: tuple[str, ...] = ()
    marks: int = 0  # points and comments by hand that were put in
    troubles: tuple[str, ...] = ()  # why jobs of the sandbox had to be run again
    rescored: int = 0  # neither run nor checked again: only points, texts or lateness changed


Watch = OnEvent  # of what is graded, not of what is kept


def grade_all(
    submissions: Sequence[Submission], assignment: Assignment, options: Options, watch: Watch
) -> Report:
    """``grade_batches`` for one assignment."""
    (report,) = grade_batches([Batch(submissions, assignment, options)], watch)
    return report


def grade_batches(batches: Sequence[Batch], watch: Watch) -> tuple[Report, ...]:
    """Grade classes, each into its ``options.store``; a result is kept as soon as it exists.

    All use the processes, the ``elsewhere`` and the ``jobs`` of the first: what one assignment's
    last submissions leave idle, the next one's use. Why jobs were run again stands in the last
    report.

    Raises:
        StaffError: a store can't be used or written, or its marks can't be read.
        KeyboardInterrupt: after ending every process and writing the class files.
    """
    with contextlib.ExitStack() as locks:
        for one in batches:
            locks.enter_context(one.options.store.locked())
        agendas = [_agenda(one) for one in batches]
        try:
            troubles = _grade_tasks(agendas, watch) if any(one.todo for one in agendas) else ()
        except BaseException:
            for agenda in agendas:
                with contextlib.suppress(StaffError):  # what went wrong first is what to tell
                    _write_class(agenda)
            raise
        reports = [_report(agenda) for agenda in agendas]
        return (*reports[:-1], *(replace(last, troubles=troubles) for last in reports[-1:]))


@dataclass(frozen=True, slots=True)
class _Agenda:
    """What is to be done for one assignment's submissions; ``without`` evidence, nothing can be."""

    batch: Batch
    tasks: Sequence[Task]
    todo: Sequence[Task]
    without: Sequence[Task]
    review: scoring.Review
    damaged: set[str]


def _agenda(batch: Batch) -> _Agenda:
    assignment, options = batch.assignment, batch.options
    kept = options.store.survey()
    refuse_foreign(options.store.name, kept, assignment)
    review = options.store.read_marks()
    damaged = without_grade(kept, {student for student, _ in review})
    others = {one.student for one in batch.submissions} | damaged
    refuse_wrong(review, assignment, _by_student(kept.grades.values()), others)
    tasks = [plan(one, assignment, options) for one in batch.submissions]
    options.store.refuse_obstacles(task.place for task in tasks)
    todo = [task for task in tasks if task.kept is None]
    without = [task for task in todo if options.from_evidence and task.run is None]
    todo = [task for task in todo if task not in without]
    return _Agenda(batch, tasks, todo, without, review, damaged)


def _report(agenda: _Agenda) -> Report:
    """Write the files about the whole class, and say what the run came to."""
    tasks, todo = agenda.tasks, agenda.todo
    grades, marks = _write_class(agenda)
    refuse_wrong(agenda.review, agenda.batch.assignment, _by_student(grades), agenda.damaged)
    mine, places = {task.place for task in tasks}, {safe_folder(one.student) for one in grades}
    left_out = [task for task in agenda.without if task.place not in places]
    return Report(
        grades,
        len(tasks) - len(todo) - len(left_out),
        rechecked=sum(task.run is not None and task.needs_checks for task in todo),
        others=sum(safe_folder(grade.student) not in mine for grade in grades),
        left_out=tuple(task.submission.student for task in left_out),
        outdated=tuple(task.submission.student for task in tasks if task.outdated),
        marks=marks,
        rescored=sum(task.known and not task.needs_checks for task in todo),
    )


def _write_class(agenda: _Agenda) -> tuple[tuple[Grade, ...], int]:
    """Write the files about the whole class; what ``_apply_review`` gives.

    Raises:
        StaffError: they can't be written.
    """
    assignment, options = agenda.batch.assignment, agenda.batch.options
    grades, marks = _apply_review(assignment, options, agenda.review)
    if grades:
        options.store.keep_class(grades, assignment, options.language)
    return grades, marks


def refuse_foreign(where: str, kept: Kept, assignment: Assignment) -> None:
    """Raise StaffError if these are another assignment's results; ``where`` is for its message."""
    for grade in kept.grades.values():
        if grade.assignment != assignment.name:
            raise StaffError(
                f"{where} holds results of `{grade.assignment}`",
                f"Choose another folder for `{assignment.name}` with --out.",
            )


def _grade_tasks(agendas: Sequence[_Agenda], watch: Watch) -> tuple[str, ...]:
    """Run the tasks in threads that wait on processes of the sandbox, ``jobs`` of them at work.

    Returns why jobs had to be run again.
    """
    work = [(agenda.batch, task) for agenda in agendas for task in agenda.todo]
    options = work[0][0].options
    with _processes(work) as workers:
        places = Places(options.jobs)
        pool = ThreadPoolExecutor(places.most if options.elsewhere is None else options.jobs)

        def grade(batch: Batch, task: Task) -> Grade:
            if options.elsewhere is not None:  # where each machine has places of its own
                return _grade_task(task, batch, workers, watch)
            with places.taken(batch.assignment.limits):
                return _grade_task(task, batch, workers, watch)

        ordered = sorted(work, key=lambda one: not _may_go_on(one[1]))
        waiting = {pool.submit(grade, batch, task) for batch, task in ordered}
        try:
            while waiting:
                done, waiting = wait(waiting, timeout=0.2, return_when=FIRST_COMPLETED)
                for future in done:
                    grade_ = future.result()
                    watch(Done(grade_.student, grade_.assignment, grade_))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            warm_workers.abort(workers)
            if options.elsewhere is not None:
                options.elsewhere.stop()
            raise
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
        return workers.troubles if workers else ()


_WHILE: Final = re.compile(r"^[ \t]*while\b", re.MULTILINE)


def _may_go_on(task: Task) -> bool:
    """Is there a loop to run that may have no end? Begun last, it would hold up a whole class."""
    if task.run is not None:
        return False
    try:
        program = read_submission(task.submission)
    except SubmissionError:
        return False
    return any(cell.kind == "code" and _WHILE.search(cell.source) for cell in program.cells)


@contextlib.contextmanager
def _processes(work: Sequence[tuple[Batch, Task]]) -> Iterator[Workers | None]:
    """The warm processes that the tasks need; None where they need none."""
    needs_student = any(task.needs_student for _, task in work)
    if not needs_student and not any(task.needs_checks for _, task in work):
        yield None
        return
    first = work[0][0]
    if first.options.elsewhere is not None:
        yield None
        return
    if first.options.workers is not None:
        yield first.options.workers
        return
    with warm_workers.start_workers(
        needs_student=needs_student,
        unsafe=first.options.unsafe,
        isolation=first.options.isolation,
        data=data_folder(first.assignment, first.options.data),
    ) as workers:
        yield workers


def _grade_task(task: Task, batch: Batch, workers: Workers | None, watch: Watch) -> Grade:
    """Grade one and keep it. A fault of this program leaves this one ungraded, and no other.

    Raises:
        StaffError: the result can't be written.
    """
    assignment, options = batch.assignment, batch.options
    try:
        graded = _grade(task, batch, workers, watch)
        return _keep(task, graded, assignment, options, stopping=_is_stopping(workers, options))
    except AutograderError:
        raise
    except Exception as error:
        if os.environ.get("AUTOGRADER_DEBUG"):
            raise
        graded = ungraded(task.submission, assignment, _own_fault(error))
        return _keep(task, graded, assignment, options, stopping=_is_stopping(workers, options))


def _own_fault(error: Exception) -> str:
    where = traceback.extract_tb(error.__traceback__)[-1]
    return (
        f"a fault of autograder itself: {type(error).__name__}: {error} "
        f"({Path(where.filename).name}, line {where.lineno}); please report it"
    )


def _keep(
    task: Task, graded: Graded, assignment: Assignment, options: Options, *, stopping: bool
) -> Grade:
    grade = replace(graded.grade, keys=CacheKeys(task.run_key, task.check_key))
    if grade.status is Status.UNGRADED and stopping:
        return grade  # not a result: the run is being interrupted
    graded = replace(graded, grade=grade, judge_key=task.judge_key)
    options.store.keep(task.place, graded, assignment, options.language)
    return grade


def _grade(task: Task, batch: Batch, workers: Workers | None, watch: Watch) -> Graded:
    options, assignment = batch.options, batch.assignment
    run, told = task.run, watch
    if options.elsewhere is not None and task.needs_checks:
        wanted = Wanted(task.submission, assignment, options.settings, task.run)
        try:
            run, told = run_elsewhere(options.elsewhere, wanted, watch), nobody
        except InfrastructureError as error:
            return ungraded(task.submission, assignment, str(error))
    graded = grade_submission(
        task.submission, assignment, workers, options.settings, run, on_event=told
    )
    if is_missing(task.submission):
        return replace(graded, grade=replace(graded.grade, status=Status.MISSING))
    return graded


def _is_stopping(workers: Workers | None, options: Options) -> bool:
    if options.elsewhere is not None:
        return options.elsewhere.stopping
    return workers is not None and workers.checks.stopping


def _by_student(grades: Iterable[Grade]) -> dict[str, Grade]:
    return {grade.student: grade for grade in grades}


def _apply_review(
    assignment: Assignment, options: Options, review: scoring.Review
) -> tuple[tuple[Grade, ...], int]:
    """All kept results, sorted by student, and how many marks by hand were put in or changed."""
    grades, marks = [], 0
    for place, grade in options.store.survey().grades.items():
        marked = scoring.mark(grade, assignment, review)
        if marked != grade:
            options.store.keep_grade(place, marked, assignment, options.language)
            changed = zip(marked.checks, grade.checks, strict=True)
            marks += sum(new != old and (grade.student, new.name) in review for new, old in changed)
        grades.append(marked)
    ordered = sorted(grades, key=lambda grade: (grade.student.casefold(), grade.student))
    return tuple(ordered), marks


def default_jobs() -> int:
    """The number of processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def iter_ungraded(grades: Sequence[Grade]) -> Iterator[str]:
    """Names of those that have no grade through our fault."""
    return (grade.student for grade in grades if grade.status is Status.UNGRADED)
