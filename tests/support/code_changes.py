"""The functions of a module, each changed in one place: what mutation testing tries on the tests.

An assertion or a call removed, a condition negated, one side of an ``and`` away, a number one more.
"""

from __future__ import annotations

import ast
import copy
import inspect
from collections.abc import Container, Iterator
from dataclasses import dataclass
from types import CodeType, ModuleType
from typing import Any, Final

_OPPOSITE: Final[dict[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Lt: ast.LtE, ast.LtE: ast.Lt,
    ast.Gt: ast.GtE, ast.GtE: ast.Gt,
}  # fmt: skip
_OTHER: Final[dict[type[ast.operator], type[ast.operator]]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """A function of a module with one place changed."""

    module: ModuleType
    function: str
    line: int
    before: str
    after: str
    code: CodeType

    @property
    def name(self) -> str:
        """What it is called among those that give the same."""
        module = self.module.__name__.rpartition(".")[2]
        return f"{module}.{self.function}: {self.before} -> {self.after}"


def changes(module: ModuleType, without: Container[str] = ()) -> Iterator[Change]:
    """All changes of a module's functions but those of these names."""
    tree = ast.parse(inspect.getsource(module))
    for function in tree.body:
        if isinstance(function, ast.FunctionDef) and function.name not in without:
            yield from _of_function(module, function)


def _of_function(module: ModuleType, function: ast.FunctionDef) -> Iterator[Change]:
    plain = copy.deepcopy(function)
    plain.decorator_list = []
    count = sum(1 for statement in plain.body for _ in ast.walk(statement))
    for at in range(count):
        node = _node(plain, at)
        for new in _alternatives(node):
            changed = copy.deepcopy(plain)
            around = _put(changed, _node(changed, at), new)
            shown = isinstance(node, ast.Constant)  # a number says little without its surroundings
            yield Change(
                module,
                function.name,
                getattr(node, "lineno", function.lineno),
                _text(_parent(plain, node) if shown else node),
                _text(around if shown else new),
                _compiled(changed, module),
            )


def _node(function: ast.FunctionDef, at: int) -> ast.AST:
    walked = (node for statement in function.body for node in ast.walk(statement))
    return next(node for number, node in enumerate(walked) if number == at)


def _parent(function: ast.AST, place: ast.AST) -> ast.AST:
    return next(
        parent
        for parent in ast.walk(function)
        if any(child is place for child in ast.iter_child_nodes(parent))
    )


def _put(function: ast.AST, place: ast.AST, new: ast.AST) -> ast.AST:
    """Put a node in the place of another; what stands around it."""
    parent = _parent(function, place)
    for field, value in ast.iter_fields(parent):
        if value is place:
            setattr(parent, field, new)
        elif isinstance(value, list):
            setattr(parent, field, [new if one is place else one for one in value])
    return parent


def _text(node: ast.AST) -> str:
    """The first line of a piece of code."""
    return ast.unparse(ast.fix_missing_locations(node)).partition("\n")[0]


def _alternatives(node: ast.AST) -> Iterator[ast.AST]:
    yield from _of_logic(node)
    match node:
        case ast.Assert():
            yield ast.Pass()
            yield ast.Assert(_negated(node.test))
        case ast.If() | ast.IfExp():
            yield _with(node, "test", _negated(node.test))
        case ast.Expr(ast.Call()):
            yield ast.Pass()


def _of_logic(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.BoolOp():
            for out in range(len(node.values)):
                left = [value for number, value in enumerate(node.values) if number != out]
                yield left[0] if len(left) == 1 else ast.BoolOp(node.op, left)
        case ast.UnaryOp(ast.Not()):
            yield node.operand
        case ast.Compare(ops=[op]):
            yield _with(node, "ops", [_OPPOSITE[type(op)]()])
        case ast.BinOp() if type(node.op) in _OTHER:
            yield _with(node, "op", _OTHER[type(node.op)]())
        case ast.Constant(bool() as value):
            yield ast.Constant(not value)
        case ast.Constant(int() | float() as value):
            yield ast.Constant(value + 1)


def _negated(test: ast.expr) -> ast.expr:
    return ast.UnaryOp(ast.Not(), test)


def _with(node: ast.AST, field: str, value: Any) -> ast.AST:
    changed = copy.copy(node)
    setattr(changed, field, value)
    return changed


def _compiled(function: ast.FunctionDef, module: ModuleType) -> CodeType:
    body: list[ast.stmt] = [
        ast.ImportFrom("__future__", [ast.alias("annotations")], 0),
        function,
    ]
    tree = ast.fix_missing_locations(ast.Module(body, []))
    found = dict(vars(module))
    exec(compile(tree, module.__file__ or "", "exec"), found)
    return found[function.name].__code__
