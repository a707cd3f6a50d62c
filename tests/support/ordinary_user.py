"""Runs a command as an ordinary user of this machine would, when the tests run as root.

Root on a developer's machine may keep Python below /root, where no other user gets. So the command
runs in a file tree that shows the machine as it is, with /tmp and home fresh, as a user that owns
nothing else: bwrap and everything else then behave as they do for that user.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from autograder.sandbox.isolation import outermost, python_paths
from autograder.sandbox.layers import mounts, privileges, rootlaunch
from tests.support.places import ROOT

HOME = "/ordinary"
_NOT_SHOWN = {"proc", "dev", "sys", "tmp", "root", "mnt", "media", "lost+found"}


def command(
    words: Sequence[str], environment: dict[str, str] | None = None, slot: int = 0
) -> list[str]:
    """The command line that does it; as an ordinary user, the command itself.

    Another ``slot`` is another user, whose processes are counted apart.
    """
    ids = privileges.unprivileged_ids(slot)
    if not ids:
        return list(words)
    tops = [f"/{p.name}" for p in Path("/").iterdir() if p.is_dir() and p.name not in _NOT_SHOWN]
    devices = ("/dev/full", "/dev/tty")  # which bwrap wants to see
    shown = outermost((*tops, *python_paths(), str(ROOT), *devices))
    start = rootlaunch.Start(
        *ids,
        tree=mounts.Tree(HOME, tuple(dict.fromkeys(shown)), work_mb=256, tmp_mb=1024, inodes=65536),
        command=tuple(words),
        environment=tuple(
            {
                "PATH": os.environ.get("PATH", os.defpath),
                "HOME": HOME,
                "LANG": "C.UTF-8",
                "PYTHONPATH": str(ROOT),
                "PYTHONDONTWRITEBYTECODE": "1",
                **(environment or {}),
            }.items()
        ),
        loopback=True,  # what listens on it, to be knocked at by attacks, has to be reachable
    )
    return rootlaunch.command(start, package_parent=str(ROOT))
