"""Channels through what the kernel counts, or keeps in memory, for all processes of a machine."""

# ruff: noqa: PTH118, PTH120, PTH123, SIM115

from __future__ import annotations

import ctypes
import mmap
import os
import resource
import socket
import threading
from collections.abc import Callable

from tests.sandbox.channels.ends import Builder, Ends, call, map_read_only, touch

_PAGE = 4096
# A file that every job can read, and that nobody else does while the two are at it.
SHARED = os.path.join(os.path.dirname(os.path.realpath(os.__file__)), "pydoc_data", "topics.py")
_THREADS = 40


def _cached(sense: Callable[[int], float]) -> Ends:
    """The sender throws the pages of a file out of memory; ``sense`` says whether they are in."""
    descriptor = os.open(SHARED, os.O_RDONLY)
    size = os.fstat(descriptor).st_size

    def put(bit: int) -> None:
        if bit:
            os.pread(descriptor, size, 0)
        else:
            os.posix_fadvise(descriptor, 0, size, os.POSIX_FADV_DONTNEED)

    return Ends(put, lambda: sense(descriptor))


def page_cache_without_waiting(_: int, __: str) -> Ends:
    """A read that is to fail rather than wait (``RWF_NOWAIT``) says whether a page is in memory."""

    def sense(descriptor: int) -> float:
        try:
            return float(os.preadv(descriptor, [bytearray(64)], 8 * _PAGE, os.RWF_NOWAIT) > 0)
        except BlockingIOError:
            return 0.0

    return _cached(sense)


def page_cache_by_mincore(_: int, __: str) -> Ends:
    """``mincore`` says which pages of a file are in memory."""

    def sense(descriptor: int) -> float:
        address = map_read_only(SHARED, shared=True, size=16 * _PAGE)
        found = ctypes.create_string_buffer(16)
        call("mincore", address, 16 * _PAGE, found)
        return float(found.raw[8] & 1)

    return _cached(sense)


def page_cache_by_faults(_: int, __: str) -> Ends:
    """The faults of a process that had to wait for the disk."""

    def sense(descriptor: int) -> float:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_majflt
        with mmap.mmap(descriptor, 16 * _PAGE, mmap.MAP_PRIVATE, mmap.PROT_READ) as pages:
            _ = pages[8 * _PAGE]
        return float(before - resource.getrusage(resource.RUSAGE_SELF).ru_majflt)

    return _cached(sense)


def page_cache_by_madvise(_: int, __: str) -> Ends:
    """The same, where the sender has the pages of its map reclaimed (``MADV_PAGEOUT``)."""
    descriptor = os.open(SHARED, os.O_RDONLY)
    address = map_read_only(SHARED, shared=True, size=16 * _PAGE)

    def put(bit: int) -> None:
        if bit:
            os.pread(descriptor, 16 * _PAGE, 0)
        else:
            touch(address + 8 * _PAGE)
            call("madvise", address, 16 * _PAGE, 21)

    def sense() -> float:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_inblock
        os.pread(descriptor, 64, 8 * _PAGE)
        return float(before - resource.getrusage(resource.RUSAGE_SELF).ru_inblock)

    return Ends(put, sense)


def users_of_a_page(_: int, __: str) -> Ends:
    """A process' share of a page (Pss) says how many others have it mapped."""
    own = map_read_only(SHARED, shared=True, size=_PAGE)
    touch(own)
    held: list[int] = []
    libc = ctypes.CDLL(None)
    libc.munmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t]

    def put(bit: int) -> None:
        while held:
            libc.munmap(held.pop(), _PAGE)
        for _ in range(8 * bit):
            held.append(map_read_only(SHARED, shared=True, size=_PAGE))
            touch(held[-1])

    def sense() -> float:
        inside = False
        for line in open("/proc/self/smaps"):
            inside = line.startswith(f"{own:x}-") or (inside and ":" in line[:20])
            if inside and line.startswith("Pss:"):
                return -float(line.split()[1])
        return 0.0

    return Ends(put, sense)


def number_of_an_event(_: int, __: str) -> Ends:
    """The number of an eventfd: the lowest that is free on the machine."""
    held: list[int] = []

    def put(bit: int) -> None:
        while held:
            os.close(held.pop())
        if bit:
            held.extend(os.eventfd(0) for _ in range(30))

    def sense() -> float:
        mine = [os.eventfd(0) for _ in range(3)]
        for line in open(f"/proc/self/fdinfo/{mine[-1]}"):
            if line.startswith("eventfd-id:"):
                for descriptor in mine:
                    os.close(descriptor)
                return float(line.split()[1])
        raise OSError(0, "no eventfd-id")

    return Ends(put, sense)


def cookie_of_a_socket(_: int, __: str) -> Ends:
    """Cookies of sockets are numbered for the whole machine."""
    before = 0

    def draw(count: int) -> int:
        last = 0
        for _ in range(count):
            pair = socket.socketpair()
            for end in pair:
                found = end.getsockopt(socket.SOL_SOCKET, 57, 8)
                last = max(last, int.from_bytes(found, "little"))
                end.close()
        return last

    def sense() -> float:
        nonlocal before
        now = draw(2500)  # past what this processor holds in stock
        grown, before = now - before, now
        return float(grown)

    return Ends(lambda bit: draw(5000 * bit) and None, sense)


def _by_threads(sense: Callable[[], float]) -> Ends:
    """The sender runs many threads, or none."""
    stop = threading.Event()
    running: list[threading.Thread] = []

    def put(bit: int) -> None:
        stop.set()
        for thread in running:
            thread.join()
        running.clear()
        stop.clear()
        threading.stack_size(64 << 10)  # so that the limit of memory has room for them
        for _ in range(_THREADS * bit):
            running.append(threading.Thread(target=stop.wait, daemon=True))
            running[-1].start()

    return Ends(put, sense)


def tasks_of_the_machine(_: int, __: str) -> Ends:
    """``sysinfo`` counts all threads of the machine."""
    found = ctypes.create_string_buffer(112)

    def sense() -> float:
        call("sysinfo", found)
        return float(int.from_bytes(found.raw[80:82], "little"))

    return _by_threads(sense)


def tasks_in_proc(_: int, __: str) -> Ends:
    """/proc/loadavg counts them as well."""
    return _by_threads(lambda: float(open("/proc/loadavg").read().split()[3].split("/")[1]))


def forks_in_proc(_: int, __: str) -> Ends:
    """/proc/stat counts how often a thread was started."""
    return _by_threads(_Growth("/proc/stat", "processes"))


def switches_in_proc(_: int, __: str) -> Ends:
    """/proc/stat counts how often any processor went on to another thread."""
    ours, theirs = os.pipe()

    def pong() -> None:
        while os.read(ours, 1):
            pass

    threading.Thread(target=pong, daemon=True).start()

    def put(bit: int) -> None:
        for _ in range(20000 * bit):
            os.write(theirs, b"x")

    return Ends(put, _Growth("/proc/stat", "ctxt"))


def files_in_proc(_: int, __: str) -> Ends:
    """/proc/sys/fs/file-nr counts all open files."""
    held: list[int] = []

    def put(bit: int) -> None:
        while held:
            os.close(held.pop())
        held.extend(os.open("/dev/null", os.O_RDONLY) for _ in range(150 * bit))

    return Ends(put, lambda: float(open("/proc/sys/fs/file-nr").read().split()[0]))


def memory_in_proc(_: int, __: str) -> Ends:
    """/proc/meminfo says how much memory processes hold."""
    held: list[bytes] = []

    def put(bit: int) -> None:
        held[:] = [b"x" * (100 << 20)] if bit else []

    def sense() -> float:
        for line in open("/proc/meminfo"):
            if line.startswith("AnonPages:"):
                return float(line.split()[1])
        return 0.0

    return Ends(put, sense)


class _Growth:
    """How much a counter in a file has grown since the last look."""

    def __init__(self, path: str, name: str) -> None:
        self._path, self._name, self._before = path, name, 0

    def __call__(self) -> float:
        for line in open(self._path):
            if line.startswith(f"{self._name} "):
                now = int(line.split()[1])
                grown, self._before = now - self._before, now
                return float(grown)
        raise OSError(0, f"no {self._name}")


COUNTERS: dict[str, Builder] = {
    builder.__name__: builder
    for builder in (
        page_cache_without_waiting, page_cache_by_mincore, page_cache_by_faults,
        page_cache_by_madvise, users_of_a_page, number_of_an_event, cookie_of_a_socket,
        tasks_of_the_machine, tasks_in_proc, forks_in_proc, switches_in_proc, files_in_proc,
        memory_in_proc,
    )
}  # fmt: skip
