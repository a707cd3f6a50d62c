"""Copies of the machine's small files, for the file tree of a job.

A bind shows one file, not whatever bears its name: once the machine puts another in its place, as
every package installation does with /etc/ld.so.cache, what was bound can't be bound again (ENOENT).
So the warm process reads them once, and each job finds them as they were then.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

# Of hundreds of links in /etc/alternatives, the rest lead to programs, which a job can't start, and
# to their manuals.
_LIBRARY_OR_SETTING: Final = re.compile(r"\.so\b|\.conf$")
_MOST_BYTES: Final = 2 * 2**20  # of all files together; a job's root has room for twice that


@dataclass(frozen=True)
class Copy:
    """A file with its content, or a link with its target; its folders are made when needed."""

    path: str
    content: bytes = b""
    target: str = ""


def read(paths: Sequence[str]) -> tuple[Copy, ...]:
    """What stands at these paths, folders with all below them; what can't be read is left out.

    A link that is named itself is followed; one inside a folder stays a link, if it leads to a
    library or a setting.
    """
    found: list[Copy] = []
    room = _MOST_BYTES
    for path in paths:
        for copy in _below(Path(path)):
            room -= len(copy.content)
            if room >= 0:
                found.append(copy)
    return tuple(found)


def _below(top: Path) -> Iterator[Copy]:
    if not top.is_dir():
        with contextlib.suppress(OSError):
            yield Copy(str(top), _content(top))
        return
    for place, _, names in os.walk(top):
        for path in (Path(place, name) for name in sorted(names)):
            with contextlib.suppress(OSError):
                if path.is_symlink():
                    if _LIBRARY_OR_SETTING.search(path.name):
                        yield Copy(str(path), target=str(path.readlink()))
                elif path.is_file():
                    yield Copy(str(path), _content(path))


def _content(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_MOST_BYTES + 1)


def write(copies: Sequence[Copy], root: str) -> None:
    """Put the copies where they belong below ``root``, for everybody to read.

    Raises:
        OSError: there is no room, or something stands there already.
    """
    made: set[str] = set()
    for copy in copies:
        place = root + copy.path
        folder = os.path.dirname(place)  # noqa: PTH120 - every job does this, some fifty times
        if folder not in made:
            os.makedirs(folder, mode=0o755, exist_ok=True)  # noqa: PTH103
            made.add(folder)
        if copy.target:
            os.symlink(copy.target, place)  # noqa: PTH211
        else:
            handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o444)
            try:
                os.write(handle, copy.content)
            finally:
                os.close(handle)
