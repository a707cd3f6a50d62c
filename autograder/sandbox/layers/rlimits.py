"""Resource limits of one process, from setrlimit(2).

The memory limit counts from what the process holds already: a fork of a process that imported
TensorFlow starts with hundreds of megabytes of data that no submission asked for.

RLIMIT_DATA counts pages while they are writable. A program that fills pages and makes them
read-only escapes it, so the supervisor's watch over resident memory (or a control group) is needed
as well.
"""

from __future__ import annotations

import resource
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from autograder.sandbox.layers.status import LayerError, LayerStatus

STOPS = "using more memory, CPU time, files, threads or disk than the assignment allows"

_MB: Final = 1 << 20
# Of the first thread alone: the kernel keeps 128 MB of address space free below it, whatever the
# limit was when the program began. Deep recursion has to end as Python's error, not as a crash.
_STACK: Final = 120 * _MB


@dataclass(frozen=True)
class Limits:
    """What one process may use, on top of what it holds when the limits are applied."""

    memory_mb: int  # private writable memory; a thread's stack counts in full (8 MB)
    cpu_s: int  # SIGXCPU then, SIGKILL a second later
    # Loose, because TensorFlow reserves far more than it touches. It bounds the page tables (64 MB)
    # and what RLIMIT_DATA misses: pages made read-only after they were filled.
    address_space_mb: int = 32768
    file_mb: int = 64  # largest file written; more is EFBIG
    files: int = 256  # open at once
    tasks: int = 512  # processes and threads of this user (within a user namespace: in it)


def apply(limits: Limits) -> None:
    """Lower the calling process' limits for good; one that is lower already stays.

    Raises:
        LayerError: when the kernel refuses or /proc/self/status can't be read.
    """
    try:
        data = data_bytes() + limits.memory_mb * _MB
        space = limits.address_space_mb * _MB
        for kind, soft, hard in (
            (resource.RLIMIT_DATA, data, data),
            (resource.RLIMIT_AS, space, space),
            (resource.RLIMIT_CPU, limits.cpu_s, limits.cpu_s + 1),
            (resource.RLIMIT_FSIZE, limits.file_mb * _MB, limits.file_mb * _MB),
            (resource.RLIMIT_NOFILE, limits.files, limits.files),
            (resource.RLIMIT_NPROC, limits.tasks, limits.tasks),
            (resource.RLIMIT_STACK, _STACK, _STACK),
            (resource.RLIMIT_CORE, 0, 0),
            (resource.RLIMIT_MEMLOCK, 0, 0),
            (resource.RLIMIT_MSGQUEUE, 0, 0),
            (resource.RLIMIT_SIGPENDING, 128, 128),
            (resource.RLIMIT_NICE, 0, 0),
            (resource.RLIMIT_RTPRIO, 0, 0),
        ):
            _lower(kind, soft, hard)
    except (OSError, ValueError) as error:
        raise LayerError("rlimits", f"set the resource limits ({error})") from error


def _lower(kind: int, soft: int, hard: int) -> None:
    _, most = resource.getrlimit(kind)
    if most != resource.RLIM_INFINITY:
        soft, hard = min(soft, most), min(hard, most)
    resource.setrlimit(kind, (soft, hard))


def data_bytes() -> int:
    """Return the private writable memory of this process, VmData: what RLIMIT_DATA counts.

    Raises:
        OSError: when /proc/self/status can't be read.
        ValueError: when it has no VmData.
    """
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmData:"):
            return int(line.split()[1]) * 1024
    raise ValueError("no VmData in /proc/self/status")


def probe() -> LayerStatus:
    """Say whether the limits exist here; changes nothing."""
    remedy = "use Linux 4.7 or newer, where RLIMIT_DATA counts all private memory"
    if not sys.platform.startswith("linux"):
        return LayerStatus("rlimits", False, "not Linux", STOPS, remedy)
    try:
        held = data_bytes() // _MB
    except (OSError, ValueError) as error:
        return LayerStatus("rlimits", False, str(error), STOPS, remedy)
    return LayerStatus("rlimits", True, f"this process holds {held} MB", STOPS)
