"""Ways to make a right solution wrong: a cell that is appended to an assignment's reference."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from autograder.checks.arguments import Rows, Table


@dataclass(frozen=True, slots=True)
class Prediction:
    """An array that holds what a model gives for ``x``: made anew where the model changes."""

    name: str
    x: Rows


@dataclass(frozen=True, slots=True)
class Scene:
    """What a mutant can know of the assignment.

    ``given`` is the record of the check's arguments; ``table`` is what the model of the check has
    to be trained on, ``predictions`` are those that are its own.
    """

    given: Any
    table: Table | None = None
    predictions: tuple[Prediction, ...] = ()


@dataclass(frozen=True, slots=True)
class Mutant:
    """One way to be wrong, of a standard check.

    ``cell`` writes the cell, '' where this way makes no sense. The check itself is lost, and
    ``loses`` names others that are lost with it where they look at the same deliverable;
    ``may_lose`` those of which it depends on the exercise.
    """

    name: str
    fault: str
    cell: Callable[[Scene], str]
    loses: tuple[str, ...] = ()
    may_lose: tuple[str, ...] = ()
