"""The portal's processes: started, started again when one ends, ended together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from portal.configuration import ConfigurationError

_PAUSE: Final = 0.2  # seconds between two looks
_LOOK: Final = 1.0  # seconds between two looks at who started this process
_REST: Final = 2.0  # seconds before a process that ended is started again
_GRACE: Final = 20.0  # seconds to end in
REFUSED: Final = 2  # the exit status of a process that must not be started again


@dataclass(frozen=True, slots=True)
class Program:
    """A process that should run: what to call it, its command line, what its environment has
    beside this one's, and which of this process's open files it gets."""

    name: str
    line: tuple[str, ...]
    environment: Mapping[str, str] = field(hash=False, default_factory=dict)
    files: tuple[int, ...] = ()


def python(module: str, *arguments: str) -> tuple[str, ...]:
    """The command line of a module."""
    return (sys.executable, "-m", module, *arguments)


def end_with_parent() -> None:
    """Have this process end as by SIGTERM when whoever started it is gone.

    One that was killed can't end its processes; left alone they would hold the address, and work
    beside those of the next start.
    """
    threading.Thread(target=_end_without, args=(os.getppid(),), daemon=True).start()


def _end_without(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOK)
    os.kill(os.getpid(), signal.SIGTERM)


def nothing_else() -> None:
    """What beside its programs ``keep_running`` keeps up: nothing."""


def keep_running(
    programs: Sequence[Program],
    say: Callable[[str], None],
    keep_up: Callable[[], None] = nothing_else,
) -> None:
    """Run these until Ctrl-C or SIGTERM; then end them all.

    ``keep_up`` is called several times a second: to look after what they need.

    Raises:
        ConfigurationError: one says that it can't work here.
    """
    over = threading.Event()
    # No exception, which could come between the start of a process and its being known here; and
    # whoever presses Ctrl-C twice wants it to end, not to end in the middle.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: over.set())
    running: dict[Program, subprocess.Popen[bytes]] = {}
    ended: dict[Program, float] = {}
    try:
        for one in programs:
            running[one] = _started(one)
        while not over.wait(_PAUSE):
            keep_up()
            for one, process in running.items():
                if process.poll() is None:
                    continue
                if process.returncode == REFUSED:
                    raise ConfigurationError(f"{one.name} can't work here", "See above.")
                if one not in ended:
                    say(f"{one.name} ended with status {process.returncode}: starting it again")
                    ended[one] = time.monotonic()
                elif time.monotonic() - ended[one] > _REST:
                    del ended[one]
                    running[one] = _started(one)
        say("ending")
    finally:
        _end(list(running.values()))


def _started(program: Program) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C is for this process, which ends the others in order.
    return subprocess.Popen(
        program.line,
        env={**os.environ, **program.environment},
        pass_fds=program.files,
        start_new_session=True,
    )


def _end(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    for one in processes:
        if one.poll() is None:
            one.terminate()
    until = time.monotonic() + _GRACE
    for one in processes:
        try:
            one.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            one.kill()
            one.wait()
