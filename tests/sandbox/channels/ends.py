"""What a channel is, and the system calls that Python has no name for."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable
from dataclasses import dataclass

from autograder.sandbox.layers import libc as layers_libc


@dataclass(frozen=True)
class Ends:
    """Both ends of a channel: ``put`` is the sender's, ``sense`` the receiver's.

    What is put holds until the next is. Either raises OSError where the door is shut.
    """

    put: Callable[[int], None]
    sense: Callable[[], float]


# A file that every job can read, whoever it is, and that nobody writes.
SHARED = os.path.realpath(os.__file__)

# The other job's process id as the caller could know it, a name that both know → the ends.
Builder = Callable[[int, str], Ends]

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long
_libc.mmap.restype = ctypes.c_void_p
_libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, *[ctypes.c_int] * 3, ctypes.c_long]

Argument = int | bytes | None | ctypes.Array[ctypes.c_char]


def call(name: str, *arguments: Argument) -> int:
    """A raw system call.

    Raises:
        OSError: as the kernel, or the sandbox, says.
    """
    return layers_libc.syscall(name, *arguments)


def map_read_only(path: str, *, shared: bool, size: int = 4096, offset: int = 0) -> int:
    """The address of pages of a file that the caller may only read."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        flags = 1 if shared else 2
        address = _libc.mmap(None, size, 1, flags, descriptor, offset)
    finally:
        os.close(descriptor)
    if address in {None, ctypes.c_void_p(-1).value}:
        raise OSError(ctypes.get_errno(), "mmap")
    return int(address)


def touch(address: int) -> int:
    """Read a byte, which faults its page in."""
    return ctypes.string_at(address, 1)[0]
