"""Known-wrong submissions that no one has to write: the reference with one more cell.

Each standard check owns its mutants (``autograder.checks.mutants``). Every deliverable is also left
out once, and all of them are misnamed together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from autograder.checks.arguments import Table
from autograder.checks.definition import StandardCheck
from autograder.checks.library import LIBRARY
from autograder.checks.mutant import SAME, Mutant, Prediction, Scene
from autograder.records import Assignment, CheckSpec, Grade

_SUBJECTS: Final = ("model", "prediction", "value")
_TRAINS: Final = frozenset(["trained", "learned", "fitted", "converged"])


@dataclass(frozen=True, slots=True)
class Generated:
    """The reference with ``cell`` behind it: what it must lose, and what it may lose as well."""

    name: str
    fault: str
    cell: str
    loses: frozenset[str]
    may_lose: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Use:
    """A standard check of an assignment with its arguments read."""

    spec: CheckSpec
    check: StandardCheck
    given: Any


def generated(assignment: Assignment) -> tuple[Generated, ...]:
    """The wrong submissions of an assignment's standard checks, those of equal cells as one."""
    uses = [_use(spec) for spec in assignment.checks if spec.standard is not None]
    found: dict[str, Generated] = {}
    for one in [*_of_checks(uses), *_of_deliverables(assignment, uses)]:
        same = found.get(one.cell)
        found[one.cell] = one if same is None else _joined(same, one)
    return tuple(found.values())


def is_same_as_reference(grade: Grade) -> bool:
    """Whether a mutant found that its way to be wrong is right in this assignment."""
    return any(error.name == SAME for error in grade.errors)


def _use(spec: CheckSpec) -> _Use:
    use = spec.standard
    assert use is not None
    check = LIBRARY[use.check]
    return _Use(spec, check, check.decode(use.arguments))


def _of_checks(uses: list[_Use]) -> Iterator[Generated]:
    for use in uses:
        for mutant in use.check.mutants if use.spec.wrong else ():
            cells = mutant.cells(_scene(use, uses))
            for number, cell in enumerate(cells, start=1):
                more = f" {number}" if len(cells) > 1 else ""
                name = f"{use.spec.name} {mutant.name}{more}"
                loses, may_lose = _losses(use, mutant, uses)
                yield Generated(name, mutant.fault, cell, loses, may_lose)


def _scene(use: _Use, uses: list[_Use]) -> Scene:
    """The table that the model of the check is trained on, and the predictions that are its own."""
    model = getattr(use.given, "model", "")
    own = [one for one in uses if model and getattr(one.given, "model", "") == model]
    tables = [
        table
        for one in sorted(own, key=lambda one: one.check.name not in _TRAINS)
        if isinstance(table := getattr(one.given, "table", None), Table)
    ]
    predictions = dict.fromkeys(
        Prediction(one.given.prediction, one.given.table.x)
        for one in own
        if one.check.name == "prediction_own"
    )
    return Scene(use.given, tables[0] if tables else None, tuple(predictions))


def _losses(use: _Use, mutant: Mutant, uses: list[_Use]) -> tuple[frozenset[str], frozenset[str]]:
    """What the mutant must lose, and what it may: checks that look at the same deliverable."""
    subject = _subject(use)
    near = [one for one in uses if subject in _names(one)]
    loses = _names_of(near, mutant.loses) | {use.spec.name}
    return loses, (_names_of(near, mutant.may_lose) | set(use.spec.loses_also)) - loses


def _subject(use: _Use) -> str:
    """The deliverable that the mutants of a check change."""
    wanted = "prediction" if hasattr(use.given, "prediction") else ""
    names = [wanted] if wanted else [one for one in _SUBJECTS if hasattr(use.given, one)]
    return str(getattr(use.given, names[0]))


def _names(use: _Use) -> set[str]:
    return {str(getattr(use.given, one)) for one in _SUBJECTS if hasattr(use.given, one)}


def _names_of(uses: Iterable[_Use], checks: tuple[str, ...]) -> frozenset[str]:
    return frozenset(one.spec.name for one in uses if one.check.name in checks)


def _of_deliverables(assignment: Assignment, uses: list[_Use]) -> Iterator[Generated]:
    asked = [use for use in uses if use.spec.wrong]
    names = list(dict.fromkeys(name for use in asked for name in use.spec.needs))
    for name in names:
        loses = _needing(assignment, {name})
        yield Generated(
            f"{name} missing", f"{name} is missing", f"del {name}\n", loses, frozenset()
        )
    if len(names) > 1:
        cell = "".join(f"{name}_ = {name}\ndel {name}\n" for name in names)
        loses = _needing(assignment, set(names))
        yield Generated("all misnamed", "every name has a slip in it", cell, loses, frozenset())


def _needing(assignment: Assignment, names: set[str]) -> frozenset[str]:
    return frozenset(check.name for check in assignment.checks if names & set(check.needs))


def _joined(one: Generated, other: Generated) -> Generated:
    loses = one.loses | other.loses
    return Generated(one.name, one.fault, one.cell, loses, (one.may_lose | other.may_lose) - loses)
