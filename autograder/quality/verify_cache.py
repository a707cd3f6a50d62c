"""Where verify keeps the grades of an assignment's own submissions, so as to grade none twice.

They lie in the user's cache folder, one folder for each assignment of each course, and are taken up
as ``grade`` takes up its results: whatever a grade depends on makes it anew.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

from autograder.intake.names import safe_folder
from autograder.records import LocalAssignment
from autograder.results.document import NewerResultError
from autograder.results.folder import ResultsFolder
from autograder.util import tempdirs

PLACE: Final = "AUTOGRADER_CACHE"
"""The variable that names another cache folder than the user's."""


@contextlib.contextmanager
def results_of(assignment: LocalAssignment) -> Iterator[ResultsFolder]:
    """The kept results of an assignment, for the length of a ``with`` block.

    Where the cache can't be written, or another verify has it, they are kept for no longer than
    that.
    """
    with contextlib.ExitStack() as held:
        folder = held.enter_context(_held(_place(assignment)))
        if folder is None:
            folder = held.enter_context(tempdirs.folder())
        results = ResultsFolder(folder / "out")
        try:
            results.survey()
        except NewerResultError:  # nobody but this program needs them
            tempdirs.remove(results.out)
        yield results


def forget(results: ResultsFolder, students: Collection[str]) -> None:
    """Remove what is kept of these."""
    for student in students:
        tempdirs.remove(results.out / safe_folder(student))


def forget_others(results: ResultsFolder, students: Collection[str]) -> None:
    """Remove what is kept of submissions that are no more."""
    places = {safe_folder(student) for student in students}
    for path in results.out.glob("*/"):
        if path.name not in places:
            tempdirs.remove(path)


def _place(assignment: LocalAssignment) -> Path:
    """Without a home folder, a place that can't be written: nothing is kept then."""
    chosen, general = os.environ.get(PLACE), os.environ.get("XDG_CACHE_HOME")
    home = os.environ.get("HOME", "/dev/null")
    cache = Path(chosen) if chosen else Path(general or f"{home}/.cache") / "autograder"
    course = hashlib.sha256(os.fsencode(assignment.folder.resolve())).hexdigest()[:16]
    return cache / "verify" / f"{assignment.name}-{course}"


@contextlib.contextmanager
def _held(place: Path) -> Iterator[Path | None]:
    """The folder while nobody else has it, else None. Its solutions are the user's alone."""
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(place, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        yield None
        return
    try:
        yield place if _is_ours(handle, place) else None
    finally:
        os.close(handle)


def _is_ours(handle: int, place: Path) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return os.fstat(handle).st_uid == os.geteuid() and os.access(place, os.W_OK | os.X_OK)
