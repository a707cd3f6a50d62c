"""Whether what a person wrote into ``review.csv`` can be put in: all rows that can't, at once."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping

from autograder.errors import StaffError
from autograder.messages.words import number
from autograder.records import Assignment, CheckSpec, Grade, Mark, Status
from autograder.results.scoring import Review, is_overridden
from autograder.results.tables import refuse_rows


def refuse_wrong(
    review: Review,
    assignment: Assignment,
    grades: Mapping[str, Grade],
    others: Collection[str] = (),
) -> None:
    """Points that would reach nobody, or take a check's place without a reason, are refused.

    ``grades`` are those known so far, by student; ``others`` are students still to be graded.

    Raises:
        StaffError: it names every row that is wrong.
    """
    refuse_rows(list(_wrong(review, assignment, grades, others)))


def _wrong(
    review: Review,
    assignment: Assignment,
    grades: Mapping[str, Grade],
    others: Collection[str],
) -> Iterator[StaffError]:
    specs = {spec.name: spec for spec in assignment.checks}
    for (student, check), mark in review.items():
        place = mark.row or f"review.csv, row of {student}, {check}"
        if student not in grades and student not in others:
            close = difflib.get_close_matches(student, [*grades, *others], n=1)
            guess = f" or write `{close[0]}`" if close else ""
            yield StaffError(f"{place}: there is no such student", f"put the old name back{guess}")
        elif check not in specs:
            close = difflib.get_close_matches(check, list(specs), n=1) or list(specs)
            yield StaffError(f"{place}: there is no such check", f"there is {', '.join(close)}")
        elif error := _wrong_mark(place, mark, specs[check], grades.get(student)):
            yield error


def _wrong_mark(place: str, mark: Mark, spec: CheckSpec, grade: Grade | None) -> StaffError | None:
    """Why this row can't be put in; None if it can."""
    if mark.points is None:
        return None
    if mark.points > spec.points:
        return StaffError(
            f"{place}: {number(mark.points)} is more than the {number(spec.points)} points of "
            "this check",
            "correct the points in this row",
        )
    if grade is None:
        return None
    if grade.status is Status.MISSING:
        return StaffError(
            f"{place}: nothing was handed in, so there is nothing to give points for",
            "grade the student's file first, or empty the row",
        )
    found = next((one for one in grade.checks if one.name == spec.name), None)
    if found is None or mark.comment or not is_overridden(found, spec):
        return None
    before = found.before or found
    return StaffError(
        f"{place}: this check was decided without a person ({number(before.earned)} of "
        f"{number(spec.points)} points)",
        "to give other points, write the reason into the column comment: the student reads it; "
        "else empty the points",
    )
