"""The parts of a statement that this program writes: libraries, data sets, deliverables, points.

Each stands between two comments that no reader sees, such as ``<!-- points -->`` and
``<!-- /points -->``; a statement without them is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from autograder.course.explained import data_table, deliverables_table, points_table
from autograder.errors import StaffError
from autograder.libraries import sentence
from autograder.records import Language, LocalAssignment


def _libraries(assignment: LocalAssignment, language: Language) -> str:
    return sentence(assignment.libraries).to(language)


def _points(assignment: LocalAssignment, language: Language) -> str:
    return f"\n\n{points_table(assignment, language)}\n\n"


def _deliverables(assignment: LocalAssignment, language: Language) -> str:
    return f"\n\n{deliverables_table(assignment, language)}\n\n"


def _data(assignment: LocalAssignment, language: Language) -> str:
    return f"\n\n{data_table(assignment, language)}\n\n"


_WRITTEN: Final[Mapping[str, Callable[[LocalAssignment, Language], str]]] = {
    "libraries": _libraries,
    "deliverables": _deliverables,
    "points": _points,
    "data": _data,
}
_MARK: Final = re.compile(rf"<!--\s*(?P<end>/?)(?P<part>{'|'.join(_WRITTEN)})\s*-->")


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement's file and the text that it should have."""

    path: Path
    text: str


def stale_statements(assignment: LocalAssignment) -> tuple[Statement, ...]:
    """The statements that say anything between marks that assignment.toml doesn't.

    Raises:
        StaffError: a statement can't be read, or its marks don't pair up.
    """
    current = (current_statement(assignment, language) for language in assignment.languages)
    return tuple(one for one in current if one is not None and one.text != _read(one.path))


def current_statement(assignment: LocalAssignment, language: Language) -> Statement | None:
    """A statement as it should be; None where there is none, of which `verify` speaks.

    Raises:
        StaffError: it can't be read, or its marks don't pair up.
    """
    path = assignment.folder / f"statement.{language}.md"
    written = _read(path)
    if written is None:
        return None
    return Statement(path, _filled(written, path, assignment, language))


def _read(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeError) as error:
        raise StaffError(f"{path} can't be read: {error}", "Save it as UTF-8.") from error


def _filled(text: str, path: Path, assignment: LocalAssignment, language: Language) -> str:
    """The text with each part written anew between its marks."""
    pieces: list[str] = []
    done, opened = 0, None
    for mark in _MARK.finditer(text):
        if bool(mark["end"]) != bool(opened) or (opened and opened["part"] != mark["part"]):
            raise _unpaired(opened or mark, text, path)
        if mark["end"]:
            pieces.append(_WRITTEN[mark["part"]](assignment, language))
            opened = None
        else:
            pieces.append(text[done : mark.end()])
            opened = mark
        done = mark.start() if mark["end"] else mark.end()
    if opened:
        raise _unpaired(opened, text, path)
    return "".join(pieces) + text[done:]


def _unpaired(mark: re.Match[str], text: str, path: Path) -> StaffError:
    line = text.count("\n", 0, mark.start()) + 1
    part = mark["part"]
    other = f"<!-- {'' if mark['end'] else '/'}{part} -->"
    return StaffError(
        f"{path}, line {line}: `{mark[0]}` has no `{other}`",
        f"Write both, each once around the place: <!-- {part} --> and <!-- /{part} -->.",
    )
