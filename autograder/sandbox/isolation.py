"""Which layers a run of this program uses: found once, handed to every zygote and job.

The ladder of ``layers.ladder`` decides; nothing a submission says or does can change it.
"""

from __future__ import annotations

import functools
import os
import sys
from pathlib import Path
from typing import Literal

import msgspec

import autograder
from autograder.errors import StaffError
from autograder.sandbox.layers import bwrap, ladder, privileges
from autograder.sandbox.layers.ladder import Rung
from autograder.sandbox.layers.status import LayerStatus

Launcher = Literal["bwrap", "rootlaunch", "plain"]

WORK = "/content"  # a job's folder where it has a file tree of its own; Colab's is called so too
UNSAFE = "unsafe"

# What of /etc the dynamic loader, the clock and the fonts read; nothing that names a person. The
# machine replaces these at any time: jobs get copies (``layers.copies``).
ETC = tuple(
    f"/etc/{name}" for name in ("ld.so.cache", "localtime", "alternatives", "fonts", "mime.types")
)
_SYSTEM = ("/usr", "/bin", "/lib", "/lib32", "/lib64", "/libx32")
_LAYERS_OF = {
    "full": ("namespaces", "mounts", "rlimits", "privileges", "landlock", "seccomp", "watch"),
    "root": ("namespaces", "mounts", "rlimits", "privileges", "landlock", "seccomp", "watch"),
    "no-user-namespaces": ("rlimits", "privileges", "landlock", "seccomp", "watch"),
    "no-landlock": ("namespaces", "mounts", "rlimits", "privileges", "seccomp", "watch"),
    UNSAFE: ("rlimits", "watch"),
}


class Isolation(msgspec.Struct, frozen=True):
    """How jobs are kept apart in this run.

    ``without`` names layers that are switched off to learn what each stops; it is for tests of the
    sandbox only. ``visible`` are folders that the zygote sees beside Python's own, such as the
    course's data sets; a job sees those that its request names (``JobRequest.readable``).
    """

    rung: str
    launcher: Launcher = "plain"
    without: tuple[str, ...] = ()
    visible: tuple[str, ...] = ()

    @property
    def layers(self) -> tuple[str, ...]:
        """Names of the layers in force, as in every result."""
        own = tuple(name for name in _LAYERS_OF[self.rung] if name not in self.without)
        launcher = () if self.launcher == "plain" else (self.launcher,)
        return (self.rung, *launcher, *own)

    def uses(self, layer: str) -> bool:
        """Is this layer to be put in force?"""
        return layer in _LAYERS_OF[self.rung] and layer not in self.without


@functools.cache
def probe() -> tuple[LayerStatus, ...]:
    """What holds on this machine; looked at once."""
    return ladder.probe_all()


def rung() -> Rung:
    """The best rung of this machine."""
    return ladder.choose_rung(probe(), is_root=privileges.unprivileged_ids() is not None)


def find(*, unsafe: bool = False) -> Isolation:
    """The best isolation of this machine; ``unsafe``: go on where there is next to none.

    Raises:
        StaffError: too little holds here to run a stranger's code.
    """
    best = rung()
    if not sys.platform.startswith("linux"):
        raise StaffError(
            f"{sys.platform} can't isolate student code, so nothing was run",
            f"Student code runs on Linux only: {ladder.platform_advice()}.",
        )
    if best is Rung.REFUSE:
        if not unsafe:
            missing = ", ".join(status.name for status in probe() if status.remedy)
            raise StaffError(
                f"too little isolates student code here, so nothing was run (missing: {missing})",
                "`autograder doctor` says what to set. --unsafe-no-sandbox runs it all the same: "
                "the code can then read your files and reach the network.",
            )
        return _unprivileged(Isolation(UNSAFE))
    if best is Rung.NO_USER_NAMESPACES:
        return _unprivileged(Isolation(best.value))
    return Isolation(best.value, _launcher())


def _launcher() -> Launcher:
    if privileges.unprivileged_ids():
        return "rootlaunch"
    found = {status.name for status in probe() if status.available}
    return "bwrap" if "bwrap" in found else "plain"


def _unprivileged(isolation: Isolation) -> Isolation:
    """Without a file tree of its own, the user whom root drops to must be able to run Python."""
    ids = privileges.unprivileged_ids()
    shut = bwrap.shut_to(ids[0], python_paths()) if ids else ()
    if ids and shut:
        raise StaffError(
            f"user {ids[0]}, whom root becomes to run student code, can't enter {', '.join(shut)} "
            f"on the way to Python in {sys.base_prefix} and this environment in {sys.prefix}",
            f"`chmod o+x {' '.join(shut)}` lets users pass through there (not list it); or run "
            "autograder as an ordinary user. To try a notebook of your own, `autograder release "
            "--students DIR` makes a folder in which `check` needs no other user.",
        )
    return isolation


@functools.cache
def python_paths() -> tuple[str, ...]:
    """What a job reads to run Python, TensorFlow and this program, beside ``ETC``; all is public.

    Of this program it is the package alone, never the folder it stands in: that may be a course.
    """
    packages = [path for path in sys.path if Path(path).name in {"site-packages", "dist-packages"}]
    wanted = [sys.base_prefix, sys.prefix, *packages, str(Path(autograder.__file__).parent)]
    wanted += [str(Path(sys.executable)), os.path.realpath(sys.executable)]
    wanted += _SYSTEM
    return outermost(tuple(dict.fromkeys(wanted)))


def outermost(paths: tuple[str, ...]) -> tuple[str, ...]:
    """These paths without those that lie in another one of them."""
    return tuple(
        path
        for path in paths
        if path != "/" and not any(Path(other) in Path(path).parents for other in paths)
    )
