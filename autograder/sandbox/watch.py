"""What the supervisor sees of a running job from outside, and the limits it holds it to."""

from __future__ import annotations

import contextlib
import os
import signal
import stat
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from autograder.sandbox import own_time
from autograder.sandbox.jobs import End, JobLimits
from autograder.sandbox.layers import landlock
from autograder.sandbox.layers.status import LayerError

_INTERRUPT_EVERY: Final = 0.5  # seconds between polite interrupts once the time is up
_EXPORT_SECONDS: Final = 4.5  # to write the result down, once the cells are through in time
_COUNT_EVERY: Final = 1.0  # seconds; a wait is known only when it has ended
_FOLDER_EVERY: Final = 0.25  # seconds between looks at a folder that nothing caps
MOST_WAITING: Final = 6.0  # times the limit: even on a machine that is far too busy a job ends
_TICKS: Final = os.sysconf("SC_CLK_TCK")


@dataclass
class Watch:
    """What is known of the running job; changes as the job runs.

    ``pid`` is the job's process as numbered where the supervisor lives; 0 in tests.
    """

    pid: int
    limits: JobLimits
    folder: Path | None = None  # the job's folder, where no file tree caps it
    enforce: bool = True  # False: keep the clock alone, to learn what the rest of the watch stops
    started: float = field(default_factory=time.monotonic)
    end: End | None = None
    struck: str = ""
    interrupted_at: float = 0.0
    cell: int = 0
    began: bool = False  # past what is ours: from then on, what ends the job is its own doing
    cells_done: bool = False
    result_sent: bool = False
    peak_kb: int = 0
    cpu_seconds: float = 0.0
    output: bytearray = field(default_factory=bytearray)
    detail: str = ""
    _baseline_kb: int = 0
    _looked_at: float = 0.0
    _files: list[int] = field(default_factory=list)

    def begin(self, *, shared_proc: bool) -> None:
        """Take hold of the process; all that it has by now is the zygote's, not its own."""
        self._files = [
            os.open(path if Path(path).exists() else os.devnull, os.O_RDONLY | os.O_CLOEXEC)
            for path in (f"/proc/{self.pid}/{name}" for name in ("status", "stat"))
        ]
        if shared_proc:
            with contextlib.suppress(LayerError):
                self._files += landlock.pin_proc(self.pid)
        with contextlib.suppress(OSError):
            self._pidfd = os.pidfd_open(self.pid)
            self._files.append(self._pidfd)
        with contextlib.suppress(OSError):
            self._tasks = os.open(f"/proc/{self.pid}/task", os.O_DIRECTORY | os.O_CLOEXEC)
            self._files.append(self._tasks)
        self._baseline_kb = _memory_kb(_fields(self._read(0)))
        self.started = self._counted_at = time.monotonic()
        self._threads = own_time.read_threads(self._tasks)

    _pidfd: int = -1
    _tasks: int = -1
    _own_seconds: float = 0.0  # at work itself, until ``_counted_at``
    _counted_at: float = field(default_factory=time.monotonic)
    _threads: own_time.Threads = field(default_factory=dict)  # as they were then

    def close(self) -> None:
        """Let go of the process."""
        for descriptor in self._files:
            os.close(descriptor)
        self._files = []

    def folder_is_gone(self) -> bool:
        """Has somebody removed the job's folder? The job itself has no right to."""
        return self.folder is not None and not self.folder.is_dir()

    def look(self) -> None:
        """Hold the job to its limits: memory, threads, folder, processor time, clock."""
        if self.end is None:
            self._look_at_process()
        if self.end is None and self.folder is not None and self.enforce:
            self._look_at_folder(self.folder)
        if self.end is None:
            self._look_at_clock()

    def _read(self, which: int) -> str:
        try:
            return os.pread(self._files[which], 4096, 0).decode("ascii", "replace")
        except OSError:  # it has ended
            return ""

    def _look_at_process(self) -> None:
        """Kill over the limit: the rlimits catch most of it first, as an error in the cell."""
        found = _fields(self._read(0))
        grown = max(0, _memory_kb(found) - self._baseline_kb)
        self.peak_kb = max(self.peak_kb, grown)
        if not self.enforce:
            return
        if grown > self.limits.memory_mb * 1024:
            self.end = End.MEMORY
        elif found.get("Threads", 0) > self.limits.threads + _SPARE_THREADS:
            self.end = End.THREADS

    def _look_at_folder(self, folder: Path) -> None:
        now = time.monotonic()
        if now - self._looked_at < _FOLDER_EVERY:
            return
        self._looked_at = now
        size, count = folder_use(folder, self.limits.files)
        size += nameless_use(self.pid, folder, self.limits.file_mb * 2**20)
        if count > self.limits.files:
            self.end = End.FILES
        elif size > self.limits.disk_mb * 2**20:
            self.end = End.DISK

    def _look_at_clock(self) -> None:
        """Interrupt politely at the limit, so that what exists is still exported; then kill.

        The clock stands still while the job waits for a processor that others hold: a busy
        machine must cost nobody points.
        """
        now = time.monotonic()
        self.cpu_seconds = max(self.cpu_seconds, _cpu_seconds(self._read(1)))
        longest = self.limits.seconds * (1 + MOST_WAITING)
        over = max(self._own_time(now) - self.limits.seconds, now - self.started - longest)
        over_cpu = self.cpu_seconds - self.limits.cpu_seconds
        over, struck = max((over, "time"), (over_cpu, "cpu"))
        if over <= 0:
            return
        exporting = self.cells_done and not self.interrupted_at
        if over > (_EXPORT_SECONDS if exporting else self.limits.grace_seconds):
            ended = End.TIME if struck == "time" else End.CPU
            self.end = End.FINISHED if self.result_sent else ended
        elif not self.cells_done and now - self.interrupted_at > _INTERRUPT_EVERY:
            self.interrupted_at = now
            self.struck = self.struck or struck
            self._interrupt()

    def _own_time(self, now: float) -> float:
        """Seconds that the job was at work itself; counted anew each second and at the limit."""
        passed = now - self._counted_at
        if passed > _COUNT_EVERY or self._own_seconds + passed > self.limits.seconds:
            threads = own_time.read_threads(self._tasks)
            among = own_time.processors()
            self._own_seconds += own_time.own_seconds(passed, self._threads, threads, among)
            self._counted_at, self._threads = now, threads
            return self._own_seconds
        return self._own_seconds + passed

    def _interrupt(self) -> None:
        """SIGINT, by a handle that can't mean another process once this one has ended."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if self._pidfd >= 0:
                signal.pidfd_send_signal(self._pidfd, signal.SIGINT)
            else:
                os.kill(self.pid, signal.SIGINT)


# Python's and TensorFlow's own; above what RLIMIT_NPROC allows, which fails politely in the cell.
_SPARE_THREADS: Final = 80


def _fields(status: str) -> dict[str, int]:
    """The numbers of /proc/PID/status that are looked at; sizes are in KiB."""
    found = {}
    for line in status.splitlines():
        name, _, value = line.partition(":")
        if name in {"RssAnon", "VmSwap", "Threads"}:
            found[name] = int(value.split()[0])
    return found


def _memory_kb(found: dict[str, int]) -> int:
    """Private memory in KiB. A fork starts with its parent's pages counted: only growth counts."""
    return found.get("RssAnon", 0) + found.get("VmSwap", 0)


def _cpu_seconds(stat: str) -> float:
    """User and system time, the 14th and 15th field of proc(5)'s stat."""
    after = stat.rpartition(")")[2].split()
    return (int(after[11]) + int(after[12])) / _TICKS if len(after) > 12 else 0.0


def folder_use(folder: Path, most: int) -> tuple[int, int]:
    """Bytes on disk and number of entries below a folder; stops counting past ``most`` entries.

    A folder that can't be looked into (locked, or at the end of too long a path) counts as more
    than ``most``: anything may be in it, and honest work has no use for it.
    """
    size = count = 0
    pending = [str(folder)]
    while pending and count <= most:
        try:
            with os.scandir(pending.pop()) as entries:
                for entry in entries:
                    count += 1
                    size += entry.stat(follow_symlinks=False).st_blocks * 512
                    if entry.is_dir(follow_symlinks=False):
                        pending.append(entry.path)
        except (FileNotFoundError, NotADirectoryError):  # removed meanwhile
            continue
        except OSError:
            return size, most + 1
    return size, count


def nameless_use(pid: int, folder: Path, largest: int) -> int:
    """Bytes on disk of files of a folder that a process holds, but that have no name any more.

    Of one that is mapped and not open the size can't be seen: it counts as the ``largest`` allowed.
    """
    sizes: dict[tuple[int, int], int] = {}
    with contextlib.suppress(OSError):  # it has ended
        for descriptor in Path(f"/proc/{pid}/fd").iterdir():
            with contextlib.suppress(FileNotFoundError):  # closed meanwhile
                found = descriptor.stat()
                if stat.S_ISREG(found.st_mode) and not found.st_nlink:
                    sizes[found.st_dev, found.st_ino] = found.st_blocks * 512
        for line in Path(f"/proc/{pid}/maps").read_text("utf-8", "replace").splitlines():
            if line.endswith(" (deleted)") and f" {folder.resolve()}/" in line:
                _, _, _, device, inode, *_ = line.split()
                major, minor = (int(number, 16) for number in device.split(":"))
                sizes.setdefault((os.makedev(major, minor), int(inode)), largest)
    return sum(sizes.values())


def oom_kills() -> int:
    """How often the kernel has killed a process for lack of memory since the machine started."""
    with contextlib.suppress(OSError, ValueError):
        for line in Path("/proc/vmstat").read_text(encoding="ascii").splitlines():
            if line.startswith("oom_kill "):
                return int(line.split()[1])
    return 0
