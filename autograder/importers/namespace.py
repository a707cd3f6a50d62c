"""Which names a notebook's cells make, read without running them."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from autograder.importers.answers import BEGIN, END, given
from autograder.importers.records import OurCell
from autograder.records import DeliverableKind

MODEL_CLASSES: Final = frozenset({"Sequential", "Model", "Functional"})
_ARRAY_MAKERS: Final = frozenset({
    "array", "asarray", "zeros", "ones", "empty", "full", "arange", "linspace", "eye",
    "identity", "concatenate", "stack", "vstack", "hstack", "reshape", "predict", "constant",
    "normal", "uniform", "random", "rand", "randn", "randint", "transpose", "dot", "matmul",
    "zeros_like", "ones_like", "loadtxt", "genfromtxt",
})  # fmt: skip
_CHECKS_MAY_USE: Final = frozenset({
    "math", "cmath", "statistics", "hashlib", "json", "re", "string", "itertools", "functools",
    "collections", "fractions", "decimal", "datetime", "random", "numbers", "types", "typing",
    "operator", "copy", "numpy", "keras", "tensorflow",
})  # fmt: skip
_MOST_LITERAL: Final = 2000  # characters of a given value that is written into a check


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable of the notebook. ``literal`` is its value where students are given it."""

    kind: DeliverableKind = "value"
    given: bool = False
    literal: str = ""


@dataclass(frozen=True, slots=True)
class Import:
    """What a name stands for that an import made: a module, or something of a module."""

    module: str
    member: str = ""

    @property
    def allowed(self) -> bool:
        """Whether a check may use it: it computes, and gets nothing from the student."""
        return self.module.split(".")[0] in _CHECKS_MAY_USE

    def statement(self, alias: str) -> str:
        """The import under this name, as Python."""
        if self.member:
            renamed = "" if alias == self.member else f" as {alias}"
            return f"from {self.module} import {self.member}{renamed}"
        if alias == self.module.split(".")[0]:
            return f"import {self.module}"
        return f"import {self.module} as {alias}"


@dataclass(frozen=True, slots=True)
class Namespace:
    """What the cells leave behind. ``is_open``: the solutions are not there, so neither are all
    names: an unknown one counts as a variable."""

    variables: Mapping[str, Variable]
    functions: frozenset[str]
    imports: Mapping[str, Import]
    is_open: bool = False

    def foreign_modules(self) -> tuple[str, ...]:
        """Top-level modules that are imported and are not Python's own."""
        tops = (one.module.split(".")[0] for one in self.imports.values())
        return tuple(dict.fromkeys(top for top in tops if top not in sys.stdlib_module_names))


def namespace_of(cells: Sequence[OurCell], *, is_open: bool = False) -> Namespace:
    """The names that code cells make at their top level."""
    variables: dict[str, Variable] = {}
    functions: set[str] = set()
    imports: dict[str, Import] = {}
    for cell in cells:
        if cell.kind != "code":
            continue
        answers = _answer_lines(cell)
        for node in statements(cell.source):
            imports |= imports_of(node)
            if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
                functions.add(node.name)
                continue
            is_given = not cell.answer and node.lineno not in answers
            for name in stored(node):
                variables[name] = _variable(node, name, variables.get(name), is_given)
    for name in functions:
        variables.pop(name, None)
    for name in _changed_in_place(cells) & set(variables):
        variables[name] = replace(variables[name], literal="")
    return Namespace(variables, frozenset(functions), imports, is_open)


def _changed_in_place(cells: Sequence[OurCell]) -> set[str]:
    """Names whose values code might change without giving them a new one, such as by `append`."""
    found = set()
    for cell in cells:
        for node in ast.walk(
            ast.Module(statements(cell.source) if cell.kind == "code" else [], [])
        ):
            touched: list[ast.expr] = []
            if isinstance(node, ast.Call):
                touched = [node.func, *node.args, *(one.value for one in node.keywords)]
            elif isinstance(node, ast.Subscript | ast.Attribute):
                touched = [] if isinstance(node.ctx, ast.Load) else [node.value]
            found |= {_root(one) for one in touched}
    return found - {""}


def _root(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Starred):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def statements(source: str) -> list[ast.stmt]:
    """The statements of a cell; none where it is no Python."""
    try:
        return ast.parse(given(source)).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []


def imports_of(node: ast.AST) -> dict[str, Import]:
    """What an import statement makes, by name; nothing for another one."""
    if isinstance(node, ast.Import):
        return {
            one.asname or one.name.split(".")[0]: Import(
                one.name if one.asname else one.name.split(".")[0]
            )
            for one in node.names
        }
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        return {
            one.asname or one.name: Import(node.module, one.name)
            for one in node.names
            if one.name != "*"
        }
    return {}


def stored(node: ast.AST) -> Iterator[str]:
    """Names that a statement gives a value, but for those inside functions and comprehensions."""
    inner = (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
    if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
        yield node.name
        return
    if isinstance(node, inner):
        return
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
    if isinstance(node, ast.ExceptHandler) and node.name:
        yield node.name
    for child in ast.iter_child_nodes(node):
        yield from stored(child)


def _answer_lines(cell: OurCell) -> frozenset[int]:
    """Numbers of the lines that students write."""
    found, inside = set(), False
    for number, line in enumerate(cell.source.split("\n"), start=1):
        inside = (inside or line.strip() == BEGIN) and line.strip() != END
        if inside:
            found.add(number)
    return frozenset(found)


def _variable(node: ast.stmt, name: str, before: Variable | None, is_given: bool) -> Variable:
    is_plain = isinstance(node, ast.Assign) and [
        target.id for target in node.targets if isinstance(target, ast.Name)
    ] == [name]
    value = node.value if isinstance(node, ast.Assign) and is_plain else None
    kind = _kind(value)
    if kind == "value" and before is not None:
        kind = before.kind
    is_given = is_given and (before is None or before.given)
    return Variable(kind, is_given, _literal(value) if is_given and before is None else "")


def _kind(value: ast.expr | None) -> DeliverableKind:
    made = _called(value)
    if made in MODEL_CLASSES:
        return "model"
    return "array" if made in _ARRAY_MAKERS else "value"


def _called(value: ast.expr | None) -> str:
    if not isinstance(value, ast.Call):
        return ""
    function = value.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _literal(value: ast.expr | None) -> str:
    if value is None:
        return ""
    try:
        ast.literal_eval(value)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return ""
    text = ast.unparse(value)
    return text if len(text) <= _MOST_LITERAL else ""
