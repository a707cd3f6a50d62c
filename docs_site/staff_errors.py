"""What the staff may be told, read off the code: every ``StaffError`` with its way out.

The page of troubleshooting lists them. Nothing is run: a message is what stands in the source,
with a name in angle brackets where a value is put in. Messages that are composed elsewhere (those
that the operating system gives) have no words of ours to list, and are left out.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1] / "autograder"
_LONGEST_NAME = 24  # of what stands for a value; longer expressions become an ellipsis

# What makes such an error, and where its message and its way out stand among the arguments. The
# functions put a file's name and line in front of what they are given.
MAKERS = {"StaffError": (0, 1), "NewerResultError": (0, 1), "_fault": (2, 3), "fault": (2, 3)}
MAKERS |= {"wrong": (1, 2), "refuse": (0, 1)}  # put the place in front


@dataclass(frozen=True, slots=True)
class StaffMessage:
    """One thing that the staff may be told: what happened, and what to do next ('' if nothing)."""

    module: str  # such as ``autograder.lms.moodle``
    line: int
    message: str
    tip: str


def staff_messages(package: Path = PACKAGE) -> tuple[StaffMessage, ...]:
    """All of them, in the order of modules and lines."""
    found = (
        message
        for path in sorted(package.rglob("*.py"))
        for message in _in_module(path, _module(path, package))
    )
    return tuple(found)


def _module(path: Path, package: Path) -> str:
    parts = path.relative_to(package.parent).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def _in_module(path: Path, module: str) -> Iterator[StaffMessage]:
    tree = ast.parse(path.read_text("utf-8"))
    constants = _assigned(tree.body)
    for function in _scopes(tree):
        inside = list(_walk(function))
        known = constants | _assigned(inside)
        calls = sorted(filter(None, map(_made, inside)), key=lambda made: made.line)
        for made in calls:
            message = _words(made.message, known)
            if any(letter.isalpha() for letter in re.sub("<[^>]*>", "", message)):
                yield StaffMessage(module, made.line, message, _words(made.tip, known))


@dataclass(frozen=True, slots=True)
class _Made:
    """A call that makes an error, as it stands in the source."""

    line: int
    message: ast.expr | None
    tip: ast.expr | None


def _made(node: ast.AST) -> _Made | None:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
        return None
    if (places := MAKERS.get(node.func.id)) is None:
        return None
    message, tip = (
        _argument(node, at, name) for at, name in zip(places, ("message", "tip"), strict=True)
    )
    return _Made(node.lineno, message, tip)


def _scopes(tree: ast.Module) -> Iterator[ast.AST]:
    """The functions that are in no other function: each call is met once."""
    for node in tree.body:
        parts = node.body if isinstance(node, ast.ClassDef) else [node]
        yield from (part for part in parts if _is_function(part) and not _is_maker(part))


def _walk(node: ast.AST) -> Iterator[ast.AST]:
    """All nodes below, but for functions that make errors out of what they are given."""
    for child in ast.iter_child_nodes(node):
        if not _is_maker(child):
            yield child
            yield from _walk(child)


def _is_function(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)


def _is_maker(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef) and node.name in MAKERS


def _assigned(nodes: Iterable[ast.AST]) -> dict[str, ast.expr]:
    """What is put into a name once, so that the name can be read as it."""
    found: dict[str, ast.expr] = {}
    twice: set[str] = set()
    for node in nodes:
        if not isinstance(node, ast.Assign) or not isinstance(node.targets[0], ast.Name):
            continue
        name = node.targets[0].id
        twice |= {name} & found.keys()
        found[name] = node.value
    return {name: value for name, value in found.items() if name not in twice}


def _argument(call: ast.Call, place: int, name: str) -> ast.expr | None:
    if place < len(call.args):
        return call.args[place]
    return next((given.value for given in call.keywords if given.arg == name), None)


def _words(node: ast.expr | None, known: Mapping[str, ast.expr]) -> str:
    """The text that an expression gives, values as ``<name>``; '' where there is none."""
    match node:
        case None:
            return ""
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=several):
            parts = several
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            parts = [left, right]
        case ast.IfExp(body=body, orelse=orelse):
            parts = [body if _words(body, known) else orelse]
        case ast.Call(func=ast.Attribute(value=inner, attr="strip")):
            parts = [inner]
        case ast.FormattedValue(value=inner):
            return _value(inner, known)
        case _:
            return _value(node, known)
    return "".join(_words(part, known) for part in parts)


def _value(node: ast.expr, known: Mapping[str, ast.expr]) -> str:
    """Text that a name stands for, or a name in angle brackets for what is put in."""
    if isinstance(node, ast.Name) and _is_text(known.get(node.id)):
        others = {name: value for name, value in known.items() if name != node.id}
        return _words(known[node.id], others)
    name = ast.unparse(node).removeprefix("self.").removeprefix("error.").split(".")[0]
    fits = name.isidentifier() and len(name) <= _LONGEST_NAME
    return f"<{name.strip('_').lower()}>" if fits else "<…>"


def _is_text(node: ast.expr | None) -> bool:
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
