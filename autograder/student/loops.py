"""How far a loop had come when the time limit struck: slow and endless are not the same.

What is read are the program's text and a few numbers of the frames that were running.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import FrameType
from typing import Any, Literal

from autograder.evidence import LoopEvidence
from autograder.legacy.rewrite import parse

Kind = Literal["training", "fit", "steps", "endless"]
_LARGEST = 2**53
_LARGEST_BASE, _LARGEST_POWER = 1000, 15
_PASSED_ON = {"tqdm", "tqdm_notebook", "trange", "enumerate"}
_TRAINING = {"GradientTape", "train_on_batch", "apply_gradients"}


@dataclass(frozen=True, slots=True)
class Place:
    """A frame of the student's code: where it stands, and the text that it runs."""

    frame: FrameType
    line: int
    source: str


def loop_at(places: Sequence[Place], seconds: float) -> LoopEvidence | None:
    """The loop that took the time: the outermost one that ends, or an endless one inside it.

    ``places`` go from the outermost frame to the innermost; ``seconds`` is how long the cell ran.
    """
    loops = [(place, node) for place in places for node in _around(place)]
    for place, node in loops:
        if isinstance(node, ast.While) and not _bound(node, _names(place.frame)):
            return LoopEvidence(node.lineno, 0, 0, seconds, "endless")
    for index, (place, node) in enumerate(loops):
        done, total = _progress(node, _names(place.frame))
        if total:
            part = _part_of_step(loops[index + 1 :])
            kind: Kind = "training" if _trains(place, node) else "steps"
            if done == 0 and part and index + 1 < len(loops):
                continue  # its first step still runs: the loop inside it says more
            return LoopEvidence(node.lineno, done, total, seconds, kind)
    return None


def _around(place: Place) -> Iterator[ast.For | ast.While]:
    """The loops whose bodies hold this line, from the outermost to the innermost."""
    tree = parse(place.source)
    for node in ast.walk(tree) if tree else ():
        if isinstance(node, ast.For | ast.While):
            last = node.body[-1].end_lineno or node.body[-1].lineno
            if node.body[0].lineno <= place.line <= last or (
                isinstance(node, ast.While) and node.lineno == place.line
            ):
                yield node


def _names(frame: FrameType) -> Mapping[str, Any]:
    return {**frame.f_globals, **frame.f_locals}


def _progress(node: ast.For | ast.While, names: Mapping[str, Any]) -> tuple[int, int]:
    """Steps done and steps in all; (0, 0) where that is not written in the code."""
    if isinstance(node, ast.While):
        return _bound(node, names) or (0, 0)
    steps, target = _range(node.iter, names), node.target
    if isinstance(target, ast.Tuple) and target.elts:
        target = target.elts[0]
    at = names.get(target.id) if isinstance(target, ast.Name) else None
    if steps is None or not isinstance(at, int) or at not in steps:
        return 0, 0
    return steps.index(at), len(steps)


def _range(node: ast.expr, names: Mapping[str, Any]) -> range | None:
    """The ``range`` that a loop runs over, also inside ``tqdm(…)`` or ``enumerate(…)``."""
    if not isinstance(node, ast.Call) or not node.args:
        return None
    called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
    called = node.func.id if isinstance(node.func, ast.Name) else called
    if called in _PASSED_ON and called != "trange":
        return _range(node.args[0], names)
    numbers = [_number(one, names) for one in node.args]
    if called not in {"range", "trange"} or None in numbers or not 1 <= len(numbers) <= 3:
        return None
    found = [one for one in numbers if one is not None]
    return None if len(found) == 3 and found[2] == 0 else range(*found)


def _bound(node: ast.While, names: Mapping[str, Any]) -> tuple[int, int] | None:
    """For ``while step < 10000``: how far ``step`` has come."""
    test = node.test
    if not isinstance(test, ast.Compare) or len(test.ops) != 1:
        return None
    if not isinstance(test.ops[0], ast.Lt | ast.LtE) or not isinstance(test.left, ast.Name):
        return None
    done, total = _number(test.left, names), _number(test.comparators[0], names)
    grows = any(
        isinstance(one, ast.AugAssign | ast.Assign) and _assigns(one, test.left.id)
        for one in ast.walk(node)
    )
    return (done, total) if done is not None and total and grows and 0 <= done <= total else None


def _assigns(node: ast.AugAssign | ast.Assign, name: str) -> bool:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return any(isinstance(one, ast.Name) and one.id == name for one in targets)


def _number(node: ast.expr, names: Mapping[str, Any]) -> int | None:
    """A whole number that stands in the code, by itself, by its name or in a small sum."""
    value: Any = None
    if isinstance(node, ast.Constant):
        value = node.value
    elif isinstance(node, ast.Name):
        value = names.get(node.id)
    elif isinstance(node, ast.BinOp):
        value = _sum(node, _number(node.left, names), _number(node.right, names))
    whole = type(value) is int or (type(value) is float and value.is_integer())
    return int(value) if whole and abs(value) < _LARGEST else None


def _sum(node: ast.BinOp, left: int | None, right: int | None) -> int | None:
    """``10 * n``, ``10 ** 6`` and the like; None for all that could be large."""
    if left is None or right is None:
        return None
    if isinstance(node.op, ast.Pow):
        return left**right if 0 <= right <= _LARGEST_POWER and abs(left) <= _LARGEST_BASE else None
    if isinstance(node.op, ast.FloorDiv):
        return left // right if right else None
    signs = {ast.Add: left + right, ast.Sub: left - right, ast.Mult: left * right}
    return signs.get(type(node.op))


def _part_of_step(inner: Sequence[tuple[Place, ast.For | ast.While]]) -> bool:
    """Whether a loop inside knows how far it has come."""
    return any(_progress(node, _names(place.frame))[1] for place, node in inner)


def _trains(place: Place, node: ast.For | ast.While) -> bool:
    """Whether the loop takes steps of training, itself or in a function of the same text."""
    tree = parse(place.source) or node
    called = {
        one.func.id
        for one in ast.walk(node)
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Name)
    }
    bodies: list[ast.AST] = [node]
    bodies += [
        one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef) and one.name in called
    ]
    return any(
        isinstance(one, ast.Attribute) and one.attr in _TRAINING
        for body in bodies
        for one in ast.walk(body)
    )
