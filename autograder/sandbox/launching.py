"""How a zygote is started: by bwrap, by ``rootlaunch``, or as a plain process."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import autograder
from autograder.sandbox.isolation import ETC, WORK, Isolation, python_paths
from autograder.sandbox.layers import bwrap, mounts, privileges, rootlaunch
from autograder.sandbox.numbers import NUMBERS
from autograder.util import tempdirs
from autograder.util.tempdirs import Scratch

_TMP = "/tmp"  # noqa: S108 - of a file tree of its own


@dataclass(frozen=True, slots=True)
class Start:
    """What ``subprocess.Popen`` needs. ``scratch`` is removed when the zygote has ended."""

    command: list[str]
    options: dict[str, Any]
    scratch: Scratch | None = None


def plan(isolation: Isolation, arguments: list[str]) -> Start:
    """The start of a zygote under this isolation.

    Raises:
        LayerError: bwrap has gone since it was found.
    """
    command = [sys.executable, "-P", "-m", "autograder.sandbox.zygote", *arguments]
    sees = (*python_paths(), *isolation.visible)
    if isolation.launcher == "bwrap":
        view = bwrap.View((*sees, *ETC), WORK, tuple(environment(_TMP).items()))
        return Start(bwrap.argv(view, command), {"env": {}})
    ids = privileges.unprivileged_ids()
    if isolation.launcher == "rootlaunch" and ids:
        start = rootlaunch.Start(
            *ids,
            tree=mounts.Tree(WORK, sees),
            command=tuple(command),
            copied=ETC,
            environment=tuple(environment(_TMP).items()),
        )
        line = rootlaunch.command(start, package_parent=str(_package_parent()))
        return Start(line, {"env": {"PATH": os.defpath}})
    return _plain(command, ids)


def _plain(command: list[str], ids: tuple[int, int] | None) -> Start:
    """A process like any other; as root, one of a user that owns nothing."""
    own = tempdirs.make()
    options: dict[str, Any] = {"env": environment(str(own.path))}
    if ids:
        os.chown(own.path, *ids)
        options |= {"user": ids[0], "group": ids[1], "extra_groups": []}
    return Start(command, options, own)


def clean(own: Scratch | None) -> None:
    """Remove what a plain zygote and its jobs have left."""
    if own is not None:
        tempdirs.give_back(own)


def environment(temporary: str) -> dict[str, str]:
    """All that a zygote sees of the environment: nothing of the caller's but the language."""
    return {
        **NUMBERS,
        "PATH": os.defpath,
        "LANG": "C.UTF-8",
        "HOME": temporary,
        "TMPDIR": temporary,
        "USER": "student",
        "MPLCONFIGDIR": f"{temporary}/matplotlib",
        "IPYTHONDIR": f"{temporary}/ipython",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": str(_package_parent()),
        "MALLOC_ARENA_MAX": "2",  # each thread's arena reserves 64 MB of address space
    }


def _package_parent() -> Path:
    return Path(autograder.__file__).resolve().parents[1]
