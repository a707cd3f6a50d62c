"""What the operating system refused, as a message with a way out."""

from __future__ import annotations

import contextlib
import errno
import os
from pathlib import Path
from typing import Final

from autograder.errors import StaffError

_ELSEWHERE: Final = "or name another place with --out or --to."
_IN_THE_WAY: Final = f"Something else of that name is in the way: move it, {_ELSEWHERE}"
_GOES_ON: Final = "The same command then goes on where this one stopped."
_NO_SPACE: Final = "Free some space there."
_NO_LOCKS: Final = "This file system can't lock files: name a folder on a local disk with --out."
_FAILING: Final = "The disk or the network drive fails: see that it works again."
_WAYS_OUT: Final = {
    errno.ENOSPC: _NO_SPACE,
    errno.EDQUOT: _NO_SPACE,
    errno.EROFS: f"Nothing can be written there: make it writable, {_ELSEWHERE}",
    errno.EFBIG: "The size of files is limited here: `ulimit -f unlimited` lifts that.",
    errno.EMFILE: "`ulimit -n 4096` allows more open files; fewer --jobs need fewer.",
    errno.ENFILE: "Other programs hold the system's files open: end some of them.",
    errno.EISDIR: _IN_THE_WAY,
    errno.ENOTDIR: _IN_THE_WAY,
    errno.EEXIST: _IN_THE_WAY,
    errno.ENOTEMPTY: _IN_THE_WAY,
    errno.ELOOP: "Symbolic links lead back to themselves: name the folder that is meant.",
    errno.ENAMETOOLONG: "The name is too long for this file system: choose a shorter one.",
    errno.ENOENT: "Check the path. If it was moved or deleted meanwhile, run the command again.",
    errno.EIO: _FAILING,
    errno.ESTALE: _FAILING,
    errno.ENOLCK: _NO_LOCKS,
    errno.EOPNOTSUPP: _NO_LOCKS,
}


def staff_error(error: OSError, place: Path | None = None) -> StaffError:
    """The error as one that the staff can do something about.

    ``place`` is what was being used, for errors that name no file.
    """
    if _without_current_folder():
        return StaffError(
            "the current folder has been deleted or moved",
            "Go to a folder that exists (`cd`), and run the command again.",
        )
    where = _where(error, place)
    said = error.strerror or str(error) or type(error).__name__
    return StaffError(f"{where}: {said}" if where else said, _way_out(error, where))


def unwritable(error: OSError, place: Path | None = None) -> StaffError:
    """The same where results are written, of which those that are there already stay."""
    if _without_current_folder():
        return staff_error(error)
    where = _where(error, place)
    message = f"{where} can't be written: {error.strerror or error}"
    return StaffError(message, f"{_way_out(error, where)} {_GOES_ON}".strip())


def _where(error: OSError, place: Path | None) -> str:
    """The file; of a renaming, the second name is the one that the staff knows."""
    where = error.filename2 or error.filename or place
    return os.fsdecode(where) if isinstance(where, str | bytes | Path) else ""


def _way_out(error: OSError, where: str) -> str:
    if error.errno in {errno.EACCES, errno.EPERM}:
        return _of_whom(where)
    if error.errno == errno.ENOENT and "temporary" in str(error.strerror):
        return "Set TMPDIR to a folder that you can write to."
    return _WAYS_OUT.get(error.errno or 0, "")


def _of_whom(where: str) -> str:
    """Whose the nearest folder is that exists, and who asks."""
    if hasattr(os, "geteuid") and where:
        path = Path(where).absolute()
        for folder in (path, *path.parents):
            with contextlib.suppress(OSError):
                owner, me = folder.stat().st_uid, os.geteuid()
                if owner == me:
                    return f"`chmod u+rwX {folder}` allows it, {_ELSEWHERE}"
                return (
                    f"{folder} belongs to {_user(owner)}, and you are {_user(me)}: ask for the "
                    f"permission, {_ELSEWHERE}"
                )
    return f"Look at the permissions, {_ELSEWHERE}"


def _user(number: int) -> str:
    import pwd

    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"user {number}"


def _without_current_folder() -> bool:
    try:
        Path.cwd()
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return False
