"""Recognises the limit behind an exception, so that the student is told about the limit.

What is found here is for messages alone: no grade depends on it.
"""

from __future__ import annotations

import errno
import os
import re
import traceback
from pathlib import Path

from autograder.evidence import LimitName

_NETWORK_WORDS = ("URL fetch failure", "urlopen error", "name resolution", "NameResolutionError")
_MEMORY = {"MemoryError", "_ArrayMemoryError", "ResourceExhaustedError"}
_PROCESS_CALLS = ("fork", "exec", "spawn", "Popen", "subprocess", "multiprocessing", "Pool(")
_PROCESS_FILES = {"subprocess.py", "popen_fork.py", "popen_spawn_posix.py", "util.py", "pty.py"}
_NETWORK_FILES = {"socket.py", "client.py", "request.py", "connection.py"}
_SHORT_WRITE = re.compile(r"\d+ requested and \d+ written")
_BY_ERRNO: dict[int, LimitName] = {errno.EFBIG: "file", errno.EMFILE: "open_files"}


def limit_behind(error: BaseException) -> LimitName | None:
    """The limit that this exception, or the one that it comes from, is about."""
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        try:
            found = _limit_of(current)
        except Exception:  # noqa: BLE001 - a student's exception may do anything when looked at
            return None
        if found:
            return found
        reason = getattr(current, "reason", None)  # urllib wraps it in this attribute
        inner = reason if isinstance(reason, BaseException) else None
        current = inner or current.__cause__ or current.__context__
    return None


def _limit_of(error: BaseException) -> LimitName | None:
    name, text = type(error).__name__, str(error)[:2000]
    if name in _MEMORY:
        return "memory"
    if isinstance(error, RuntimeError) and "can't start new thread" in text:
        return "threads"
    if any(word in text for word in _NETWORK_WORDS):
        return "network"
    if isinstance(error, OSError):
        return _of_os_error(error) or _of_numpy(text)
    return None


def _of_numpy(text: str) -> LimitName | None:
    """NumPy tells how much it could write, and not why it could not write more."""
    if not _SHORT_WRITE.match(text):
        return None
    return "file" if not hasattr(os, "statvfs") or os.statvfs(".").f_bavail else "disk"


def _of_os_error(error: OSError) -> LimitName | None:
    if error.errno == errno.ENOSPC:
        return "disk" if not hasattr(os, "statvfs") or os.statvfs(".").f_ffree else "files"
    if error.errno == errno.EPERM:
        return _of_refusal(error)
    return _BY_ERRNO.get(error.errno or 0)


def _of_refusal(error: OSError) -> LimitName | None:
    """What was refused: another process, or the network."""
    frames = traceback.extract_tb(error.__traceback__, limit=-100)
    files = {Path(frame.filename).name for frame in frames}
    last = frames[-1].line or "" if frames else ""
    if files & _PROCESS_FILES or any(call in last for call in _PROCESS_CALLS):
        return "processes"
    if files & _NETWORK_FILES or "socket" in last:
        return "network"
    return None
