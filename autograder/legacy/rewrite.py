"""Puts old calls in a cell right, line by line, without touching anything else in it.

A statement is parsed, its first old call replaced, and parsed again until none is left. Lines
keep their numbers, so that errors are still found where the student wrote them.
"""

from __future__ import annotations

import ast
import re
import threading
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from autograder.legacy import fixes
from autograder.legacy.fixes import Aliases
from autograder.legacy.table import Call

_MOST_CHANGES = 60  # in one statement
_MOST_SOURCE = 100_000  # characters of a cell
_MAGIC = re.compile(r"^(?P<indent>[ \t]*)(?:[%!?]|[\w.]+\?+$)")
_ASSIGNED_MAGIC = re.compile(r"^(?P<head>[ \t]*[\w, ]+=[ \t]*)[%!](?!=).*$")
_ASSIGNED = re.compile(r"^[ \t]*([^\W\d]\w*)[^\S\n]*=(?!=)", re.MULTILINE)
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_quiet = threading.Lock()  # warnings are switched off for the whole process

DEFAULT_ALIASES: Aliases = {"np": "numpy", "tf": "tensorflow", "K": "keras.backend"}


@dataclass(frozen=True, slots=True)
class Change:
    """A statement that has old calls in it, and what to write instead."""

    first: int  # lines of the cell, from 1
    last: int
    old: str
    new: str
    calls: tuple[str, ...]  # ids


def changes(source: str, aliases: Aliases, known: Sequence[Call]) -> tuple[Change, ...]:
    """Every statement of a cell in which ``known`` calls are found, from top to bottom."""
    tree = parse(source)
    if tree is None:
        return ()
    found = []
    lines = source.split("\n")
    for first, start, last, end in sorted(_statements(tree)):
        old = _cut(lines, first, start, last, end)
        new, ids = _rewritten(old, aliases, known)
        if ids and new != old:
            found.append(Change(first, last, old, new, ids))
    return tuple(found)


def apply(source: str, found: Sequence[Change]) -> str:
    """The cell with these changes made, on the same lines."""
    lines = source.split("\n")
    for change in reversed(found):
        block = "\n".join(lines[change.first - 1 : change.last])
        at = block.find(change.old)
        put = block[:at] + change.new + block[at + len(change.old) :]
        missing = block.count("\n") - put.count("\n")
        lines[change.first - 1 : change.last] = [*put.split("\n"), *[""] * missing]
    return "\n".join(lines)


def imported(source: str) -> Aliases:
    """What the names that a cell imports stand for: ``{"np": "numpy"}``."""
    tree = parse(source)
    found: Aliases = {}
    for node in ast.walk(tree) if tree else ():
        if isinstance(node, ast.Import):
            for one in node.names:
                if one.asname:
                    found[one.asname] = one.name
                else:
                    root = one.name.split(".")[0]
                    found[root] = root
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for one in node.names:
                found[one.asname or one.name] = f"{node.module}.{one.name}"
    return found


def assigned(source: str) -> frozenset[str]:
    """The names that a cell would have left behind: variables, functions, imports."""
    tree = parse(source)
    found = set(imported(source))
    for node in ast.walk(tree) if tree else ():
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
    return frozenset(found)


def assigned_after(source: str, line: int) -> frozenset[str]:
    """The names that a cell would have made at or below a line; all of them for line 0."""
    tree = parse(source)
    if tree is None:  # not one line of it has run
        return frozenset(_ASSIGNED.findall(_UNSEEN.sub("", source)))
    later = ast.Module([node for node in tree.body if (node.end_lineno or node.lineno) >= line], [])
    return frozenset(
        node.id
        for node in ast.walk(later)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    )


def parse(source: str) -> ast.Module | None:
    """A cell as Python sees it, its magics passed over; None where it can't be read."""
    if len(source) > _MOST_SOURCE:
        return None
    try:
        with _quiet, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(_plain(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _plain(source: str) -> str:
    """The cell with ``%magic`` and ``!command`` lines made harmless, line by line."""
    lines = source.split("\n")
    for at, line in enumerate(lines):
        if assigned_ := _ASSIGNED_MAGIC.match(line):
            lines[at] = f"{assigned_['head']}None"
        elif magic := _MAGIC.match(line):
            lines[at] = f"{magic['indent']}pass"
    return "\n".join(lines)


_BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")
Place = tuple[int, int, int, int]  # first line, column, last line, end column; columns in bytes


def _statements(tree: ast.Module) -> Iterator[Place]:
    """Simple statements, and the heads of compound ones."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.stmt):
            continue
        end_line, end_column = node.end_lineno or node.lineno, node.end_col_offset or 0
        body = getattr(node, "body", None)
        if not body:
            yield node.lineno, node.col_offset, end_line, end_column
            continue
        heads = [
            child
            for name, field in ast.iter_fields(node)
            if name not in _BLOCKS
            for child in (field if isinstance(field, list) else [field])
            if isinstance(child, ast.expr | ast.withitem)
        ]
        for head in heads:
            inner = head.context_expr if isinstance(head, ast.withitem) else head
            end = (inner.end_lineno or inner.lineno, inner.end_col_offset or 0)
            yield inner.lineno, inner.col_offset, *end


def _cut(lines: Sequence[str], first: int, start: int, last: int, end: int) -> str:
    part = list(lines[first - 1 : last])
    part[-1] = part[-1].encode()[:end].decode(errors="replace")
    part[0] = part[0].encode()[start:].decode(errors="replace")
    return "\n".join(part)


def _rewritten(text: str, aliases: Aliases, known: Sequence[Call]) -> tuple[str, tuple[str, ...]]:
    ids: list[str] = []
    for _ in range(_MOST_CHANGES):
        tree = parse(text)
        if tree is None:
            break
        edit = next(
            (
                (call.id, edit)
                for call in known
                for edit in fixes.edits(tree, text, aliases, call.fix)
            ),
            None,
        )
        if edit is None:
            break
        identity, (start, end, put) = edit
        text = text[:start] + put + text[end:]
        ids.append(identity)
    return text, tuple(dict.fromkeys(ids))
