"""How many jobs the memory of this machine holds at a time.

Each may use its whole limit. Where all of them together use more than there is, the kernel ends
some process, and it may be that of a student who used little.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

# Two warm processes and the main one hold about 1.2 GB; the rest is for the system's own needs.
_RESERVED_MB: Final = 2048
_MEMINFO: Final = Path("/proc/meminfo")
_CGROUP: Final = Path("/sys/fs/cgroup")


def jobs_that_fit(wanted: int, memory_mb: int, available_mb: int | None) -> int:
    """``wanted``, or as many jobs of ``memory_mb`` MiB each as fit; one at least.

    ``available_mb`` is None where this machine does not say, as off Linux.
    """
    if available_mb is None:
        return wanted
    return max(1, min(wanted, (available_mb - _RESERVED_MB) // memory_mb))


def available_mb(meminfo: Path = _MEMINFO, cgroup: Path = _CGROUP) -> int | None:
    """Memory in MiB that programs can still get: the machine's, or a container's if it is less.

    Sources: ``MemAvailable`` of proc_meminfo(5); ``memory.max``, ``memory.current`` and
    ``memory.stat`` of the kernel's documentation of cgroup v2, and their like of cgroup v1.
    """
    found = (_machine_mb(meminfo), _left_mb(cgroup, _V2), _left_mb(cgroup / "memory", _V1))
    known = [each for each in found if each is not None]
    return min(known) if known else None


@dataclass(frozen=True, slots=True)
class _Names:
    """What a version of cgroups calls a limit, what is used, and files that can be read anew."""

    limit: str
    used: str
    cache: str


_V2: Final = _Names("memory.max", "memory.current", "inactive_file")
_V1: Final = _Names("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")


def _machine_mb(meminfo: Path) -> int | None:
    kilobytes = _numbers(meminfo).get("MemAvailable:")
    return None if kilobytes is None else kilobytes // 1024


def _left_mb(cgroup: Path, names: _Names) -> int | None:
    """What a cgroup's limit leaves, in MiB; None without a limit, which is then ``max``."""
    limit = _number(cgroup / names.limit)
    used = _number(cgroup / names.used)
    if limit is None or used is None:
        return None
    cache = _numbers(cgroup / "memory.stat").get(names.cache, 0)
    return max(0, limit - used + cache) // 2**20


def _number(path: Path) -> int | None:
    text = _text(path).strip()
    return int(text) if text.isdecimal() else None


def _numbers(path: Path) -> dict[str, int]:
    """The numbers of a file that has a name and a number on each line."""
    lines = [line.split() for line in _text(path).splitlines()]
    return {words[0]: int(words[1]) for words in lines if len(words) > 1 and words[1].isdecimal()}


def _text(path: Path) -> str:
    """What the kernel says there; nothing where it has no such file."""
    try:
        return path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        return ""
