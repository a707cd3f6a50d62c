"""The results folder: what is kept of each submission, and how it is found again.

::

    OUT/grades.csv  review.csv  index.html
    OUT/<student>/result.json  feedback.html  executed.ipynb  executed.html
    OUT/<student>/evidence/evidence.json  run.json  verdict.json  pictures.json  output.txt

``result.json`` is put there last, when all else of a submission is there. A run that is cut off
leaves the earlier result; its keys say whether it is still what a new run would give.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import msgspec

from autograder import pictures
from autograder.errors import StaffError
from autograder.intake.names import safe_folder
from autograder.records import Assignment, Grade, Language, Outcome
from autograder.results import document, out_folder, tables
from autograder.results.graded import Graded, Judged, Run
from autograder.results.out_folder import OF_A_RUN
from autograder.results.store import Kept, Links, Pages
from autograder.sandbox.jobs import JobStatus
from autograder.util.atomic_write import write_atomic, write_together

RESULT, VERDICT = "result.json", "verdict.json"
FEEDBACK, NOTEBOOK, NOTEBOOK_PAGE = "feedback.html", "executed.ipynb", "executed.html"
UNREADABLE = "result.unreadable.json"  # a damaged result, when a new one has taken its place
_MOST_OUTPUT = 64 * 1024  # characters of what the cells printed, for the feedback page


class _KeptRun(msgspec.Struct, frozen=True):
    """How a kept run ended, and the key under which it holds."""

    key: str
    status: JobStatus


class _KeptVerdict(msgspec.Struct, frozen=True):
    """What the checks found, and the key under which it holds."""

    key: str
    judged: Judged


_KEPT_VERDICT = msgspec.json.Decoder(_KeptVerdict)
_KEPT_RUN = msgspec.json.Decoder(_KeptRun)


@dataclass(frozen=True, slots=True)
class ResultsFolder:
    """A ``results.store.Archive`` in a folder; without ``pages`` it holds no HTML.

    The place of a result is the name of its folder.
    """

    out: Path
    pages: Pages | None = None

    @property
    def name(self) -> str:
        """The folder's path."""
        return str(self.out)

    def locked(self, *, reading: bool = False) -> AbstractContextManager[None]:
        """Keep a second run away; see ``out_folder.locked``."""
        return out_folder.locked(self.out, reading=reading)

    def refuse_obstacles(self, places: Iterable[str]) -> None:
        """See that everything can be written; see ``out_folder.refuse_obstacles``."""
        out_folder.refuse_obstacles(self.out, (self.out / place for place in places))

    # --- reading ----------------------------------------------------------------------

    def survey(self) -> Kept:
        """Every kept grade, and what is left out.

        Raises:
            NewerResultError: a newer version of this program wrote one of them.
        """
        names = [path.parent.name for path in sorted(self.out.glob(f"*/{RESULT}"))]
        found = {name: self.read_grade(name) for name in names}
        grades = {name: grade for name, grade in found.items() if grade is not None}
        chosen: dict[str, str] = {}
        for name, grade in grades.items():
            if grade.student not in chosen or name == safe_folder(grade.student):
                chosen[grade.student] = name
        return Kept(
            grades={name: grade for name, grade in grades.items() if chosen[grade.student] == name},
            damaged=tuple(name for name, grade in found.items() if grade is None),
            copies=tuple(name for name, grade in grades.items() if chosen[grade.student] != name),
        )

    def read_grade(self, place: str) -> Grade | None:
        """The grade kept in a student's folder; None if there is none or it can't be read.

        Raises:
            NewerResultError: a newer version of this program wrote it.
        """
        path = self.out / place / RESULT
        try:
            return document.from_json(path.read_bytes())
        except document.NewerResultError as error:
            raise document.NewerResultError(f"{path}: {error}", error.tip) from error
        except (OSError, StaffError):
            return None

    def read_run(self, place: str, key: str, judge_key: str = "") -> Run | None:
        """The kept run of a submission, if it was made under this key.

        With it comes what the checks found, if they did so under ``judge_key``.
        """
        evidence = self.out / place / "evidence"
        try:
            kept = _KEPT_RUN.decode((evidence / "run.json").read_bytes())
            if kept.key != key:
                return None
            path = evidence / "evidence.json"
            payload = path.read_bytes() if path.is_file() else None
            return Run(kept.status, payload, _read_verdict(evidence, judge_key))
        except (OSError, msgspec.MsgspecError):
            return None

    def read_marks(self) -> tables.Review:
        """What a person wrote into review.csv; nothing when there is none.

        Raises:
            StaffError: it can't be read.
        """
        path = self.out / "review.csv"
        return tables.read_review(path) if path.is_file() else {}

    def read_file(self, place: str, name: str) -> bytes:
        """A file of a student's folder.

        Raises:
            OSError: it is not there, or can't be read.
        """
        return (self.out / place / name).read_bytes()

    def kept_at(self, place: str) -> float:
        """When the result was written, in seconds of the Unix epoch.

        Raises:
            OSError: there is none.
        """
        return (self.out / place / RESULT).stat().st_mtime

    # --- writing ----------------------------------------------------------------------

    def keep(self, place: str, graded: Graded, assignment: Assignment, language: Language) -> None:
        """Everything of one submission, or nothing if it does not fit on the disk; the result last.

        Raises:
            StaffError: it can't be written.
        """
        folder = self.out / place
        drawn, output = graded.pictures or "{}", graded.output[:_MOST_OUTPUT]
        files: dict[Path, bytes | str | None] = _of_the_run(
            folder / "evidence", graded, drawn, output
        )
        files[folder / NOTEBOOK] = graded.notebook or None
        files[folder / NOTEBOOK_PAGE] = (
            self.pages.notebook(graded.notebook, graded.grade.student, assignment, language)
            if graded.notebook and self.pages
            else None
        )
        files[folder / FEEDBACK] = (
            self.pages.feedback(graded.grade, assignment, language, *shown_of(graded))
            if self.pages
            else None
        )
        files[folder / RESULT] = document.to_json(graded.grade)
        with out_folder.writing(folder):
            self._set_aside_unreadable(place)
            write_together(files)

    def _set_aside_unreadable(self, place: str) -> None:
        """Keep a damaged result: somebody may still want to see what it said."""
        path = self.out / place / RESULT
        if path.is_file() and self.read_grade(place) is None:
            path.replace(path.with_name(UNREADABLE))

    def keep_grade(
        self, place: str, grade: Grade, assignment: Assignment, language: Language
    ) -> None:
        """The feedback and, last, the result.

        Raises:
            StaffError: they can't be written.
        """
        folder = self.out / place
        files: dict[Path, bytes | str | None] = {}
        if self.pages:
            shown = _shown(folder / "evidence")
            files[folder / FEEDBACK] = self.pages.feedback(grade, assignment, language, *shown)
        files[folder / RESULT] = document.to_json(grade)
        with out_folder.writing(self.out):
            write_together(files)

    def keep_class(
        self, grades: Sequence[Grade], assignment: Assignment, language: Language
    ) -> None:
        """The files about the whole class: grades.csv, review.csv, index.html.

        Raises:
            StaffError: they can't be written, or review.csv can't be read.
        """
        with out_folder.writing(self.out):
            write_atomic(self.out / "grades.csv", tables.grades_csv(grades, language))
            marks = self.read_marks()
            by_hand = any(check.by_hand for grade in grades for check in grade.checks)
            if by_hand or any(check.manual for check in assignment.checks):
                write_atomic(self.out / "review.csv", tables.review_csv(grades, marks))
            if self.pages:
                links = {grade.student: self._links(grade) for grade in grades}
                page = self.pages.class_page(grades, assignment, language, links)
                write_atomic(self.out / "index.html", page)

    def _links(self, grade: Grade) -> Links:
        """Where a student's pages are, as far as they exist."""
        folder = safe_folder(grade.student)

        def link(name: str) -> str:
            there = (self.out / folder / name).is_file()
            return f"{quote(folder, safe='')}/{name}" if there else ""

        return Links(link(FEEDBACK), link(NOTEBOOK_PAGE))


def _read_verdict(evidence: Path, key: str) -> Judged | None:
    try:
        kept = _KEPT_VERDICT.decode((evidence / VERDICT).read_bytes())
    except (OSError, msgspec.MsgspecError):
        return None
    return kept.judged if key and kept.key == key else None


def shown_of(graded: Graded) -> tuple[pictures.Pictures | None, str]:
    """The drawings and what the cells printed, for the feedback on what was graded just now."""
    if graded.run is None:
        return None, ""
    return pictures.from_json((graded.pictures or "{}").encode()), graded.output[:_MOST_OUTPUT]


def _shown(evidence: Path) -> tuple[pictures.Pictures | None, str]:
    """The drawings and what the cells printed, as they were kept for the feedback."""
    try:
        drawn = pictures.from_json((evidence / "pictures.json").read_bytes())
        return drawn, (evidence / "output.txt").read_text("utf-8", "replace")
    except OSError:
        return None, ""


def _of_the_run(
    evidence: Path, graded: Graded, drawn: str, output: str
) -> dict[Path, bytes | str | None]:
    """What is kept of a run, by its place; None for what this run has not."""
    run = graded.run
    if run is None:
        return {evidence / name: None for name in OF_A_RUN}
    kept = _KeptRun(graded.grade.keys.run, run.status)
    return {
        evidence / "evidence.json": run.payload,
        evidence / "pictures.json": drawn,
        evidence / "output.txt": output,
        evidence / VERDICT: _verdict(graded),
        evidence / "run.json": msgspec.json.encode(kept),
    }


def _verdict(graded: Graded) -> bytes | None:
    """Only a whole verdict is kept: a check that could not be made is made again."""
    judged = graded.run.judged if graded.run else None
    lacks = judged and any(
        one.outcome is Outcome.COULD_NOT_CHECK for one in judged.verdict.outcomes
    )
    if judged is None or lacks or not graded.judge_key:
        return None
    return msgspec.json.encode(_KeptVerdict(graded.judge_key, judged))
