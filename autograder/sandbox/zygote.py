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

from autograder.sandbox import confine, supervisor
from autograder.sandbox.jobs import JobRequest

READY = b"ready"


def serve(control: socket.socket, preload: str, entry: str) -> None:
    """Import ``preload``, say ready, and fork a job for every request until the socket closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the main process' business
    importlib.import_module(preload)
    module, function = entry.split(":")
    run = getattr(importlib.import_module(module), function)
    gc.collect()
    gc.freeze()  # keeps the collector from touching, and so copying, the shared pages
    control.send(READY)
    poller = select.poll()
    poller.register(control.fileno(), select.POLLIN)
    while True:
        if poller.poll(200):
            data, descriptors = _receive(control)
            if not data:
                return
            _fork_job(control, data, descriptors, run)
        _reap()


def _receive(control: socket.socket) -> tuple[bytes, list[int]]:
    """One request and its two descriptors: the job's socket and the program."""
    data, ancillary, _, _ = control.recvmsg(65536, socket.CMSG_SPACE(2 * 4))
    descriptors: array.array[int] = array.array("i")
    for level, kind, content in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            descriptors.frombytes(content[: len(content) - len(content) % descriptors.itemsize])
    return data, list(descriptors)


def _fork_job(
    control: socket.socket, data: bytes, descriptors: list[int], run: supervisor.Entry
) -> None:
    request = msgspec.json.decode(data, type=JobRequest)
    job_fd, program_fd = descriptors
    zygote = os.getpid()
    if os.fork() == 0:
        code = 1
        try:
            confine.die_with_parent(zygote)
            control.close()
            signal.signal(signal.SIGINT, signal.default_int_handler)
            supervisor.supervise(socket.socket(fileno=job_fd), program_fd, request, run)
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
    """``python -m autograder.sandbox.zygote FD PRELOAD ENTRY PARENT``."""
    confine.die_with_parent(int(sys.argv[4]))
    control = socket.socket(fileno=int(sys.argv[1]))
    serve(control, sys.argv[2], sys.argv[3])
    os._exit(0)  # tearing TensorFlow down takes longer than the kernel does


if __name__ == "__main__":
    main()
