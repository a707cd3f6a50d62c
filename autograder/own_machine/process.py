"""The main process' side: one plain process a job, which imports while another one works."""

from __future__ import annotations

import contextlib
import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final

import msgspec

import autograder
from autograder.errors import InfrastructureError
from autograder.own_machine.job import BEGUN, Task
from autograder.sandbox import wire
from autograder.sandbox.jobs import (
    SILENT,
    Conversation,
    End,
    Entry,
    JobLimits,
    JobOutcome,
    JobRequest,
    JobStatus,
)
from autograder.sandbox.numbers import NUMBERS

LAYERS: Final = ("own-machine",)  # what stands where a result names its layers of isolation
_START_SECONDS: Final = 600.0  # importing TensorFlow for the first time, under a virus scanner
_AFTER_SECONDS: Final = 60.0  # to hand in what is there when the time is up
_CRASHED: Final = 0x80000000  # codes from here on are Windows' own, of crashes
_PREFIX: Final = "own-autograder-"  # not that of ``tempdirs``, which sweeps away what has no lock
_MOST_TOLD: Final = 2000  # characters of what a process printed

# Without the current folder, in which files of the student's may have any name.
_JOB: Final = (
    "import sys; sys.path[:] = [one for one in sys.path if one]; sys.path.append({home!r}); "
    "from autograder.own_machine.job import main; main({names})"
)


@dataclass(eq=False)
class _Process:
    """A job's process; a thread of its own reads its frames, for pipes know no time-outs."""

    popen: subprocess.Popen[bytes]
    printed: IO[bytes]
    frames: queue.SimpleQueue[wire.Frame | None] = field(default_factory=queue.SimpleQueue)
    reader: threading.Thread | None = None

    def sendall(self, data: bytes, /) -> None:
        """Write to the job."""
        if self.popen.stdin is not None:
            self.popen.stdin.write(data)
            self.popen.stdin.flush()

    def recv(self, size: int, /) -> bytes:
        """Read what the job has written."""
        return os.read(self.popen.stdout.fileno(), size) if self.popen.stdout else b""


@dataclass(frozen=True, slots=True)
class Slow:
    """``tell`` is called once, with the number of the cell, when the cells have taken so long."""

    seconds: float
    tell: Callable[[int], None]


@dataclass(slots=True)
class _Heard:
    """What a job has sent so far, and when."""

    begun: float = 0.0
    ended: float = 0.0
    payload: bytes | None = None
    answers: list[bytes] = field(default_factory=list)
    cell: int = 0
    awaited: int = 0  # answers to questions
    until: float = 0.0  # when the next frame has to be there


class OwnProcess:
    """Runs jobs of one entry, each in a plain process; a ``sandbox.jobs.Worker``.

    ``begin`` starts the process of the first job ahead of time; ``stop`` ends all.
    """

    troubles: tuple[str, ...] = ()

    def __init__(self, entry: Entry, slow: Slow | None = None) -> None:
        self._entry = entry
        self._slow = slow
        self._alive: list[_Process] = []
        self._ready: _Process | None = None
        self._stopping = False

    @property
    def stopping(self) -> bool:
        """Has ``stop`` been called?"""
        return self._stopping

    def begin(self) -> None:
        """Start a process without waiting for its imports.

        Raises:
            InfrastructureError: it can't be started.
        """
        self._ready = self._launch()

    def stop(self) -> None:
        """End every process."""
        self._stopping = True
        for process in self._alive:
            _end(process)
            process.printed.close()
        self._alive.clear()

    def run(
        self,
        program: bytes,
        request: JobRequest,
        talk: Conversation = SILENT,
    ) -> JobOutcome:
        """Run one job to its end. ``request.readable`` needs no care: all can be read here.

        What comes first stands, whether ``talk`` needs answers or not.

        Raises:
            InfrastructureError: its process never began.
        """
        process, self._ready = self._ready or self._launch(), None
        heard = _Heard()
        with tempfile.TemporaryDirectory(prefix=_PREFIX, ignore_cleanup_errors=True) as folder:
            try:
                with contextlib.suppress(OSError):  # its end is looked at below
                    task = Task(folder, request.limits.seconds)
                    wire.send(process, b"T", msgspec.json.encode(task))
                    wire.send(process, b"P", program)
                struck = self._follow(process, request.limits, talk, heard)
            finally:
                _end(process)
                self._alive.remove(process)
        status = _status(process, heard, request.limits, struck=struck)
        return JobOutcome(status, heard.payload, tuple(heard.answers))

    def _follow(
        self, process: _Process, limits: JobLimits, talk: Conversation, heard: _Heard
    ) -> bool:
        """Read frames until nothing more is wanted; whether the time was up before that."""
        heard.until = time.monotonic() + _START_SECONDS
        slow = self._slow
        while heard.payload is None or len(heard.answers) < heard.awaited:
            until = heard.until
            if slow and heard.begun and not heard.ended:
                until = min(until, heard.begun + slow.seconds)
            try:
                frame = process.frames.get(timeout=max(0.0, until - time.monotonic()))
            except queue.Empty:
                if until == heard.until or slow is None:
                    return True
                slow.tell(heard.cell)
                slow = None
                continue
            if frame is None:
                return False
            _take(frame, process, limits, talk, heard)
        return False

    def _launch(self) -> _Process:
        home = str(Path(autograder.__file__).resolve().parents[1])
        names = ", ".join(
            map(repr, (self._entry.libraries, self._entry.preload, self._entry.entry))
        )
        code = _JOB.format(home=home, names=names)
        printed = tempfile.TemporaryFile()  # noqa: SIM115 - closed when it is read
        try:
            popen = subprocess.Popen(
                [sys.executable, "-c", code],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=printed,
                env={**os.environ, **NUMBERS, "PYTHONIOENCODING": "utf-8"},
                start_new_session=True,  # Ctrl+C is for us to hear
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise InfrastructureError(f"Python can't be started: {error}") from error
        process = _Process(popen, printed)
        process.reader = threading.Thread(target=_read, args=(process,), daemon=True)
        process.reader.start()
        self._alive.append(process)
        return process


def _read(process: _Process) -> None:
    """Put the frames of a job into its queue; None at the end."""
    with contextlib.suppress(OSError, ValueError):
        while frame := wire.receive(process, 2**30):
            process.frames.put(frame)
    process.frames.put(None)


def _take(
    frame: wire.Frame, process: _Process, limits: JobLimits, talk: Conversation, heard: _Heard
) -> None:
    """Put down what a frame says, and until when the next one may come."""
    now = time.monotonic()
    if frame.kind == BEGUN:
        # The job's own moment: this thread may hear of it late, and would count too few seconds.
        heard.begun = min(now, float(frame.payload))
        heard.until = now + limits.seconds + limits.grace_seconds
    elif frame.kind == wire.CELL:
        heard.cell = int(frame.payload)
        talk.on_cell(heard.cell)
    elif frame.kind == wire.LIMIT:
        heard.ended, heard.until = now, now + _AFTER_SECONDS
    elif frame.kind == wire.EVIDENCE:
        heard.ended, heard.until = heard.ended or now, now + _AFTER_SECONDS
        heard.payload = frame.payload
        questions = talk.probes(frame.payload)
        heard.awaited = len(questions)
        with contextlib.suppress(OSError):  # its end is reported as the next frame
            for question in questions:
                wire.send(process, wire.PROBE, question)
    elif frame.kind == wire.ANSWER:
        heard.answers.append(frame.payload)


def _end(process: _Process) -> None:
    with contextlib.suppress(OSError):
        process.popen.kill()
        process.popen.wait()
    if process.reader is not None:  # it reads from the pipe that is closed below
        process.reader.join(timeout=2.0)
    for pipe in (process.popen.stdin, process.popen.stdout):
        with contextlib.suppress(OSError):
            if pipe is not None:
                pipe.close()


def _status(process: _Process, heard: _Heard, limits: JobLimits, *, struck: bool) -> JobStatus:
    """How the job ended, from what it sent and the code of its process.

    Raises:
        InfrastructureError: it never began.
    """
    output = _printed(process)
    code = process.popen.returncode
    if not heard.begun:
        why = "it took too long to start" if struck else _last_line(output) or f"status {code}"
        raise InfrastructureError(f"the program that runs the code did not start: {why}")
    seconds = (heard.ended or time.monotonic()) - heard.begun
    if heard.payload is not None:
        end = End.FINISHED
    elif struck:
        end = End.TIME
    else:
        end = End.SIGNAL if code < 0 or code >= _CRASHED else End.EXITED
    return JobStatus(
        end,
        seconds,
        cpu_seconds=0.0,
        memory_mb=0.0,
        layers=LAYERS,
        output=output,
        detail=f"status {code}" if end is End.SIGNAL else "",
        cell=heard.cell,
        struck="time" if end is End.FINISHED and seconds >= limits.seconds else "",
    )


def _printed(process: _Process) -> str:
    with process.printed as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - _MOST_TOLD))
        return file.read().decode("utf-8", "replace")


def _last_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1] if lines else ""
