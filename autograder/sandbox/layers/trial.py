"""Try something in a throw-away child, so that a probe can't harm the process that asks."""

from __future__ import annotations

import os
import select
import signal
from collections.abc import Callable
from contextlib import suppress


def in_child(action: Callable[[], None], *, seconds: float = 2.0) -> str:
    """Fork, run ``action`` in the child and return "" or what it raised, in one line.

    A child that isn't done after ``seconds`` is killed.
    """
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        _run(action, writer)
    os.close(writer)
    try:
        done, _, _ = select.select([reader], [], [], seconds)
        answer = os.read(reader, 4096).decode(errors="replace") if done else "took too long"
    finally:
        os.close(reader)
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    return "" if answer == "ok" else answer or "the trial process died"


def _run(action: Callable[[], None], writer: int) -> None:
    answer = "ok"
    try:
        action()
    except BaseException as error:  # noqa: BLE001 - whatever it is, it is the answer
        answer = f"{error or type(error).__name__}"
    with suppress(OSError):
        os.write(writer, answer[:4000].encode())
    os._exit(0)


def in_grandchild(action: Callable[[], None]) -> None:
    """Fork once more and wait: a new pid namespace begins with the next child.

    Raises:
        OSError: when the action raised.
    """
    trouble = in_child(action)
    if trouble:
        raise OSError(0, trouble)
