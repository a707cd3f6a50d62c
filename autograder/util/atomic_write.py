"""Files that are written whole or not at all."""

from __future__ import annotations

import contextlib
import functools
import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

_PART: Final = ".part"  # how the names of files end that are still being written
_LONGEST: Final = 40  # characters of a file's name that stand in that of its unfinished self


def write_atomic(path: Path, content: bytes | str) -> None:
    """Put ``content`` (text as UTF-8) at ``path``; a crash leaves the old file or the new one.

    Raises:
        OSError: the folder can't be written; it names ``path``.
    """
    write_together({path: content})


def write_together(contents: Mapping[Path, bytes | str | None]) -> None:
    """Put each content at its path, in their order; None removes what is there.

    All are written beside their places before the first one is put there, so that a full disk
    leaves the old ones as they were.

    Raises:
        OSError: a folder can't be written; it names the path.
    """
    staged: dict[Path, Path] = {}
    try:
        for path, content in contents.items():
            if content is not None:
                staged[path] = _stage(path, content)
        for path in contents:
            if path in staged:
                staged[path].replace(path)
                del staged[path]
            else:
                path.unlink(missing_ok=True)
    except BaseException:
        for temporary in staged.values():
            with contextlib.suppress(OSError):
                temporary.unlink()
        raise


def _stage(path: Path, content: bytes | str) -> Path:
    """A finished file beside ``path``, under a name of its own."""
    data = content.encode("utf-8") if isinstance(content, str) else content
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = ""
    try:
        prefix = f".{path.name[:_LONGEST]}."
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=prefix, suffix=_PART)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o644 & ~_umask())
    except BaseException as error:
        with contextlib.suppress(OSError):
            if temporary:
                Path(temporary).unlink()
        if isinstance(error, OSError):  # it may name none, or the unfinished one
            raise OSError(error.errno, error.strerror, str(path)) from error
        raise
    return Path(temporary)


def unfinished(folder: Path, names: tuple[str, ...]) -> list[Path]:
    """What a killed process left in a folder of files with these names."""
    ours = "|".join(re.escape(name[:_LONGEST]) for name in names)
    pattern = re.compile(rf"\.(?:{ours})\.\w{{8}}{re.escape(_PART)}")
    return [path for path in folder.glob(f".*{_PART}") if pattern.fullmatch(path.name)]


@functools.cache
def _umask() -> int:
    """The caller's, so that nobody reads grades whom it shuts out.

    umask(2) can't be read without being set, which other threads would notice.
    """
    with contextlib.suppress(OSError, ValueError, StopIteration):
        lines = Path("/proc/self/status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("Umask:")).split()[1], 8)
    return 0o022
