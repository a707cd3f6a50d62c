"""Is each part of the standard checks needed? They are changed in one place, again and again.

``python -m tests.support.mutate_checks [NAME...]`` changes the bodies of the standard checks, and
what these judge with, in one place at a time (an assertion or a call removed, a condition negated,
one side of an ``and``, a number one more, …) and runs the tests of that module's checks on each. A
change that no test notices *survives*. Each runs in a process of its own, forked from one that has
imported everything. What only writes titles is left out: the page of standard checks shows it.
"""

from __future__ import annotations

import argparse
import ast
import copy
import inspect
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import CodeType, FunctionType, ModuleType
from typing import Any, Final

import pytest

from autograder.checks import answers, networks, predictions, training
from autograder.checks.definition import StandardCheck
from tests.support.places import ROOT, TESTS

MODULES: Final = (answers, networks, predictions, training)
WORDING: Final = frozenset(["_counted", "_built", "_goal", "_count_ko", "_count_en"])
# A change that gives what it replaces, whatever a student hands in.
EQUIVALENT: Final[dict[str, str]] = {}
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
        """What it is called in ``EQUIVALENT``."""
        return f"{self.function}: {self.before} -> {self.after}"


def changes(module: ModuleType) -> Iterator[Change]:
    """All changes of a module's functions."""
    tree = ast.parse(inspect.getsource(module))
    for function in tree.body:
        if isinstance(function, ast.FunctionDef) and function.name not in WORDING:
            yield from _of_function(module, function)


def _of_function(module: ModuleType, function: ast.FunctionDef) -> Iterator[Change]:
    plain = copy.deepcopy(function)
    plain.decorator_list = []
    count = sum(1 for statement in plain.body for _ in ast.walk(statement))
    for at in range(count):
        node = _node(plain, at)
        for new in _alternatives(node):
            changed = copy.deepcopy(plain)
            place = _node(changed, at)
            if not _put(changed, place, new):
                continue
            yield Change(
                module,
                function.name,
                getattr(node, "lineno", function.lineno),
                ast.unparse(node),
                ast.unparse(ast.fix_missing_locations(new)),
                _compiled(changed, module),
            )


def _node(function: ast.FunctionDef, at: int) -> ast.AST:
    walked = (node for statement in function.body for node in ast.walk(statement))
    return next(node for number, node in enumerate(walked) if number == at)


def _put(function: ast.AST, place: ast.AST, new: ast.AST) -> bool:
    """Put a node in the place of another; whether it was found."""
    for parent in ast.walk(function):
        for field, value in ast.iter_fields(parent):
            if value is place:
                setattr(parent, field, new)
                return True
            if isinstance(value, list) and any(one is place for one in value):
                value[next(n for n, one in enumerate(value) if one is place)] = new
                return True
    return False


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


def target(module: ModuleType, name: str) -> FunctionType:
    """The function that a change is put into: a check's body, or a helper."""
    found = vars(module)[name]
    made = found.body if isinstance(found, StandardCheck) else found
    assert isinstance(made, FunctionType)
    return made


def survives(change: Change, quiet: bool = True) -> bool:
    """Whether no test notices the change, in a forked process."""
    child = os.fork()
    if child == 0:
        if quiet:
            null = os.open(os.devnull, os.O_WRONLY)
            os.dup2(null, 1)
            os.dup2(null, 2)
        target(change.module, change.function).__code__ = change.code
        status = pytest.main([*_tests(change.module), "-x", "-q", "-p", "no:cacheprovider"])
        os._exit(int(status))
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status in {0, 1}, f"{change.name}: pytest ended with {status}"
    return status == 0


def _tests(module: ModuleType) -> list[str]:
    name = module.__name__.rpartition(".")[2]
    files = (f"test_check_{name}.py", "test_mistakes.py")
    return [str(TESTS / "checks" / file) for file in files]


def main(arguments: Sequence[str]) -> int:
    """Print the survivors; 1 if one is not known to be equivalent."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", nargs="*", help="answers, networks, …")
    asked = parser.parse_args(arguments).modules
    bad = total = excused = 0
    for module in MODULES:
        if asked and module.__name__.rpartition(".")[2] not in asked:
            continue
        for change in changes(module):
            total += 1
            if not survives(change):
                continue
            reason = EQUIVALENT.get(change.name, "")
            excused, bad = excused + bool(reason), bad + (not reason)
            place = os.path.relpath(module.__file__ or "", ROOT)
            print(f"survived: {place}:{change.line} {change.name} {reason}", flush=True)
    print(f"standard checks: {total - excused - bad} of {total} changes noticed, "
          f"{excused} give the same, {bad} survive")  # fmt: skip
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
