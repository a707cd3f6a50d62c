"""What grading asks of the place where results are kept: a folder today, perhaps a database.

A result is kept under a *place*, a name that ``intake.names.safe_folder`` makes of the student's;
whoever renames a student's folder by hand gives it another. Pages are rendered by whoever passes
``Pages`` in: a store keeps documents, and knows no HTML.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from autograder.intake.names import safe_folder
from autograder.pictures import Pictures
from autograder.records import Assignment, Grade, Language
from autograder.results.graded import Graded, Run
from autograder.results.scoring import Review


@dataclass(frozen=True, slots=True)
class Kept:
    """What a store holds: grades by their place, and what is left out.

    ``damaged`` are places whose result can't be read, ``copies`` those of students who have
    another place, which bears their name.
    """

    grades: dict[str, Grade]
    damaged: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Links:
    """Where a student's pages are, relative to the class page; '' for none."""

    feedback: str = ""
    notebook: str = ""


class Pages(Protocol):
    """Renders what people read of a result; each page is one self-contained HTML file."""

    def feedback(
        self,
        grade: Grade,
        assignment: Assignment,
        language: Language,
        pictures: Pictures | None,
        output: str,
    ) -> str:
        """What the student reads; ``output`` is what the cells printed."""
        ...

    def notebook(
        self, executed: str, student: str, assignment: Assignment, language: Language
    ) -> str:
        """The executed notebook, whose JSON is ``executed``."""
        ...

    def class_page(
        self,
        grades: Sequence[Grade],
        assignment: Assignment,
        language: Language,
        links: Mapping[str, Links],
    ) -> str:
        """The class at a glance; ``links`` by student."""
        ...


class Store(Protocol):
    """Keeps the results of one assignment. Every method that writes may raise StaffError."""

    @property
    def name(self) -> str:
        """What messages call it: the path of a folder."""
        ...

    def locked(self, *, reading: bool = False) -> AbstractContextManager[None]:
        """Keep a second run away for the length of a ``with`` block.

        ``reading``: nothing may have to be written.

        Raises:
            StaffError: another run has it, or it can't be used.
        """
        ...

    def refuse_obstacles(self, places: Iterable[str]) -> None:
        """See that everything can be written, before hours of grading.

        Raises:
            StaffError: it can't.
        """
        ...

    def survey(self) -> Kept:
        """Every kept grade, one a student, and what is left out.

        Raises:
            NewerResultError: a newer version of this program wrote one of them.
        """
        ...

    def read_grade(self, place: str) -> Grade | None:
        """The grade kept at a place; None if there is none or it can't be read.

        Raises:
            NewerResultError: a newer version of this program wrote it.
        """
        ...

    def read_run(self, place: str, key: str, judge_key: str = "") -> Run | None:
        """The kept run of a submission, if it was made under this key.

        With it comes what the checks found, if they did so under ``judge_key``.
        """
        ...

    def read_marks(self) -> Review:
        """The points and comments that a person gave so far.

        Raises:
            StaffError: they can't be read.
        """
        ...

    def keep(self, place: str, graded: Graded, assignment: Assignment, language: Language) -> None:
        """Keep everything of one submission, or nothing; the result last."""
        ...

    def keep_grade(
        self, place: str, grade: Grade, assignment: Assignment, language: Language
    ) -> None:
        """Put a grade that a person's mark has changed in the place of the kept one."""
        ...

    def keep_class(
        self, grades: Sequence[Grade], assignment: Assignment, language: Language
    ) -> None:
        """Keep what is about the whole class: the table, what is to be marked by hand, the page.

        Raises:
            StaffError: it can't be written, or the marks given so far can't be read.
        """
        ...


class Archive(Store, Protocol):
    """A store whose results can be handed to an LMS, with the pages beside them."""

    def read_file(self, place: str, name: str) -> bytes:
        """A student's ``feedback.html`` or ``executed.ipynb``.

        Raises:
            OSError: it is not there, or can't be read; it names the file.
        """
        ...

    def kept_at(self, place: str) -> float:
        """When the result was kept, in seconds of the Unix epoch.

        Raises:
            OSError: there is none.
        """
        ...


def without_grade(kept: Kept, students: Collection[str]) -> set[str]:
    """Those of the students whose result is there but damaged."""
    damaged = set(kept.damaged)
    return {student for student in students if safe_folder(student) in damaged}
