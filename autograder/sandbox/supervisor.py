"""The trusted parent of one job: owns its clock, its memory watch and its last word.

Forked from the zygote, it starts the job's processes (``job``) in namespaces of their own and
relays frames between the job and the main process. Whatever the job does, the supervisor ends
it by its deadline, kills all that is left, removes the work folder and reports; it dies with the
zygote or the main process.
"""

from __future__ import annotations

import contextlib
import os
import re
import select
import signal
import socket
import struct
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from autograder.sandbox import wire
from autograder.sandbox.job import Ends, Exit, Kit, Ready, run_first
from autograder.sandbox.jobs import End, JobLimits, JobRequest, JobStatus
from autograder.sandbox.layers import libc, namespaces
from autograder.sandbox.layers.status import LayerError
from autograder.sandbox.watch import Watch, oom_kills
from autograder.util import tempdirs

_TICK: Final = 0.02  # seconds between looks at memory and clock
_PATIENCE: Final = 2.0  # seconds that a question may wait for a job that doesn't read
TELL_EVERY: Final = 0.1  # seconds between two numbers of cells that the main process is told
_SET_UP_SECONDS: Final = 30.0  # for the layers, on a machine that is short of everything
_CREDENTIALS: Final = struct.Struct("3i")  # struct ucred: pid, uid, gid
_PR_SET_CHILD_SUBREAPER: Final = 36
_NUMBER: Final = re.compile(rb"[0-9]{1,6}")
_MOST_ANSWER: Final = 4 * 2**20  # bytes of one answer to a probe
_NO_FOLDER: Final = "the job's folder was removed while it ran"
_READY: Final = msgspec.json.Decoder(Ready)
_EXIT: Final = msgspec.json.Decoder(Exit)


@dataclass(frozen=True, slots=True)
class _Holds:
    """The supervisor's ends of what ties the job to it."""

    channel: socket.socket
    output: int
    ready: socket.socket
    report: int
    first: int  # process id of the job's first process


def supervise(main: socket.socket, program_fd: int, request: JobRequest, kit: Kit) -> None:
    """Run one job to its end and tell the main process how it ended. Returns when all is gone."""
    os.setsid()
    libc.prctl(_PR_SET_CHILD_SUBREAPER, 1)
    work, killed_before = None, 0
    try:
        if kit.isolation.uses("namespaces"):
            namespaces.enter()
        if not kit.isolation.uses("mounts"):
            work = Path(tempfile.mkdtemp(prefix="job-"))
        holds, lifeline = _start(main, program_fd, request, kit, work)
        killed_before = oom_kills()  # takes a millisecond; meanwhile the job sets itself up
        status = _run(main, holds, request.limits, kit, work)
        os.close(lifeline)
    except (OSError, LayerError) as error:
        status = _broken(str(error), kit)
    finally:
        _kill_all()
        if work is not None:
            tempdirs.remove(work)
    if status.detail == "SIGKILL" and oom_kills() > killed_before:
        status = _broken("the system ran out of memory and killed the process", kit)
    with contextlib.suppress(OSError):
        wire.send(main, wire.STATUS, msgspec.json.encode(status))


def _broken(detail: str, kit: Kit) -> JobStatus:
    return JobStatus(End.BROKEN, 0.0, 0.0, 0.0, kit.isolation.layers, detail=detail)


def _start(
    main: socket.socket, program_fd: int, request: JobRequest, kit: Kit, work: Path | None
) -> tuple[_Holds, int]:
    """Fork the job's first process; return our ends, and the lifeline that we alone hold."""
    channel, job_channel = socket.socketpair()
    ready, job_ready = socket.socketpair()
    # The kernel then tells us the job's process id as it is numbered here.
    ready.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
    output, job_output = os.pipe()
    report, job_report = os.pipe()
    job_lifeline, lifeline = os.pipe()
    job_ends = (program_fd, job_channel.detach(), job_output, job_ready.detach(), job_report)
    first = os.fork()
    if first == 0:
        for mine in (main, channel, ready):
            mine.close()
        for descriptor in (output, report, lifeline):
            os.close(descriptor)
        run_first(Ends(*job_ends, lifeline=job_lifeline), request, kit, work)
    for descriptor in (*job_ends, job_lifeline):
        os.close(descriptor)
    channel.settimeout(_PATIENCE)
    return _Holds(channel, output, ready, report, first), lifeline


def _run(
    main: socket.socket, holds: _Holds, limits: JobLimits, kit: Kit, work: Path | None
) -> JobStatus:
    """See the job's process through from the moment its layers are in force to its end."""
    pid, error = _await_ready(holds.ready)
    if error:
        return _broken(error, kit)
    watch = Watch(pid, limits, work, enforce=kit.isolation.uses("watch"))
    try:
        watch.begin(shared_proc=not kit.isolation.uses("mounts"))
        holds.ready.send(b"g")
        holds.ready.close()
        with contextlib.suppress(OSError):  # the main process has gone: so will we
            _relay(main, holds, watch)
        return _finish(watch, holds, kit)
    finally:
        watch.close()


def _await_ready(ready: socket.socket) -> tuple[int, str]:
    """The job's process id, and why it could not be set up ('' if it could)."""
    ready.settimeout(_SET_UP_SECONDS)
    try:
        data, ancillary, _, _ = ready.recvmsg(4096, socket.CMSG_SPACE(_CREDENTIALS.size))
        message = _READY.decode(data)
    except (OSError, msgspec.MsgspecError) as error:
        return 0, f"the job's process could not be set up: {error or type(error).__name__}"
    for level, kind, content in ancillary:
        if (level, kind) == (socket.SOL_SOCKET, socket.SCM_CREDENTIALS):
            return int(_CREDENTIALS.unpack(content[: _CREDENTIALS.size])[0]), message.error
    return 0, message.error or "the kernel did not name the job's process"


def _relay(main: socket.socket, holds: _Holds, watch: Watch) -> None:
    """Pass frames on, collect output, watch limits, until the job has ended or must end."""
    poller = select.poll()
    job, output = holds.channel, holds.output
    for descriptor in (main.fileno(), job.fileno(), output):
        poller.register(descriptor, select.POLLIN)
    relay = _Relay(main, job, watch)
    while watch.end is None:
        ready = {descriptor for descriptor, _ in poller.poll(_TICK * 1000)}
        if output in ready and not _drain(output, watch):
            poller.unregister(output)
        if main.fileno() in ready:
            relay.from_main()
        if job.fileno() in ready and watch.end is None:
            relay.from_job()
        watch.look()
        relay.tell_cell()


class _Relay:
    """Frames between the main process, which is trusted, and the job, which isn't."""

    def __init__(self, main: socket.socket, job: socket.socket, watch: Watch) -> None:
        self._main, self._job, self._watch = main, job, watch
        size = watch.limits.result_mb * 2**20
        self._from_job, self._from_main = wire.FrameBuffer(size), wire.FrameBuffer(size)
        self._open_questions = 0
        self._told_cell, self._told_at = 0, -TELL_EVERY

    def from_main(self) -> None:
        """The main process asks a live model, has had enough, or is gone."""
        data = self._main.recv(65536)
        if not data:
            self._watch.end = End.FINISHED if self._watch.result_sent else End.BROKEN
            return
        for frame in self._from_main.feed(data):
            if frame.kind == wire.DONE:
                self._watch.end = End.FINISHED
            elif frame.kind == wire.PROBE:
                self._ask(frame.payload)

    def _ask(self, question: bytes) -> None:
        try:
            wire.send(self._job, wire.PROBE, question)
            self._open_questions += 1
        except OSError:
            self._watch.end = End.FINISHED

    def from_job(self) -> None:
        """The job sent bytes: pass whole frames of the known kinds on, refuse the rest."""
        watch = self._watch
        try:
            data = self._job.recv(1 << 20)
            arrived = self._from_job.feed(data)
        except OSError:
            data, arrived = b"", []
        except wire.WireError as error:
            watch.end, watch.detail = End.EVIDENCE, str(error)
            return
        if not data:
            watch.end = End.FINISHED if watch.result_sent else End.EXITED
            return
        for frame in arrived:
            self._pass_on(frame)

    def _pass_on(self, frame: wire.Frame) -> None:
        watch = self._watch
        watch.began = True
        if frame.kind == wire.CELL:
            watch.cell = int(frame.payload) if _NUMBER.fullmatch(frame.payload) else 0
        elif frame.kind == wire.LIMIT:
            watch.cells_done = True
        elif frame.kind == wire.EVIDENCE and not watch.result_sent:
            if watch.folder_is_gone():
                watch.end, watch.detail = End.BROKEN, _NO_FOLDER
                return
            watch.cells_done = watch.result_sent = True
            wire.send(self._main, wire.EVIDENCE, frame.payload)
        elif frame.kind == wire.ANSWER and self._open_questions:
            # One answer for each question, or a job could fill the main process' memory.
            self._open_questions -= 1
            answer = frame.payload if len(frame.payload) <= _MOST_ANSWER else b""
            wire.send(self._main, wire.ANSWER, answer)

    def tell_cell(self) -> None:
        """Say which cell runs, as the job has it: a number that only grows, and not too often.

        The main process may be busy, and the job must not get any time by that: nothing waits.
        """
        cell, now = self._watch.cell, time.monotonic()
        if cell <= self._told_cell or now - self._told_at < TELL_EVERY or self._watch.end:
            return
        self._told_at = now
        with contextlib.suppress(BlockingIOError):  # so few bytes are sent as a whole or not at all
            self._main.send(wire.pack(wire.CELL, str(cell).encode()), socket.MSG_DONTWAIT)
            self._told_cell = cell


def _drain(output: int, watch: Watch) -> bool:
    """Read what the job wrote to 1 and 2; keep the tail. False at the end of the stream."""
    data = os.read(output, 65536)
    watch.output += data
    excess = len(watch.output) - watch.limits.output_kb * 1024
    if excess > 0:
        del watch.output[:excess]
    return bool(data)


def _finish(watch: Watch, holds: _Holds, kit: Kit) -> JobStatus:
    """Kill what is left, collect the exit status, and put the last word together."""
    seconds = time.monotonic() - watch.started
    left = None
    if watch.end is End.EXITED:
        said = _said_at_the_end(holds.report, 0.5)
        left = _EXIT.decode(said) if said else None
        if said == b"":  # the job has no means to do that
            watch.end, watch.detail = End.BROKEN, "the job's first process was killed"
    if not watch.result_sent and watch.folder_is_gone():
        watch.end, watch.detail = End.BROKEN, _NO_FOLDER
    with contextlib.suppress(ProcessLookupError):
        os.kill(holds.first, signal.SIGKILL)
    _kill_all()
    os.set_blocking(holds.output, False)
    with contextlib.suppress(BlockingIOError):
        while _drain(holds.output, watch):
            pass
    end, detail = _how(watch, left)
    if not watch.began and end in {End.EXITED, End.SIGNAL}:
        end, detail = End.BROKEN, f"it ended before it began: {detail or end}"
    cpu = max(watch.cpu_seconds, left.cpu_seconds if left else 0.0)
    return JobStatus(
        end=end,
        seconds=round(seconds, 3),
        cpu_seconds=round(cpu, 3),
        memory_mb=round(watch.peak_kb / 1024, 1),
        layers=kit.isolation.layers,
        output=bytes(watch.output[-8000:]).decode("utf-8", "replace"),
        detail=detail,
        cell=watch.cell,
        struck=watch.struck,
    )


def _said_at_the_end(report: int, seconds: float) -> bytes | None:
    """An ``Exit``, as bytes; none if its writer was killed; None if the job's process is alive."""
    return os.read(report, 4096) if select.select([report], [], [], seconds)[0] else None


def _how(watch: Watch, left: Exit | None) -> tuple[End, str]:
    """The end as the student is told it, and the signal or reason for the staff."""
    end = watch.end or End.BROKEN
    if end is not End.EXITED or left is None or left.code >= 0:
        return end, watch.detail
    name = signal.Signals(-left.code).name
    if left.code == -signal.SIGXCPU:
        return End.CPU, name
    if b"pthread_create" in watch.output or b"can't start new thread" in watch.output:
        return End.THREADS, name
    ran_out = b"bad_alloc" in watch.output or b"Cannot allocate memory" in watch.output
    if ran_out or watch.peak_kb > 0.9 * watch.limits.memory_mb * 1024:
        return End.MEMORY, name
    return End.SIGNAL, name


def _kill_all() -> None:
    """End every child, and every orphan that came to us, until none is left."""
    deadline = time.monotonic() + 2
    while time.monotonic() < deadline:
        for child in _children():
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        try:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                time.sleep(0.001)
        except ChildProcessError:
            return


def _children() -> tuple[int, ...]:
    own = os.getpid()
    try:
        listed = Path(f"/proc/{own}/task/{own}/children").read_text(encoding="ascii")
    except OSError:
        return ()
    return tuple(int(child) for child in listed.split())
