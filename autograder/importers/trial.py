"""Grades reference and template of an imported assignment, as any submission is graded."""

from __future__ import annotations

from pathlib import Path

from autograder.course.template import make_template, reference_path
from autograder.grading import batch
from autograder.grading.tasks import Options
from autograder.importers.convert import Seen
from autograder.records import CheckResult, LocalAssignment, Outcome, Submission
from autograder.results.folder import ResultsFolder
from autograder.util import tempdirs


def tried(assignment: LocalAssignment, watch: batch.Watch, *, solved: bool, unsafe: bool) -> Seen:
    """Grade the template, and the reference if it is ``solved``, in the sandbox as ever.

    Raises:
        InfrastructureError: nothing isolates student code on this machine.
    """
    reference, template = reference_path(assignment), make_template(assignment)
    submissions = [_submission("template", template.script_path)]
    if solved:
        submissions.append(_submission("reference", reference))
    with tempdirs.folder() as folder:
        options = Options(ResultsFolder(folder / "out"), 1, "en", unsafe=unsafe)
        report = batch.grade_all(submissions, assignment, options, watch)
    grades = {grade.student: grade for grade in report.grades}
    kept = {Outcome.PASSED, Outcome.PENDING}
    checks = grades["reference"].checks if solved else ()
    lost = {check.name: _why(check) for check in checks if check.outcome not in kept}
    errors = grades["reference"].errors if solved else ()
    raised = {error.cell: error.name for error in errors}
    # A check that goes to a person earns the template nothing.
    floor = sum(check.earned for check in grades["template"].checks if check.name not in lost)
    return Seen(lost, raised, round(floor, 2))


def _why(check: CheckResult) -> str:
    """What the student would be told, else the error as pytest shows it."""
    shown = [line[2:].strip() for line in check.detail.splitlines() if line.startswith("E ")]
    return (check.message.en or next(iter(shown), "") or check.outcome.value)[:200]


def _submission(student: str, path: Path) -> Submission:
    return Submission(student, path.read_bytes(), path.name)
