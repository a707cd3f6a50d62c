"""Programs that run as jobs in the conformance suite; each sends its findings as JSON."""

# A job is written with open() and os, like a submission.
# ruff: noqa: PTH109, PTH115, PTH123, PTH208

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import fcntl
import json
import os
import signal
import socket
import sqlite3
import threading
import time
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import h5py
import psutil

from autograder.sandbox import wire

Program = Callable[[socket.socket], Any]


def run(program: bytes, channel: socket.socket) -> None:
    """Entry of a job: the program is the name of one of the functions below."""
    if program != b"fail_at_once":
        wire.send(channel, wire.CELL, b"1")  # what ends it from here on is its own doing
    found = PROGRAMS[program.decode()](channel)
    wire.send(channel, wire.EVIDENCE, json.dumps(found).encode())
    while frame := wire.receive(channel, 1024):
        wire.send(channel, wire.ANSWER, frame.payload.upper())


def number_cells_oddly(channel: socket.socket) -> Any:
    """Cells as no honest program numbers them; the pauses let each be seen."""
    for number in (b"2", b"x", b"", b"-3", b"9999999", b"1" * 1000, b"1", b"7"):
        time.sleep(0.15)
        wire.send(channel, wire.CELL, number)
    time.sleep(0.3)
    return "numbered"


def number_many_cells(channel: socket.socket) -> Any:
    for number in range(1, 50_001):
        wire.send(channel, wire.CELL, str(number).encode())
    return number


def surroundings(_: socket.socket) -> Any:
    """What a job sees at its start."""
    names = {}
    for fd in range(64):
        try:
            names[fd] = os.readlink(f"/proc/self/fd/{fd}")
        except OSError:
            continue
    return {
        "descriptors": {fd: name for fd, name in names.items() if "/proc" not in name},
        "environment": sorted(os.environ),
        "work": os.getcwd(),
        "files": os.listdir("."),
        "user": os.getuid(),
        "groups": os.getgroups(),
        "root": sorted(os.listdir("/")) if readable("/") else [],
        "status": dict(
            line.split(":\t", 1)
            for line in open("/proc/self/status")
            if line.startswith(("Cap", "No", "Sec"))
        ),
    }  # fmt: skip


def readable(path: str) -> bool:
    try:
        os.listdir(path)
    except OSError:
        return False
    return True


def write(_: socket.socket) -> Any:
    with open("file", "w") as file:
        file.write("x")
    return open("file").read()


def doze(channel: socket.socket) -> Any:
    """Long enough for others to come and lie down beside it."""
    wire.send(channel, wire.CELL, b"1")
    time.sleep(6)
    return "rested"


def settings(_: socket.socket) -> Any:
    """What a job sees of the machine's own files."""
    found = {}
    for name in sorted(os.listdir("/etc")) if readable("/etc") else KNOWN_OF_ETC:
        try:
            with open(f"/etc/{name}", "rb") as file:
                found[name] = zlib.crc32(file.read())
        except IsADirectoryError:
            found[name] = sorted(os.listdir(f"/etc/{name}"))
        except OSError as error:
            found[name] = error.strerror
    return found


KNOWN_OF_ETC = ("ld.so.cache", "localtime", "fonts", "mime.types", "passwd")


def interrupted(_: socket.socket) -> Any:
    try:
        while True:
            time.sleep(0.01)
    except KeyboardInterrupt:
        return "interrupted"


def stubborn(_: socket.socket) -> Any:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        time.sleep(0.01)


def hoard(_: socket.socket) -> Any:
    held = []
    try:
        while True:
            held.append(bytearray(8 << 20))
    except MemoryError:
        return len(held)


def hoard_read_only(_: socket.socket) -> Any:
    libc = ctypes.CDLL(None)
    libc.mmap.restype = ctypes.c_void_p
    libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, *[ctypes.c_int] * 3, ctypes.c_long]
    libc.mprotect.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
    for _count in range(400):
        page = libc.mmap(None, 4 << 20, 3, 0x22, -1, 0)
        ctypes.memset(page, 1, 4 << 20)
        libc.mprotect(page, 4 << 20, 1)
        time.sleep(0.001)
    return "held it"


def threads(_: socket.socket) -> Any:
    count = 0
    try:
        for _count in range(1000):
            threading.Thread(target=time.sleep, args=(5,), daemon=True).start()
            count += 1
    except RuntimeError:
        return count
    time.sleep(1)
    return count


def fork(_: socket.socket) -> Any:
    try:
        pid = os.fork()
    except OSError as error:
        return error.errno
    if pid == 0:
        time.sleep(60)
        os._exit(0)
    return "forked"


def large(channel: socket.socket) -> Any:
    wire.send(channel, wire.EVIDENCE, bytes(64 << 20))


def garbage(channel: socket.socket) -> Any:
    channel.sendall(b"\xff" * 4096)
    time.sleep(30)


def nap(channel: socket.socket) -> Any:
    """It tells that it has begun, and leaves time to strike it."""
    wire.send(channel, wire.CELL, b"1")
    time.sleep(2)
    return "rested"


def fail_at_once(_: socket.socket) -> Any:
    raise ImportError("a library that is being upgraded")


def leave(_: socket.socket) -> Any:
    os._exit(0)


def crash(_: socket.socket) -> Any:
    ctypes.memset(0, 1, 1)


def kill_self(_: socket.socket) -> Any:
    os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(30)


def close_all(_: socket.socket) -> Any:
    os.closerange(0, 100)
    time.sleep(30)


def libraries(_: socket.socket) -> Any:
    """What libraries do that lock files, end threads and ask how large the machine is."""
    with contextlib.closing(sqlite3.connect("table.db")) as table:
        table.execute("create table t (a)")
        table.execute("insert into t values (41)")
        table.commit()
        rows = table.execute("select a + 1 from t").fetchone()
    with open("file", "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        fcntl.lockf(file, fcntl.LOCK_UN)
    with h5py.File("array.h5", "w") as written:
        written["a"] = [1, 2, 3]
    with h5py.File("array.h5") as read:
        numbers = read["a"][:].tolist()
    with ThreadPoolExecutor(4) as pool:
        squares = list(pool.map(lambda number: number**2, range(4)))
    return {
        "rows": rows,
        "numbers": numbers,
        "squares": squares,
        "slept": asyncio.run(asyncio.sleep(0.01, "well")),
        "joined": _join_below_python(),
        "pages": os.sysconf("SC_PHYS_PAGES"),
        "page": os.sysconf("SC_PAGE_SIZE"),
        "processors": os.cpu_count(),
        "memory": psutil.virtual_memory().total,
        "threads": psutil.Process().num_threads(),
        "clock": time.thread_time() >= 0,
    }


def _join_below_python() -> bool:
    """The C library's own wait for the end of a thread."""
    libc = ctypes.CDLL(None)
    sleep = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p)(lambda _: time.sleep(0.2))
    thread = ctypes.c_ulong()
    begun = time.monotonic()
    libc.pthread_create(ctypes.byref(thread), None, sleep, None)
    return libc.pthread_join(thread, None) == 0 and time.monotonic() - begun >= 0.2


PROGRAMS: dict[str, Program] = {
    program.__name__: program
    for program in (
        surroundings, write, interrupted, stubborn, hoard, hoard_read_only, threads, fork, large,
        garbage, nap, doze, settings, fail_at_once, leave, crash, kill_self, close_all, libraries,
        number_cells_oddly, number_many_cells,
    )
}  # fmt: skip
