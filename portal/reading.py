"""What was handed in, read as the command line reads a student's folder; nothing of it is run."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Final

from autograder import api
from portal.courses import by_language
from portal.models import Submission

_LONGEST_NAME: Final = 240  # bytes
_LONGEST_SUFFIX: Final = 20


@dataclass(frozen=True, slots=True)
class File:
    """A file as it came."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What the intake says, by language: why it can't be read ({} where it can), what it put
    right."""

    problem: Mapping[str, str]
    notes: tuple[Mapping[str, str], ...]


def files_of(submission: Submission) -> list[File]:
    """The files of a submission, in the order in which they came."""
    kept = submission.files.select_related("blob").order_by("pk")
    return [File(one.name, bytes(one.blob.content)) for one in kept]


def read(files: Iterable[File], assignment: api.Assignment, student: str) -> api.Submission:
    """The submission that these files are."""
    with tempfile.TemporaryDirectory(prefix="autograder-") as name:
        folder = Path(name) / "student"
        folder.mkdir()
        for number, one in enumerate(files):
            (folder / _name(one.name, number)).write_bytes(one.content)
        (found,) = api.read_submissions([Path(name)], assignment)
    return replace(found, student=student)


def _name(given: str, number: int) -> str:
    """A name that a file of this machine may have: Hangul takes three of its bytes a letter."""
    path = PurePosixPath(given.replace("\\", "/").replace("\0", ""))
    suffix = path.suffix if len(path.suffix.encode()) <= _LONGEST_SUFFIX else ""
    stem = path.name.removesuffix(suffix).encode()[: _LONGEST_NAME - len(suffix.encode())]
    kept = stem.decode(errors="ignore") + suffix
    return kept if kept not in {"", ".", ".."} else f"file-{number + 1}"


def diagnose(files: Sequence[File], assignment: api.Assignment) -> Diagnosis:
    """What the intake says of these files, at once."""
    languages = assignment.languages
    submission = read(files, assignment, "student")
    try:
        program = api.read_program(submission, assignment)
    except api.SubmissionError as error:
        return Diagnosis(by_language(error.message, languages), ())
    notes = [one for one in (submission.note, *program.notes) if one.en]
    return Diagnosis({}, tuple(by_language(one, languages) for one in notes))
