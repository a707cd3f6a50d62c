"""Files that are handed in are read here, into what may cross: none of their bytes ever do.

What is read is a saved model, weights, a picture, a text, or a folder with logs for TensorBoard.
The content is read once where that can be done, so that nobody changes it while it is looked at.
"""

from __future__ import annotations

import io
import os
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np

from autograder.evidence import (
    MAX_FILE_TEXT,
    FileEvidence,
    FileFormat,
    FileProblem,
    ImageEvidence,
)
from autograder.student import event_logs, saved_models
from autograder.student.file_search import WorkFolder, is_within, places, shown, walk
from autograder.student.program import Wanted
from autograder.student.training import FitLog
from autograder.util.file_names import EXPORTED, content_of, is_folder_name

MOST_BYTES: Final = 64 * 2**20  # of one file, or of all logs in a folder
_MOST_PIXELS: Final = 16 * 2**20
_READ: Final = ("PNG", "JPEG", "GIF", "BMP")  # by Pillow, which would try many more
_MAGIC: Final[Sequence[tuple[bytes, FileFormat]]] = (
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"BM", "image"),
    (b"\x80", "pickle"),
)


class _SpecialError(OSError):
    """No plain file: a pipe, a device, a link to somewhere else."""


def describe_files(
    work: WorkFolder, wanted: Sequence[Wanted], log: FitLog
) -> dict[str, FileEvidence]:
    """Every file that is asked for and there, by the name by which it is asked for."""
    files = {one.name: one for one in wanted if one.kind == "file"}
    found = places(work, list(files))
    return {name: _described(work, place, files[name], log) for name, place in found.items()}


def _described(work: WorkFolder, place: Path, want: Wanted, log: FitLog) -> FileEvidence:
    """What lies at a place. Never raises: a file, and code that reads it, may be anything."""
    nothing = FileEvidence(path=shown(work, place), size=0, format="other")
    try:
        if not is_within(work, place):
            return _with(nothing, problem="special")
        if place.is_dir():
            return _folder(place, nothing, want)
        return _file(place, nothing, want, log)
    except BaseException as error:  # noqa: BLE001 - see above
        problem: FileProblem = "special" if isinstance(error, _SpecialError) else "broken"
        return _with(nothing, problem=problem, detail=saved_models.told(error))


def _with(found: FileEvidence, **changes: Any) -> FileEvidence:
    return msgspec.structs.replace(found, **changes)


# --- folders ------------------------------------------------------------------------------


def _folder(place: Path, nothing: FileEvidence, want: Wanted) -> FileEvidence:
    files = [Path(one.path) for one in walk(place) if one.is_file(follow_symlinks=False)]
    found = _with(nothing, size=sum(map(_size, files)), format="folder")
    if not is_folder_name(want.name):
        exported = any(one.name == EXPORTED for one in files)
        return _with(found, problem="exported" if exported else "folder")
    logs = [one for one in files if "tfevents" in one.name]
    if not files:
        return _with(found, problem="empty")
    if not logs:
        return found
    contents: list[tuple[str, bytes]] = []
    left = MOST_BYTES
    for one in _newest_first(logs):
        content = _content(one, left)
        left -= len(content)
        contents.append((_run(one.parent, place), content))
    series = event_logs.series(contents)
    return _with(found, format="logs", series=series)


def _newest_first(logs: Sequence[Path]) -> list[Path]:
    """The logs of the newest run first, for not all may be kept; of each run in their order."""
    newest: dict[Path, float] = {}
    for one in logs:
        newest[one.parent] = max(newest.get(one.parent, 0.0), _changed(one))
    return sorted(logs, key=lambda one: (-newest[one.parent], one))


def _changed(path: Path) -> float:
    try:
        return path.lstat().st_mtime
    except OSError:
        return 0.0


def _run(folder: Path, root: Path) -> str:
    run = folder.relative_to(root).as_posix().encode("utf-8", "replace").decode()
    return "" if run == "." else run[:200]


def _size(path: Path) -> int:
    try:
        return path.lstat().st_size
    except OSError:
        return 0


# --- files --------------------------------------------------------------------------------


def _content(place: Path, most: int = MOST_BYTES) -> bytes:
    """All bytes of a plain file, read at once; one byte more than ``most`` where it has more.

    Raises:
        _SpecialError: it is none.
        OSError: it can't be read.
    """
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(place, flags)
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise _SpecialError("no plain file")
        return file.read(max(0, most) + 1)


def _file(place: Path, nothing: FileEvidence, want: Wanted, log: FitLog) -> FileEvidence:
    if not stat.S_ISREG(place.stat().st_mode):  # to open a device may do something
        raise _SpecialError("no plain file")
    content = _content(place)
    size = max(len(content), _size(place))
    is_what: FileFormat = _format(content) if 0 < len(content) <= MOST_BYTES else "other"
    found = _with(nothing, size=size, format=is_what)
    problem = _problem(want.name, place.name, content, is_what)
    if problem:
        return _with(found, problem=problem)
    if is_what in {"model", "weights"}:
        return saved_models.read(place, content, found, log)
    if is_what == "image":
        return _image(content, found)
    return _text(content, found) if is_what == "text" else found


def _problem(name: str, found_as: str, content: bytes, is_what: FileFormat) -> FileProblem:
    """Why a plain file is not looked into; '' where nothing is known against it.

    ``name`` is what the assignment calls it, ``found_as`` what the file is called.
    """
    if is_folder_name(name):
        return "file"
    if not content:
        return "empty"
    if len(content) > MOST_BYTES:
        return "large"
    if content_of(name) in {is_what, ""}:
        return "" if saved_models.opens_as(found_as, content) else "format"
    broken = is_what == "other" or (is_what == "archive" and not saved_models.is_zip(content))
    return "broken" if broken else "format"


def _format(content: bytes) -> FileFormat:
    """What the first bytes say, and for Keras' formats what is in it."""
    saved = saved_models.format_of(content)
    if saved is not None:
        return saved
    for magic, is_what in _MAGIC:
        if content.startswith(magic):
            return is_what
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return "other"
    return "other" if "\0" in text else "text"


def _text(content: bytes, found: FileEvidence) -> FileEvidence:
    text = content.decode("utf-8").removeprefix("\ufeff")
    return _with(found, text=text[:MAX_FILE_TEXT], cut=len(text) > MAX_FILE_TEXT)


def _image(content: bytes, found: FileEvidence) -> FileEvidence:
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # its warning and error come at another number than ours
    with Image.open(io.BytesIO(content), formats=_READ) as picture:
        if picture.width * picture.height > _MOST_PIXELS:
            return _with(found, problem="large")
        picture.load()
        pixels = np.asarray(picture)
        blank = bool((pixels == pixels[:1, :1]).all())
        size = ImageEvidence(picture.width, picture.height, picture.mode[:12], blank)
    return _with(found, image=size)
