"""The standard streams, such that no pipe, terminal or locale can end a run half-way.

What nobody reads any more (``autograder … | head``) goes nowhere, a character that the locale
lacks is shown by its number, and a stream that the caller closed is a stream to nowhere: a file
that is opened later would otherwise get its number, and messages would be written into it.
"""

from __future__ import annotations

import io
import os
import sys
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

_OUT, _ERR = 1, 2


def settle() -> None:
    """Put standard input, output and error in order; called once, before anything is shown."""
    if sys.platform == "win32":  # a console there is no plain file
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")
        return
    for number in (0, _OUT, _ERR):
        _open_where_closed(number)
    sys.stdin = sys.stdin or open(0, closefd=False)  # noqa: SIM115 - it stays open
    sys.stdout = _tolerant(_OUT, sys.stdout)
    sys.stderr = _tolerant(_ERR, sys.stderr)


def _open_where_closed(number: int) -> None:
    try:
        os.fstat(number)
    except OSError:
        nowhere = os.open(os.devnull, os.O_RDWR)
        if nowhere != number:
            os.dup2(nowhere, number)
            os.close(nowhere)
    os.set_inheritable(number, True)


def _tolerant(number: int, now: TextIO | None) -> TextIO:
    raw = _Output(number, "w", closefd=False)
    return io.TextIOWrapper(
        io.BufferedWriter(raw),
        encoding=now.encoding if now else "utf-8",
        errors="backslashreplace",
        line_buffering=number == _ERR or raw.isatty(),
    )


class _Output(io.FileIO):
    """A descriptor that outlives its reader.

    Messages on standard error are dropped, too, where its disk is full: a grade is worth more.
    """

    def write(self, data: ReadableBuffer, /) -> int:
        try:
            return super().write(data) or 0
        except BrokenPipeError:
            pass
        except OSError as error:
            if self.fileno() != _ERR:
                self._discard()  # once is enough: what is left in the buffer would fail again
                raise OSError(error.errno, error.strerror, "standard output") from error
        self._discard()
        return memoryview(data).nbytes

    def _discard(self) -> None:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self.fileno())
        os.close(nowhere)
