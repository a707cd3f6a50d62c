"""What a portal, a notebook or another program may call. All else is the program's own affair.

Stable means: a name in ``__all__`` stays, with its arguments and what it raises, until a minor
version says otherwise in its upgrade notes and has warned of it in the one before. Arguments with a
default and fields of records may be added at any time, so name the arguments that you pass. Types
of events may be added too: pass over those that you don't know. Importing this costs no TensorFlow.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from autograder import __version__
from autograder.course import loader
from autograder.course.data_sets import data_folder
from autograder.course.loader import Course, assignment_names, load_assignment
from autograder.errors import AutograderError, InfrastructureError, StaffError, SubmissionError
from autograder.grading import batch, submission, warm_workers
from autograder.grading.batch import Report
from autograder.grading.elsewhere import Elsewhere, Wanted
from autograder.grading.events import (
    Checking,
    Done,
    Event,
    OnEvent,
    Reading,
    Running,
    RunningCell,
    nobody,
)
from autograder.grading.tasks import Batch, Options
from autograder.grading.workers import Workers
from autograder.intake import collect, reader
from autograder.records import (
    Assignment,
    CheckResult,
    Grade,
    Language,
    LocalAssignment,
    Outcome,
    Program,
    Status,
    Submission,
    Text,
    portable,
)
from autograder.report.pages import HtmlPages
from autograder.results import fingerprints
from autograder.results.folder import ResultsFolder, shown_of
from autograder.results.graded import Graded, Run, Settings
from autograder.results.store import Pages, Store

__all__ = [
    "Assignment",
    "AutograderError",
    "Batch",
    "CheckResult",
    "Checking",
    "Course",
    "Done",
    "Elsewhere",
    "Event",
    "Grade",
    "Graded",
    "InfrastructureError",
    "Language",
    "LocalAssignment",
    "OnEvent",
    "Options",
    "Outcome",
    "Pages",
    "Program",
    "Reading",
    "Report",
    "ResultsFolder",
    "Run",
    "Running",
    "RunningCell",
    "Settings",
    "StaffError",
    "Status",
    "Store",
    "Submission",
    "SubmissionError",
    "Text",
    "Wanted",
    "Workers",
    "assignment_names",
    "grade_class",
    "grade_classes",
    "grade_submission",
    "grader_version",
    "load_assignment",
    "load_course",
    "portable",
    "read_program",
    "read_results",
    "read_submissions",
    "render_feedback",
    "results_folder",
    "start_workers",
]


def load_course(folder: Path) -> Course:
    """The course at ``folder``, or above it.

    Raises:
        StaffError: there is none, or its file is wrong.
    """
    return loader.find_course(folder)


def read_submissions(paths: Sequence[Path], assignment: Assignment) -> tuple[Submission, ...]:
    """What was handed in: files, folders (one file or one folder a student) and an LMS's zips.

    A submission that can't be read is among them, with the reason in its ``problem``.

    Raises:
        StaffError: a path is not there, or nothing can be made of it.
    """
    found = collect.collect(paths, assignment_name=assignment.name, wanted=assignment.wanted)
    return tuple(found)


def read_program(submission: Submission, assignment: Assignment) -> Program:
    """The cells of a submission, with a note on everything that had to be put right.

    Nothing of it is run.

    Raises:
        SubmissionError: it can't be read as a program; the error's ``message`` says why and what to
            hand in, for the student.
    """
    return reader.read_program(submission, assignment.wanted)


@contextlib.contextmanager
def start_workers(
    assignment: Assignment, *, unsafe: bool = False, data: Path | None = None
) -> Iterator[Workers]:
    """The two processes that have imported TensorFlow, for as long as the ``with`` block lasts.

    They serve any number of submissions, from any number of threads, of every assignment of the
    same course, and must be started anew when a library or the course's data sets change. ``data``
    is where this machine has these, for an assignment that was loaded on another.

    Raises:
        StaffError: nothing here isolates student code, and ``unsafe`` was not asked for; or the
            data sets are not there, or are others.
        InfrastructureError: a process did not start.
    """
    with warm_workers.start_workers(
        needs_student=True, unsafe=unsafe, data=data_folder(assignment, data)
    ) as workers:
        yield workers


def grade_submission(  # noqa: PLR0913 - what is graded, by what, and who is told
    handed_in: Submission,
    assignment: Assignment,
    workers: Workers,
    on_event: OnEvent = nobody,
    settings: Settings | None = None,
    *,
    earlier: Run | None = None,
) -> Graded:
    """Grade one submission; nothing is written.

    ``earlier`` is a run of it, to be graded without running it again: ``graded.run`` of before.

    ``on_event`` is called in this thread: ``Reading``, ``Running``, ``RunningCell`` for most cells,
    ``Checking``, ``Done``, without those that a submission does not come to; it should be quick.
    Nothing in a submission makes this raise, and what is our fault ends as ``Status.UNGRADED``,
    never as a zero.
    """
    graded = submission.grade_submission(
        handed_in, assignment, workers, settings or Settings(), earlier, on_event=on_event
    )
    on_event(Done(handed_in.student, assignment.name, graded.grade))
    return graded


def grade_class(
    submissions: Sequence[Submission],
    assignment: Assignment,
    options: Options,
    on_event: OnEvent = nobody,
) -> Report:
    """``grade_classes`` for one assignment."""
    return batch.grade_all(submissions, assignment, options, on_event)


def grade_classes(batches: Sequence[Batch], on_event: OnEvent = nobody) -> tuple[Report, ...]:
    """Grade what has to be graded, each class into its ``options.store``; the rest is kept.

    ``on_event`` is called from several threads, and told of what is graded, not of what is kept.

    Raises:
        StaffError: a store can't be used or written, its marks can't be read, or nothing here
            isolates student code.
        InfrastructureError: the processes did not start.
        KeyboardInterrupt: after ending every process; what was graded by then is kept.
    """
    return batch.grade_batches(batches, on_event)


def grader_version() -> str:
    """Names this program with the libraries that students' code meets here.

    Where two machines have the same one, either grades as the other does.
    """
    return f"{__version__}+{fingerprints.runner_digest()[:12]}"


def results_folder(out: Path) -> ResultsFolder:
    """A folder of results, with the pages that people read; it need not exist yet."""
    return ResultsFolder(out.absolute(), HtmlPages())


def read_results(out: Path) -> tuple[Grade, ...]:
    """The grades that a folder of results holds, sorted by student.

    Raises:
        StaffError: there are none, or a newer version of this program wrote them.
    """
    grades = ResultsFolder(out).survey().grades.values()
    if not grades:
        raise StaffError(f"{out} holds no results", "Name the folder given to --out.")
    return tuple(sorted(grades, key=lambda grade: (grade.student.casefold(), grade.student)))


def render_feedback(
    graded: Graded, assignment: Assignment, language: Language | None = None
) -> str:
    """The student's page: one HTML file that needs no other, without scripts of the student's.

    ``language`` is the one that it opens in; without it, the course's.
    """
    shown = shown_of(graded)
    return HtmlPages().feedback(graded.grade, assignment, language or assignment.language, *shown)
