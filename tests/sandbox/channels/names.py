"""Channels through what has a name or number that both know: is it there?"""

# A job is written with open() and os, like a submission.
# ruff: noqa: PTH108, PTH118, PTH110, PTH123

from __future__ import annotations

import contextlib
import errno
import os
import socket
import tempfile

from tests.sandbox.channels.ends import Builder, Ends, call


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


NAMES: dict[str, Builder] = {
    builder.__name__: builder
    for builder in (
        shared_memory,
        semaphore,
        message_queue,
        posix_queue,
        keyring,
        abstract_socket,
        port,
        file_in_a_common_folder,
    )
}
