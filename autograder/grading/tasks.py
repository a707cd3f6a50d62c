"""What is to be graded and how, and what has to be done for each submission.

Each submission is in one of four states: *kept* (its result on disk is what a new run would
give), *rescore* (only points or texts changed: what the checks found is put into a new grade),
*recheck* (checks changed: its evidence is checked again) or *run*.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from autograder.errors import SubmissionError
from autograder.grading.elsewhere import Elsewhere
from autograder.grading.submission import read_submission
from autograder.grading.workers import Workers
from autograder.intake.collect import safe_folder
from autograder.records import Assignment, Grade, Language, Status, Submission
from autograder.results import fingerprints
from autograder.results.graded import Run, Settings
from autograder.results.store import Store
from autograder.sandbox.isolation import Isolation


@dataclass(frozen=True, slots=True)
class Options:
    """What the staff chose for one run of ``grade``; ``data`` is where this machine has the data
    sets, which the course's own folder says where the assignment was loaded from it."""

    store: Store
    jobs: int
    language: Language
    fresh: bool = False
    from_evidence: bool = False
    unsafe: bool = False  # go on where nothing isolates student code
    isolation: Isolation | None = None  # another than the best of this machine
    data: Path | None = None
    settings: Settings = field(default_factory=Settings)
    workers: Workers | None = None  # that are warm already, for whoever grades again and again
    elsewhere: Elsewhere | None = None  # other machines that run and check in place of this one


@dataclass(frozen=True, slots=True)
class Batch:
    """What was handed in for one assignment, and how it is to be graded."""

    submissions: Sequence[Submission]
    assignment: Assignment
    options: Options


@dataclass(frozen=True, slots=True)
class Task:
    """One submission, the place of its results, and what is known of it already."""

    submission: Submission
    place: str
    run_key: str
    judge_key: str
    check_key: str
    kept: Grade | None = None  # nothing has to be done
    run: Run | None = None  # only the checks have to be run, or not even they
    outdated: bool = False  # ``run`` is of another submission, or by another version of this
    known: bool = False  # there is a result already

    @property
    def needs_checks(self) -> bool:
        """Whether the checks have to be run."""
        if self.run is None:
            return self.needs_student
        return self.run.payload is not None and self.run.judged is None

    @property
    def needs_student(self) -> bool:
        """Whether student code has to be run."""
        return self.run is None and _is_readable(self.submission)


def plan(submission: Submission, assignment: Assignment, options: Options) -> Task:
    """What has to be done for a submission, from what is kept of it."""
    store, place = options.store, safe_folder(submission.student)
    run_key = today = fingerprints.run_key(submission, assignment, options.settings)
    kept = store.read_grade(place)
    if options.from_evidence and kept is not None:
        run_key = kept.keys.run
    judge_key = fingerprints.judge_key(run_key, assignment, options.settings)
    check_key = fingerprints.check_key(judge_key, submission, assignment)
    task = Task(
        *(submission, place, run_key, judge_key, check_key),
        outdated=run_key != today,
        known=kept is not None,
    )
    if options.fresh and not options.from_evidence:
        return task
    same = kept is not None and kept.keys.check == check_key and kept.status is not Status.UNGRADED
    if same and not options.fresh:
        return replace(task, kept=kept)
    known = "" if options.fresh else judge_key
    return replace(task, run=store.read_run(place, run_key, known))


def _is_readable(submission: Submission) -> bool:
    try:
        read_submission(submission)
    except SubmissionError:
        return False
    return True
