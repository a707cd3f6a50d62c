"""Channels through the other process itself: what is done to it, and what is seen of it."""

# A job is written with open() and os, like a submission.
# ruff: noqa: PTH116, PTH123

from __future__ import annotations

import os
import signal
import threading
import time

from tests.sandbox.channels.ends import Builder, Ends, call


def signal_to_the_other(peer: int, __: str) -> Ends:
    """A signal from one job to the other."""
    got: list[int] = []
    signal.signal(signal.SIGUSR2, lambda *_: got.append(1))

    def put(bit: int) -> None:
        if bit:
            os.kill(peer, signal.SIGUSR2)

    def sense() -> float:
        found = bool(got)
        got.clear()
        return float(found)

    return Ends(put, sense)


def clock_of_the_other(peer: int, __: str) -> Ends:
    """The processor time of another process, which any process may ask for."""
    clock, before = (~peer << 3) | 2, 0.0

    def put(bit: int) -> None:
        until = time.process_time() + 0.02 * bit
        while time.process_time() < until:
            pass

    def sense() -> float:
        nonlocal before
        now = time.clock_gettime(clock)
        grown, before = now - before, now
        return grown

    return Ends(put, sense)


def name_of_the_other(peer: int, __: str) -> Ends:
    """The name of a process, which it may set and /proc shows."""

    def put(bit: int) -> None:
        call("prctl", 15, b"one" if bit else b"zero", 0, 0, 0)

    def sense() -> float:
        return float(open(f"/proc/{peer}/comm").read() == "one\n")

    return Ends(put, sense)


def descriptor_of_the_other(peer: int, __: str) -> Ends:
    """A file that the other process holds open."""

    def put(bit: int) -> None:
        call("prctl", 4, 1, 0, 0, 0)  # let it be looked into
        descriptor = os.open("/dev/null", os.O_RDONLY)
        os.dup2(descriptor, 60) if bit else os.closerange(60, 61)
        os.close(descriptor)

    return Ends(put, lambda: float(os.path.lexists(f"/proc/{peer}/fd/60")))


def threads_of_the_other(peer: int, __: str) -> Ends:
    """Whether a thread exists, which is a folder below /proc."""
    stop = threading.Event()
    running: list[threading.Thread] = []

    def put(bit: int) -> None:
        nonlocal stop
        stop.set()
        for thread in running:
            thread.join()
        running.clear()
        if bit:
            stop = threading.Event()
            running.append(threading.Thread(target=stop.wait, daemon=True))
            running[0].start()

    return Ends(put, lambda: float(os.stat(f"/proc/{peer}/task").st_nlink))


def priority_of_the_other(peer: int, __: str) -> Ends:
    """On which processors a process may run."""
    every = os.sched_getaffinity(0)

    def put(bit: int) -> None:
        os.sched_setaffinity(0, {min(every)} if bit else every)

    return Ends(put, lambda: float(len(os.sched_getaffinity(peer)) == 1))


PEERS: dict[str, Builder] = {
    builder.__name__: builder
    for builder in (
        signal_to_the_other,
        clock_of_the_other,
        name_of_the_other,
        descriptor_of_the_other,
        threads_of_the_other,
        priority_of_the_other,
    )
}
