"""The two processes below a supervisor: *first*, which holds the namespace, and the job itself.

::

    supervisor ── first (pid 1 of the job's namespace; ours, waits) ── job (the student's code)

``first`` reports how the job's process ended through a pipe that the job does not have.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import msgspec

from autograder.sandbox.isolation import ETC, WORK, Isolation, python_paths
from autograder.sandbox.jobs import JobLimits, JobRequest
from autograder.sandbox.layers import (
    landlock,
    libc,
    machine,
    mounts,
    privileges,
    rlimits,
    seccomp,
)
from autograder.sandbox.layers.bpf import Program
from autograder.sandbox.layers.copies import Copy

Entry = Callable[[bytes, socket.socket], None]

CHANNEL_FD = 3  # where the job finds its end of the channel
_GO_FD = 4  # closed before the job's own code begins
_TMP = "/tmp"  # noqa: S108 - of a file tree of its own
_SPARE_FILES = 64  # descriptors and tasks that Python, TensorFlow and IPython use themselves
_SPARE_TASKS = 64
_SPARE_INODES = 16
_OTHERS_TASKS = 16384  # without a user namespace the limit counts all that the user runs


@dataclass(frozen=True, slots=True)
class Kit:
    """What every job of a zygote is forked with."""

    entry: Entry
    isolation: Isolation
    filter: Program | None
    copies: tuple[Copy, ...] = ()  # of ``ETC``


@dataclass(frozen=True, slots=True)
class Ends:
    """The job's ends of what ties it to its supervisor, as descriptors."""

    program: int
    channel: int
    output: int
    ready: int  # says that the layers are in force, and waits for the supervisor's go
    report: int  # how the job's process ended; held by ``first`` alone
    lifeline: int  # readable when the supervisor has gone


class Ready(msgspec.Struct, frozen=True):
    """The job's process → supervisor, before any code that isn't ours runs."""

    error: str = ""


class Exit(msgspec.Struct, frozen=True):
    """``first`` → supervisor: how the job's process ended, and what it used."""

    code: int  # as os.waitstatus_to_exitcode says: negative for a signal
    cpu_seconds: float


def run_first(ends: Ends, request: JobRequest, kit: Kit, work: Path | None) -> NoReturn:
    """In the supervisor's child: build the file tree, start the job's process, wait for its end.

    ``work`` is the job's folder where it has no file tree of its own.
    """
    try:
        isolation = kit.isolation
        privileges.die_with_parent(lifeline=ends.lifeline)
        libc.prctl(_PR_SET_CHILD_SUBREAPER, 1)
        if isolation.uses("mounts"):
            libc.unshare(libc.CLONE_NEWNS)  # the supervisor keeps the tree that it sees /proc in
            mounts.build_root(_tree(request, kit))
        child = os.fork()
        if child == 0:
            _run_job(ends, request, kit, work or Path(WORK))
    except BaseException as error:  # noqa: BLE001 - told to the supervisor
        _say(ends.ready, Ready(error=f"{type(error).__name__}: {error}"))
        os._exit(1)
    try:
        _keep_only((ends.report, ends.lifeline))
        if isolation.uses("privileges"):
            privileges.drop_powers()
            privileges.die_with_parent(lifeline=_LIFELINE)
        _wait(child)
    finally:
        os._exit(1)


_PR_SET_CHILD_SUBREAPER = 36
_REPORT, _LIFELINE = 0, 1  # where ``_keep_only`` puts them


def _keep_only(wanted: tuple[int, ...]) -> None:
    """Leave these descriptors, from 0 on, and close all others."""
    moved = [os.dup2(descriptor, 200 + at) for at, descriptor in enumerate(wanted)]
    for at, descriptor in enumerate(moved):
        os.dup2(descriptor, at)
    os.closerange(len(wanted), 4096)


def _wait(child: int) -> None:
    """Reap until the job's process has ended; then report. All that is left dies with us."""
    while True:
        pid, status, usage = os.wait4(-1, 0)
        if pid == child:
            code = os.waitstatus_to_exitcode(status)
            _say(_REPORT, Exit(code, usage.ru_utime + usage.ru_stime))
            return


def _say(descriptor: int, message: Ready | Exit) -> None:
    with contextlib.suppress(OSError):
        os.write(descriptor, msgspec.json.encode(message)[:4000])


def _tree(request: JobRequest, kit: Kit) -> mounts.Tree:
    limits = request.limits
    return mounts.Tree(
        work=WORK,
        read_only=(*python_paths(), *request.readable),
        copies=kit.copies,
        work_mb=limits.disk_mb,
        tmp_mb=limits.disk_mb,
        inodes=limits.files + _SPARE_INODES,
    )


def _run_job(ends: Ends, request: JobRequest, kit: Kit, work: Path) -> NoReturn:
    """The job's own process: read the program, put the layers in force, run the entry."""
    code = 1
    ready = _GO_FD
    try:
        os.setsid()
        program = _read(ends.program)
        null = os.open("/dev/null", os.O_RDONLY)
        _keep_only((null, ends.output, ends.output, ends.channel, ends.ready))
        _settle(work)
        _confine(request, kit, work)
        _say(ready, Ready())
        os.read(ready, 1)
        os.close(ready)
        kit.entry(program, socket.socket(fileno=CHANNEL_FD))
        code = 0
    except BaseException as error:  # noqa: BLE001 - told to the supervisor
        words = f"{type(error).__name__}: {error}"
        _say(ready, Ready(error=words))  # if that is closed, the entry itself failed
        with contextlib.suppress(BaseException):
            os.write(2, f"{words}\n".encode()[:2000])
    finally:
        os._exit(code)


def _read(descriptor: int) -> bytes:
    with os.fdopen(descriptor, "rb") as file:
        file.seek(0)
        return file.read()


def _settle(work: Path) -> None:
    """Live in the work folder; forget what the zygote knew of temporary folders."""
    os.chdir(work)
    temporary = _TMP if work == Path(WORK) else str(work)
    own = {
        "HOME": str(work),
        "TMPDIR": temporary,
        "MPLCONFIGDIR": f"{temporary}/matplotlib",
        "IPYTHONDIR": f"{temporary}/ipython",
    }
    for name, value in own.items():
        if os.environ.get(name) != value:  # to set one takes longer than to look
            os.environ[name] = value
    tempfile.tempdir = None
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # the write fails with EFBIG instead


def _confine(request: JobRequest, kit: Kit, work: Path) -> None:
    """Every layer that a process puts on itself, in the order in which each still can be.

    Raises:
        LayerError: one can't be put in force.
    """
    isolation = kit.isolation
    machine.freeze_sizes()
    if isolation.uses("mounts"):
        mounts.hide_shares_of_pages()
    if isolation.uses("rlimits"):
        rlimits.apply(_limits(request.limits, own_user=isolation.uses("namespaces")))
    if isolation.uses("privileges"):
        # Where no file tree caps the disk, the supervisor looks for files that have no name.
        # Other jobs can't look: Landlock shows each its own part of /proc, seccomp forbids tracing.
        privileges.drop_powers(seen=not isolation.uses("mounts"))
    elif kit.filter or isolation.uses("landlock"):
        libc.prctl(libc.PR_SET_NO_NEW_PRIVS, 1)  # without it these two can't be had
    privileges.die_with_parent(os.getppid())
    if isolation.uses("landlock"):
        own = isolation.uses("mounts")
        landlock.restrict(
            read_only=[
                *python_paths(),
                *ETC,
                *request.readable,
                *(("/proc",) if own else landlock.OWN_PROC),
                "/dev/urandom",
                "/dev/random",
            ],
            read_write=[str(work), _TMP] if own else [str(work)],
            write_only=["/dev/null"],
        )
    if kit.filter:
        seccomp.install(kit.filter)


def _limits(limits: JobLimits, *, own_user: bool) -> rlimits.Limits:
    tasks = limits.threads + _SPARE_TASKS
    return rlimits.Limits(
        memory_mb=limits.memory_mb,
        cpu_s=int(limits.cpu_seconds + limits.grace_seconds) + 2,
        file_mb=limits.file_mb,
        files=limits.open_files + _SPARE_FILES,
        tasks=tasks if own_user else tasks + _OTHERS_TASKS,
    )
