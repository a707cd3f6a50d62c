"""The few system calls that Python has no name for, by ctypes, with errno as an exception.

Every function raises ``OSError`` on failure; the layers turn it into ``LayerError``.
Importing this module works everywhere; calling it needs Linux on a known architecture.
"""

from __future__ import annotations

import ctypes
import errno
import functools
import os
import sys
from typing import Final

from autograder.sandbox.layers.syscalls import Architecture, architecture

CLONE_NEWCGROUP: Final = 0x02000000
CLONE_NEWUTS: Final = 0x04000000
CLONE_NEWIPC: Final = 0x08000000
CLONE_NEWUSER: Final = 0x10000000
CLONE_NEWPID: Final = 0x20000000
CLONE_NEWNET: Final = 0x40000000
CLONE_NEWNS: Final = 0x00020000

MS_RDONLY: Final = 1
MS_NOSUID: Final = 2
MS_NODEV: Final = 4
MS_NOEXEC: Final = 8
MS_BIND: Final = 4096
MS_REC: Final = 16384
MS_PRIVATE: Final = 1 << 18
MNT_DETACH: Final = 2

MOUNT_ATTR_RDONLY: Final = 1
MOUNT_ATTR_NOSUID: Final = 2
MOUNT_ATTR_NODEV: Final = 4
MOUNT_ATTR_NOEXEC: Final = 8
AT_RECURSIVE: Final = 0x8000
AT_FDCWD: Final = -100

PR_SET_PDEATHSIG: Final = 1
PR_GET_DUMPABLE: Final = 3
PR_SET_DUMPABLE: Final = 4
PR_CAPBSET_DROP: Final = 24
PR_SET_NO_NEW_PRIVS: Final = 38
PR_GET_NO_NEW_PRIVS: Final = 39
PR_CAP_AMBIENT: Final = 47
PR_CAP_AMBIENT_CLEAR_ALL: Final = 4

_CAPABILITY_VERSION_3: Final = 0x20080522  # uapi/linux/capability.h: 64 bits in two words


def here() -> Architecture:
    """Return this machine's tables.

    Raises:
        OSError: ENOSYS when this is not Linux on x86-64 or aarch64 in 64-bit mode.
    """
    found = architecture()
    if found is None or not sys.platform.startswith("linux") or sys.maxsize < 2**32:
        raise OSError(errno.ENOSYS, "needs Linux on x86-64 or aarch64")
    return found


@functools.cache
def _libc() -> ctypes.CDLL:
    library = ctypes.CDLL(None, use_errno=True)
    library.syscall.restype = ctypes.c_long
    return library


def syscall(name: str, *arguments: int | bytes | ctypes.Array[ctypes.c_char] | None) -> int:
    """Make the system call ``name``; bytes are passed as pointers to C strings.

    Raises:
        OSError: with the kernel's errno; ENOSYS on a platform without tables.
    """
    number = here().numbers[name]
    words = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    result = int(_libc().syscall(ctypes.c_long(number), *words))
    if result == -1:
        code = ctypes.get_errno()
        raise OSError(code, f"{name}: {os.strerror(code)}")
    return result


def prctl(option: int, value: int = 0, *rest: int) -> int:
    """``prctl(2)``; unused arguments are zero, which newer options insist on."""
    padded = (*rest, 0, 0, 0)[:3]
    return syscall("prctl", option, value, *padded)


def unshare(flags: int) -> None:
    """``unshare(2)``: leave the namespaces named by the ``CLONE_NEW…`` flags."""
    syscall("unshare", flags)


def setns(fd: int, flags: int) -> None:
    """``setns(2)``: enter the namespaces that ``fd`` stands for."""
    syscall("setns", fd, flags)


def mount(source: str, target: str, kind: str, flags: int = 0, data: str = "") -> None:
    """``mount(2)``; an empty ``kind`` or ``data`` is a null pointer."""
    syscall(
        "mount",
        os.fsencode(source),
        os.fsencode(target),
        kind.encode() if kind else None,
        flags,
        data.encode() if data else None,
    )


def mount_setattr(target: str, attributes: int, *, recursive: bool) -> None:
    """``mount_setattr(2)`` (Linux 5.12): add ``MOUNT_ATTR_…`` to a mount, or to all below it."""
    words = attributes.to_bytes(8, sys.byteorder) + bytes(24)  # attr_clr, propagation, userns_fd
    packed = ctypes.create_string_buffer(words, 32)
    flags = AT_RECURSIVE if recursive else 0
    syscall("mount_setattr", AT_FDCWD, os.fsencode(target), flags, packed, 32)


def umount2(target: str, flags: int = 0) -> None:
    """``umount2(2)``."""
    syscall("umount2", os.fsencode(target), flags)


def pivot_root(new_root: str, put_old: str) -> None:
    """``pivot_root(2)``: make ``new_root`` the root, with the old one at ``put_old``."""
    syscall("pivot_root", os.fsencode(new_root), os.fsencode(put_old))


def clear_capabilities() -> None:
    """``capset(2)``: empty the effective, permitted and inheritable sets of this thread."""
    header = ctypes.create_string_buffer(
        _CAPABILITY_VERSION_3.to_bytes(4, sys.byteorder) + bytes(4), 8
    )
    syscall("capset", header, ctypes.create_string_buffer(24))


def set_ids(uid: int, gid: int) -> None:
    """Set the real, effective and saved group, then user: in the other order the first forbids.

    The kernel's call is per thread and Python's goes through glibc, which sets every thread.
    """
    os.setresgid(gid, gid, gid)
    os.setresuid(uid, uid, uid)
