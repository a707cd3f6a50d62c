"""Channels through what all have a share of: how much of it is left."""

# A job is written with open() and os, like a submission.
# ruff: noqa: PTH118, PTH123

from __future__ import annotations

import os
import signal
import tempfile
import threading

from tests.sandbox.channels.ends import Builder, Ends, call


def room_in_a_common_folder(_: int, __: str) -> Ends:
    """How full the file system of the temporary folder is."""
    path = os.path.join(tempfile.gettempdir(), f"fill-{os.getpid()}")

    def put(bit: int) -> None:
        with open(path, "wb") as file:
            file.write(bytes(3 << 20) if bit else b"")
            file.flush()
            os.fsync(file.fileno())

    def sense() -> float:
        room = os.statvfs(tempfile.gettempdir())
        return float(room.f_bfree * room.f_frsize)

    return Ends(put, sense)


def quota_of_signals(_: int, __: str) -> Ends:
    """How many signals may still be queued for this user."""
    kind = signal.SIGRTMIN + 3
    signal.pthread_sigmask(signal.SIG_BLOCK, {kind})

    def queue(count: int) -> int:
        for done in range(count):
            try:
                call("tgkill", os.getpid(), threading.get_native_id(), kind)
            except BlockingIOError:
                return done
        return count

    def drain() -> None:
        while signal.sigtimedwait({kind}, 0) is not None:
            pass

    def put(bit: int) -> None:
        drain()
        if bit:
            queue(10**6)

    def sense() -> float:
        fits = queue(10)
        drain()
        return float(fits)

    return Ends(put, sense)


QUOTAS: dict[str, Builder] = {
    builder.__name__: builder
    for builder in (
        room_in_a_common_folder,
        quota_of_signals,
    )
}
