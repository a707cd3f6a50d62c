"""Files that a cell looked for inside ``try`` and that are not there.

The cell goes on without its data, and the error that comes of it names another cause.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from autograder.legacy.rewrite import parse

_FILE = re.compile(
    r"^[^\n*?{}<>|]{1,200}\.(?:csv|tsv|txt|dat|data|json|npy|npz|pkl|xlsx?|h5|keras|png|jpe?g|zip)$",
    re.IGNORECASE,
)
_WRITES = {"w", "wb", "a", "ab", "x", "wt", "w+"}


def lost_files(source: str, names: Mapping[str, Any]) -> Iterator[str]:
    """Names of files, as the student wrote them, that a ``try`` of this cell reads in vain."""
    tree = parse(source)
    for node in ast.walk(tree) if tree else ():
        if isinstance(node, ast.Try) and node.handlers:
            for call in _calls(node):
                yield from (name for name in _files_of(call, names) if not _exists(name))


def _calls(node: ast.Try) -> Iterator[ast.Call]:
    for statement in node.body:
        yield from (one for one in ast.walk(statement) if isinstance(one, ast.Call))


def _files_of(call: ast.Call, names: Mapping[str, Any]) -> Iterator[str]:
    given = [_text(one, names) for one in (*call.args, *(key.value for key in call.keywords))]
    if _WRITES & set(given):
        return
    yield from (one for one in given if _FILE.match(one) and "://" not in one)


def _text(node: ast.expr, names: Mapping[str, Any]) -> str:
    value = node.value if isinstance(node, ast.Constant) else None
    if isinstance(node, ast.Name):
        value = names.get(node.id)
    return value if type(value) is str else ""


def _exists(name: str) -> bool:
    try:
        return Path(name).exists()
    except (OSError, ValueError):
        return True
