"""Channels through files that both may open: who holds a lock, a lease or a watch of one."""

# A job is written with open() and os, like a submission.
# ruff: noqa: PTH123

from __future__ import annotations

import fcntl
import os
import struct

from tests.sandbox.channels.ends import SHARED, Builder, Ends, call

_FLOCK = struct.Struct("hhqqi4x")  # struct flock on 64-bit Linux


def flock(_: int, __: str) -> Ends:
    """An advisory lock of a file that both may only read."""
    descriptor = os.open(SHARED, os.O_RDONLY)

    def put(bit: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX if bit else fcntl.LOCK_UN)

    def sense() -> float:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return 1.0
        fcntl.flock(descriptor, fcntl.LOCK_UN)
        return 0.0

    return Ends(put, sense)


def _record_lock(take: int, ask: int) -> Ends:
    descriptor = os.open(SHARED, os.O_RDONLY)

    def put(bit: int) -> None:
        kind = fcntl.F_RDLCK if bit else fcntl.F_UNLCK
        fcntl.fcntl(descriptor, take, _FLOCK.pack(kind, 0, 7, 1, 0))

    def sense() -> float:
        # Who could write here? The question needs no right to.
        answer = fcntl.fcntl(descriptor, ask, _FLOCK.pack(fcntl.F_WRLCK, 0, 7, 1, 0))
        return float(_FLOCK.unpack(answer)[0] != fcntl.F_UNLCK)

    return Ends(put, sense)


def record_lock(_: int, __: str) -> Ends:
    """A lock to read a byte of a file, seen by asking who could write it."""
    return _record_lock(fcntl.F_SETLK, fcntl.F_GETLK)


def record_lock_of_a_description(_: int, __: str) -> Ends:
    """The same by the locks that belong to an open file (``F_OFD_SETLK``)."""
    return _record_lock(37, 36)


def lock_of_a_device(_: int, __: str) -> Ends:
    """A lock of /dev/null, which both may even write to."""
    descriptor = os.open("/dev/null", os.O_RDWR)

    def put(bit: int) -> None:
        kind = fcntl.F_WRLCK if bit else fcntl.F_UNLCK
        fcntl.fcntl(descriptor, fcntl.F_SETLK, _FLOCK.pack(kind, 0, 7, 1, 0))

    def sense() -> float:
        answer = fcntl.fcntl(descriptor, fcntl.F_GETLK, _FLOCK.pack(fcntl.F_WRLCK, 0, 7, 1, 0))
        return float(_FLOCK.unpack(answer)[0] != fcntl.F_UNLCK)

    return Ends(put, sense)


def lease(_: int, __: str) -> Ends:
    """A lease of a shared file, which its owner may take and an opening breaks."""
    descriptor = os.open(SHARED, os.O_RDONLY)

    def put(bit: int) -> None:
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK if bit else fcntl.F_UNLCK)

    def sense() -> float:
        return float(fcntl.fcntl(descriptor, fcntl.F_GETLEASE) != fcntl.F_UNLCK)

    return Ends(put, sense)


def watched_file(_: int, __: str) -> Ends:
    """inotify tells the receiver whenever anybody opens a file."""
    descriptor = -1

    def put(bit: int) -> None:
        if bit:
            open(SHARED, "rb").close()

    def sense() -> float:
        nonlocal descriptor
        if descriptor < 0:
            descriptor = call("inotify_init1", os.O_NONBLOCK)
            call("inotify_add_watch", descriptor, SHARED.encode(), 0x20)
        try:
            return float(len(os.read(descriptor, 65536)))
        except BlockingIOError:
            return 0.0

    return Ends(put, sense)


FILES: dict[str, Builder] = {
    builder.__name__: builder
    for builder in (
        flock,
        record_lock,
        record_lock_of_a_description,
        lock_of_a_device,
        lease,
        watched_file,
    )
}
