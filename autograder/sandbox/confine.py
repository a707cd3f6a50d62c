"""What a job's process does to itself before it runs anything that isn't ours."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import tempfile
from pathlib import Path

from autograder.sandbox.jobs import JobLimits

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_CHANNEL, _LAYERS = 3, 4


def die_with_parent(parent: int) -> None:
    """Have the kernel kill this process when its parent ends (prctl(2)).

    ``parent`` is the process id that the parent had before the fork: it may be gone already.
    """
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def adopt_orphans() -> None:
    """Become the parent of every descendant that loses its own, so that all can be ended."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def _prctl(option: int, value: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(option, value, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")


def children_of(pid: int) -> tuple[int, ...]:
    """Process ids of the direct children."""
    try:
        listed = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    except OSError:
        return ()
    return tuple(int(child) for child in listed.split())


def keep_descriptors(channel: int, output: int, layers: int) -> int:
    """Leave the job 0 (nothing), 1 and 2 (output), 3 (channel); return where ``layers`` is now."""
    null = os.open("/dev/null", os.O_RDONLY)
    moved = [os.dup2(fd, 200 + at) for at, fd in enumerate((null, output, channel, layers))]
    os.dup2(moved[0], 0)
    os.dup2(moved[1], 1)
    os.dup2(moved[1], 2)
    os.dup2(moved[2], _CHANNEL)
    os.dup2(moved[3], _LAYERS)
    os.closerange(_LAYERS + 1, 4096)
    return _LAYERS


def enter(limits: JobLimits, readable: tuple[str, ...], work: Path) -> tuple[str, ...]:  # noqa: ARG001
    """Go to the work folder and put every limit in force; return the names of the layers.

    Raises:
        OSError: a limit can't be set.
    """
    os.chdir(work)
    os.environ.update(HOME=str(work), TMPDIR=str(work))
    tempfile.tempdir = None
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, limits.file_mb * 2**20)
    _limit(resource.RLIMIT_DATA, _data_bytes() + limits.memory_mb * 2**20)
    # A busy machine must not cost anybody points: the clock is the limit, this is the backstop.
    _limit(resource.RLIMIT_CPU, int(limits.seconds * 4) + 10)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # the write fails with EFBIG instead
    return ("process", "limits")


def _limit(which: int, value: int) -> None:
    resource.setrlimit(which, (value, value))


def _data_bytes() -> int:
    """Bytes of private writable memory that this process has mapped already (proc(5) VmData)."""
    for line in (
        Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines()
    ):
        if line.startswith("VmData:"):
            return int(line.split()[1]) * 1024
    raise OSError("no VmData in /proc/self/status")
