"""The results folder: what is kept of each submission, and how it is found again.

::

    OUT/grades.csv  review.csv  index.html
    OUT/<student>/result.json  feedback.html  executed.ipynb  executed.html
    OUT/<student>/evidence/evidence.json  run.json  verdict.json  pictures.json  output.txt

``result.json`` is put there last, when all else of a submission is there. A run that is cut off
leaves the earlier result; its keys say whether it is still what a new run would give.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import msgspec

from autograder import pictures
from autograder.errors import StaffError
from autograder.intake.names import safe_folder
from autograder.records import Assignment, Grade, Language, Outcome
from autograder.report import classpage, feedback, notebook
from autograder.results import document, tables
from autograder.results.graded import Graded, Judged, Run
from autograder.results.out_folder import OF_A_RUN
from autograder.sandbox.jobs import JobStatus
from autograder.util.atomic_write import write_atomic, write_together

RESULT, VERDICT = "result.json", "verdict.json"
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
class Kept:
    """What a results folder holds: grades by the name of their folder, and what is left out.

    ``damaged`` are folders whose result can't be read, ``copies`` those of students who have
    another folder, which bears their name.
    """

    grades: dict[str, Grade]
    damaged: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()


# --- reading --------------------------------------------------------------------------


def read_grade(folder: Path) -> Grade | None:
    """The grade kept in a student's folder; None if there is none or it can't be read.

    Raises:
        NewerResultError: a newer version of this program wrote it.
    """
    try:
        return document.from_json((folder / RESULT).read_bytes())
    except document.NewerResultError as error:
        raise document.NewerResultError(f"{folder / RESULT}: {error}", error.tip) from error
    except (OSError, StaffError):
        return None


def read_all(out: Path) -> dict[str, Grade]:
    """Every kept grade, by the name of its folder: one a student.

    Raises:
        NewerResultError: a newer version of this program wrote one of them.
    """
    return survey(out).grades


def survey(out: Path) -> Kept:
    """Every kept grade, and what is left out.

    Raises:
        NewerResultError: a newer version of this program wrote one of them.
    """
    found = {path.parent.name: read_grade(path.parent) for path in sorted(out.glob(f"*/{RESULT}"))}
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


def without_grade(out: Path, students: Collection[str]) -> set[str]:
    """Those of the students whose result is there but damaged."""
    damaged = set(survey(out).damaged)
    return {student for student in students if safe_folder(student) in damaged}


def read_run(folder: Path, key: str, judge_key: str = "") -> Run | None:
    """The kept run of a submission, if it was made under this key.

    With it comes what the checks found, if they did so under ``judge_key``.
    """
    try:
        kept = _KEPT_RUN.decode((folder / "evidence" / "run.json").read_bytes())
        if kept.key != key:
            return None
        path = folder / "evidence" / "evidence.json"
        payload = path.read_bytes() if path.is_file() else None
        return Run(kept.status, payload, _read_verdict(folder, judge_key))
    except (OSError, msgspec.MsgspecError):
        return None


def _read_verdict(folder: Path, key: str) -> Judged | None:
    try:
        kept = _KEPT_VERDICT.decode((folder / "evidence" / VERDICT).read_bytes())
    except (OSError, msgspec.MsgspecError):
        return None
    return kept.judged if key and kept.key == key else None


# --- writing --------------------------------------------------------------------------


def write_graded(folder: Path, graded: Graded, assignment: Assignment, language: Language) -> None:
    """Everything of one submission, or nothing if it does not fit on the disk; the result last.

    Raises:
        OSError: it can't be written.
    """
    run, name = graded.run, graded.grade.student
    drawn, output = graded.pictures or "{}", graded.output[:_MOST_OUTPUT]
    files: dict[Path, bytes | str | None] = _of_the_run(folder / "evidence", graded, drawn, output)
    files[folder / "executed.ipynb"] = graded.notebook or None
    files[folder / "executed.html"] = (
        notebook.render(graded.notebook, name, language, assignment.languages)
        if graded.notebook
        else None
    )
    shown = (pictures.from_json(drawn.encode()), output) if run is not None else (None, "")
    files[folder / "feedback.html"] = feedback.render(
        graded.grade, assignment, language, shown[0], output=shown[1]
    )
    files[folder / RESULT] = document.to_json(graded.grade)
    _set_aside_unreadable(folder)
    write_together(files)


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


def _set_aside_unreadable(folder: Path) -> None:
    """Keep a damaged result: somebody may still want to see what it said."""
    if (folder / RESULT).is_file() and read_grade(folder) is None:
        (folder / RESULT).replace(folder / UNREADABLE)


def write_grade(folder: Path, grade: Grade, assignment: Assignment, language: Language) -> None:
    """The feedback and, last, the result.

    Raises:
        OSError: they can't be written.
    """
    evidence = folder / "evidence"
    try:
        drawn = pictures.from_json((evidence / "pictures.json").read_bytes())
        output = (evidence / "output.txt").read_text("utf-8", "replace")
    except OSError:
        drawn, output = None, ""
    page = feedback.render(grade, assignment, language, drawn, output=output)
    write_together({folder / "feedback.html": page, folder / RESULT: document.to_json(grade)})


def write_class(
    out: Path, grades: Sequence[Grade], assignment: Assignment, language: Language
) -> None:
    """The files about the whole class: grades.csv, review.csv, index.html.

    Raises:
        StaffError: review.csv can't be read.
    """
    write_atomic(out / "grades.csv", tables.grades_csv(grades, language))
    review = read_review(out)
    by_hand = any(check.by_hand for grade in grades for check in grade.checks)
    if by_hand or any(check.manual for check in assignment.checks):
        write_atomic(out / "review.csv", tables.review_csv(grades, review))
    links = {grade.student: _links(out, grade) for grade in grades}
    write_atomic(out / "index.html", classpage.render(grades, assignment, language, links))


def _links(out: Path, grade: Grade) -> classpage.Links:
    """Where a student's pages are, as far as they exist."""
    folder = safe_folder(grade.student)
    found = {
        name: f"{quote(folder, safe='')}/{name}.html"
        for name in ("feedback", "executed")
        if (out / folder / f"{name}.html").is_file()
    }
    return classpage.Links(found.get("feedback", ""), found.get("executed", ""))


def read_review(out: Path) -> tables.Review:
    """The points that a person gave so far; none when there is no review.csv."""
    path = out / "review.csv"
    return tables.read_review(path) if path.is_file() else {}
