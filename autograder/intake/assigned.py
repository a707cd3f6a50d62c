"""Which names the code of a notebook or script assigns, read without running it."""

from __future__ import annotations

import ast
import json
import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from typing import Any

from autograder.errors import SubmissionError
from autograder.intake.decode import decode

_NOTEBOOK = re.compile(rb"(?:\xef\xbb\xbf)?\s*\{")
_ASSIGNMENT = re.compile(r"^[ \t]*(\w+)[ \t]*=(?!=)[ \t]*(?!None\b|\.\.\.)", re.MULTILINE)
_IN_JSON = re.compile(r'"[ \t]*(\w+)[ \t]*=(?!=)[ \t]*(?!None\b|\.\.\.)')
_MAGIC = re.compile(r"^[ \t]*[!%?].*$", re.MULTILINE)


def assigned_names(content: bytes) -> frozenset[str]:
    """The names that get a value other than None or ``...`` somewhere in a file's code.

    A file that can't be read, or is cut off, is searched line by line.
    """
    if _NOTEBOOK.match(content):
        try:
            cells = list(_code_cells(json.loads(content.removeprefix(BOM_UTF8))))
        except (ValueError, RecursionError, TypeError, AttributeError):
            text = content.decode(errors="replace")
            return frozenset(match[1] for match in _IN_JSON.finditer(text))
    else:
        try:
            cells = [decode(content)[0]]
        except SubmissionError:
            return frozenset()
    return frozenset(name for cell in cells for name in names_in(cell))


def names_in(source: str) -> frozenset[str]:
    """The names that one cell assigns."""
    source = _MAGIC.sub("pass", source)
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return frozenset(match[1] for match in _ASSIGNMENT.finditer(source))
    empty = {id(target) for node in ast.walk(tree) for target in _targets_of_nothing(node)}
    return frozenset(
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and id(node) not in empty
    )


def _code_cells(notebook: Any) -> Iterator[str]:
    """The sources of the code cells, in formats 3 (worksheets) and 4."""
    sheets = notebook.get("worksheets")
    holders = sheets if isinstance(sheets, list) else [notebook]
    for holder in holders:
        for cell in holder["cells"]:
            if cell.get("cell_type") == "code":
                source = cell.get("source", cell.get("input", ""))
                yield source if isinstance(source, str) else "".join(map(str, source))


def _targets_of_nothing(node: ast.AST) -> list[ast.expr]:
    """What ``x = None`` and ``x = ...`` assign: the places that a template leaves open."""
    if isinstance(node, ast.Assign | ast.AnnAssign):
        value = node.value
        if value is None or (isinstance(value, ast.Constant) and value.value in {None, ...}):
            return node.targets if isinstance(node, ast.Assign) else [node.target]
    return []
