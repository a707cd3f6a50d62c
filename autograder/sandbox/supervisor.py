"""The trusted parent of one job: owns its clock, its memory watch and its last word.

Forked from the zygote, it forks the job's process and relays frames between it and the main
process. Whatever the job does, the supervisor ends it by its deadline, kills all that is
left, removes the work folder and reports; it dies with the zygote or the main process.
"""

from __future__ import annotations

import contextlib
import os
import resource
import select
import shutil
import signal
import socket
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from autograder.sandbox import confine, wire
from autograder.sandbox.jobs import End, JobLimits, JobRequest, JobStatus

Entry = Callable[[bytes, socket.socket], None]

_TICK = 0.05  # seconds between looks at memory and clock
_INTERRUPT_EVERY = 0.5  # seconds between polite interrupts once the time is up
_EXPORT_SECONDS = 20.0  # to write the result down, once the cells are through in time
_PATIENCE = 2.0  # seconds that a question may wait for a job that doesn't read
CHANNEL_FD = 3  # where the job finds its end of the channel


@dataclass
class _Watch:
    """What the supervisor knows of the running job; changes as the job runs."""

    pid: int
    started: float
    baseline_kb: int
    end: End | None = None
    interrupted_at: float = 0.0
    cells_done: bool = False
    result_sent: bool = False
    peak_kb: int = 0
    output: bytearray = field(default_factory=bytearray)
    detail: str = ""


def supervise(main: socket.socket, program_fd: int, request: JobRequest, entry: Entry) -> None:
    """Run one job to its end and tell the main process how it ended. Returns when all is gone."""
    confine.adopt_orphans()
    os.setsid()
    work = Path(tempfile.mkdtemp(prefix="autograder-job-"))
    try:
        ours, theirs = socket.socketpair()
        output_read, output_write = os.pipe()
        layers_read, layers_write = os.pipe()
        ours.settimeout(_PATIENCE)
        supervisor = os.getpid()
        pid = os.fork()
        if pid == 0:
            confine.die_with_parent(supervisor)
            ours.close()
            main.close()
            _become_job(theirs, output_write, layers_write, program_fd, request, work, entry)
        for descriptor in (output_write, layers_write, program_fd):
            os.close(descriptor)
        theirs.close()
        layers = _read_layers(layers_read)
        watch = _Watch(pid=pid, started=time.monotonic(), baseline_kb=_anonymous_kb(pid))
        if layers is None:
            watch.end = End.BROKEN
            watch.detail = "the job's process could not be set up"
        else:
            _relay(main, ours, output_read, watch, request.limits)
        status = _finish(watch, layers or (), output_read)
        with contextlib.suppress(OSError):
            wire.send(main, wire.STATUS, msgspec.json.encode(status))
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _become_job(  # noqa: PLR0913, PLR0917 - the one place where all ends of a job meet
    channel: socket.socket,
    output: int,
    layers_pipe: int,
    program_fd: int,
    request: JobRequest,
    work: Path,
    entry: Entry,
) -> None:
    """In the forked child: take the descriptors, confine, run the entry; never returns."""
    code = 1
    try:
        with os.fdopen(program_fd, "rb") as file:
            file.seek(0)
            program = file.read()
        layers_pipe = confine.keep_descriptors(channel.detach(), output, layers_pipe)
        layers = confine.enter(request.limits, request.readable, work)
        os.write(layers_pipe, msgspec.json.encode(layers))
        os.close(layers_pipe)
        entry(program, socket.socket(fileno=CHANNEL_FD))
        code = 0
    except BaseException as error:  # noqa: BLE001 - told to the supervisor through the output
        with contextlib.suppress(BaseException):
            os.write(2, f"{type(error).__name__}: {error}\n".encode()[:2000])
    finally:
        os._exit(code)


def _read_layers(descriptor: int) -> tuple[str, ...] | None:
    """The layers that the child put in force, None if it died before it could say so."""
    with os.fdopen(descriptor, "rb") as file:
        data = file.read()
    try:
        return msgspec.json.decode(data, type=tuple[str, ...])
    except msgspec.MsgspecError:
        return None


def _relay(
    main: socket.socket, job: socket.socket, output: int, watch: _Watch, limits: JobLimits
) -> None:
    """Pass frames on, collect output, watch limits, until the job has ended or must end."""
    poller = select.poll()
    for descriptor in (main.fileno(), job.fileno(), output):
        poller.register(descriptor, select.POLLIN)
    frames = wire.FrameBuffer(limits.result_mb * 2**20)
    from_main = wire.FrameBuffer(limits.result_mb * 2**20)
    while watch.end is None:
        ready = {descriptor for descriptor, _ in poller.poll(_TICK * 1000)}
        if output in ready and not _drain(output, watch, limits):
            poller.unregister(output)
        if main.fileno() in ready:
            _from_main(main, job, from_main, watch)
        if job.fileno() in ready and watch.end is None:
            _from_job(main, job, frames, watch)
        _check_memory(watch, limits)
        _check_clock(watch, limits)


def _drain(output: int, watch: _Watch, limits: JobLimits) -> bool:
    """Read what the job wrote to 1 and 2; keep the tail. False at the end of the stream."""
    data = os.read(output, 65536)
    watch.output += data
    excess = len(watch.output) - limits.output_kb * 1024
    if excess > 0:
        del watch.output[:excess]
    return bool(data)


def _from_main(
    main: socket.socket, job: socket.socket, frames: wire.FrameBuffer, watch: _Watch
) -> None:
    """The main process asks a live model, has had enough, or is gone."""
    data = main.recv(65536)
    if not data:
        watch.end = End.FINISHED if watch.result_sent else End.BROKEN
        return
    for frame in frames.feed(data):
        if frame.kind == wire.DONE:
            watch.end = End.FINISHED
        elif frame.kind == wire.PROBE:
            try:
                wire.send(job, wire.PROBE, frame.payload)
            except OSError:
                watch.end = End.FINISHED


def _from_job(
    main: socket.socket, job: socket.socket, frames: wire.FrameBuffer, watch: _Watch
) -> None:
    """The job sent bytes: pass whole frames of the known kinds on, refuse the rest."""
    try:
        data = job.recv(1 << 20)
        arrived = frames.feed(data)
    except OSError:
        data, arrived = b"", []
    except wire.WireError as error:
        watch.end, watch.detail = End.EVIDENCE, str(error)
        return
    if not data:
        watch.end = End.FINISHED if watch.result_sent else End.EXITED
        return
    for frame in arrived:
        if frame.kind == wire.LIMIT:
            watch.cells_done = True
        elif frame.kind == wire.EVIDENCE and not watch.result_sent:
            watch.cells_done = watch.result_sent = True
            wire.send(main, wire.EVIDENCE, frame.payload)
        elif frame.kind == wire.ANSWER and watch.result_sent:
            wire.send(main, wire.ANSWER, frame.payload)


def _check_memory(watch: _Watch, limits: JobLimits) -> None:
    """Kill over the limit: the rlimit catches most of it first, as a MemoryError in the cell."""
    grown = max(0, _anonymous_kb(watch.pid) - watch.baseline_kb)
    watch.peak_kb = max(watch.peak_kb, grown)
    if grown > limits.memory_mb * 1024 and watch.end is None:
        watch.end = End.MEMORY


def _check_clock(watch: _Watch, limits: JobLimits) -> None:
    """Interrupt politely at the limit, so that what exists is still exported; then kill."""
    now = time.monotonic()
    over = now - watch.started - limits.seconds
    if watch.end is not None:
        return
    exporting = watch.cells_done and not watch.interrupted_at
    if over > (_EXPORT_SECONDS if exporting else limits.grace_seconds):
        watch.end = End.FINISHED if watch.result_sent else End.TIME
    elif over > 0 and not watch.cells_done and now - watch.interrupted_at > _INTERRUPT_EVERY:
        watch.interrupted_at = now
        with contextlib.suppress(ProcessLookupError):
            os.kill(watch.pid, signal.SIGINT)


def _finish(watch: _Watch, layers: tuple[str, ...], output: int) -> JobStatus:
    """Kill what is left, collect the exit status, and put the last word together."""
    seconds = time.monotonic() - watch.started
    died_of = _kill_all(watch)
    _drain_rest(output, watch)
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    end = watch.end or End.BROKEN
    if end is End.EXITED and died_of == signal.SIGXCPU:
        end = End.CPU
    elif end is End.EXITED and died_of:
        end = End.SIGNAL
    detail = watch.detail or (signal.Signals(died_of).name if died_of else "")
    return JobStatus(
        end=end,
        seconds=round(seconds, 3),
        cpu_seconds=round(usage.ru_utime + usage.ru_stime, 3),
        memory_mb=round(watch.peak_kb / 1024, 1),
        layers=layers,
        output=bytes(watch.output[-8000:]).decode("utf-8", "replace"),
        detail=detail,
    )


def _kill_all(watch: _Watch) -> int:
    """End the job's process and every orphan it left us; return the signal it died of itself.

    A job that closed its channel is given a moment to be gone on its own, so that its own
    signal is seen and not ours.
    """
    died_of = 0
    if watch.end is End.EXITED:
        died_of = _wait_briefly(watch.pid)
    for child in confine.children_of(os.getpid()):
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    deadline = time.monotonic() + 2
    while time.monotonic() < deadline:
        try:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                for child in confine.children_of(os.getpid()):
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(child, signal.SIGKILL)
                time.sleep(0.002)
        except ChildProcessError:
            break
    return died_of


def _wait_briefly(pid: int) -> int:
    deadline = time.monotonic() + 0.5
    while time.monotonic() < deadline:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
        time.sleep(0.002)
    return 0


def _drain_rest(output: int, watch: _Watch) -> None:
    os.set_blocking(output, False)
    with contextlib.suppress(BlockingIOError):
        while data := os.read(output, 65536):
            watch.output += data
            del watch.output[:-65536]
    os.close(output)


def _anonymous_kb(pid: int) -> int:
    """Anonymous resident memory of a process in KiB; 0 when it is gone.

    A fork starts with its parent's pages counted, so only the growth means anything.
    """
    try:
        with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as file:  # noqa: PTH123
            for line in file:
                if line.startswith("RssAnon:"):
                    return int(line.split()[1])
    except OSError:
        pass
    return 0
