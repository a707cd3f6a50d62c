"""The data sets of a course, known by digests: results depend on their bytes, not their age."""

from __future__ import annotations

import functools
import hashlib
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from autograder.course.content import Seen, seen_files
from autograder.errors import StaffError
from autograder.records import Assignment, DataFile, LocalAssignment

_SETTLED_NS: Final = 10**9  # younger than that, a change may not have moved the file's times


def read_data(folder: Path) -> tuple[DataFile, ...]:
    """The files below a folder, sorted; none where there is no such folder.

    Each is read once in a process, and again when it has changed.

    Raises:
        StaffError: one can't be read.
    """
    try:
        found = tuple(seen_files(folder)) if folder.is_dir() else ()
        return tuple(DataFile(one.path, one.size, _digest(folder, one)) for one in found)
    except OSError as error:
        raise StaffError(
            f"a data set of the course can't be read: {error}",
            "Allow whoever grades to read all files in `data/`, or take that one out.",
        ) from error


def data_folder(assignment: Assignment, given: Path | None = None) -> Path | None:
    """The folder on this machine that holds the assignment's data sets; None if it has none.

    ``given`` is where to look; without it in the course's own folder, if the assignment was loaded
    from one.

    Raises:
        StaffError: they are not there, or are other data than the assignment was loaded with.
    """
    if not assignment.data:
        return None
    if given is None and isinstance(assignment, LocalAssignment):
        given = assignment.data_folder
    if given is None:
        raise StaffError(
            f"nobody said where this machine has the data sets of `{assignment.name}`",
            "Name their folder where the workers are started.",
        )
    wrong = _wrong(assignment.data, read_data(given))
    if wrong:
        raise StaffError(
            f"{given} does not hold the data sets of `{assignment.name}`: {wrong} is missing or "
            "has changed",
            "Load the assignment anew, or put the same data sets there.",
        )
    return given


def _wrong(wanted: Sequence[DataFile], there: Sequence[DataFile]) -> str:
    """The first file that isn't there as it is wanted, or that nobody knows."""
    odd = set(wanted) ^ set(there)
    return min((one.path for one in odd), default="")


def _digest(folder: Path, file: Seen) -> str:
    path = folder / file.path
    if time.time_ns() - max(file.modified, file.changed) < _SETTLED_NS:
        return _read_digest(path)
    return _known_digest(path, file)


@functools.lru_cache(maxsize=4096)
def _known_digest(path: Path, _: Seen) -> str:
    return _read_digest(path)


def _read_digest(path: Path) -> str:
    total = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            total.update(block)
    return total.hexdigest()
