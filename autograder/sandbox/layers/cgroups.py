"""Control groups: a ceiling on the memory and tasks of a whole job, where one may be set.

Optional: without a writable group rlimits and the supervisor's watch remain. Facts from the
kernel's ``admin-guide/cgroup-v2.rst`` and ``cgroup-v1/memory.rst``.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from autograder.sandbox.layers.status import LayerError, LayerStatus

STOPS = "memory and tasks of a whole job beyond its limit, whatever the kind of memory"

_MOUNT: Final = Path("/sys/fs/cgroup")
_OWN: Final = Path("/proc/self/cgroup")
_REMEDY: Final = "optional; with systemd: systemd-run --user --scope -p Delegate=yes autograder …"


@dataclass(frozen=True)
class Parents:
    """Writable folders in which a job's group can be made; one folder for both in version 2."""

    version: int
    memory: Path
    tasks: Path | None


@dataclass(frozen=True)
class Group:
    """A job's group; ``folders`` has the one for memory first."""

    version: int
    folders: tuple[Path, ...]


def find(mount: Path = _MOUNT, own: Path = _OWN) -> Parents | None:
    """Return where groups can be made: the caller's own group or the nearest one above it."""
    try:
        lines = own.read_text().splitlines()
    except OSError:
        return None
    places: dict[str, str] = {}
    for line in lines:
        _, controllers, place = line.split(":", 2)
        places.update(dict.fromkeys(controllers.split(","), place))
    unified = _nearest(mount, places.get("", "/"), marker="cgroup.subtree_control", needs="memory")
    if unified:
        return Parents(2, unified, unified)
    memory = _nearest(mount / "memory", places.get("memory", "/"), "memory.limit_in_bytes")
    if memory is None:
        return None
    return Parents(1, memory, _nearest(mount / "pids", places.get("pids", "/"), "cgroup.procs"))


def _nearest(top: Path, place: str, marker: str, needs: str = "") -> Path | None:
    start = top / place.lstrip("/")
    for folder in (start, *start.parents):
        if not folder.is_relative_to(top):
            return None
        if _serves(folder, marker, needs):
            return folder
    return None


def _serves(folder: Path, marker: str, needs: str) -> bool:
    try:
        held = (folder / marker).read_text().split()
    except OSError:
        return False
    # cgroup.procs too: moving a process asks for it in the common ancestor.
    writable = os.access(folder, os.W_OK) and os.access(folder / "cgroup.procs", os.W_OK)
    return writable and (not needs or needs in held)


def create(parents: Parents, name: str, *, memory_mb: int, tasks: int) -> Group:
    """Make a group that holds at most this much memory (MB) and this many tasks.

    Raises:
        LayerError: when the kernel refuses.
    """
    folders: list[Path] = []
    try:
        for parent in dict.fromkeys(p for p in (parents.memory, parents.tasks) if p):
            (parent / name).mkdir()
            folders.append(parent / name)
        size = str(memory_mb << 20)
        if parents.version == 2:
            _write(folders[0] / "memory.max", size)
            _write_if_there(folders[0] / "memory.swap.max", "0")
        else:
            _write(folders[0] / "memory.limit_in_bytes", size)
            _write_if_there(folders[0] / "memory.memsw.limit_in_bytes", size)
        _write_if_there(folders[-1] / "pids.max", str(tasks))
    except OSError as error:
        group = Group(parents.version, tuple(folders))
        with suppress(LayerError):
            remove(group)
        raise LayerError("cgroups", f"make the group {name}", error.errno or 0) from error
    return Group(parents.version, tuple(folders))


def add(group: Group, pid: int) -> None:
    """Move a process, as numbered in the caller's pid namespace, into the group.

    Raises:
        LayerError: when the kernel refuses.
    """
    try:
        for folder in group.folders:
            _write(folder / "cgroup.procs", str(pid))
    except OSError as error:
        raise LayerError("cgroups", f"move process {pid}", error.errno or 0) from error


def out_of_memory(group: Group) -> bool:
    """Say whether the kernel killed a process of the group for its memory."""
    name = "memory.events" if group.version == 2 else "memory.oom_control"
    with suppress(OSError):
        for line in (group.folders[0] / name).read_text().splitlines():
            if line.startswith("oom_kill "):
                return int(line.split()[1]) > 0
    return False


def peak_mb(group: Group) -> int | None:
    """Return the most memory (MB) the group held at once, None where the kernel doesn't say."""
    name = "memory.peak" if group.version == 2 else "memory.max_usage_in_bytes"
    try:
        return int((group.folders[0] / name).read_text()) >> 20
    except (OSError, ValueError):
        return None


def remove(group: Group, *, seconds: float = 2.0) -> None:
    """Kill what is left in the group (version 2) and remove it; waits for dying processes.

    Raises:
        LayerError: when it can't be removed in time.
    """
    until = time.monotonic() + seconds
    for folder in group.folders:
        _write_if_there(folder / "cgroup.kill", "1")
        while folder.exists():
            try:
                folder.rmdir()
            except OSError as error:
                if time.monotonic() > until:
                    raise LayerError(
                        "cgroups", f"remove {folder.name}", error.errno or 0
                    ) from error
                time.sleep(0.005)


def _write(path: Path, text: str) -> None:
    # Not write_text: these files can't be created or truncated.
    fd = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        os.write(fd, text.encode())
    finally:
        os.close(fd)


def _write_if_there(path: Path, text: str) -> None:
    with suppress(FileNotFoundError):
        _write(path, text)


def probe() -> LayerStatus:
    """Say whether a group can be made; makes none."""
    parents = find()
    if parents is None:
        return LayerStatus("cgroups", False, "no writable memory group", STOPS, _REMEDY)
    what = "memory and tasks" if parents.tasks else "memory"
    return LayerStatus("cgroups", True, f"version {parents.version}, {what}", STOPS)
