"""What holds for the cells of notebooks and scripts alike."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from autograder.intake import put_right
from autograder.records import Cell, Text

# At the start of a line, or of a line inside a notebook's JSON.
CONFLICT = tuple(
    re.compile(rf'^[ \t]*"?{mark}', re.MULTILINE) for mark in ("<{7} ", "={7}", ">{7} ")
)
SURROGATE = re.compile("[\ud800-\udfff]")
# Python takes none of them outside strings; editors don't show them.
INVISIBLE = re.compile("[\u2028\u2029\u200b\u2060\ufeff]")
CODE_LINE = re.compile(
    r"^(?:import \w+|from [\w.]+ import |def \w+\(|for \w+ in .*:$|print\(|model\w*\.\w+\(|"
    r"[A-Za-z_]\w* ?= ?[\w.\[({\"'-])",
    re.MULTILINE,
)
MAIN = re.compile(
    r"^if __name__ ?== ?[\"']__main__[\"']:[ \t]*\n(?:[ \t]*(?:#.*)?\n){0,20}[ \t]+main\(",
    re.MULTILINE,
)
GLOBAL = re.compile(r"^[ \t]+global [^\W\d]", re.MULTILINE)  # what `main` makes then stays


def clean_source(source: str) -> str:
    """``source`` with one kind of line end, and without what no file can hold."""
    text = source.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return SURROGATE.sub("\ufffd", text)


def has_conflict(text: str) -> bool:
    """Whether the three markers of an unresolved merge stand in ``text`` in their order."""
    at = 0
    for marker in CONFLICT:
        match = marker.search(text, at)
        if not match:
            return False
        at = match.end()
    return True


def notes_on_cells(cells: Sequence[Cell]) -> Iterator[Text]:
    """What a student will wonder about when cells do not do what they seem to say."""
    conflicts = [c.number for c in cells if c.kind == "code" and has_conflict(c.source)]
    if conflicts:
        yield put_right.conflict_in_cells(conflicts)
    invisible = [c.number for c in cells if c.kind == "code" and INVISIBLE.search(c.source)]
    if invisible:
        yield put_right.invisible_in_cells(invisible)
    typed = [c.number for c in cells if c.kind != "code" and looks_like_code(c.source)]
    if typed:
        yield put_right.code_in_text_cells(typed)
    if any(
        c.kind == "code" and MAIN.search(c.source) and not GLOBAL.search(c.source) for c in cells
    ):
        yield put_right.MAIN_FUNCTION


def looks_like_code(source: str) -> bool:
    """Whether a text cell holds a program: half its lines or more read like Python."""
    lines = [line for line in source.split("\n") if line.strip()]
    if not lines or "```" in source or len(lines) > 2000:
        return False
    return 2 * sum(1 for line in lines if CODE_LINE.match(line)) >= len(lines)
