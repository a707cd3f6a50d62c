"""Privileges: an unprivileged user, no capabilities, nothing to gain by exec, no tracing.

Facts from capabilities(7), prctl(2) and credentials(7).
"""

from __future__ import annotations

import errno
import os
import select
import signal
import sys
from pathlib import Path
from typing import Final

from autograder.sandbox.layers import libc
from autograder.sandbox.layers.status import LayerError, LayerStatus

STOPS = "acts of root, set-uid programs, being traced, outliving the supervisor"

# systemd's table of ids (UIDS-GIDS) leaves 1879048192 to 2147483647 to nobody.
_FIRST_ID: Final = 0x70000000
_NOBODY: Final = 65534


def unprivileged_ids(slot: int = 0) -> tuple[int, int] | None:
    """Return (uid, gid) that root should drop to for job ``slot``; None if it need or can not.

    None: the caller isn't root, or is "root" of a user namespace that maps no other user, where
    it holds no power over the machine.
    """
    if sys.platform == "win32" or os.geteuid() != 0:
        return None
    ranges = _mapped("/proc/self/uid_map"), _mapped("/proc/self/gid_map")
    for candidate in (_FIRST_ID + slot, _NOBODY):
        if all(any(candidate in ids for ids in part) for part in ranges):
            return candidate, candidate
    return None


def _mapped(path: str) -> list[range]:
    try:
        lines = Path(path).read_text().splitlines()
    except OSError:
        return []
    fields = [[int(word) for word in line.split()] for line in lines]
    return [range(first, first + count) for first, _, count in fields]


def drop_user(uid: int, gid: int) -> None:
    """Become ``uid``:``gid`` for good, in no other group.

    Raises:
        LayerError: when the kernel refuses, or root could be had back.
    """
    try:
        os.setgroups([])
        libc.set_ids(uid, gid)
    except OSError as error:
        raise LayerError("privileges", f"become user {uid}", error.errno or 0) from error
    if os.getresuid() != (uid, uid, uid) or os.getresgid() != (gid, gid, gid):
        raise LayerError("privileges", f"stay user {uid}")


def drop_powers(*, seen: bool = False) -> None:
    """Give up every capability, gains by exec (no_new_privs) and being dumped or traced.

    ``seen``: a process of the same user that is held back by nothing may still look into it.

    Raises:
        LayerError: when the kernel refuses.
    """
    try:
        libc.prctl(libc.PR_CAP_AMBIENT, libc.PR_CAP_AMBIENT_CLEAR_ALL)
        _empty_bounding_set()
        libc.clear_capabilities()
        libc.prctl(libc.PR_SET_NO_NEW_PRIVS, 1)
        libc.prctl(libc.PR_SET_DUMPABLE, int(seen))
    except OSError as error:
        raise LayerError("privileges", "drop all capabilities", error.errno or 0) from error


def _empty_bounding_set() -> None:
    for capability in range(64):
        try:
            libc.prctl(libc.PR_CAPBSET_DROP, capability)
        except OSError as error:
            if error.errno == errno.EINVAL:  # past the kernel's last capability
                return
            if error.errno == errno.EPERM:  # never had any: no_new_privs shuts this door as well
                return
            raise


def die_with_parent(parent: int | None = None, *, lifeline: int | None = None) -> None:
    """Ask for SIGKILL when the parent ends. Call it after every change of user, which clears it.

    A parent that had ended before sends nothing; two ways to notice, then:

    ``parent``: its process id, when both are in one pid namespace.
    ``lifeline``: the reading end of a pipe whose writing end is held by the parent alone.

    Raises:
        LayerError: when the kernel refuses or the parent is gone.
    """
    try:
        libc.prctl(libc.PR_SET_PDEATHSIG, signal.SIGKILL)
    except OSError as error:
        raise LayerError("privileges", "tie its life to its parent's", error.errno or 0) from error
    gone = parent is not None and os.getppid() != parent
    # An idle pipe is readable only when its last writer is gone.
    if gone or (lifeline is not None and select.select([lifeline], [], [], 0)[0]):
        raise LayerError("privileges", "find its parent alive", errno.ESRCH)


def probe() -> LayerStatus:
    """Say who runs this and whether privileges can be given up; changes nothing."""
    try:
        libc.prctl(libc.PR_GET_NO_NEW_PRIVS)
    except OSError:
        return LayerStatus("privileges", False, "no prctl(2) here", STOPS, "use Linux 3.5 or newer")
    ids = unprivileged_ids()
    who = f"root; drops to user {ids[0]}" if ids else f"user {os.geteuid()}"
    return LayerStatus("privileges", True, who, STOPS)
