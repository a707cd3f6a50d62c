"""The results folder as a place: one run at a time, nothing in the way, nobody else's files.

What it holds is the business of ``store``.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from autograder.course.loader import COURSE_FILE
from autograder.errors import StaffError
from autograder.util import io_errors
from autograder.util.atomic_write import unfinished

_OF_A_CLASS: Final = ("grades.csv", "review.csv", "index.html")
_OF_A_STUDENT: Final = ("result.json", "feedback.html", "executed.ipynb", "executed.html")
OF_A_RUN: Final = ("evidence.json", "run.json", "verdict.json", "pictures.json", "output.txt")


@contextlib.contextmanager
def locked(out: Path, *, reading: bool = False) -> Iterator[None]:
    """Keep a second run away from the same folder, which is made if need be.

    ``reading``: nothing may have to be written, so that a folder without permission to do so will
    do. What the system refuses inside the ``with`` block is the staff's to mend.

    Raises:
        StaffError: another run has it, it can't be written, or it was moved or deleted meanwhile.
    """
    try:
        with contextlib.ExitStack() as held:
            folder, lock = _opened(out, reading=reading)
            held.callback(os.close, folder)
            if lock is not None:
                held.callback(os.close, lock)
                _lock(lock, out)
                _sweep(out)
            yield
            _require_unmoved(out, folder)
    except OSError as error:
        raise io_errors.unwritable(error, out) from error


@contextlib.contextmanager
def writing(place: Path) -> Iterator[None]:
    """Say where results could not be written, and that nothing has to be done twice.

    Raises:
        StaffError: in place of any OSError.
    """
    try:
        yield
    except OSError as error:
        raise io_errors.unwritable(error, place) from error


def _opened(out: Path, *, reading: bool) -> tuple[int, int | None]:
    """Descriptors of the folder and of its lock; without a lock where nothing can be written."""
    out.mkdir(parents=True, exist_ok=True)
    folder = os.open(out, os.O_RDONLY | os.O_DIRECTORY)
    try:
        return folder, os.open(out / ".lock", os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW, 0o644)
    except OSError as error:
        if reading and error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
            return folder, None
        os.close(folder)
        raise


def _lock(handle: int, out: Path) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise StaffError(
            f"another run is writing to {out}", "Wait for it, or choose another --out."
        ) from error


def _sweep(out: Path) -> None:
    """Remove what a run that was killed has left unfinished; nobody else's files."""
    for folder in (out, *(path.parent for path in out.glob("*/evidence"))):
        for path in unfinished(folder, (*_OF_A_CLASS, *_OF_A_STUDENT)):
            path.unlink(missing_ok=True)
    for folder in out.glob("*/evidence"):
        for path in unfinished(folder, OF_A_RUN):
            path.unlink(missing_ok=True)


def _require_unmoved(out: Path, folder: int) -> None:
    with contextlib.suppress(OSError):
        if os.path.samestat(out.stat(), os.fstat(folder)):
            return
    raise StaffError(
        f"{out} was moved or deleted while this run was writing to it",
        "What was written before that is where it went. The same command grades what is missing.",
    )


def refuse_obstacles(out: Path, folders: Iterable[Path]) -> None:
    """See that everything can be written, before hours of grading. ``folders``: the students'.

    Raises:
        StaffError: something else is in the way, or the permission is missing.
    """
    if (out / COURSE_FILE).exists():
        raise StaffError(
            f"{out} is a course's folder, not one for results",
            "Choose a folder of its own with --out, such as results/NAME.",
        )
    if not os.access(out, os.W_OK | os.X_OK):
        raise io_errors.unwritable(_refusal(errno.EACCES, out))
    for path in (out / name for name in _OF_A_CLASS):
        _require_no_folder(path)
    for folder in folders:
        for inner, names in ((folder, _OF_A_STUDENT), (folder / "evidence", OF_A_RUN)):
            if not os.path.lexists(inner):
                continue
            if not inner.is_dir():
                raise io_errors.unwritable(_refusal(errno.ENOTDIR, inner))
            if not os.access(inner, os.W_OK | os.X_OK):
                raise io_errors.unwritable(_refusal(errno.EACCES, inner))
            for name in names:
                _require_no_folder(inner / name)


def _require_no_folder(path: Path) -> None:
    if path.is_dir():
        raise io_errors.unwritable(_refusal(errno.EISDIR, path))


def _refusal(number: int, path: Path) -> OSError:
    return OSError(number, os.strerror(number), str(path))
