"""What grading needs of a course's files, as content and digests: it goes where no path leads."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from autograder.errors import StaffError
from autograder.records import CheckFile

_MOST_BYTES: Final = 64 * 2**20  # of all files of one assignment's checks


def digest(paths: Iterable[Path]) -> str:
    """A digest of the content of files.

    Raises:
        OSError: one can't be read.
    """
    total = hashlib.sha256()
    for path in paths:
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()[:32]


def read_files(folder: Path) -> tuple[CheckFile, ...]:
    """All files of a folder of checks, but for Python's caches; read anew when one has changed.

    Raises:
        StaffError: one can't be read, or they are more than 64 MB.
    """
    try:
        return _read_files(folder, tuple(seen_files(folder)))
    except OSError as error:
        raise StaffError(f"the checks can't be read: {error}", "Check the files.") from error


@dataclass(frozen=True, slots=True)
class Seen:
    """A file, and what changes with its content."""

    path: str
    size: int
    node: int
    modified: int
    changed: int


def seen_files(folder: Path) -> Iterator[Seen]:
    """All files below a folder, sorted, but for Python's caches."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            status = path.stat()
            times = (status.st_mtime_ns, status.st_ctime_ns)
            yield Seen(path.relative_to(folder).as_posix(), status.st_size, status.st_ino, *times)


@functools.lru_cache(maxsize=4)
def _read_files(folder: Path, seen: tuple[Seen, ...]) -> tuple[CheckFile, ...]:
    if sum(file.size for file in seen) > _MOST_BYTES:
        raise StaffError(
            f"{folder} holds more than {_MOST_BYTES >> 20} MB",
            "Keep data for students in the course's data folder, and only small files here.",
        )
    return tuple(CheckFile(file.path, (folder / file.path).read_bytes()) for file in seen)
