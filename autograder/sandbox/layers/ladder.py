"""The ladder: which layers hold on this machine, and what to do with what is there.

Layers are never traded for each other: each rung below ``full`` states what it gives up.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from enum import Enum
from pathlib import Path
from typing import Final

from autograder.sandbox.layers import (
    bwrap,
    cgroups,
    landlock,
    mounts,
    namespaces,
    privileges,
    rlimits,
    seccomp,
)
from autograder.sandbox.layers.status import LayerStatus


class Rung(Enum):
    """How a job is isolated; best first."""

    FULL = "full"
    ROOT = "root"
    NO_USER_NAMESPACES = "no-user-namespaces"
    NO_LANDLOCK = "no-landlock"
    REFUSE = "refuse"


MEANING: Final = {
    Rung.FULL: "every layer, as an ordinary user",
    Rung.ROOT: "every layer, after root became a user that owns nothing",
    Rung.NO_USER_NAMESPACES: (
        "Landlock, seccomp and resource limits; a submission can still learn which files exist"
    ),
    Rung.NO_LANDLOCK: "namespaces, seccomp and resource limits; the file tree alone hides files",
    Rung.REFUSE: "too little holds here to run a stranger's code",
}

_LAYERS: Final = (privileges, namespaces, mounts, landlock, seccomp, rlimits, cgroups)
_SECONDS: Final = 10.0


def probe_all() -> tuple[LayerStatus, ...]:
    """Probe every layer in a fresh Python, so that nothing the caller has loaded matters.

    A layer that a broken probe says nothing about counts as unavailable.
    """
    if not sys.platform.startswith("linux"):
        return tuple(_elsewhere(name) for name in _names())
    home = str(Path(__file__).parents[3])
    code = f"import sys; sys.path.insert(0, {home!r}); from {__name__} import main; main()"
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-S", "-c", code, bwrap.find() or ""],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=True,
            env={"PATH": os.environ.get("PATH", os.defpath)},
        )
        return tuple(LayerStatus(**fields) for fields in json.loads(done.stdout))
    except (OSError, ValueError, TypeError, subprocess.SubprocessError) as error:
        return tuple(
            LayerStatus(name, False, f"the probe failed: {error}", "", _remedy(error))
            for name in _names()
        )


def _remedy(error: Exception) -> str:
    """What to do about a probe that did not even start, or did not end."""
    if isinstance(error, PermissionError):
        return (
            f"this user can't reach the Python that the environment is made of "
            f"({os.path.realpath(sys.executable)}): make it with one outside of another user's "
            "home, such as `make setup PYTHON=/usr/bin/python3`"
        )
    return "report this"


def main() -> None:
    """Probe here and write the answers to standard output as JSON.

    The one argument is the path of bwrap: the bundled one is not found without site-packages.
    """
    statuses = [layer.probe() for layer in _LAYERS]
    statuses.append(bwrap.probe(sys.argv[1]))
    sys.stdout.write(json.dumps([asdict(status) for status in statuses]))


def _names() -> list[str]:
    return [layer.__name__.rpartition(".")[2] for layer in (*_LAYERS, bwrap)]


def _elsewhere(name: str) -> LayerStatus:
    return LayerStatus(name, False, f"{platform.system()} has no {name}", "", platform_advice())


def choose_rung(statuses: Sequence[LayerStatus], *, is_root: bool) -> Rung:
    """Return the best rung that these layers allow.

    ``is_root``: the caller is root and has a user to drop to (``privileges.unprivileged_ids``).
    bwrap and cgroups add to a rung and decide none: without bwrap the job's own tree remains.
    """
    held = {status.name for status in statuses if status.available}
    if not {"seccomp", "rlimits", "privileges"} <= held:
        return Rung.REFUSE
    own_tree = {"namespaces", "mounts"} <= held
    if own_tree and "landlock" in held:
        return Rung.ROOT if is_root else Rung.FULL
    if "landlock" in held:
        return Rung.NO_USER_NAMESPACES
    return Rung.NO_LANDLOCK if own_tree else Rung.REFUSE


def platform_advice() -> str:
    """Return what to use on a machine whose kernel is no (full) Linux; empty on a plain one."""
    system = platform.system()
    if system == "Darwin":
        return (
            "macOS has none of these layers: run autograder in a Linux virtual machine or "
            "container (Docker Desktop, Colima, OrbStack), or grade on a Linux server"
        )
    if system == "Windows":
        return "use WSL 2 (wsl --install), which is Linux, and run autograder inside it"
    if system != "Linux":
        return f"{system} has none of these layers: run autograder on Linux"
    release = platform.release().lower()
    if "microsoft" in release and "wsl2" not in release:
        return "WSL 1 has no Linux kernel: wsl --set-version <distribution> 2"
    if "microsoft" in release:
        return "WSL 2: wsl --update brings a kernel with Landlock (6.6 or newer)"
    return ""
