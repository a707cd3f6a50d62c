"""Doctests as assertions: what an expression gives is held against what was printed."""

from __future__ import annotations

import ast
import doctest
from collections.abc import Iterator
from typing import Final

_SCALARS: Final = {"True_": True, "False_": False}


class NoRuleError(Exception):
    """What is expected can't be held against a value; the message says why."""


def as_assertions(code: str) -> str:
    """Python that asserts what a doctest with ``>>>`` expects.

    Raises:
        NoRuleError: it is no doctest, or an output is nothing that a rule can compare.
    """
    try:
        examples = doctest.DocTestParser().get_examples(code)
    except ValueError as error:
        raise NoRuleError(f"it is no doctest: {error}") from error
    return "\n".join(expecting(one.source, one.want) for one in examples)


def expecting(source: str, want: str) -> str:
    """Python that runs ``source`` and asserts that its last expression gives ``want``.

    Raises:
        NoRuleError: see ``as_assertions``.
    """
    try:
        return _expecting(source, want)
    except (RecursionError, MemoryError) as error:
        raise NoRuleError("it is nested too deeply") from error


def _expecting(source: str, want: str) -> str:
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError) as error:
        raise NoRuleError("it is no Python that runs outside of a notebook") from error
    want = want.strip("\n")
    if not want.strip() or not tree.body:
        return ast.unparse(tree)
    last = tree.body[-1]
    if isinstance(last, ast.Expr):
        tree.body[-1:] = list(_claims(last.value, want))
        return ast.unparse(ast.fix_missing_locations(tree))
    raise NoRuleError("it expects an output of a statement that gives none")


def _claims(value: ast.expr, want: str) -> Iterator[ast.stmt]:
    printed = _printed(value)
    if printed is not None:
        text = ast.Call(ast.Name("str", ast.Load()), [printed], [])
        yield ast.Assert(ast.Compare(text, [ast.Eq()], [ast.Constant(want)]), None)
        return
    try:
        expected = ast.parse(want.strip(), mode="eval").body
    except (SyntaxError, ValueError) as error:
        raise NoRuleError(f"what it expects is no value: {_short(want)}") from error
    array = _array(expected)
    if array is not None:
        yield ast.Import([ast.alias("numpy", "np")])
        close = ast.parse("np.allclose(0, 0, atol=1e-08)", mode="eval").body
        assert isinstance(close, ast.Call)
        close.args = [value, array]
        yield ast.Assert(close, None)
        return
    expected = _scalar(expected)
    if isinstance(expected, ast.Constant) and isinstance(expected.value, bool):
        yield ast.Assert(_truth(value, truth=expected.value), None)
        return
    try:
        ast.literal_eval(expected)
    except (ValueError, TypeError, SyntaxError) as error:
        raise NoRuleError(f"what it expects is no plain value: {_short(want)}") from error
    yield ast.Assert(ast.Compare(value, [ast.Eq()], [expected]), None)


def _truth(value: ast.expr, *, truth: bool) -> ast.expr:
    """That a value is True or False; a comparison is nothing else."""
    if not isinstance(value, ast.Compare):
        return ast.Compare(value, [ast.Eq()], [ast.Constant(truth)])
    return value if truth else ast.UnaryOp(ast.Not(), value)


def _short(want: str) -> str:
    """An output in one line."""
    return " ".join(want.split())[:120]


def _printed(value: ast.expr) -> ast.expr | None:
    """What the only argument of a `print` is."""
    if (
        isinstance(value, ast.Call)
        and isinstance(value.func, ast.Name)
        and value.func.id == "print"
        and len(value.args) == 1
        and not value.keywords
    ):
        return value.args[0]
    return None


def _array(expected: ast.expr) -> ast.expr | None:
    """The numbers of ``array([…])``; None where it is something else or was shortened."""
    if isinstance(expected, ast.Call) and getattr(expected.func, "id", "") == "array":
        shortened = any(
            isinstance(each, ast.Constant) and each.value is ... for each in ast.walk(expected)
        )
        return None if shortened or not expected.args else expected.args[0]
    return None


def _scalar(expected: ast.expr) -> ast.expr:
    """``np.float64(3.0)`` is 3.0, as NumPy before 2 wrote it."""
    if isinstance(expected, ast.Call) and len(expected.args) == 1 and not expected.keywords:
        name = expected.func.attr if isinstance(expected.func, ast.Attribute) else ""
        if name.startswith(("float", "int", "uint", "str", "bool")):
            return expected.args[0]
    if isinstance(expected, ast.Attribute) and expected.attr in _SCALARS:
        return ast.Constant(_SCALARS[expected.attr])
    return expected
