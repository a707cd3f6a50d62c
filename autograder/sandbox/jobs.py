"""What a job is and how it ended: the records that main process and supervisor exchange."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

import msgspec

from autograder.util.compat import StrEnum


class End(StrEnum):
    """How a job ended, as the supervisor saw it. Only the supervisor says so."""

    FINISHED = "finished"  # it sent its result
    TIME = "time"  # over the wall-clock limit
    MEMORY = "memory"  # over the memory limit
    CPU = "cpu"  # over the processor-time limit
    THREADS = "threads"  # more threads than allowed
    DISK = "disk"  # more on disk than allowed, where the file tree itself can't say no
    FILES = "files"  # more files than allowed, likewise
    EVIDENCE = "evidence"  # its result was over the limit, or no frames at all
    EXITED = "exited"  # it left without a result
    SIGNAL = "signal"  # killed by a signal that wasn't ours
    BROKEN = "broken"  # the sandbox itself failed; never the student's fault


class JobLimits(msgspec.Struct, frozen=True):
    """The limits of one job. Seconds are wall clock, sizes are MiB unless named otherwise."""

    seconds: float
    memory_mb: int
    file_mb: int
    disk_mb: int
    files: int
    threads: int
    result_mb: int
    cpu_seconds: float = 600.0
    open_files: int = 192
    output_kb: int = 256  # what reaches the file descriptors 1 and 2 below Python
    grace_seconds: float = 3.0  # after the polite interrupt, before the kill


class JobRequest(msgspec.Struct, frozen=True):
    """Main process → zygote; the program and the job's socket come along as descriptors.

    ``readable`` are the folders that this job may read beside the Python environment.
    """

    limits: JobLimits
    readable: tuple[str, ...] = ()


class JobStatus(msgspec.Struct, frozen=True):
    """Supervisor → main process, the last word on a job."""

    end: End
    seconds: float
    cpu_seconds: float
    memory_mb: float
    layers: tuple[str, ...]
    output: str = ""  # the tail of what reached file descriptors 1 and 2
    detail: str = ""  # for the staff
    cell: int = 0  # the last cell that the job said it began; 0 unknown
    struck: str = ""  # "time" or "cpu" when the limit struck but a result came all the same


class JobOutcome(msgspec.Struct, frozen=True):
    """A finished job as the main process sees it. ``payload`` is hostile; ``status`` is not."""

    status: JobStatus
    payload: bytes | None
    answers: tuple[bytes, ...] = ()


Probes = Callable[[bytes], tuple[bytes, ...]]
OnCell = Callable[[int], None]


def ask_nothing(payload: bytes) -> tuple[bytes, ...]:
    """The questions to a live process of which nothing is to be known."""
    del payload
    return ()


def not_told(cell: int) -> None:
    """Is told which cell runs, and does nothing."""
    del cell


@dataclass(frozen=True, slots=True)
class Conversation:
    """What the main process asks a running job, and does with what the job says.

    ``probes`` turns the result into questions to the live process; without ``answers_needed`` a
    result stands whatever happens after it. ``on_cell`` is called, in the thread that runs the job,
    with the number that the job says the running cell has. The number is the job's own word, from 0
    to 999,999, a larger one each time; where cells are short, some are left out.
    """

    probes: Probes = ask_nothing
    answers_needed: bool = True
    on_cell: OnCell = not_told


SILENT: Final = Conversation()


@dataclass(frozen=True, slots=True)
class Entry:
    """Which modules the process of a job imports: ``libraries`` first, whose memory jobs hardly
    ever write to, ``preload`` to be warm, and ``entry`` ("module:function")."""

    libraries: str
    preload: str
    entry: str


class Worker(Protocol):
    """Runs jobs of one entry, wherever: in the sandbox, or on one's own machine."""

    @property
    def stopping(self) -> bool:
        """Has ``stop`` been called? Whatever fails from then on says nothing."""
        ...

    @property
    def troubles(self) -> tuple[str, ...]:
        """Why jobs had to be run again, in the order in which that happened."""
        ...

    def stop(self) -> None:
        """End every process and all their jobs, from any thread."""

    def run(
        self,
        program: bytes,
        request: JobRequest,
        talk: Conversation = SILENT,
    ) -> JobOutcome:
        """Run one job to its end.

        Raises:
            InfrastructureError: the process failed; the job's own faults are in the outcome.
        """
        ...
