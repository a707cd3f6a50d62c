"""What of an assignment's ``checks/`` students get: the visible checks, and what they need to run.

Checks of the library are no file's: their arguments stand in ``assignment.toml``. A file of checks
is taken apart into its top-level statements. Kept are the functions of visible
checks and the statements whose names these use, directly or not; no comment between statements,
no docstring of a file, no import and no file that only hidden checks use.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from autograder.errors import StaffError
from autograder.records import LocalAssignment

_CONFTEST: Final = "conftest.py"
_MARKS: Final = "pytestmark"


@dataclass(frozen=True, slots=True)
class VisibleChecks:
    """Files by their path below ``checks/``; ``shared`` are names that hidden checks use, too."""

    files: Mapping[str, bytes]
    shared: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Statement:
    """A top-level statement: the names that it makes, and all names and texts in it.

    ``parts`` are the names behind a dot, which may be those of another file.
    """

    node: ast.stmt
    source: str
    makes: frozenset[str]
    uses: frozenset[str]
    parts: frozenset[str]
    texts: frozenset[str]


@dataclass(frozen=True, slots=True)
class _File:
    path: str  # below ``checks/``, with forward slashes
    statements: tuple[_Statement, ...]


def visible_checks(assignment: LocalAssignment) -> VisibleChecks:
    """The files that the visible checks of an assignment are run from.

    Raises:
        StaffError: a file can't be read, a visible check is nowhere defined, or what it uses
            names a hidden one.
    """
    folder = assignment.folder / "checks"
    files = [_read(path, folder) for path in sorted(folder.rglob("*.py")) if _counts(path)]
    written = [check for check in assignment.checks if check.standard is None]
    wanted = {f"test_{check.name}" for check in written if check.visible}
    hidden = {f"test_{check.name}" for check in written if not check.visible}
    kept = {file.path: _kept(file, files, wanted) for file in files}
    made = {name for some in kept.values() for one in some for name in one.makes}
    if missing := sorted(wanted - made):
        raise StaffError(
            f"no file in {folder} defines {missing[0]}, a visible check",
            f"Write it, or take [checks.{missing[0].removeprefix('test_')}] out.",
        )
    found = {path: _text(some).encode() for path, some in kept.items() if some}
    found |= _data(folder, [one for some in kept.values() for one in some])
    for path, some in kept.items():
        for one in some:
            if named := sorted(hidden & (one.uses | one.makes)):
                raise StaffError(
                    f"{folder / path}, line {one.node.lineno}: what a visible check uses names "
                    f"the hidden {named[0]}",
                    "Let visible and hidden checks share nothing there.",
                )
    secret = {file.path: _kept(file, files, hidden) for file in files}
    return VisibleChecks(found, tuple(_shared(kept, secret)))


def _counts(path: Path) -> bool:
    return "__pycache__" not in path.parts


def _read(path: Path, folder: Path) -> _File:
    try:
        source = path.read_text(encoding="utf-8-sig")
        body = ast.parse(source).body
    except (OSError, UnicodeError, SyntaxError, ValueError) as error:
        raise StaffError(f"{path} can't be read: {error}", "Mend it first.") from error
    lines = source.splitlines()
    statements = tuple(_statement(node, lines) for node in body)
    return _File(path.relative_to(folder).as_posix(), statements)


def _statement(node: ast.stmt, lines: Sequence[str]) -> _Statement:
    decorators = getattr(node, "decorator_list", ())
    first = min([node.lineno, *(one.lineno for one in decorators)])
    source = "\n".join(lines[first - 1 : node.end_lineno])
    if isinstance(node, ast.Assign | ast.AnnAssign | ast.Expr):  # without a comment behind it
        source = ast.get_source_segment("\n".join(lines), node) or source
    inner = list(ast.walk(node))
    names = {one.id for one in inner if isinstance(one, ast.Name)}
    names |= {one.arg for one in inner if isinstance(one, ast.arg)}  # fixtures
    texts = {
        one.value for one in inner if isinstance(one, ast.Constant) and isinstance(one.value, str)
    }
    parts = {one.attr for one in inner if isinstance(one, ast.Attribute)}
    return _Statement(
        node,
        source,
        frozenset(_makes(node)),
        frozenset(names),
        frozenset(parts),
        frozenset(texts),
    )


def _makes(node: ast.stmt) -> Iterator[str]:
    """The names that a statement binds, changes or imports at the top level."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.Import | ast.ImportFrom):
        for alias in node.names:
            yield (alias.asname or alias.name).partition(".")[0]
    elif isinstance(node, ast.Expr):  # such as TABLE.update(…)
        if isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Attribute):
            yield from _root(node.value.func)
    else:
        for one in ast.walk(node):
            if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store):
                yield one.id
            elif isinstance(one, ast.Attribute | ast.Subscript) and isinstance(one.ctx, ast.Store):
                yield from _root(one)
            elif isinstance(one, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef):
                yield from _makes(one)


def _root(node: ast.expr) -> Iterator[str]:
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    if isinstance(node, ast.Name):
        yield node.id


# --- what is needed -------------------------------------------------------------------


def _kept(file: _File, files: Sequence[_File], tests: set[str]) -> tuple[_Statement, ...]:
    """The statements of a file that these tests need, wherever the tests are."""
    needed = _needed(file, _asked_of(file, files, tests))
    if not needed:
        return ()
    return tuple(one for one in file.statements if one in needed or _is_future(one.node))


def _asked_of(file: _File, files: Sequence[_File], tests: set[str]) -> set[str]:
    """Names that are asked of a file: by the tests, and by other files that import it."""
    asked = {name for one in file.statements for name in one.makes if name in tests}
    if asked:
        asked.add(_MARKS)
    for other in files:
        if other is file or not {name for one in other.statements for name in one.makes} & tests:
            continue
        used = _needed(other, {*tests, _MARKS})
        names = {name for one in used for name in one.uses | one.parts}
        if file.path == _CONFTEST or any(_imports(one.node, file) for one in used):
            asked |= names | {alias for one in used for alias in _aliases(one.node)}
    return asked


def _needed(file: _File, asked: set[str]) -> set[_Statement]:
    """The statements that make these names, and those that make what these use, and so on."""
    found: set[_Statement] = set()
    names = set(asked)
    while True:
        more = {one for one in file.statements if one.makes & names} - found
        if not more:
            return found
        found |= more
        names |= {name for one in more for name in one.uses}


def _imports(node: ast.stmt, file: _File) -> bool:
    """Does this statement import the file, by whatever path?"""
    stem = PurePosixPath(file.path).stem
    if isinstance(node, ast.Import):
        return any(alias.name.rpartition(".")[2] == stem for alias in node.names)
    if isinstance(node, ast.ImportFrom):
        named = {alias.name for alias in node.names}
        return (node.module or "").rpartition(".")[2] == stem or (node.level > 0 and stem in named)
    return False


def _aliases(node: ast.stmt) -> set[str]:
    return {alias.name for alias in node.names} if isinstance(node, ast.ImportFrom) else set()


def _is_future(node: ast.stmt) -> bool:
    return isinstance(node, ast.ImportFrom) and node.module == "__future__"


def _shared(
    kept: Mapping[str, Sequence[_Statement]], secret: Mapping[str, Sequence[_Statement]]
) -> Iterator[str]:
    for path, some in kept.items():
        for one in some:
            if one in secret[path] and not isinstance(one.node, ast.Import | ast.ImportFrom):
                yield from (f"{name} in checks/{path}" for name in sorted(one.makes))


# --- what is written ------------------------------------------------------------------


def _text(statements: Sequence[_Statement]) -> str:
    used = {name for one in statements for name in one.uses}
    parts = [_source(one, used) for one in statements]
    text = "\n".join(f"\n\n{part}" if _is_block(part) else part for part in parts if part)
    return text.strip("\n") + "\n"


def _is_block(source: str) -> bool:
    return source.startswith(("def ", "class ", "async ", "@"))


def _source(one: _Statement, used: set[str]) -> str:
    """A statement as it stands; of an import the names alone that are used."""
    node = one.node
    if not isinstance(node, ast.Import | ast.ImportFrom) or _is_future(node):
        return one.source
    names = [a for a in node.names if (a.asname or a.name).partition(".")[0] in used]
    if not names:
        return ""
    if isinstance(node, ast.Import):
        return ast.unparse(ast.Import(names))
    return ast.unparse(ast.ImportFrom(node.module, names, node.level))


def _data(folder: Path, statements: Sequence[_Statement]) -> dict[str, bytes]:
    """Files of data that the kept statements name."""
    texts = {text for one in statements for text in one.texts}
    found: dict[str, bytes] = {}
    for path in sorted(folder.rglob("*")):
        below = path.relative_to(folder).as_posix()
        is_data = path.is_file() and path.suffix not in {".py", ".pyc"}
        if is_data and (path.name in texts or below in texts):
            found[below] = path.read_bytes()
    return found
