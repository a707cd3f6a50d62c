"""Runs a command and says what it took: wall and CPU seconds, peak memory of all its processes."""

from __future__ import annotations

import itertools
import os
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_SAMPLE_SECONDS = 0.04
_SAMPLES_PER_MEMORY = 12


@dataclass(frozen=True)
class Cost:
    """What a command took.

    Attributes:
        wall: seconds.
        cpu: seconds of user and system time of all its processes. The kernel reports those that
            were waited for; a process that was killed with its namespace is missing there, so the
            processes are also looked at 25 times a second, and the larger sum counts.
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
        seen, over = _Seen(), threading.Event()
        watcher = threading.Thread(target=_watch, args=(process.pid, seen, over))
        watcher.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        over.set()
        watcher.join()
        output.seek(0)
        text = output.read().decode(errors="replace")[-4000:]
    cpu = max(usage.ru_utime + usage.ru_stime, sum(seen.ticks.values()) / os.sysconf("SC_CLK_TCK"))
    return Cost(wall, cpu, seen.peak_kib / 1024, process.returncode, text)


@dataclass
class _Seen:
    """What samples have shown so far: CPU ticks of each process, and the largest memory of all."""

    ticks: dict[tuple[int, int], int] = field(default_factory=dict)
    peak_kib: int = 0


def _watch(pid: int, seen: _Seen, over: threading.Event) -> None:
    for number in itertools.count():
        if over.wait(_SAMPLE_SECONDS):
            return
        found = _tree(pid)
        seen.ticks |= {(one.pid, one.began): one.ticks for one in found}
        if number % _SAMPLES_PER_MEMORY == 0:
            seen.peak_kib = max(seen.peak_kib, sum(_kib(one.pid) for one in found))


@dataclass(frozen=True)
class _Process:
    pid: int
    parent: int
    ticks: int
    began: int


def _tree(pid: int) -> list[_Process]:
    """A process and all that descend from it."""
    alive: dict[int, list[_Process]] = {}
    own: list[_Process] = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        ticks = int(fields[11]) + int(fields[12])
        one = _Process(int(path.parent.name), int(fields[1]), ticks, int(fields[19]))
        alive.setdefault(one.parent, []).append(one)
        if one.pid == pid:
            own.append(one)
    for one in own:
        own += alive.get(one.pid, [])
    return own


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
