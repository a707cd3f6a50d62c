"""Mounts: a job's own file tree, read-only but for two size-capped folders in memory.

Facts from mount_namespaces(7), pivot_root(2), mount_setattr(2), proc(5) and tmpfs(5).
Call these in a fresh mount namespace and in pid 1 of a fresh pid namespace: a /proc shows the
processes of whoever mounts it.
"""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from autograder.sandbox.layers import copies, libc, machine, namespaces, privileges
from autograder.sandbox.layers.status import LayerError, LayerStatus
from autograder.sandbox.layers.trial import in_child, in_grandchild

STOPS = "finding any file but Python's own; filling the disk; leaving anything behind"

_RESTRICTED: Final = libc.MS_NOSUID | libc.MS_NODEV | libc.MS_NOEXEC
_READ_ONLY: Final = libc.MOUNT_ATTR_RDONLY | libc.MOUNT_ATTR_NOSUID | libc.MOUNT_ATTR_NODEV
# Read from /dev/zero, and the memory of a private map of it is charged to no limit: it is null.
_DEVICES: Final = {"null": "null", "zero": "null", "random": "random", "urandom": "urandom"}
# What tells of a process how many others have a page of its memory in theirs.
_SHARES_OF_PAGES: Final = ("smaps", "smaps_rollup", "numa_maps", "pagemap")
_DEVICE_LINKS: Final = {
    "fd": "/proc/self/fd",
    "stdin": "/proc/self/fd/0",
    "stdout": "/proc/self/fd/1",
    "stderr": "/proc/self/fd/2",
}


@dataclass(frozen=True)
class Tree:
    """What a job's file tree holds."""

    work: str  # where the submission runs; empty at first
    read_only: tuple[str, ...] = ()  # bound where they are outside; missing ones are left out
    copies: tuple[copies.Copy, ...] = ()  # files of its own, in folders that nothing is bound in
    tmp: str = "/tmp"  # noqa: S108 - a fresh one of the job's own
    work_mb: int = 64
    tmp_mb: int = 64
    inodes: int = 4096  # files and folders, in each of the two
    owner: tuple[int, int] | None = None  # of the two folders; None: who mounts them
    proc_read_only: bool = True  # False for a zygote, whose children write their id maps there


def build_root(tree: Tree, *, staging: str = "/tmp") -> None:  # noqa: S108 - any folder will do
    """Make a new root that holds what ``tree`` says and nothing else, and move into it.

    The current folder is ``tree.work`` afterwards. ``staging`` is an existing folder that is
    covered while the new root is made.

    Raises:
        LayerError: when a step fails; the process can't be used for a job then.
    """
    sources = [(path, os.path.realpath(path)) for path in tree.read_only if Path(path).exists()]
    try:
        _keep_private()
        _step_aside(staging)
        _make_folders(tree)  # first: what is bound may lie below /tmp
        for path, real in sources:
            _bind_read_only(real, path)
            if real != path:
                _bind_read_only(real, real)
        copies.write(tree.copies, "/new")
        _make_devices(tree.tmp)
        _make_proc(read_only=tree.proc_read_only)
        _move_in()
        libc.mount_setattr("/", _READ_ONLY, recursive=False)
        os.chdir(tree.work)
    except OSError as error:
        raise LayerError("mounts", f"build the file tree ({error})", error.errno or 0) from error


def _keep_private() -> None:
    libc.mount("none", "/", "", libc.MS_REC | libc.MS_PRIVATE)


def _step_aside(staging: str) -> None:
    """Make a scratch root with the outside at /old, so that ``staging`` itself can be bound."""
    libc.mount("tmpfs", staging, "tmpfs", libc.MS_NOSUID | libc.MS_NODEV, "size=4m,mode=0755")
    for name in ("old", "new"):
        (Path(staging) / name).mkdir(mode=0o755)
    libc.pivot_root(staging, f"{staging}/old")
    os.chdir("/")
    libc.mount("/new", "/new", "", libc.MS_BIND)  # the next root has to be a mount point


def _move_in() -> None:
    libc.umount2("/old", libc.MNT_DETACH)
    os.chdir("/new")
    # Old and new root may be one folder: the old one then lies on top (pivot_root(2), Notes).
    libc.pivot_root(".", ".")
    libc.umount2(".", libc.MNT_DETACH)
    os.chdir("/")


def _bind_read_only(source: str, target: str) -> None:
    place = Path("/new" + target)
    if Path("/old" + source).is_dir():
        place.mkdir(mode=0o755, parents=True, exist_ok=True)
    elif not place.exists():
        place.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        place.touch()
    libc.mount("/old" + source, str(place), "", libc.MS_BIND | libc.MS_REC)
    libc.mount_setattr(str(place), _READ_ONLY, recursive=True)


def _make_devices(tmp: str) -> None:
    folder = Path("/new/dev")
    folder.mkdir(mode=0o755, exist_ok=True)
    for name, source in _DEVICES.items():
        (folder / name).touch()
        libc.mount(f"/old/dev/{source}", str(folder / name), "", libc.MS_BIND)
        attributes = libc.MOUNT_ATTR_NOSUID | libc.MOUNT_ATTR_NOEXEC
        libc.mount_setattr(str(folder / name), attributes, recursive=False)
    for name, target in (*_DEVICE_LINKS.items(), ("shm", tmp)):
        (folder / name).symlink_to(target)


def _make_proc(*, read_only: bool) -> None:
    target = "/new/proc"
    Path(target).mkdir(mode=0o755, exist_ok=True)
    if read_only:
        # Pid 1 can't be traced, so hidepid keeps it from the student's sight.
        libc.mount("proc", target, "proc", _RESTRICTED | libc.MS_RDONLY, "hidepid=2")
        _freeze_machine(target)
    else:
        libc.mount("proc", target, "proc", _RESTRICTED)


def _freeze_machine(proc: str) -> None:
    """Show of the machine what it was at the start, and nothing else: jobs could talk by it.

    Processes' own folders stay, and links into them.
    """
    Path("/frozen").mkdir()
    Path("/nothing").mkdir(mode=0o555)
    for name, content in machine.files().items():
        (Path("/frozen") / name).write_bytes(content)
    with os.scandir(proc) as entries:
        shared = [(e.name, e.is_dir()) for e in entries if not (e.name.isdigit() or e.is_symlink())]
    for name, is_folder in shared:
        known = f"/frozen/{name}" if name in machine.files() else "/old/dev/null"
        with contextlib.suppress(FileNotFoundError):  # gone with the driver that it was of
            libc.mount("/nothing" if is_folder else known, f"{proc}/{name}", "", libc.MS_BIND)


def hide_shares_of_pages() -> None:
    """In a job's own process, in its tree: shut what /proc/self says of pages that others use.

    Raises:
        LayerError: when the kernel refuses.
    """
    own = f"/proc/{os.getpid()}"
    try:
        for name in _SHARES_OF_PAGES:
            if Path(f"{own}/{name}").exists():
                libc.mount("/dev/null", f"{own}/{name}", "", libc.MS_BIND)
        # Each thread has the same files in a folder of its own.
        options = _RESTRICTED | libc.MS_RDONLY
        libc.mount("none", f"{own}/task", "tmpfs", options, "size=4k,nr_inodes=1,mode=555")
    except OSError as error:
        raise LayerError("mounts", "hide shares of pages", error.errno or 0) from error


def _make_folders(tree: Tree) -> None:
    for path, megabytes in ((tree.work, tree.work_mb), (tree.tmp, tree.tmp_mb)):
        place = Path("/new" + path)
        place.mkdir(mode=0o755, parents=True, exist_ok=True)
        options = f"size={megabytes}m,nr_inodes={tree.inodes},mode=0700"
        libc.mount("tmpfs", str(place), "tmpfs", _RESTRICTED, options)
        if tree.owner:
            os.chown(place, *tree.owner)


def probe() -> LayerStatus:
    """Build a root with a fresh /proc in a throw-away child, and look around in it."""
    trouble = in_child(_try)
    if trouble:
        return LayerStatus("mounts", False, trouble, STOPS, remedy(trouble))
    return LayerStatus("mounts", True, "own root, /proc, work and temporary folder", STOPS)


def _try() -> None:
    ids = privileges.unprivileged_ids()
    if ids:
        privileges.drop_user(*ids)
    namespaces.enter()
    in_grandchild(_look_around)


def _look_around() -> None:
    build_root(Tree(work="/work", read_only=("/usr",)))
    found = sorted(path.name for path in Path("/").iterdir())
    expected = {"dev", "proc", "tmp", "usr", "work"}
    if not set(found) <= expected or os.getpid() != 1:
        raise OSError(0, f"the new root shows {found}")


def remedy(trouble: str) -> str:
    if "namespaces" in trouble:
        return "see namespaces"
    return (
        "a container that hides parts of /proc forbids a fresh one: start it with "
        "--security-opt systempaths=unconfined and, on a host with AppArmor, which forbids mounts, "
        "--security-opt apparmor=unconfined; otherwise use Linux 5.12 or newer"
    )
