"""Rewrites one statement of a test into the words of a check."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Mapping
from typing import Final

from autograder.importers.namespace import MODEL_CLASSES, Import
from autograder.records import DeliverableKind

_NAMESPACES: Final = frozenset({"globals", "locals", "vars", "dir"})
_COMPARED: Final = {
    "equal": ast.Eq, "equals": ast.Eq, "not_equal": ast.NotEq, "in": ast.In, "not_in": ast.NotIn,
    "is": ast.Is, "is_not": ast.IsNot, "greater": ast.Gt, "greater_equal": ast.GtE,
    "less": ast.Lt, "less_equal": ast.LtE, "list_equal": ast.Eq, "dict_equal": ast.Eq,
    "tuple_equal": ast.Eq, "set_equal": ast.Eq, "multi_line_equal": ast.Eq,
}  # fmt: skip
_PLACES = 7  # of `assert_almost_equal` of unittest and nose


class Rewriter(ast.NodeTransformer):
    """``reason`` says why the statement can't be kept, '' if it can; ``used`` are models that
    it asks for predictions."""

    def __init__(
        self, of_kind: Mapping[str, DeliverableKind], imports: Mapping[str, Import]
    ) -> None:
        self.reason = ""
        self.used: set[str] = set()
        self._kinds = of_kind
        self._imports = imports

    def visit_Assert(self, node: ast.Assert) -> ast.AST:
        """Messages go: students see the hint instead."""
        return self.generic_visit(ast.Assert(node.test, None))

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        """Functions of unittest and nose that assert something."""
        if isinstance(node.value, ast.Call) and (claim := self._claim(node.value)) is not None:
            return self.generic_visit(ast.Assert(claim, None))
        return self.generic_visit(node)

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        """``'x' in globals()``: the check needs x, so that it is there."""
        if asked_for(node):
            return ast.Constant(True)
        self.generic_visit(node)
        if len(node.ops) == 1 and isinstance(node.ops[0], ast.Eq | ast.NotEq):
            left, right = node.left, node.comparators[0]
            node.left = _as_it_arrives(left, right)
            node.comparators = [_as_it_arrives(right, left)]
        return node

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        """``env["x"]`` and ``globals()["x"]`` are x."""
        key = node.slice
        if _is_namespace(node.value) and isinstance(key, ast.Constant):
            return ast.Name(str(key.value), ast.Load())
        return self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """Predictions and types of models, and tensors as arrays."""
        function = node.func
        if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
            kind = self._kinds.get(function.value.id)
            if kind == "model" and function.attr == "predict" and node.args:
                student = ast.Attribute(ast.Name("student", ast.Load()), "predict", ast.Load())
                name = ast.Constant(function.value.id)
                self.used.add(function.value.id)
                return ast.Call(student, [name, self.visit(node.args[0])], [])
            if kind == "array" and function.attr == "numpy" and not node.args:
                return function.value
        if isinstance(function, ast.Name) and function.id == "isinstance" and len(node.args) == 2:
            return self._type_of_model(node) or self.generic_visit(node)
        return self.generic_visit(node)

    def _type_of_model(self, node: ast.Call) -> ast.AST | None:
        """``student.model`` gives nothing but models; whether one is Sequential is its class."""
        model, wanted = node.args
        if not isinstance(model, ast.Name) or self._kinds.get(model.id) != "model":
            return None
        name = wanted.attr if isinstance(wanted, ast.Attribute) else getattr(wanted, "id", "")
        if name not in MODEL_CLASSES:
            return None
        if name == "Sequential":
            return ast.parse(f'type({model.id}).__name__ == "Sequential"', mode="eval").body
        return ast.parse(f'hasattr({model.id}, "weights")', mode="eval").body

    def _claim(self, call: ast.Call) -> ast.expr | None:
        """What ``assert_equal(a, b)``, ``self.assertTrue(a)`` and their like assert."""
        name = _snake(_name(call.func))
        if not name.startswith("assert_") or is_numpy_test(call) or self._is_of_numpy(call.func):
            return None
        what = name.removeprefix("assert_")
        claim = _about_two(what, call) if len(call.args) >= 2 else None
        if claim is None and call.args:
            claim = _about_one(what, call.args[0])
        if claim is None:
            self.reason = f"it uses `{_name(call.func)}`, for which there is no rule"
        return claim

    def _is_of_numpy(self, function: ast.expr) -> bool:
        root = function
        while isinstance(root, ast.Attribute):
            root = root.value
        found = self._imports.get(root.id) if isinstance(root, ast.Name) else None
        return found is not None and found.module.split(".")[0] == "numpy"


def is_numpy_test(node: ast.AST) -> bool:
    """A call of ``np.testing.assert_…``, or of ``assert_allclose`` and its like."""
    if not isinstance(node, ast.Call):
        return False
    name = _name(node.func)
    return bool(re.fullmatch(r"assert_(array|allclose|approx).*", name)) or (
        name.startswith("assert_") and "testing" in ast.unparse(node.func)
    )


def asked_for(node: ast.AST) -> str:
    """The name whose being there ``node`` asserts, '' if it is something else."""
    if (
        isinstance(node, ast.Compare)
        and len(node.ops) == 1
        and isinstance(node.ops[0], ast.In)
        and isinstance(node.left, ast.Constant)
        and isinstance(node.left.value, str)
        and _is_namespace(node.comparators[0])
    ):
        return node.left.value
    return ""


def original_names(node: ast.AST, made: Collection[str]) -> set[str]:
    """Names that a statement asks for as texts, such as ``'x' in globals()``."""
    return {name for each in ast.walk(node) if (name := asked_for(each)) and name not in made}


def _as_it_arrives(side: ast.expr, other: ast.expr) -> ast.expr:
    """A literal that is held against a variable, with inner tuples as lists: so they arrive.

    Against an item of a variable the outermost one is an inner one, too.
    """
    is_item = isinstance(other, ast.Subscript) and _is_of_variable(other)
    if not (is_item or isinstance(other, ast.Name)):
        return side
    try:
        ast.literal_eval(side)
    except (ValueError, TypeError, SyntaxError):
        return side
    return _with_lists(side, is_inner=is_item)


def _is_of_variable(node: ast.expr) -> bool:
    while isinstance(node, ast.Subscript):
        node = node.value
    return isinstance(node, ast.Name)


def _with_lists(node: ast.expr, *, is_inner: bool) -> ast.expr:
    if isinstance(node, ast.Dict):
        values = [_with_lists(value, is_inner=True) for value in node.values]
        return ast.Dict(node.keys, values)
    if isinstance(node, ast.Tuple | ast.List):
        items = [_with_lists(item, is_inner=True) for item in node.elts]
        if isinstance(node, ast.Tuple) and not is_inner:
            return ast.Tuple(items, ast.Load())
        return ast.List(items, ast.Load())
    return node


def _is_namespace(node: ast.expr) -> bool:
    if isinstance(node, ast.Name):
        return node.id == "env"
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in _NAMESPACES
        and not node.args
    )


def _about_one(what: str, value: ast.expr) -> ast.expr | None:
    if what in {"true", ""}:
        return value
    if what == "false":
        return ast.UnaryOp(ast.Not(), value)
    if what in {"is_none", "is_not_none"}:
        operator = ast.Is() if what == "is_none" else ast.IsNot()
        return ast.Compare(value, [operator], [ast.Constant(None)])
    return None


def _about_two(what: str, call: ast.Call) -> ast.expr | None:
    first, second = call.args[:2]
    if what in _COMPARED:
        return ast.Compare(first, [_COMPARED[what]()], [second])
    if what == "is_instance":
        return ast.Call(ast.Name("isinstance", ast.Load()), [first, second], [])
    return _almost(call) if what in {"almost_equal", "almost_equals"} else None


def _almost(call: ast.Call) -> ast.expr:
    """``round(a - b, places) == 0``, or a difference of at most ``delta``."""
    first, second = call.args[:2]
    given = {one.arg: one.value for one in call.keywords}
    difference = ast.BinOp(first, ast.Sub(), second)
    if "delta" in given:
        size = ast.Call(ast.Name("abs", ast.Load()), [difference], [])
        return ast.Compare(size, [ast.LtE()], [given["delta"]])
    extra = call.args[2:3] + [given[key] for key in ("places",) if key in given]
    places = extra[0] if extra else ast.Constant(_PLACES)
    rounded = ast.Call(ast.Name("round", ast.Load()), [difference, places], [])
    return ast.Compare(rounded, [ast.Eq()], [ast.Constant(0)])


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z])([A-Z])", lambda found: f"_{found[1].lower()}", name)
