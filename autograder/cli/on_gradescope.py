"""One submission, graded inside Gradescope's container: ``submission/`` → ``results.json``.

What can't be graded through our fault leaves no ``results.json`` and a status that is not 0:
Gradescope then says that the autograder failed, which no student can take for a zero.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from autograder import api
from autograder.cli.plain_errors import plain_errors
from autograder.course import loader
from autograder.errors import InfrastructureError
from autograder.intake.collect import collect_one
from autograder.lms import gradescope
from autograder.records import Assignment, Grade, Status, Submission
from autograder.util import tempdirs
from autograder.util.atomic_write import write_atomic

_DAY = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Metadata:
    """What Gradescope says of a submission. ``late_days`` is 0 when it is not late."""

    student: str = "student"
    late_days: float = 0.0


def grade(root: Path, assignment_name: str) -> Grade:
    """Grade what is in ``root/submission`` and write ``root/results/results.json``.

    Raises:
        StaffError: the course in the package is not as it should be.
        InfrastructureError: the submission could not be graded.
    """
    found = loader.find_course(root / "source" / "course", root / "source" / "course")
    assignment = loader.load_assignment(found, assignment_name)
    said = read_metadata(root / "submission_metadata.json")
    submission = _submission(root / "submission", said, assignment)
    with tempdirs.folder() as out:
        options = api.Options(api.ResultsFolder(out), jobs=1, language=assignment.language)
        report = api.grade_class([submission], assignment, options)
    (graded,) = report.grades
    if graded.status is Status.UNGRADED:
        raise InfrastructureError("; ".join(graded.staff.notes) or "a check could not be done")
    write_atomic(
        root / "results" / "results.json",
        gradescope.encode(graded, assignment, assignment.language),
    )
    return graded


def _submission(folder: Path, said: Metadata, assignment: Assignment) -> Submission:
    one = collect_one(folder, said.student, assignment.name, assignment.wanted)
    return replace(one, late=said.late_days > 0, late_days=said.late_days)


def read_metadata(path: Path) -> Metadata:
    """Name and lateness; defaults for what is not there or not as documented."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Metadata()
    users = _get(document, "users")
    user = users[0] if isinstance(users, list) and users else {}
    name = _get(user, "name") or _get(user, "email") or "student"
    handed_in, due = (
        _moment(document, "created_at"),
        _moment(_get(document, "assignment"), "due_date"),
    )
    late = (handed_in - due).total_seconds() / _DAY if handed_in and due else 0.0
    return Metadata(str(name), max(late, 0.0))


def _get(value: object, key: str) -> Any:
    return value.get(key) if isinstance(value, dict) else None


def _moment(value: object, key: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(_get(value, key)))
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def main() -> None:
    """``python -m autograder.cli.on_gradescope ROOT ASSIGNMENT``."""
    with plain_errors():
        grade(Path(sys.argv[1]), sys.argv[2])


if __name__ == "__main__":
    main()
