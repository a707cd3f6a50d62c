"""Runs a command and says what it took: wall and CPU seconds, peak memory of all its processes."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_SAMPLE_SECONDS = 0.5


@dataclass(frozen=True)
class Cost:
    """What a command took.

    Attributes:
        wall: seconds.
        cpu: seconds of user and system time of all its processes that were waited for.
        peak_mb: largest sum of the proportional set sizes of all its processes, sampled twice a
            second: memory shared by forks counts once.
        status: exit status.
        output: the end of what it printed.
    """

    wall: float
    cpu: float
    peak_mb: float
    status: int
    output: str


def run(
    command: Sequence[str | Path], folder: Path, environment: Mapping[str, str] | None = None
) -> Cost:
    """Runs a command in a folder to its end."""
    began = time.perf_counter()
    with (folder / ".output").open("w+b") as output:
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=folder,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        peak, over = [0], threading.Event()
        watcher = threading.Thread(target=_watch, args=(process.pid, peak, over))
        watcher.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        over.set()
        watcher.join()
        output.seek(0)
        text = output.read().decode(errors="replace")[-4000:]
    cpu = usage.ru_utime + usage.ru_stime
    return Cost(wall, cpu, peak[0] / 1024, process.returncode, text)


def _watch(pid: int, peak: list[int], over: threading.Event) -> None:
    while not over.wait(_SAMPLE_SECONDS):
        peak[0] = max(peak[0], sum(map(_kib, tree(pid))))


def tree(pid: int) -> list[int]:
    """A process and all that descend from it."""
    parents: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found


def _kib(pid: int) -> int:
    """Proportional set size in KiB; where it cannot be read, what the process does not share."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
        return int(text.split("Pss:")[1].split()[0])
    except (OSError, IndexError):
        pass
    try:
        _, resident, shared, *_ = map(int, Path(f"/proc/{pid}/statm").read_text().split())
    except (OSError, ValueError):
        return 0
    return (resident - shared) * os.sysconf("SC_PAGE_SIZE") // 1024
