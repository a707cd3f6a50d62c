"""What could not be made since a library is not here: told at the line that would have made it."""

from __future__ import annotations

import linecache
import re
from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import Any

from autograder.evidence import CellErrorEvidence
from autograder.legacy.rewrite import assigned
from autograder.libraries import KNOWN
from autograder.student.failure import is_cell
from autograder.student.program import StudentProgram
from autograder.student.stand_in import Origin, missing, origin_of

_WORD = re.compile(r"[^\W\d]\w*")
_SHOWN = re.compile(r"\((?P<name>[\w-]+): not here /")
_MOST_LINES = 20  # of one statement


def not_made(task: StudentProgram, namespace: Mapping[str, Any]) -> dict[str, CellErrorEvidence]:
    """An error for each deliverable that is no value but a stand-in, by name."""
    found: dict[str, CellErrorEvidence] = {}
    for name in (one.name for one in task.wanted):
        origin = origin_of(namespace.get(name))
        if origin is not None:
            found[name] = _error(task, name, missing(origin))
    return found


def _error(task: StudentProgram, name: str, said: str) -> CellErrorEvidence:
    """At the last line that gives ``name`` a value."""
    cells = [cell for cell in task.cells if cell.kind == "code" and name in assigned(cell.source)]
    number, line, source = 0, 0, ""
    if cells:
        number = cells[-1].number
        lines = enumerate(cells[-1].source.split("\n"), start=1)
        places = [(at, text) for at, text in lines if re.match(rf"\s*{name}\b[^=(]*=", text)]
        line, source = places[-1] if places else (0, "")
    return CellErrorEvidence(
        cell=number,
        line=line,
        name=ModuleNotFoundError.__name__,
        value=said,
        source=source.strip()[:500],
    )


def library_behind(error: BaseException) -> str:
    """The message that names a missing library, where ``error`` came of a stand-in of its values.

    Keras and NumPy say in their own ways that they can't use a value; '' for any other error.
    """
    if isinstance(error, ImportError) or not isinstance(error, Exception):
        return ""
    try:
        shown = _SHOWN.search(str(error)[:5000])
        origins = list(_origins(error))
        if origins and (shown or isinstance(error, TypeError | ValueError | AttributeError)):
            return missing(origins[0])
        if shown:
            module = KNOWN.get(shown["name"], shown["name"])
            return missing(Origin(module, withheld=False))
    except Exception:  # noqa: BLE001 - a student's exception may do anything when it is read
        return ""
    return ""


def _origins(error: BaseException) -> Iterator[Origin]:
    """Those of the variables that the statement uses which failed; values, no modules."""
    step, last = error.__traceback__, None
    while step is not None:
        last = step if is_cell(step.tb_frame.f_code.co_filename) else last
        step = step.tb_next
    if last is None:
        return
    known = last.tb_frame.f_globals | last.tb_frame.f_locals
    for word in dict.fromkeys(_WORD.findall(_statement(last))):
        found = known.get(word)
        origin = None if isinstance(found, type) else origin_of(found)
        if origin is not None and origin.called:
            yield origin


def _statement(step: TracebackType) -> str:
    """The lines of the expression that failed."""
    lines = linecache.getlines(step.tb_frame.f_code.co_filename)
    first = last = step.tb_lineno or 0
    positions = getattr(step.tb_frame.f_code, "co_positions", None)  # Python 3.11
    if positions is not None:
        place = list(positions())[step.tb_lasti // 2]
        first, last = place[0] or first, place[1] or last
    return "".join(lines[first - 1 : min(last, first + _MOST_LINES)])
