"""What lies in a folder or an archive, as a flat list of entries that can be read one by one."""

from __future__ import annotations

import errno
import os
import stat
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import StaffError, SubmissionError
from autograder.intake import messages
from autograder.intake.limits import MAX_DEPTH, MAX_ENTRIES, MAX_FILE
from autograder.records import NO_TEXT, Text
from autograder.util import io_errors

IGNORED_FOLDERS = frozenset(
    ["__macosx", "__pycache__", "node_modules", "venv", "site-packages", "$recycle.bin"]
)
# Of the machine that grades, or of the rights of whoever grades: no student brings these about.
_FAULTS_OF_MACHINE = frozenset([
    errno.EACCES, errno.EPERM, errno.EIO, errno.ESTALE, errno.EMFILE, errno.ENFILE, errno.ENOMEM,
])  # fmt: skip
IGNORED_FILES = frozenset(["thumbs.db", "desktop.ini", "icon\r"])


# Windows knows only the last of these, without which it would change the ends of lines.
_FLAGS = ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY")
_ASKED = sum((getattr(os, name, 0) for name in _FLAGS), os.O_RDONLY)


@dataclass(frozen=True, slots=True)
class Entry:
    """One file or empty folder, named by the parts of its path below where the search began.

    ``load(limit)`` gives at most ``limit`` bytes and raises SubmissionError where the file can't
    be read. ``problem`` is set where that is known beforehand. ``changed`` is in seconds of any
    epoch, 0 if unknown; it only serves to compare.
    """

    parts: tuple[str, ...]
    path: Path
    load: Callable[[int], bytes]
    size: int = 0
    changed: float = 0.0
    is_folder: bool = False
    problem: Text = NO_TEXT
    note: Text = NO_TEXT
    typed: bool = False  # a text or an address typed into the LMS's form
    twins: tuple[str, ...] = ()  # paths in an archive, as written, that are this one composed

    @property
    def name(self) -> str:
        """The last part."""
        return self.parts[-1] if self.parts else ""

    @property
    def suffix(self) -> str:
        """``.ipynb`` and so on, in lower case."""
        return Path(self.name).suffix.lower()


def no_content(_limit: int) -> bytes:
    """The content of a folder."""
    return b""


def is_ignored(parts: Iterable[str]) -> bool:
    """Whether a path is the system's, not the student's: dotfiles, ``__MACOSX``, checkpoints."""
    *folders, name = parts
    if name.startswith((".", "~$")) or name.lower() in IGNORED_FILES | IGNORED_FOLDERS:
        return True
    return any(part.startswith(".") or part.lower() in IGNORED_FOLDERS for part in folders)


def file_entry(path: Path, parts: tuple[str, ...]) -> Entry:
    """The entry of one file on disk; never follows a link."""
    status = path.lstat()
    problem = NO_TEXT
    if stat.S_ISLNK(status.st_mode):
        problem = messages.LINK
    elif not stat.S_ISREG(status.st_mode):
        problem = messages.NOT_A_FILE
    elif status.st_size > MAX_FILE:
        problem = messages.too_large(status.st_size)

    def load(limit: int) -> bytes:
        return _read(path, limit)

    return Entry(parts, path, load, status.st_size, status.st_mtime, problem=problem)


def folder_entries(root: Path) -> tuple[Entry, ...]:
    """Everything below ``root``, ignored files included; empty folders are entries too.

    Raises:
        StaffError: a folder can't be read, or there are too many files.
    """
    entries = []
    for entry in _walk(root, ()):
        entries.append(entry)
        if len(entries) > MAX_ENTRIES:
            raise StaffError(
                f"{root} holds more than {MAX_ENTRIES:,} files.",
                "Name the folder that holds the submissions and nothing else.",
            )
    return tuple(entries)


def _walk(folder: Path, parts: tuple[str, ...]) -> Iterator[Entry]:
    try:
        children = sorted(os.scandir(folder), key=lambda child: child.name)
    except OSError as error:
        if not parts:
            message = f"{folder} can't be read: {error.strerror}."
            raise StaffError(message, "Check the folder's permissions.") from error
        _refuse_fault_of_machine(error)
        yield Entry(parts, folder, no_content, is_folder=True, problem=messages.NOT_READABLE_FILE)
        return
    if not children and parts:
        yield Entry(parts, folder, no_content, is_folder=True)
    for child in children:
        below = (*parts, nfc(child.name))
        if child.is_dir(follow_symlinks=False) and len(below) < MAX_DEPTH:
            if is_ignored(below):  # that it is there is all that matters of a .git folder
                yield Entry(below, Path(child.path), no_content, is_folder=True)
            else:
                yield from _walk(Path(child.path), below)
        else:
            yield file_entry(Path(child.path), below)


def nfc(name: str) -> str:
    """``name`` composed, so that a Mac's file names equal everyone else's."""
    return unicodedata.normalize("NFC", os.fsencode(name).decode(errors="replace"))


def _read(path: Path, limit: int) -> bytes:
    try:
        handle = os.open(path, _ASKED)
        with os.fdopen(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise SubmissionError(messages.NOT_A_FILE)
            return file.read(limit)
    except OSError as error:
        _refuse_fault_of_machine(error)
        raise SubmissionError(messages.NOT_READABLE_FILE) from error


def _refuse_fault_of_machine(error: OSError) -> None:
    """Raise StaffError for what no student can bring about: it must not cost one the points."""
    if error.errno in _FAULTS_OF_MACHINE:
        raise io_errors.staff_error(error) from error
