"""What is behind an error of a cell, and how the student's own lines read today."""

from __future__ import annotations

from autograder.legacy import rewrite
from autograder.legacy.fixes import Aliases
from autograder.legacy.table import Call, behind, calls

_MOST_LINES = 12
_MOST_TEXT = 1500  # characters


def advise(name: str, value: str, source: str, line: int, aliases: Aliases) -> tuple[str, str]:
    """The id of the old call behind an error, and the cell's lines put right; each '' if not known.

    The line that failed comes first; then what the cell would stumble over next. Where the line
    is not known (0), it is every line with this very call. An error that has nothing to do with
    old calls (id '') still gets the old calls that come after it in the cell.
    """
    call = behind(name, value)
    usual = [one for one in calls() if not one.fix.guarded and not one.silent]
    if call is None:  # another error, but the cell will meet these next
        return "", _shown(
            [one for one in rewrite.changes(source, aliases, usual) if one.last >= line]
        )
    here = [call, *(one for one in usual if one is not call)]
    failed = [one for one in rewrite.changes(source, aliases, here) if _covers(one, line)]
    later = [one for one in rewrite.changes(source, aliases, usual) if one.first > line]
    if not line:
        found = rewrite.changes(source, aliases, here)
        failed, later = [one for one in found if _is_about(one, call)], []
    if not any(_is_about(one, call) for one in failed):
        return call.id, ""
    return call.id, _shown([*failed, *later])


def _shown(found: list[rewrite.Change]) -> str:
    lines = "\n".join(one.new for one in found).split("\n")
    text = "\n".join(lines[:_MOST_LINES])
    return text if len(text) <= _MOST_TEXT else ""


def _covers(change: rewrite.Change, line: int) -> bool:
    return change.first <= line <= change.last


def _is_about(change: rewrite.Change, call: Call) -> bool:
    return call.id in change.calls
