"""What was graded, with the points that a person gave, ready to be handed to an LMS."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import StaffError
from autograder.intake.names import safe_folder
from autograder.records import Assignment, Grade, Language, Status, Text
from autograder.results import scoring
from autograder.results.review import refuse_wrong
from autograder.results.store import Archive, without_grade

WITHOUT_GRADE = frozenset([Status.UNGRADED, Status.MISSING])


@dataclass(frozen=True, slots=True)
class Results:
    """The results of one assignment. ``unread`` are places whose result is damaged."""

    store: Archive
    assignment: Assignment
    grades: tuple[Grade, ...]
    unread: tuple[str, ...] = ()

    def place(self, grade: Grade) -> str:
        """Where the store keeps what there is of a student."""
        return safe_folder(grade.student)

    def feedback(self, grade: Grade) -> bytes:
        """The student's page.

        Raises:
            StaffError: it is not there.
        """
        try:
            return self.store.read_file(self.place(grade), "feedback.html")
        except OSError as error:
            raise StaffError(
                f"{error.filename} can't be read: {error.strerror}",
                "Write it again with `autograder grade … --fresh`.",
            ) from error


@dataclass(frozen=True, slots=True)
class Note:
    """Something the staff must know, and whom it is about."""

    text: Text
    names: tuple[str, ...] = ()


def about(text: Text, names: Iterable[str]) -> tuple[Note, ...]:
    """The note that says ``text`` of these; none where it is about nobody."""
    whom = tuple(names)
    return (Note(text, whom),) if whom else ()


@dataclass(frozen=True, slots=True)
class Export:
    """What was written, and what there is to say about it."""

    files: tuple[Path, ...]
    notes: tuple[Note, ...] = ()


def read_results(store: Archive, assignment: Assignment, language: Language) -> Results:
    """The kept results; points from review.csv are put in, and the pages written accordingly.

    Raises:
        StaffError: there are none, they belong to another assignment, another run writes to
            them, or a row of review.csv is wrong.
    """
    with store.locked(reading=True):
        found = store.survey()
        kept, unread = found.grades, found.damaged
        for grade in kept.values():
            if grade.assignment != assignment.name:
                raise StaffError(
                    f"{store.name} holds results of `{grade.assignment}` and of "
                    f"`{assignment.name}`",
                    "Export a folder with one assignment's results.",
                )
        review = store.read_marks()
        damaged = without_grade(found, {student for student, _ in review})
        refuse_wrong(review, assignment, {one.student: one for one in kept.values()}, damaged)
        marked = {name: scoring.mark(grade, assignment, review) for name, grade in kept.items()}
        changed = [name for name in kept if marked[name] != kept[name]]
        for name in changed:
            store.keep_grade(name, marked[name], assignment, language)
        grades = tuple(
            sorted(marked.values(), key=lambda one: (one.student.casefold(), one.student))
        )
        if changed:
            store.keep_class(grades, assignment, language)
    return Results(store, assignment, grades, unread)


def common_notes(results: Results, *, missing_zero: bool = False) -> tuple[Note, ...]:
    """What every format has to say: who has no grade, or none that is final."""
    by_status: dict[Status, list[str]] = {}
    for grade in results.grades:
        by_status.setdefault(grade.status, []).append(grade.student)
    pending = [grade.student for grade in results.grades if grade.pending > 0]
    empty_missing = () if missing_zero else by_status.get(Status.MISSING, ())
    told = (
        (UNGRADED, by_status.get(Status.UNGRADED, ())),
        (PENDING, pending),
        (MISSING, empty_missing),
        (INVALID, by_status.get(Status.INVALID, ())),
        (UNREAD, results.unread),
    )
    return tuple(note for text, names in told for note in about(text, names))


def graded(results: Results, *, missing_zero: bool = False) -> tuple[Grade, ...]:
    """The grades that go to the LMS; ungraded ones never do."""
    without = {Status.UNGRADED} if missing_zero else WITHOUT_GRADE
    return tuple(grade for grade in results.grades if grade.status not in without)


UNGRADED = Text(
    ko="아직 채점하지 못하여 성적을 넣지 않았습니다",
    en="not graded yet: no grade was written",
)
PENDING = Text(
    ko="직접 채점할 점수가 남아 있어 지금까지의 점수만 넣었습니다 (review.csv)",
    en="waiting for points by hand in review.csv; only the points so far were put in",
)
MISSING = Text(
    ko="제출하지 않아 비워 두었습니다 (0점을 넣으려면 --missing-zero)",
    en="handed in nothing, left empty (--missing-zero writes 0)",
)
INVALID = Text(
    ko="제출 파일을 읽을 수 없어 0점입니다",
    en="the file could not be read, so 0 points",
)
UNREAD = Text(
    ko="결과 파일이 손상되어 넣지 못했습니다. 다시 채점하십시오",
    en="the result is damaged and was left out; grade again",
)
