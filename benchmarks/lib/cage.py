"""Runs an experiment that may go wrong where it can't harm the machine.

Everything is in it that the experiment needs and nothing that it could spoil: processes, network
and names of its own, a file tree that is read-only but for folders in memory, limits on memory,
processes and time. Whatever is left when the time is up ends with its first process.
"""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

from autograder.sandbox.isolation import outermost, python_paths
from autograder.sandbox.layers import bwrap, privileges
from tests.support import ordinary_user

ROOT = Path(__file__).resolve().parents[2]
_SLOT = 1  # a user of its own: what another run of the tests has started doesn't count
_LIMITS = {
    resource.RLIMIT_DATA: 4 * 2**30,  # of each process; the attacks ask for 2 GB at most
    resource.RLIMIT_NPROC: 4096,  # far above what an attack calls a success, far below harm
    resource.RLIMIT_FSIZE: 2**41,
    resource.RLIMIT_CORE: 0,
}


def run(words: Sequence[str], seconds: float) -> subprocess.CompletedProcess[str] | None:
    """The command, ended with all that it started after ``seconds``; None where it took longer."""
    with subprocess.Popen(
        _command(words),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        start_new_session=True,
        preexec_fn=_lower,  # noqa: PLW1509 - this program has one thread
    ) as process:
        try:
            out, complaint = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            return None
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        return subprocess.CompletedProcess(process.args, process.returncode, out, complaint)


def _lower() -> None:
    for kind, most in _LIMITS.items():
        hard = resource.getrlimit(kind)[1]
        lowest = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (lowest, lowest))


def _command(words: Sequence[str]) -> list[str]:
    """As root, a user that owns nothing behind root's own launcher; else behind bwrap."""
    if privileges.unprivileged_ids():
        return ordinary_user.command(words, slot=_SLOT)
    environment = {"HOME": "/tmp", "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT)}
    shown = outermost((*python_paths(), str(ROOT), "/etc"))
    view = bwrap.View(shown, "/content", tuple(environment.items()), tmp_mb=1024)
    return bwrap.argv(view, words)
