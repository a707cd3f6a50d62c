"""The warm process: imports what every job needs, once, then forks a supervisor per job.

It holds no submission, no check and no secret. It has one thread and runs no TensorFlow op,
because a process whose TensorFlow has begun to work can't be forked.
"""

from __future__ import annotations

import array
import contextlib
import gc
import importlib
import os
import select
import signal
import socket
import sys

import msgspec

from autograder.sandbox import large_pages, supervisor
from autograder.sandbox.isolation import ETC, UNSAFE, Isolation
from autograder.sandbox.job import Kit
from autograder.sandbox.jobs import JobRequest
from autograder.sandbox.layers import copies, libc, machine, privileges, seccomp
from autograder.sandbox.layers.status import LayerError

READY = b"ready"


class Settings(msgspec.Struct, frozen=True):
    """What the main process tells a zygote: descriptor of the control socket, what to import
    (``libraries`` first, then ``preload``), what a job runs (``entry``, "module:function"), and the
    layers."""

    control: int
    libraries: str
    preload: str
    entry: str
    isolation: Isolation


_SETTINGS = msgspec.json.Decoder(Settings)
_REQUEST = msgspec.json.Decoder(JobRequest)


def serve(control: socket.socket, settings: Settings) -> None:
    """Import, say ready, and fork a job for every request until the socket closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the main process' business
    gc.disable()  # while importing, it would look at a million objects again and again
    importlib.import_module(settings.libraries)
    large_pages.settle()  # and not what follows: a job writes there, which splits a large page
    importlib.import_module(settings.preload)
    kit = _prepare(settings)
    gc.freeze()  # keeps the collector from touching, and so copying, the shared pages
    gc.enable()
    control.send(READY)
    poller = select.poll()
    poller.register(control.fileno(), select.POLLIN)
    while True:
        if poller.poll(200):
            data, descriptors = _receive(control)
            if not data:
                return
            _fork_job(control, data, descriptors, kit)
        _reap()


def _hung_up(control: socket.socket) -> bool:
    poller = select.poll()
    poller.register(control.fileno(), 0)  # POLLHUP is reported unasked
    return bool(poller.poll(0))


def _prepare(settings: Settings) -> Kit:
    """What every job is forked with; compiling the filter takes some milliseconds."""
    module, function = settings.entry.split(":")
    entry = getattr(importlib.import_module(module), function)
    isolation = settings.isolation
    private = isolation.uses("mounts")
    machine.files()  # read once, for all jobs
    wanted = isolation.uses("seccomp")
    if isolation.rung != UNSAFE:
        libc.prctl(libc.PR_SET_DUMPABLE, 0)  # nobody of the same user may look into it
    return Kit(
        entry,
        isolation,
        seccomp.compile_filter(private_files=private) if wanted else None,
        copies.read(ETC) if private else (),
    )


def _receive(control: socket.socket) -> tuple[bytes, list[int]]:
    """One request and its two descriptors: the job's socket and the program."""
    data, ancillary, _, _ = control.recvmsg(65536, socket.CMSG_SPACE(2 * 4))
    descriptors: array.array[int] = array.array("i")
    for level, kind, content in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            descriptors.frombytes(content[: len(content) - len(content) % descriptors.itemsize])
    return data, list(descriptors)


def _fork_job(control: socket.socket, data: bytes, descriptors: list[int], kit: Kit) -> None:
    request = _REQUEST.decode(data)
    job_fd, program_fd = descriptors
    zygote = os.getpid()
    try:
        child = os.fork()
    except OSError:  # too many processes: the main process hears it from the closed socket
        child = -1
    if child == 0:
        code = 1
        try:
            privileges.die_with_parent(zygote)
            control.close()
            signal.signal(signal.SIGINT, signal.default_int_handler)
            supervisor.supervise(socket.socket(fileno=job_fd), program_fd, request, kit)
            code = 0
        finally:
            os._exit(code)
    os.close(job_fd)
    os.close(program_fd)


def _reap() -> None:
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def main() -> None:
    """``python -m autograder.sandbox.zygote SETTINGS MAIN``: the settings are JSON; the main
    process' id is there to be seen in a list of processes.

    Its parent is the main process or the launcher that the main process started, and each ends
    with the one above. A main process that was gone before they could ask for that sends no signal;
    the control socket says so, and is looked at before the seconds of importing.
    """
    settings = _SETTINGS.decode(sys.argv[1])
    try:
        privileges.die_with_parent()
        control = socket.socket(fileno=settings.control)
        if not _hung_up(control):
            serve(control, settings)
    except LayerError as error:
        sys.exit(str(error))
    os._exit(0)  # tearing TensorFlow down takes longer than the kernel does


if __name__ == "__main__":
    main()
