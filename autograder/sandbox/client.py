"""The main process' side of the sandbox: start a zygote, run jobs in it, end it.

with start(STUDENT) as zygote:
    outcome = run(zygote, program, request)
"""

from __future__ import annotations

import array
import contextlib
import os
import socket
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import msgspec

from autograder.errors import InfrastructureError
from autograder.sandbox import launching, wire
from autograder.sandbox.isolation import Isolation, find
from autograder.sandbox.jobs import (
    SILENT,
    Conversation,
    End,
    Entry,
    JobOutcome,
    JobRequest,
    JobStatus,
    OnCell,
)
from autograder.sandbox.layers.status import LayerError
from autograder.sandbox.watch import MOST_WAITING
from autograder.sandbox.zygote import READY, Settings
from autograder.util.tempdirs import Scratch

_START_SECONDS = 120.0  # importing TensorFlow on a cold, busy disk

_STATUS = msgspec.json.Decoder(JobStatus)


@dataclass(frozen=True, slots=True)
class Zygote:
    """A running zygote. ``lock`` lets one thread at a time hand over a request."""

    process: subprocess.Popen[bytes]
    control: socket.socket
    isolation: Isolation
    scratch: Scratch | None = None  # of a zygote without a file tree of its own
    lock: threading.Lock = field(default_factory=threading.Lock)


def launch(program: Entry, isolation: Isolation | None = None) -> Zygote:
    """Start a zygote without waiting for it to be warm; by default under the best isolation.

    The kernel ends the zygote with the thread that calls this.

    Raises:
        InfrastructureError: the process can't be started.
        StaffError: nothing isolates student code here.
    """
    isolation = isolation or find()
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    settings = Settings(
        theirs.fileno(), program.libraries, program.preload, program.entry, isolation
    )
    try:
        start = launching.plan(
            isolation, [msgspec.json.encode(settings).decode(), str(os.getpid())]
        )
        process = subprocess.Popen(
            start.command,
            pass_fds=[theirs.fileno()],
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
            umask=0o022,  # the caller's may shut out the user whom root becomes
            **start.options,
        )
    except (OSError, subprocess.SubprocessError, LayerError) as error:
        ours.close()
        raise InfrastructureError(f"the sandbox can't be started: {error}") from error
    finally:
        theirs.close()
    return Zygote(process, ours, isolation, start.scratch)


def wait_ready(zygote: Zygote) -> None:
    """Block until the zygote has imported everything. Stop it in any case.

    Raises:
        InfrastructureError: it died or took longer than two minutes.
    """
    zygote.control.settimeout(_START_SECONDS)
    try:
        if zygote.control.recv(64) == READY:
            zygote.control.settimeout(None)
            return
    except OSError:
        pass
    zygote.process.kill()
    raise InfrastructureError(f"the sandbox did not start: {_complaint(zygote)}")


def _complaint(zygote: Zygote) -> str:
    """The last line that a dead zygote wrote; another thread may be stopping it meanwhile."""
    try:
        _, complaint = zygote.process.communicate()
    except (OSError, ValueError):
        complaint = b""
    words = complaint.decode("utf-8", "replace").strip().splitlines()[-1:]
    return words[0] if words else "it gave no reason"


def stop(zygote: Zygote) -> None:
    """End the zygote and, with it, every job that still runs; nothing if that was done before."""
    if zygote.control.fileno() < 0:
        return
    with contextlib.suppress(OSError):
        zygote.control.shutdown(socket.SHUT_RDWR)  # wakes a thread that waits for it
    zygote.control.close()
    try:
        zygote.process.wait(timeout=2)
    except subprocess.TimeoutExpired:
        zygote.process.kill()
        zygote.process.wait()
    if zygote.process.stderr:
        zygote.process.stderr.close()
    launching.clean(zygote.scratch)


@contextlib.contextmanager
def start(program: Entry, isolation: Isolation | None = None) -> Iterator[Zygote]:
    """A warm zygote for the length of a ``with`` block."""
    zygote = launch(program, isolation)
    try:
        wait_ready(zygote)
        yield zygote
    finally:
        stop(zygote)


@dataclass(slots=True)
class _Heard:
    """What a job has sent so far."""

    payload: bytes | None = None
    answers: list[bytes] = field(default_factory=list)


def run(
    zygote: Zygote,
    program: bytes,
    request: JobRequest,
    talk: Conversation = SILENT,
) -> JobOutcome:
    """Run one job to its end.

    Raises:
        InfrastructureError: the sandbox failed; the job's own faults are in the outcome.
    """
    heard = _Heard()
    try:
        ours, theirs = socket.socketpair()
        with ours:
            _hand_over(zygote, theirs, program, request)
            status = _follow(ours, request, talk, heard)
    except (OSError, wire.WireError, msgspec.MsgspecError, InfrastructureError) as error:
        if heard.payload is None or talk.answers_needed:
            why = f"the sandbox failed: {error or type(error).__name__}"
            raise InfrastructureError(why) from error
        status = JobStatus(End.FINISHED, 0.0, 0.0, 0.0, zygote.isolation.layers, detail=str(error))
    return JobOutcome(status, heard.payload, tuple(heard.answers))


def _hand_over(zygote: Zygote, theirs: socket.socket, program: bytes, request: JobRequest) -> None:
    """Send the request; the program goes as a memfd that only the job's own process reads."""
    with theirs, os.fdopen(os.memfd_create("program"), "wb") as memory:
        memory.write(program)
        memory.flush()
        descriptors = array.array("i", [theirs.fileno(), memory.fileno()])
        with zygote.lock:
            zygote.control.sendmsg(
                [msgspec.json.encode(request)],
                [(socket.SOL_SOCKET, socket.SCM_RIGHTS, descriptors)],
            )


def _follow(
    channel: socket.socket, request: JobRequest, talk: Conversation, heard: _Heard
) -> JobStatus:
    """Read frames until the supervisor's last word; put down in ``heard`` what the job says.

    Raises:
        InfrastructureError: there is no last word, or it is that the sandbox failed.
    """
    limits = request.limits
    # The supervisor keeps its deadlines; this is for the case that it is itself gone or stuck.
    longest = limits.seconds * (1 + MOST_WAITING) + limits.grace_seconds
    channel.settimeout(longest + 60)
    awaited = 0
    while True:
        frame = wire.receive(channel, limits.result_mb * 2**20)
        if frame is None:
            raise InfrastructureError("it ended without a word")
        if frame.kind == wire.STATUS:
            status = _STATUS.decode(frame.payload)
            if status.end is End.BROKEN:
                raise InfrastructureError(f"{status.detail} {status.output}")
            return status
        if frame.kind == wire.EVIDENCE:
            heard.payload = frame.payload
            questions = talk.probes(frame.payload)
            awaited = len(questions)
            for question in questions:
                wire.send(channel, wire.PROBE, question)
        elif frame.kind == wire.ANSWER:
            heard.answers.append(frame.payload)
        elif frame.kind == wire.CELL:
            _tell(talk.on_cell, int(frame.payload))
        if heard.payload is not None and len(heard.answers) >= awaited:
            with contextlib.suppress(OSError):
                wire.send(channel, wire.DONE)


def _tell(on_cell: OnCell, cell: int) -> None:
    """An error of whoever is told is not one of the sandbox, for which the job would run again."""
    try:
        on_cell(cell)
    except (OSError, ValueError, InfrastructureError) as error:
        raise RuntimeError(f"whoever is told of cells failed: {error}") from error
