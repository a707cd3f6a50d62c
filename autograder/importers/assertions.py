"""The rules that turn a test of another grader into the body of a check.

A test's statements stay as they are where every name in them is a variable that the notebook
leaves behind, a module that computes, or made by the test itself. What can't be kept is named
with its reason, for a person.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, TypeGuard

from autograder.importers.namespace import (
    MODEL_CLASSES,
    Namespace,
    imports_of,
    stored,
)
from autograder.importers.rewriting import Rewriter, is_numpy_test, original_names
from autograder.records import DeliverableKind

_MODEL_ATTRIBUTES: Final = frozenset({
    "layers", "count_params", "input_shape", "output_shape", "get_weights", "weights",
    "trainable_weights", "non_trainable_weights", "trainable_variables", "get_layer", "predict",
    "inputs", "outputs",
})  # fmt: skip
_NOT_REBUILT: Final = frozenset({
    "evaluate", "optimizer", "loss", "metrics", "metrics_names", "compiled", "fit", "history",
    "summary",
})  # fmt: skip
_ARRAY_ATTRIBUTES: Final = frozenset({
    "shape", "dtype", "ndim", "size", "T", "sum", "mean", "std", "var", "min", "max", "all",
    "any", "astype", "reshape", "flatten", "ravel", "tolist", "argmax", "argmin", "argsort",
    "round", "numpy", "dot", "cumsum", "prod", "nonzero",
})  # fmt: skip
_FORBIDDEN: Final = frozenset({
    "open", "input", "exec", "eval", "compile", "__import__", "globals", "locals", "vars",
    "dir", "help", "exit", "quit", "breakpoint", "get_ipython",
})  # fmt: skip
_BUILTINS: Final = frozenset(dir(builtins)) - _FORBIDDEN
_WEAK: Final = (ast.NotEq, ast.IsNot, ast.NotIn)


@dataclass(frozen=True, slots=True)
class Refused:
    """A statement that no rule can keep, as it stood, and why."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class Converted:
    """What became of a test. ``weak`` are variables of which it only says what they are not;
    ``given`` those that students are given, and could change."""

    body: tuple[str, ...]
    uses: tuple[str, ...]
    imports: tuple[str, ...]
    refused: tuple[Refused, ...]
    weak: frozenset[str]
    given: tuple[str, ...]
    asserts: bool


def kinds(sources: Iterable[str], names: Namespace) -> dict[str, DeliverableKind]:
    """Of which kind each variable is, by how the tests use it and the cells make it."""
    found = {name: variable.kind for name, variable in names.variables.items()}
    for source in sources:
        for node in ast.walk(_parsed(source) or ast.Module([], [])):
            name, kind = _hint(node)
            if kind and found.get(name, "value") != "model":
                found[name] = kind
    return found


def with_imports_of(sources: Iterable[str], names: Namespace) -> Namespace:
    """The names with what tests import: in a notebook, later tests use what earlier ones did."""
    imports = dict(names.imports)
    for source in sources:
        for node in (_parsed(source) or ast.Module([], [])).body:
            imports = imports_of(node) | imports
    return replace(names, imports=imports)


def _hint(node: ast.AST) -> tuple[str, DeliverableKind | None]:
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        if node.attr in _MODEL_ATTRIBUTES:
            return node.value.id, "model"
        if node.attr in _ARRAY_ATTRIBUTES:
            return node.value.id, "array"
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
        key = node.slice
        is_word = isinstance(key, ast.Constant) and isinstance(key.value, str)
        return ("", None) if is_word else (node.value.id, "array")
    if _calls(node, "len", 1) and isinstance(node.args[0], ast.Name):
        return node.args[0].id, "array"
    if _calls(node, "isinstance", 2) and isinstance(node.args[0], ast.Name):
        wanted = {getattr(node.args[1], "attr", ""), getattr(node.args[1], "id", "")}
        return (node.args[0].id, "model") if wanted & MODEL_CLASSES else ("", None)
    return "", None


def _calls(node: ast.AST, function: str, arguments: int) -> TypeGuard[ast.Call]:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == function
        and len(node.args) == arguments
    )


def convert(source: str, names: Namespace, of_kind: Mapping[str, DeliverableKind]) -> Converted:
    """A test as the body of a check, and what of it a person must finish."""
    tree = _parsed(source)
    if tree is None:
        refused = Refused(source, "it is no Python that runs outside of a notebook")
        return Converted((), (), (), (refused,), frozenset(), (), False)
    try:
        return _Conversion(names, of_kind).run(tree)
    except RecursionError:
        refused = Refused(source, "it is nested too deeply")
        return Converted((), (), (), (refused,), frozenset(), (), False)


def _parsed(source: str) -> ast.Module | None:
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


class _Conversion:
    """One test on its way: what its statements so far have made and used."""

    def __init__(self, names: Namespace, of_kind: Mapping[str, DeliverableKind]) -> None:
        self._names = names
        self._kinds = of_kind
        self._imports = dict(names.imports)
        self._made: set[str] = set()
        self._body: list[str] = []
        self._uses: dict[str, None] = {}
        self._given: dict[str, None] = {}
        self._needed: dict[str, None] = {}
        self._refused: list[Refused] = []
        self._strong: set[str] = set()
        self._asserts = False

    def run(self, tree: ast.Module) -> Converted:
        for node in tree.body:
            if imported := imports_of(node):
                self._imports |= imported
                self._made -= set(imported)
            elif not _says_nothing(node):
                self._take(node)
        weak = frozenset(self._uses) - self._strong
        return Converted(
            tuple(self._body), tuple(self._uses), tuple(self._needed), tuple(self._refused),
            weak, tuple(self._given), self._asserts and bool(self._uses),
        )  # fmt: skip

    def _take(self, node: ast.stmt) -> None:
        original = ast.unparse(node)
        asked = original_names(node, self._made)
        rewriter = Rewriter(self._kinds, self._imports)
        node = ast.fix_missing_locations(rewriter.visit(node))
        asked |= rewriter.used
        loaded = _loaded(node) - self._made - {"student"}
        reason = rewriter.reason or next(
            filter(None, map(self._objection, sorted(loaded | asked))), ""
        )
        reason = reason or _objection_to_uses(node, self._kinds)
        if reason:
            self._refused.append(Refused(original, reason))
            return
        for name in sorted(loaded | asked):
            self._bind(name)
        self._body.append(ast.unparse(node))
        self._made |= set(stored(node))
        self._asserts = self._asserts or _asserts(node)
        if not _is_weak(node):
            self._strong |= loaded | rewriter.used

    def _objection(self, name: str) -> str:
        """Why a check can't use this name; '' if it can."""
        if name in self._names.variables:
            return ""
        if name in self._imports:
            module = self._imports[name].module
            return "" if self._imports[name].allowed else f"it uses the module `{module}`"
        if name in self._names.functions:
            return f"it calls `{name}`, and a check gets no functions of the notebook"
        if name in _BUILTINS:
            return ""
        if name in _FORBIDDEN:
            return f"it calls `{name}`"
        return "" if self._names.is_open else f"it uses `{name}`, which no cell makes"

    def _bind(self, name: str) -> None:
        """Note where the value of a name comes from."""
        variable = self._names.variables.get(name)
        if variable is None and name in self._imports:
            self._needed[self._imports[name].statement(name)] = None
        elif variable is None and name in _BUILTINS:
            return
        elif variable is not None and variable.literal:
            self._body.append(f"{name} = {variable.literal}")
            self._made.add(name)
        else:
            self._uses[name] = None
            if variable is not None and variable.given:
                self._given[name] = None


def _loaded(node: ast.AST) -> set[str]:
    """Names that a statement takes from outside of itself."""
    inner: set[str] = set()
    for each in ast.walk(node):
        if isinstance(each, ast.arg):
            inner.add(each.arg)
        elif isinstance(each, ast.comprehension):
            inner |= {one.id for one in ast.walk(each.target) if isinstance(one, ast.Name)}
    if not isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
        inner |= set(stored(node))
    found = {
        one.id
        for one in ast.walk(node)
        if isinstance(one, ast.Name) and not isinstance(one.ctx, ast.Store)
    }
    if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
        found.add(node.target.id)
    return found - inner


def _objection_to_uses(node: ast.AST, of_kind: Mapping[str, DeliverableKind]) -> str:
    for each in ast.walk(node):
        if isinstance(each, ast.Delete | ast.Global | ast.Nonlocal | ast.Await | ast.Yield):
            return "it changes the notebook's own variables"
        if (
            isinstance(each, ast.Attribute)
            and isinstance(each.value, ast.Name)
            and of_kind.get(each.value.id) == "model"
            and each.attr in _NOT_REBUILT
        ):
            return (
                f"it asks for `{each.attr}`, which a rebuilt model has not; "
                f'see `student.training("{each.value.id}")`'
            )
    return ""


def _says_nothing(node: ast.stmt) -> bool:
    """Texts, bare values, printing and `pass`: they decide nothing."""
    if isinstance(node, ast.Pass):
        return True
    if not isinstance(node, ast.Expr):
        return False
    value = node.value
    if isinstance(value, ast.Constant | ast.Name):
        return True
    return (
        isinstance(value, ast.Call)
        and isinstance(value.func, ast.Name)
        and value.func.id in {"print", "display"}
    )


def _asserts(node: ast.AST) -> bool:
    return any(
        isinstance(each, ast.Assert | ast.Raise) or is_numpy_test(each) for each in ast.walk(node)
    )


def _is_weak(node: ast.stmt) -> bool:
    """Whether None could be good enough for what is asserted; no for what is no single claim."""
    if not isinstance(node, ast.Assert):
        return not _asserts(node)
    return any(_accepts_none(each) for each in _claims(node.test))


def _claims(test: ast.expr) -> Iterator[ast.expr]:
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
        for value in test.values:
            yield from _claims(value)
    else:
        yield test


def _accepts_none(claim: ast.expr) -> bool:
    if isinstance(claim, ast.UnaryOp | ast.BoolOp | ast.Constant | ast.IfExp):
        return True
    if isinstance(claim, ast.Compare):
        against_none = any(
            isinstance(one, ast.Constant) and one.value is None
            for one in (claim.left, *claim.comparators)
        )
        is_not = any(isinstance(op, _WEAK) for op in claim.ops)
        return is_not != against_none
    return False
