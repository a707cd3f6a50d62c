"""The results folder: what is kept of each submission, and how it is found again.

::

    OUT/grades.csv  review.csv  index.html
    OUT/<student>/result.json  feedback.html  executed.ipynb  executed.html
    OUT/<student>/evidence/evidence.json  run.json  verdict.json  pictures.json  output.txt

``result.json`` is written last: a submission whose run was cut off has none, and is run again.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

import msgspec

from autograder.errors import StaffError
from autograder.files import PART, write_atomic
from autograder.grade import Graded, Run
from autograder.intake.names import safe_folder
from autograder.judging import Judged
from autograder.records import Assignment, Grade, Language, Outcome
from autograder.report import classpage, feedback, notebook, pictures, result, tables
from autograder.sandbox.jobs import JobStatus

RESULT, VERDICT = "result.json", "verdict.json"
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


@contextlib.contextmanager
def locked(out: Path) -> Iterator[None]:
    """Keep a second run away from the same folder.

    Raises:
        StaffError: another run has it, or it can't be written.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        handle = os.open(out / ".lock", os.O_CREAT | os.O_RDWR, 0o644)
    except OSError as error:
        raise StaffError(
            f"{out} can't be written: {error.strerror}", "Choose another folder with --out."
        ) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        for part in out.rglob(f".*{PART}"):  # of a run that was killed
            part.unlink(missing_ok=True)
        yield
    except BlockingIOError as error:
        raise StaffError(
            f"another run is writing to {out}", "Wait for it, or choose another --out."
        ) from error
    finally:
        os.close(handle)


@contextlib.contextmanager
def writing(place: Path) -> Iterator[None]:
    """Say where results could not be written, and that nothing has to be done twice.

    Raises:
        StaffError: in place of any OSError.
    """
    try:
        yield
    except OSError as error:
        raise StaffError(
            f"{error.filename or place} can't be written: {error.strerror or error}",
            "See to the disk (room, rights, is it there at all?), then run the same command again: "
            "it goes on where this one stopped.",
        ) from error


def read_grade(folder: Path) -> Grade | None:
    """The grade kept in a student's folder; None if there is none or it can't be read."""
    try:
        return result.from_json((folder / RESULT).read_bytes())
    except (OSError, StaffError):
        return None


def read_all(out: Path) -> dict[str, Grade]:
    """Every kept grade, by the name of its folder."""
    found = {path.parent.name: read_grade(path.parent) for path in sorted(out.glob(f"*/{RESULT}"))}
    return {name: grade for name, grade in found.items() if grade is not None}


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


def write_graded(folder: Path, graded: Graded, assignment: Assignment, language: Language) -> None:
    """Everything of one submission; result.json last."""
    evidence = folder / "evidence"
    (folder / RESULT).unlink(missing_ok=True)
    if graded.run is None:
        for name in ("run.json", "evidence.json", "pictures.json", "output.txt", VERDICT):
            (evidence / name).unlink(missing_ok=True)
    else:
        _write_run(evidence, graded)
    if graded.notebook:
        shown = notebook.render(graded.notebook, graded.grade.student, language)
        write_atomic(folder / "executed.ipynb", graded.notebook)
        write_atomic(folder / "executed.html", shown)
    else:
        for name in ("executed.ipynb", "executed.html"):
            (folder / name).unlink(missing_ok=True)
    write_grade(folder, graded.grade, assignment, language)


def _write_run(evidence: Path, graded: Graded) -> None:
    run = graded.run
    if run is None:
        return
    if run.payload is None:
        (evidence / "evidence.json").unlink(missing_ok=True)
    else:
        write_atomic(evidence / "evidence.json", run.payload)
    write_atomic(evidence / "pictures.json", graded.pictures or "{}")
    write_atomic(evidence / "output.txt", graded.output[:_MOST_OUTPUT])
    _write_verdict(evidence, graded)
    kept = _KeptRun(graded.grade.run_key, run.status)
    write_atomic(evidence / "run.json", msgspec.json.encode(kept))


def _write_verdict(evidence: Path, graded: Graded) -> None:
    """Only a whole verdict is kept: a check that could not be made is made again."""
    judged = graded.run.judged if graded.run else None
    lacks = judged and any(
        one.outcome is Outcome.COULD_NOT_CHECK for one in judged.verdict.outcomes
    )
    if judged is None or lacks or not graded.judge_key:
        (evidence / VERDICT).unlink(missing_ok=True)
        return
    kept = _KeptVerdict(graded.judge_key, judged)
    write_atomic(evidence / VERDICT, msgspec.json.encode(kept))


def write_grade(folder: Path, grade: Grade, assignment: Assignment, language: Language) -> None:
    """The feedback and, last, the result."""
    evidence = folder / "evidence"
    try:
        drawn = pictures.from_json((evidence / "pictures.json").read_bytes())
        output = (evidence / "output.txt").read_text("utf-8", "replace")
    except OSError:
        drawn, output = None, ""
    page = feedback.render(grade, assignment, language, drawn, output=output)
    write_atomic(folder / "feedback.html", page)
    write_atomic(folder / RESULT, result.to_json(grade))


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
