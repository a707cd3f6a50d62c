"""Landlock: the process may open only the paths it is given, and reach no one outside.

Facts from the kernel's ``Documentation/userspace-api/landlock.rst`` and ``uapi/linux/landlock.h``.
A ruleset names the rights it governs; what no rule grants is denied. A kernel knows the rights
up to its ABI version and refuses newer ones, so they are masked by what it answers.
"""

from __future__ import annotations

import ctypes
import errno
import os
import stat
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntFlag
from typing import Final

from autograder.sandbox.layers import libc
from autograder.sandbox.layers.status import LayerError, LayerStatus

STOPS = "opening files outside the granted folders, TCP, signals and sockets to other processes"

_CREATE_RULESET_VERSION: Final = 1
_RULE_PATH_BENEATH: Final = 1
_SCOPE_ABSTRACT_UNIX_SOCKET: Final = 1
_SCOPE_SIGNAL: Final = 2
# Keep a submission's denied accesses out of the machine's audit log (ABI 7).
_LOG_SAME_EXEC_OFF: Final = 1
_LOG_SUBDOMAINS_OFF: Final = 4


class Fs(IntFlag):
    """File system rights, ``LANDLOCK_ACCESS_FS_…``."""

    EXECUTE = 1 << 0
    WRITE_FILE = 1 << 1
    READ_FILE = 1 << 2
    READ_DIR = 1 << 3
    REMOVE_DIR = 1 << 4
    REMOVE_FILE = 1 << 5
    MAKE_CHAR = 1 << 6
    MAKE_DIR = 1 << 7
    MAKE_REG = 1 << 8
    MAKE_SOCK = 1 << 9
    MAKE_FIFO = 1 << 10
    MAKE_BLOCK = 1 << 11
    MAKE_SYM = 1 << 12
    REFER = 1 << 13
    TRUNCATE = 1 << 14
    IOCTL_DEV = 1 << 15


class Net(IntFlag):
    """Network rights, ``LANDLOCK_ACCESS_NET_…``."""

    BIND_TCP = 1 << 0
    CONNECT_TCP = 1 << 1


READ: Final = Fs.READ_FILE | Fs.READ_DIR
WRITE: Final = (
    READ
    | Fs.WRITE_FILE
    | Fs.REMOVE_DIR
    | Fs.REMOVE_FILE
    | Fs.MAKE_DIR
    | Fs.MAKE_REG
    | Fs.MAKE_SYM
    | Fs.REFER
    | Fs.TRUNCATE
)
# Where /proc shows the whole machine, a process may read of it only itself, and what TensorFlow
# and BLAS ask about the machine. A /proc of the job's own is granted as a whole.
OWN_PROC: Final = ("/proc/self", "/proc/cpuinfo", "/proc/meminfo", "/proc/stat")
# A rule on something that is no folder may not carry folder rights (EINVAL).
_FILE_RIGHTS: Final = Fs.EXECUTE | Fs.WRITE_FILE | Fs.READ_FILE | Fs.TRUNCATE | Fs.IOCTL_DEV


@dataclass(frozen=True)
class Rights:
    """What an ABI version can govern."""

    fs: Fs
    net: Net
    scope: int
    flags: int


def rights(abi: int) -> Rights:
    """Return all that a kernel of this ABI version can govern."""
    last = {1: Fs.MAKE_SYM, 2: Fs.REFER, 3: Fs.TRUNCATE, 4: Fs.TRUNCATE}.get(abi, Fs.IOCTL_DEV)
    return Rights(
        fs=Fs(2 * last - 1) if abi >= 1 else Fs(0),
        net=Net.BIND_TCP | Net.CONNECT_TCP if abi >= 4 else Net(0),
        scope=_SCOPE_ABSTRACT_UNIX_SOCKET | _SCOPE_SIGNAL if abi >= 6 else 0,
        flags=_LOG_SAME_EXEC_OFF | _LOG_SUBDOMAINS_OFF if abi >= 7 else 0,
    )


def abi_version() -> int:
    """Return the kernel's Landlock ABI version, 0 where there is none."""
    try:
        return libc.syscall("landlock_create_ruleset", None, 0, _CREATE_RULESET_VERSION)
    except OSError:
        return 0


def probe() -> LayerStatus:
    """Say which ABI version this kernel has; changes nothing."""
    try:
        abi = libc.syscall("landlock_create_ruleset", None, 0, _CREATE_RULESET_VERSION)
    except OSError as error:
        return LayerStatus("landlock", False, _absent(error), STOPS, _remedy(error))
    weak = "" if abi >= 6 else "; 6 and newer also stop signals and abstract sockets"
    return LayerStatus("landlock", True, f"ABI {abi}{weak}", STOPS)


def _absent(error: OSError) -> str:
    if error.errno == errno.EOPNOTSUPP:
        return "built into the kernel but switched off at boot"
    return "not in this kernel, or blocked by the container"


def _remedy(error: OSError) -> str:
    if error.errno == errno.EOPNOTSUPP:
        return "add landlock to the kernel's lsm= boot parameter"
    return (
        "use Linux 5.13 or newer with CONFIG_SECURITY_LANDLOCK; in a container, a seccomp "
        "profile that allows landlock_*"
    )


def pin_proc(pid: int) -> tuple[int, ...]:
    """Hold open what ``OWN_PROC`` grants to process ``pid``; close these when it has ended.

    A rule is tied to an inode, and procfs makes a new one after the kernel has reclaimed the old:
    without this, a machine short of memory shuts the process out of its own /proc/self, and
    TensorFlow aborts. The pins are the watcher's, not the process' own.

    Raises:
        LayerError: when the process is gone.
    """
    try:
        return tuple(
            os.open(path.replace("self", str(pid)), os.O_PATH | os.O_CLOEXEC) for path in OWN_PROC
        )
    except OSError as error:
        raise LayerError("landlock", f"watch process {pid}", error.errno or 0) from error


def restrict(
    *, read_only: Sequence[str], read_write: Sequence[str] = (), write_only: Sequence[str] = ()
) -> int:
    """Confine the calling thread, and all it starts, to these paths for good.

    Paths that don't exist are left out. Execution, device files, FIFOs, sockets, TCP, and (ABI 6)
    signals and abstract sockets to outside processes are granted to none. ``write_only`` is for
    devices such as /dev/null. The caller has set no_new_privs.

    Returns:
        The ABI version in force.

    Raises:
        LayerError: when the kernel refuses.
    """
    abi = abi_version()
    known = rights(abi)
    try:
        ruleset = _create(known)
        try:
            for paths, wanted in (
                (read_only, READ),
                (read_write, WRITE),
                (write_only, Fs.WRITE_FILE | Fs.READ_FILE),
            ):
                for path in paths:
                    _allow(ruleset, path, wanted & known.fs)
            _enforce(ruleset, known.flags)
        finally:
            os.close(ruleset)
    except OSError as error:
        raise LayerError("landlock", "restrict the process", error.errno or 0) from error
    return abi


def _create(known: Rights) -> int:
    # struct landlock_ruleset_attr; an older kernel accepts a longer one if the rest is zero.
    packed = struct.pack("=QQQ", known.fs, known.net, known.scope)
    return libc.syscall("landlock_create_ruleset", ctypes.create_string_buffer(packed, 24), 24, 0)


def _allow(ruleset: int, path: str, granted: Fs) -> None:
    try:
        fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError):
        return
    try:
        if not stat.S_ISDIR(os.fstat(fd).st_mode):
            granted &= _FILE_RIGHTS
        rule = ctypes.create_string_buffer(struct.pack("=Qi", granted, fd), 12)
        libc.syscall("landlock_add_rule", ruleset, _RULE_PATH_BENEATH, rule, 0)
    finally:
        os.close(fd)


def _enforce(ruleset: int, flags: int) -> None:
    libc.syscall("landlock_restrict_self", ruleset, flags)
