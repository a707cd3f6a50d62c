"""What real root uses in place of bwrap: build the zygote's file tree, then stop being root.

bwrap run by an unprivileged user can't bind what that user can't reach, such as a Python below
/root. Root can: it makes the namespaces and the tree itself, and the zygote starts in them as a
user that owns nothing. ``command(start)`` gives the line to execute; two processes stay in front
of the zygote: the launcher (killed with its parent) and pid 1 (killed with the launcher, which
ends the whole pid namespace).
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict, dataclass, replace
from typing import NoReturn

from autograder.sandbox.layers import copies, mounts, namespaces, privileges
from autograder.sandbox.layers.status import LayerError


@dataclass(frozen=True)
class Start:
    """Whom to become, what to see, what to execute."""

    uid: int
    gid: int
    tree: mounts.Tree
    command: tuple[str, ...]
    environment: tuple[tuple[str, str], ...] = ()
    copied: tuple[str, ...] = ()  # small files and folders to see as they are now: layers.copies
    loopback: bool = False  # for tests: a network in which only the machine itself can be reached


def command(start: Start, *, package_parent: str, python: str = "") -> list[str]:
    """Return the command line that does it; ``package_parent`` is the folder of this package."""
    code = (
        f"import sys; sys.path.insert(0, {package_parent!r}); "
        "from autograder.sandbox.layers.rootlaunch import main; main(sys.argv[1])"
    )
    return [python or sys.executable, "-I", "-S", "-c", code, json.dumps(asdict(start))]


def main(text: str) -> NoReturn:
    """Launch what ``text`` says, wait, and exit with its status (128 + signal if killed)."""
    start = _parse(text)
    try:
        privileges.die_with_parent()
        namespaces.enter(user=False)
        if start.loopback:
            namespaces.raise_loopback()
        lifeline, held = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(held)
            _first(start, lifeline)
    except (LayerError, OSError) as error:
        sys.exit(f"rootlaunch: {error}")
    _wait_and_exit(child, keep=held)


def _parse(text: str) -> Start:
    fields = json.loads(text)
    tree = fields["tree"]
    return Start(
        uid=fields["uid"],
        gid=fields["gid"],
        tree=mounts.Tree(
            **{
                **tree,
                "read_only": tuple(tree["read_only"]),
                "owner": (fields["uid"], fields["gid"]),
                "proc_read_only": False,
            }
        ),
        command=tuple(fields["command"]),
        environment=tuple((name, value) for name, value in fields["environment"]),
        copied=tuple(fields["copied"]),
        loopback=fields["loopback"],
    )


def _first(start: Start, lifeline: int) -> NoReturn:
    """Pid 1: build the tree, start the zygote in it, reap orphans until the zygote ends."""
    mounts.build_root(replace(start.tree, copies=copies.read(start.copied)))
    zygote = os.fork()
    if zygote == 0:
        _become(start)
    privileges.drop_user(start.uid, start.gid)
    privileges.drop_powers()
    privileges.die_with_parent(lifeline=lifeline)
    _wait_and_exit(zygote)


def _become(start: Start) -> NoReturn:
    os.setsid()
    privileges.drop_user(start.uid, start.gid)
    privileges.drop_powers()
    privileges.die_with_parent(1)
    os.execve(start.command[0], start.command, dict(start.environment))  # noqa: S606


def _wait_and_exit(child: int, keep: int = 2) -> NoReturn:
    """Hold nothing of the zygote's but what ``keep`` names, then wait for its end."""
    os.closerange(3, keep)
    os.closerange(keep + 1, 4096)
    while True:
        try:
            pid, status = os.wait()
        except ChildProcessError:
            os._exit(1)
        if pid == child:
            code = os.waitstatus_to_exitcode(status)
            os._exit(code if code >= 0 else 128 - code)
