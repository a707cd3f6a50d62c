"""What the staff reads of a check that raised: the lines it went through, and what was raised.

pytest can write this, too, but parses whole files for each line that it shows, and of the checks of
the library it shows its own lines as well: twenty times what the checks themselves take.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Final

# What calls a check; its lines say nothing of the check.
_RUNNERS: Final = ("_pytest.", "pluggy.", "autograder.checking.standard")


def failure_lines(error: BaseException) -> str:
    """The way from the check to ``error``, as ``--tb=short`` has it; what caused it comes first."""
    way = _without_runners(error.__traceback__)
    return "\n".join(_lines(traceback.TracebackException(type(error), error, way)))


def _without_runners(way: TracebackType | None) -> TracebackType | None:
    """The traceback from the check on; all of it where the check was not reached."""
    here = way
    while here is not None and here.tb_frame.f_globals.get("__name__", "").startswith(_RUNNERS):
        here = here.tb_next
    return here or way


def _lines(raised: traceback.TracebackException) -> Iterator[str]:
    before = raised.__cause__ or (None if raised.__suppress_context__ else raised.__context__)
    if before is not None:
        yield from _lines(before)
        yield "which led to:"
    folder = f"{Path.cwd()}/"
    for frame in raised.stack:
        yield f"{frame.filename.removeprefix(folder)}:{frame.lineno}: in {frame.name}"
        yield f"    {frame.line}"
    said = "".join(raised.format_exception_only()).removesuffix("\n")
    if said.startswith("AssertionError: assert "):
        said = said.removeprefix("AssertionError: ")
    yield from (f"E   {line}" for line in said.splitlines())
