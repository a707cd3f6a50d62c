"""What is behind an error of a cell, beyond what Python says: for messages alone."""

from __future__ import annotations

import ast
import linecache
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from IPython.core.autocall import IPyAutocall

from autograder.evidence import LoopEvidence
from autograder.legacy.rewrite import parse
from autograder.student.loops import Place, loop_at
from autograder.student.lost_files import lost_files
from autograder.student.meant import meant
from autograder.student.program import CellSource

_MOST_FRAMES = 50
_MOST_LOST = 20


@dataclass(frozen=True, slots=True)
class Behind:
    """Facts for the fields of the same names of ``CellErrorEvidence``."""

    meant: str = ""
    lost: str = ""
    loop: LoopEvidence | None = None


class Exit(IPyAutocall):  # type: ignore[misc]
    """``exit``, ``quit``: they end the cell, as ``sys.exit()`` does."""

    def __call__(self, code: Any = None, **_: Any) -> None:
        raise SystemExit(code)


def behind(
    error: BaseException, cell: CellSource, seconds: float, names: Mapping[str, Any]
) -> Behind:
    """What was probably meant, or how far a loop had come in ``seconds``."""
    try:
        if isinstance(error, KeyboardInterrupt):
            return Behind(loop=_loop(error, cell, seconds))
        return Behind(meant=meant(error, list(names), _line_of(error, cell))[:80])
    except Exception:  # noqa: BLE001 - then the error is told without it
        return Behind()


def missing_files(cell: CellSource, names: Mapping[str, Any]) -> Sequence[str]:
    """Files that this cell looked for inside ``try`` and that are not there."""
    try:
        return [name[:200] for name in lost_files(cell.source, names)][:_MOST_LOST]
    except Exception:  # noqa: BLE001 - then nothing is known of them
        return ()


def hidden_by_try(name: str, value: str, files: Sequence[str]) -> str:
    """The missing file that explains why a name is unknown, or why a value is None."""
    by_none = name in {"TypeError", "AttributeError"} and "NoneType" in value
    return files[-1] if files and (name == "NameError" or by_none) else ""


def ends_the_program(error: BaseException, source: str) -> bool:
    """Whether this is ``exit()`` without complaint, as the last statement of a cell."""
    if not isinstance(error, SystemExit) or error.code not in {None, 0}:
        return False
    step, tree = error.__traceback__, parse(source)
    while step is not None and not is_cell(step.tb_frame.f_code.co_filename):
        step = step.tb_next
    if step is None or tree is None or not tree.body:
        return False
    line = step.tb_lineno + magic_lines(source)
    last = tree.body[-1]
    return isinstance(last, ast.stmt) and line >= last.lineno


def is_cell(filename: str) -> bool:
    """Whether code of this file name is a cell's."""
    return "ipykernel" in filename or filename.startswith(("<ipython-input", "<timed "))


def magic_lines(source: str) -> int:
    """What of a cell stands before the code that ``%%time`` or ``%%capture`` runs, in lines."""
    bare = source.lstrip()
    return source[: len(source) - len(bare)].count("\n") + 1 if bare.startswith("%%") else 0


def _line_of(error: BaseException, cell: CellSource) -> str:
    """The line of the cell that was running."""
    step, line = error.__traceback__, 0
    while step is not None:
        if is_cell(step.tb_frame.f_code.co_filename):
            line = step.tb_lineno + magic_lines(cell.source)
        step = step.tb_next
    lines = cell.source.split("\n")
    return lines[line - 1] if 0 < line <= len(lines) else ""


def _loop(error: BaseException, cell: CellSource, seconds: float) -> LoopEvidence | None:
    """The loop in which the time limit struck; its line, where it is in this cell."""
    places: list[Place] = []
    files: list[str] = []
    step = error.__traceback__
    while step is not None and len(places) < _MOST_FRAMES:
        name = step.tb_frame.f_code.co_filename
        if is_cell(name):
            source = "".join(linecache.getlines(name))
            if name.startswith("<timed "):
                source = cell.source.split("\n", magic_lines(cell.source))[-1]
            places.append(Place(step.tb_frame, step.tb_lineno or 0, source or cell.source))
            files.append(name)
        step = step.tb_next
    found = loop_at(places, round(seconds, 2))
    if found is None:
        return None
    line = found.line + magic_lines(cell.source) if len(set(files)) == 1 else 0
    return msgspec.structs.replace(found, line=line)
