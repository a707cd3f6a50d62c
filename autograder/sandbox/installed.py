"""Are the libraries on disk still those that a warm process was started with?

A job imports what is rare only when it needs it. While a package is being installed or upgraded,
that import fails or mixes two versions, and the student would be told of an error in his work.
"""

from __future__ import annotations

import functools
import os
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

from autograder.sandbox.isolation import python_paths

_PACKAGES = {"site-packages", "dist-packages"}


@dataclass(frozen=True, slots=True)
class Folder:
    """Which folder stands at a path (none: zeros), and when an entry of it last came or went."""

    path: str
    device: int = 0
    inode: int = 0
    changed_ns: int = 0  # of folders that packages are put into; 0 for others


def look() -> tuple[Folder, ...]:
    """The folders that Python imports from, as they are now; takes some 30 µs."""
    libraries = _libraries(tuple(sys.path))
    return tuple(
        _folder(path, whole=path in libraries) for path in sorted({*python_paths(), *libraries})
    )


@functools.cache
def _libraries(path: tuple[str, ...]) -> frozenset[str]:
    """Of Python's path, the folders that packages are put into, and that of its own modules."""
    packages = (folder for folder in path if Path(folder).name in _PACKAGES)
    return frozenset({*packages, sysconfig.get_path("stdlib")})


def _folder(path: str, *, whole: bool) -> Folder:
    try:
        found = os.stat(path)  # noqa: PTH116 - done twice for every job
    except OSError:
        return Folder(path)
    return Folder(path, found.st_dev, found.st_ino, found.st_mtime_ns if whole else 0)
