"""The process of one job: imports what it needs, reads its program, runs the entry.

::

    main process ── stdin: program, questions ──► job
                 ◄── stdout: frames of ``wire`` ──
                 ◄── stderr: whatever libraries print
"""

from __future__ import annotations

import _thread
import contextlib
import importlib
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from typing import Final

import msgspec

from autograder.sandbox import wire

# job → main: everything is imported; since when, on the monotonic clock that Linux, macOS and
# Windows share among processes
BEGUN: Final = b"B"
_MOST_PROGRAM: Final = 2**30


class Task(msgspec.Struct, frozen=True):
    """What the job is told before its program comes."""

    folder: str  # where it works
    seconds: float  # until it is interrupted, as Ctrl+C would


_TASK: Final = msgspec.json.Decoder(Task)


class Pipes:
    """The two pipes to the main process, as the channel that entries take."""

    def __init__(self, inward: int, outward: int) -> None:
        self._in, self._out = inward, outward

    def sendall(self, data: bytes, /) -> None:
        """Write all of it, blocking."""
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(self._out, rest) :]

    def recv(self, size: int, /) -> bytes:
        """At most ``size`` bytes, blocking; none at the end of the stream."""
        return os.read(self._in, size)


def main(libraries: str, preload: str, entry: str) -> None:
    """Run one job; called with the names of ``sandbox.jobs.Entry``."""
    channel = _take_pipes()
    for module in (libraries, preload):
        importlib.import_module(module)
    module, _, name = entry.partition(":")
    run: Callable[[bytes, wire.Channel], None] = getattr(importlib.import_module(module), name)
    task, program = wire.receive(channel, _MOST_PROGRAM), wire.receive(channel, _MOST_PROGRAM)
    if task is None or program is None:  # the main process has gone
        return
    told = _TASK.decode(task.payload)
    os.chdir(told.folder)
    wire.send(channel, BEGUN, repr(time.monotonic()).encode())
    _interrupt_after(told.seconds)
    run(program.payload, channel)


def _take_pipes() -> Pipes:
    """Keep both pipes where no code that prints or reads finds them."""
    pipes = Pipes(os.dup(0), os.dup(1))
    nowhere = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nowhere, 0)
    os.close(nowhere)
    os.dup2(2, 1)
    return pipes


def _interrupt_after(seconds: float) -> None:
    main = threading.main_thread().ident

    def strike() -> None:
        time.sleep(seconds)
        with contextlib.suppress(OSError, ValueError):
            if hasattr(signal, "pthread_kill") and main is not None:
                signal.pthread_kill(main, signal.SIGINT)  # ends a sleep or a wait, too
            else:
                _thread.interrupt_main()

    threading.Thread(target=strike, daemon=True).start()


if __name__ == "__main__":
    main(*sys.argv[1:4])
