"""What a job is told of the machine: how it was when the warm process started, not how it is now.

Counters of the whole machine, such as of its free memory or its threads, would let two jobs that
run at the same time tell each other something. Libraries want to know the sizes; those stay.
"""

from __future__ import annotations

import contextlib
import functools
import os
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

# What TensorFlow, psutil and the C library read below /proc, beside what is a process' own.
_FILES: Final = ("cpuinfo", "meminfo", "stat")
_SIZES: Final = ("SC_PHYS_PAGES", "SC_AVPHYS_PAGES")


@functools.cache
def files() -> Mapping[str, bytes]:
    """Name below /proc → content, read once: a warm process asks before it forks any job."""
    found = {}
    for name in _FILES:
        with contextlib.suppress(OSError):
            found[name] = (Path("/proc") / name).read_bytes()
    return MappingProxyType(found)


def freeze_sizes() -> None:
    """Let ``os.sysconf`` answer from now on what it would answer now about the memory.

    The C library asks ``sysinfo(2)`` each time, doesn't look whether that fails, and seccomp lets
    it fail: the answer would be a random number.
    """
    asked = os.sysconf
    known: dict[int | str, int] = {}
    for name in _SIZES:
        if name in os.sysconf_names:
            known[name] = known[os.sysconf_names[name]] = asked(name)

    def sysconf(name: int | str, /) -> int:
        """As Python's own."""
        return known[name] if name in known else asked(name)

    os.sysconf = sysconf
