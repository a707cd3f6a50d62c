"""What is behind an error of a cell, and how the student's own lines read today."""

from __future__ import annotations

from autograder.legacy import rewrite
from autograder.legacy.fixes import Aliases
from autograder.legacy.table import Call, behind, calls

_MOST_LINES = 12
_MOST_TEXT = 1500  # characters


def advise(name: str, value: str, source: str, line: int, aliases: Aliases) -> tuple[str, str]:
    """The id of the old call behind an error, and the cell's lines put right; each '' if not known.

    The line that failed comes first; then what the cell would stumble over next.
    """
    call = behind(name, value)
    if call is None:
        return "", ""
    usual = [one for one in calls() if not one.fix.guarded and not one.silent]
    here = [call, *(one for one in usual if one is not call)]
    failed = [one for one in rewrite.changes(source, aliases, here) if _covers(one, line)]
    later = [one for one in rewrite.changes(source, aliases, usual) if one.first > line]
    if not any(_is_about(one, call) for one in failed):
        return call.id, ""
    said = "\n".join(one.new for one in (*failed, *later)).split("\n")
    text = "\n".join(said[:_MOST_LINES])
    return call.id, text if len(text) <= _MOST_TEXT else ""


def _covers(change: rewrite.Change, line: int) -> bool:
    return change.first <= line <= change.last


def _is_about(change: rewrite.Change, call: Call) -> bool:
    return call.id in change.calls
