"""Channels through what the kernel keeps for all processes of a machine or user."""

# A job is written with open() and os, like a submission.
# ruff: noqa: PTH108, PTH116, PTH118, PTH110, PTH123, SIM115

from __future__ import annotations

import contextlib
import ctypes
import errno
import fcntl
import os
import signal
import socket
import struct
import tempfile
import threading
import time

from tests.sandbox.channels.ends import Builder, Ends, call, map_read_only

# Files that every job can read, whoever it is, and that nobody writes.
SHARED = os.path.realpath(os.__file__)
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


def lease(_: int, __: str) -> Ends:
    """A lease of a shared file, which its owner may take and an opening breaks."""
    descriptor = os.open(SHARED, os.O_RDONLY)

    def put(bit: int) -> None:
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK if bit else fcntl.F_UNLCK)

    def sense() -> float:
        return float(fcntl.fcntl(descriptor, fcntl.F_GETLEASE) != fcntl.F_UNLCK)

    return Ends(put, sense)


def shared_memory(_: int, name: str) -> Ends:
    """System V shared memory under a number that both know."""
    return _system_v("shmget", name, 4096)


def semaphore(_: int, name: str) -> Ends:
    """A System V semaphore."""
    return _system_v("semget", name, 1)


def message_queue(_: int, name: str) -> Ends:
    """A System V message queue."""
    return _system_v("msgget", name)


def _system_v(kind: str, name: str, *size: int) -> Ends:
    key = 0x2000000 + int(name, 16)
    remove = {"shmget": "shmctl", "semget": "semctl", "msgget": "msgctl"}[kind]

    def look(flags: int) -> int:
        try:
            return call(kind, key, *size, flags)
        except FileNotFoundError:
            return -1

    def put(bit: int) -> None:
        found = look(0o1600 if bit else 0o600)
        if not bit and found >= 0:
            arguments = (found, 0, 0) if kind == "semget" else (found, 0, None)
            call(remove, *arguments)

    def sense() -> float:
        return float(look(0o600) >= 0)

    return Ends(put, sense)


def posix_queue(_: int, name: str) -> Ends:
    """A POSIX message queue."""
    path = f"channel-{name}".encode()

    def put(bit: int) -> None:
        if bit:
            os.close(call("mq_open", path, os.O_RDWR | os.O_CREAT, 0o600, None))
        else:
            with contextlib.suppress(FileNotFoundError):
                call("mq_unlink", path)

    def sense() -> float:
        try:
            os.close(call("mq_open", path, os.O_RDONLY, 0, None))
        except FileNotFoundError:
            return 0.0
        return 1.0

    return Ends(put, sense)


def keyring(_: int, name: str) -> Ends:
    """A key in the keyring of the user."""
    label = f"channel-{name}".encode()
    rings, search, unlink = -4, 10, 9

    def look() -> int:
        try:
            return call("keyctl", search, rings, b"user", label, 0)
        except OSError as error:
            if error.errno in {errno.ENOKEY, errno.EKEYREVOKED}:
                return 0
            raise

    def put(bit: int) -> None:
        found = look()
        if bit and not found:
            call("add_key", b"user", label, b"1", 1, rings)
        elif found and not bit:
            call("keyctl", unlink, found, rings, 0, 0)

    return Ends(put, lambda: float(look() != 0))


def _bound(family: socket.AddressFamily, address: str | tuple[str, int]) -> Ends:
    held: list[socket.socket] = []

    def put(bit: int) -> None:
        while held:
            held.pop().close()
        if bit:
            held.append(socket.socket(family, socket.SOCK_DGRAM))
            held[0].bind(address)

    def sense() -> float:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            try:
                probe.bind(address)
            except OSError as error:
                if error.errno == errno.EADDRINUSE:
                    return 1.0
                raise
        return 0.0

    return Ends(put, sense)


def abstract_socket(_: int, name: str) -> Ends:
    """A name of a socket without a file."""
    return _bound(socket.AF_UNIX, f"\0channel-{name}")


def port(_: int, name: str) -> Ends:
    """A port of the machine's own network."""
    return _bound(socket.AF_INET, ("127.0.0.1", 20000 + int(name, 16) % 20000))


def file_in_a_common_folder(_: int, name: str) -> Ends:
    """A file where everybody can write."""
    folders = ("/tmp", "/var/tmp", "/dev/shm", tempfile.gettempdir(), "..", ".")
    paths = [os.path.join(folder, f"channel-{name}") for folder in folders]

    def put(bit: int) -> None:
        for path in paths:
            with contextlib.suppress(OSError):
                if bit:
                    open(path, "w").close()
                else:
                    os.unlink(path)

    return Ends(put, lambda: float(sum(os.path.exists(path) for path in paths)))


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


def priority_of_the_other(peer: int, __: str) -> Ends:
    """On which processors a process may run."""
    every = os.sched_getaffinity(0)

    def put(bit: int) -> None:
        os.sched_setaffinity(0, {min(every)} if bit else every)

    return Ends(put, lambda: float(len(os.sched_getaffinity(peer)) == 1))


DOORS: dict[str, Builder] = {
    builder.__name__: builder
    for builder in (
        flock, record_lock, record_lock_of_a_description, lock_of_a_device, futex,
        futex_of_an_ending_thread, lease, shared_memory, semaphore, message_queue, posix_queue,
        keyring, abstract_socket, port, file_in_a_common_folder, room_in_a_common_folder,
        watched_file, signal_to_the_other, clock_of_the_other, name_of_the_other,
        descriptor_of_the_other, threads_of_the_other, quota_of_signals, priority_of_the_other,
    )
}  # fmt: skip
