"""Channels through words of a page that both map: who sleeps there, and who is woken."""

# A job is written with open() and os, like a submission.
# ruff: noqa: PTH123, SIM115

from __future__ import annotations

import contextlib
import ctypes
import struct
import threading
import time

from tests.sandbox.channels.ends import SHARED, Builder, Ends, call, map_read_only


def futex(_: int, __: str) -> Ends:
    """A wait on a word of a file's page: waking tells how many wait, in whatever process."""
    address = map_read_only(SHARED, shared=True)
    word = ctypes.c_uint32.from_address(address).value
    pause = struct.pack("qq", 20, 0)
    waiting: list[threading.Thread] = []

    def wait() -> None:
        with contextlib.suppress(OSError):
            call("futex", address, 0, word, pause, None, 0)

    def put(bit: int) -> None:
        if not bit:
            _wake(address)
        elif not any(thread.is_alive() for thread in waiting):
            waiting[:] = [threading.Thread(target=wait, daemon=True)]
            waiting[0].start()
            _until_asleep(waiting[0])

    def sense() -> float:
        return float(_wake(address))

    return Ends(put, sense)


def futex_of_an_ending_thread(_: int, __: str) -> Ends:
    """The kernel itself wakes who waits for a thread's end, at an address that the thread names."""
    address = map_read_only(SHARED, shared=True)
    word = ctypes.c_uint32.from_address(address).value
    pause = struct.pack("qq", 20, 0)
    woken: list[float] = []

    def wait() -> None:
        with contextlib.suppress(OSError):
            call("futex", address, 0, word, pause, None, 0)
            woken.append(1.0)

    def end_there() -> None:
        with contextlib.suppress(OSError):
            call("set_tid_address", address)

    def put(bit: int) -> None:
        if bit:
            thread = threading.Thread(target=end_there)
            thread.start()
            thread.join()
            time.sleep(0.05)  # it is joined before the kernel has ended it

    def sense() -> float:
        # Who was woken since the last look, and is asleep again for the next.
        found = bool(woken)
        woken.clear()
        waiting = threading.Thread(target=wait, daemon=True)
        waiting.start()
        _until_asleep(waiting)
        return float(found)

    sense()
    return Ends(put, sense)


def _until_asleep(thread: threading.Thread) -> None:
    """Wait until a thread waits in the kernel, as far as /proc tells."""
    for _ in range(100):
        time.sleep(0.01)
        with contextlib.suppress(OSError):
            stat = open(f"/proc/self/task/{thread.native_id}/stat").read()
            if stat.rpartition(")")[2].split()[0] == "S":
                return
            continue
        return


def _wake(address: int) -> int:
    return call("futex", address, 1, 1000, None, None, 0)


FUTEXES: dict[str, Builder] = {
    builder.__name__: builder
    for builder in (
        futex,
        futex_of_an_ending_thread,
    )
}
