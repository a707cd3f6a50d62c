"""Namespaces: the process gets its own view of users, mounts, processes, network and names.

Facts from namespaces(7), user_namespaces(7) and the kernel's ``kernel/user_namespace.c``.
"""

from __future__ import annotations

import fcntl
import os
import socket
import struct
from pathlib import Path
from typing import Final

from autograder.sandbox.layers import libc, privileges
from autograder.sandbox.layers.status import LayerError, LayerStatus
from autograder.sandbox.layers.trial import in_child

STOPS = "seeing or reaching other processes, the network, other users' files and the host's name"

# What a submission is inside: an ordinary user of no meaning outside.
INSIDE_ID: Final = 1000
HOST_NAME: Final = "grader"
_SIOCSIFFLAGS: Final = 0x8914
_IFF_UP: Final = 1

_WITHOUT_USER: Final = (
    libc.CLONE_NEWNS
    | libc.CLONE_NEWPID
    | libc.CLONE_NEWNET
    | libc.CLONE_NEWIPC
    | libc.CLONE_NEWUTS
    | libc.CLONE_NEWCGROUP
)

_APPARMOR: Final = (
    "Ubuntu 23.10 and newer: sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0, "
    "or give this Python and bwrap an AppArmor profile with 'userns,'"
)
_SWITCHES: Final = (
    ("kernel/apparmor_restrict_unprivileged_userns", "1", _APPARMOR),
    ("kernel/unprivileged_userns_clone", "0", "sudo sysctl kernel.unprivileged_userns_clone=1"),
    ("user/max_user_namespaces", "0", "sudo sysctl user.max_user_namespaces=15000"),
)


def enter(*, user: bool = True) -> None:
    """Move the calling process into fresh namespaces; its next child will be pid 1 of its own.

    The network namespace has a loopback that is down. Afterwards the caller can't start threads,
    only fork, because its pid namespace differs from that of its children.

    ``user``: make a user namespace as well, which needs no privilege and must happen in a process
    with one thread. Real root passes False, or drops to an unprivileged user first.

    Raises:
        LayerError: when the kernel refuses, or the process has several threads.
    """
    if user and len(list(Path("/proc/self/task").iterdir())) != 1:
        raise LayerError("namespaces", "enter a user namespace with more than one thread")
    uid, gid = os.geteuid(), os.getegid()
    try:
        # A new user namespace clears "dumpable", and the maps of such a process belong to root.
        before = libc.prctl(libc.PR_GET_DUMPABLE)
        libc.unshare(_WITHOUT_USER | (libc.CLONE_NEWUSER if user else 0))
        if user:
            libc.prctl(libc.PR_SET_DUMPABLE, 1)
            _map_ids(uid, gid)
            libc.prctl(libc.PR_SET_DUMPABLE, before)
        socket.sethostname(HOST_NAME)
    except OSError as error:
        raise LayerError("namespaces", "enter new namespaces", error.errno or 0) from error


def raise_loopback() -> None:
    """Let the processes of a fresh network namespace reach each other.

    Raises:
        OSError: the namespace isn't the caller's to change.
    """
    request = struct.pack("16sH14x", b"lo", _IFF_UP)  # struct ifreq, netdevice(7)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, _SIOCSIFFLAGS, request)


def _map_ids(uid: int, gid: int) -> None:
    own = Path("/proc/self")
    # Without CAP_SETGID outside, a gid map may be written only after setgroups is given up.
    (own / "setgroups").write_text("deny")
    (own / "uid_map").write_text(f"{INSIDE_ID} {uid} 1")
    (own / "gid_map").write_text(f"{INSIDE_ID} {gid} 1")


def probe() -> LayerStatus:
    """Try it in a throw-away child; as real root, after dropping to an unprivileged user."""
    trouble = in_child(_try)
    if trouble:
        return LayerStatus("namespaces", False, trouble, STOPS, remedy())
    return LayerStatus("namespaces", True, "user, mount, pid, net, ipc, uts, cgroup", STOPS)


def _try() -> None:
    ids = privileges.unprivileged_ids()
    if ids:
        privileges.drop_user(*ids)
    enter()


def remedy() -> str:
    """Return what to set so that unprivileged user namespaces work here."""
    for name, bad, text in _SWITCHES:
        if _sysctl(name) == bad:
            return text
    if Path("/.dockerenv").exists() or Path("/run/.containerenv").exists():
        return (
            "start the container with --security-opt seccomp=unconfined, --security-opt "
            "systempaths=unconfined and, on a host with AppArmor, --security-opt "
            "apparmor=unconfined; no --privileged is needed"
        )
    return "use a kernel with unprivileged user namespaces (CONFIG_USER_NS)"


def _sysctl(name: str) -> str:
    try:
        return (Path("/proc/sys") / name).read_text().strip()
    except OSError:
        return ""
