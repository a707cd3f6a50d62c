"""nbgrader: its tree of feedback, ``feedback/<student>/<assignment>/<notebook>.html``.

With ``--to`` the course's folder, ``nbgrader release_feedback`` finds the pages there.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from autograder.intake.names import safe_folder
from autograder.lms.results import Export, Results, common_notes, graded
from autograder.records import Grade, Status
from autograder.util.atomic_write import write_atomic


def export(results: Results, to: Path) -> Export:
    """One page a student, named after the notebook that was graded."""
    files = []
    for grade in graded(results):
        if grade.status is Status.MISSING:
            continue
        path = to / "feedback" / _student(grade) / grade.assignment / f"{_notebook(grade)}.html"
        write_atomic(path, results.feedback(grade))
        files.append(path)
    return Export(tuple(files), common_notes(results))


def _student(grade: Grade) -> str:
    return safe_folder(grade.lms_id if grade.lms == "nbgrader" and grade.lms_id else grade.student)


def _notebook(grade: Grade) -> str:
    return safe_folder(PurePosixPath(grade.attempt_file).stem or grade.assignment)
