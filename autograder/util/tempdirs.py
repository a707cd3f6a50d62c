"""Folders for a while, of which nothing stays: not after a crash, nor whatever was put into them.

Each is held by a lock that the kernel lets go of when the process ends, however it ends. Whoever
makes a new one removes those that nobody holds any more.
"""

from __future__ import annotations

import contextlib
import fcntl
import itertools
import os
import secrets
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_PREFIX: Final = "autograder-scratch-"  # of nobody's own folder: what begins so is swept


@dataclass(frozen=True, slots=True)
class Scratch:
    """A folder that is this process' own; ``handle`` is its open descriptor, which is locked."""

    path: Path
    handle: int


def make() -> Scratch:
    """A fresh folder in the system's temporary one, and no folder of a dead process beside it.

    Raises:
        OSError: none can be made.
    """
    _sweep()
    while True:
        path = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=_temporary()))
        try:
            handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
            fcntl.flock(handle, fcntl.LOCK_EX)
        except FileNotFoundError:  # another process swept it before it was ours
            continue
        if os.fstat(handle).st_nlink:
            return Scratch(path, handle)
        os.close(handle)


def _temporary() -> Path:
    """The system's temporary folder; made again if somebody has cleaned it away meanwhile."""
    place = Path(tempfile.gettempdir())
    place.mkdir(mode=0o711, parents=True, exist_ok=True)
    return place


def give_back(scratch: Scratch) -> None:
    """Remove the folder with all that is in it."""
    remove(scratch.path)
    os.close(scratch.handle)


@contextlib.contextmanager
def folder() -> Iterator[Path]:
    """A fresh folder for the length of a ``with`` block."""
    scratch = make()
    try:
        yield scratch.path
    finally:
        give_back(scratch)


def _sweep() -> None:
    """Remove what processes of ours that are gone have left behind."""
    for path in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            try:
                if _may_sweep(os.fstat(handle).st_uid):
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    remove(path)
            finally:
                os.close(handle)


def _may_sweep(owner: int) -> bool:
    """Root gives its folders to the user without a name that runs the jobs."""
    return owner == os.geteuid() or os.geteuid() == 0


def remove(path: Path) -> None:
    """Remove a folder: locked ones, and ones nested deeper than a path or a stack can be, too.

    What can't be removed stays, without an error. No process may be writing there any more.
    """
    with contextlib.suppress(OSError):
        path.chmod(0o700)
        top = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            _empty(top)
        finally:
            os.close(top)
        path.rmdir()


def _empty(top: int) -> None:
    """Remove every file, and lift each folder's own folders up, until nothing is left.

    Raises:
        OSError: something can't be removed.
    """
    token = secrets.token_hex(8)
    fresh = (f"{token}-{number}" for number in itertools.count())
    while names := os.listdir(top):
        for name in names:
            if not _unlinked(name, top):
                _lift(name, top, fresh)


def _unlinked(name: str, parent: int) -> bool:
    """Remove a file; False if it is a folder."""
    try:
        os.unlink(name, dir_fd=parent)
    except IsADirectoryError:
        return False
    return True


def _lift(name: str, top: int, fresh: Iterator[str]) -> None:
    """Empty one folder, its own folders moving up beside it, and remove it."""
    os.chmod(name, 0o700, dir_fd=top)
    inner = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=top)
    try:
        for child in os.listdir(inner):  # noqa: PTH208 - by its descriptor
            if not _unlinked(child, inner):
                os.chmod(child, 0o700, dir_fd=inner)
                os.rename(child, next(fresh), src_dir_fd=inner, dst_dir_fd=top)
    finally:
        os.close(inner)
    os.rmdir(name, dir_fd=top)
