"""Runs a command on a machine that may be spoilt: what it does to /etc, nobody else sees.

``python -m tests.support.own_machine [FOLDER=MEGABYTES ...] -- WORDS``: /etc is a copy, and each
folder named is a disk of that size. Works for root and for whoever may make user namespaces.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
from pathlib import Path

from autograder.sandbox.layers import libc


def enter(disks: dict[str, int]) -> None:
    """Put the calling process on such a machine.

    Raises:
        OSError: this user may not.
    """
    uid, gid = os.geteuid(), os.getegid()
    libc.unshare(libc.CLONE_NEWNS | (libc.CLONE_NEWUSER if uid else 0))
    if uid:
        own = Path("/proc/self")
        (own / "setgroups").write_text("deny")
        (own / "uid_map").write_text(f"{uid} {uid} 1")
        (own / "gid_map").write_text(f"{gid} {gid} 1")
    libc.mount("none", "/", "", libc.MS_REC | libc.MS_PRIVATE)
    with tempfile.TemporaryDirectory() as folder:
        _make_disk(folder, 64)
        with contextlib.suppress(shutil.Error):  # folders that are not for us
            shutil.copytree("/etc", folder, symlinks=True, copy_function=_copy, dirs_exist_ok=True)
        libc.mount(folder, "/etc", "", libc.MS_BIND)
        libc.umount2(folder, libc.MNT_DETACH)
    for place, megabytes in disks.items():
        _make_disk(place, megabytes)


def _make_disk(place: str, megabytes: int) -> None:
    libc.mount("tmpfs", place, "tmpfs", 0, f"size={megabytes}m,mode=0755")


def _copy(source: str, target: str) -> None:
    with contextlib.suppress(PermissionError):  # what is not for us is not needed
        shutil.copy2(source, target)


def main() -> None:
    """Enter and become the command."""
    split = sys.argv.index("--")
    disks = (word.rpartition("=") for word in sys.argv[1:split])
    enter({place: int(size) for place, _, size in disks})
    words = sys.argv[split + 1 :]
    os.execvp(words[0], words)


if __name__ == "__main__":
    main()
