"""Fingerprints that say whether a kept result is still the one that a new run would give."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path

from autograder.grade import Settings
from autograder.records import Assignment, Submission

_PACKAGE = Path(__file__).resolve().parent
_RUN_CODE = (
    *("sandbox", "student", "compiled_fit", "intake", "legacy", "legacy/calls.toml"),
    *("running.py", "architecture.py", "evidence.py", "hostile_json.py", "libraries.py"),
)
_CHECK_CODE = (
    *("checking", "judging.py", "grade.py", "score.py", "messages.py", "limit_messages.py"),
    *("records.py", "legacy_messages.py"),
)
_LIBRARIES = ("keras", "numpy", "ipython")


def run_key(submission: Submission, assignment: Assignment, settings: Settings) -> str:
    """Changes with all that running the submission depends on: its bytes, what it must leave
    behind, the limits, and the code and libraries that run it."""
    facts = (
        submission.filename,
        str(submission.problem),
        repr(assignment.deliverables),
        repr(assignment.limits),
        str(settings.stock_fit),
        assignment.legacy,
        *(f"{file.name} {_digest([file.content])}" for file in submission.files),
        *_data(assignment.data),
        _code(_RUN_CODE),
        *(version(library) for library in _LIBRARIES),
    )
    return _digest((submission.content, *(fact.encode() for fact in facts)))


def check_key(run: str, submission: Submission, assignment: Assignment, settings: Settings) -> str:
    """Changes with all that checking its evidence depends on: checks, points, texts, code."""
    facts = (
        run,
        repr((submission.late, submission.note, submission.lms, submission.lms_id)),
        repr((submission.lms_name, submission.late_days)),
        str(settings.only_visible),
        _code(_CHECK_CODE),
    )
    return _digest((*(fact.encode() for fact in facts), assignment_digest(assignment).encode()))


def assignment_digest(assignment: Assignment) -> str:
    """A digest of assignment.toml, the checks and the course's settings, as they are on disk."""
    files = [assignment.folder / "assignment.toml", assignment.course / "course.toml"]
    files += sorted((assignment.folder / "checks").rglob("*.py"))
    return _digest(path.read_bytes() for path in files if path.is_file())


def _data(folder: Path) -> Iterator[str]:
    """The course's data sets, by name, size and time: reading them all would take too long."""
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        status = path.stat()
        yield f"{path.relative_to(folder)} {status.st_size} {status.st_mtime_ns}"


@functools.cache
def _code(parts: tuple[str, ...]) -> str:
    """A digest of this program's own code, so that a new version grades anew."""
    files: list[Path] = []
    for part in parts:
        path = _PACKAGE / part
        files += [path] if path.is_file() else sorted(path.rglob("*.py"))
    return _digest(path.read_bytes() for path in files)


def _digest(parts: Iterable[bytes]) -> str:
    total = hashlib.sha256()
    for part in parts:
        total.update(hashlib.sha256(part).digest())
    return total.hexdigest()[:32]
