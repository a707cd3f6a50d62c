"""Known-wrong submissions that no one has to write: the reference with one more cell.

Each standard check owns its mutants (``autograder.checks.mutants``). Where it is asked of several
models, or of their predictions, all of them are made wrong in one submission: each of these trains
the whole reference again. Every deliverable is also left out once, and all are misnamed together.
For the same reason mutants of which no check can see two share a submission (``together``).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from autograder.checks.arguments import Table
from autograder.checks.definition import StandardCheck
from autograder.checks.left_out import gone, misnamed
from autograder.checks.library import LIBRARY
from autograder.checks.mutant import NOT_MADE, PRELUDE, SAME, Mutant, Prediction, Scene, Weights
from autograder.records import NO_TEXT, Assignment, CheckSpec, Grade, Outcome, Text
from autograder.results import scoring
from autograder.util.file_names import is_file_name

_SUBJECTS: Final = ("prediction", "array", "function", "file", "model", "value")
_TRAINS: Final = frozenset(["trained", "learned", "fitted", "converged"])


@dataclass(frozen=True, slots=True)
class Told:
    """What a check has to say where it is lost."""

    check: str
    text: Text


@dataclass(frozen=True, slots=True)
class Generated:
    """The reference with ``cell`` behind it: what it must lose, and what it may lose as well.

    ``parts`` are those of which it is made up, if it is wrong in several ways. ``tells`` is what it
    must be told.
    """

    name: str
    fault: str
    cell: str
    loses: frozenset[str]
    may_lose: frozenset[str]
    parts: tuple[Generated, ...] = ()
    tells: tuple[Told, ...] = ()


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
    for one in [*_of_checks(uses, _asked_alone(assignment)), *_of_deliverables(assignment, uses)]:
        same = found.get(one.cell)
        found[one.cell] = one if same is None else _joined(same, one)
    return tuple(one for one in found.values() if not _is_in_another(one, found.values()))


def together(made: Iterable[Generated], assignment: Assignment) -> tuple[Generated, ...]:
    """The same mutants in fewer submissions, each of which runs the whole reference.

    Those are put together of which no check can see two: each shows as it would by itself.
    """
    packs: list[_Pack] = []
    for one in made:
        reach = _reach(one, assignment)
        pack = next((pack for pack in packs if not pack.reach & reach), None)
        if pack is None:
            packs.append(pack := _Pack([], set()))
        pack.ones.append(one)
        pack.reach.update(reach)
    return tuple(_as_one(number, pack.ones) for number, pack in enumerate(packs, start=1))


@dataclass(frozen=True, slots=True)
class _Pack:
    """Mutants that go together, and the checks that may see one of them."""

    ones: list[Generated]
    reach: set[str]


def _reach(made: Generated, assignment: Assignment) -> set[str]:
    """The checks that need a deliverable of which the cell speaks, or that the mutant may lose."""
    cell = made.cell.removeprefix(PRELUDE)
    names = {one.name for one in assignment.deliverables if _speaks_of(cell, one.name)}
    return {*_needing(assignment, names), *made.loses, *made.may_lose}


def _speaks_of(cell: str, name: str) -> bool:
    word = re.escape(name.removesuffix("/"))
    return re.search(rf"(?<!\w){word}(?!\w)", cell) is not None


def _as_one(number: int, ones: Sequence[Generated]) -> Generated:
    if len(ones) == 1:
        return ones[0]
    return _merged(f"together {number}", ", ".join(one.name for one in ones), ones)


def _merged(name: str, fault: str, ones: Sequence[Generated]) -> Generated:
    """What is wrong in all these ways."""
    prelude = PRELUDE if any(one.cell.startswith(PRELUDE) for one in ones) else ""
    loses = frozenset[str]().union(*(one.loses for one in ones))
    may_lose = frozenset[str]().union(*(one.may_lose for one in ones)) - loses
    return Generated(
        name,
        fault,
        cell=prelude + "".join(one.cell.removeprefix(PRELUDE) for one in ones),
        loses=loses,
        may_lose=may_lose,
        parts=tuple(ones),
        tells=tuple(told for one in ones for told in one.tells),
    )


def is_same_as_reference(grade: Grade) -> bool:
    """Whether a mutant found that its way to be wrong is right in this assignment."""
    return any(error.name == SAME for error in grade.errors)


def says_nothing(grade: Grade) -> bool:
    """Whether a mutant found no way to be wrong in this assignment."""
    return is_same_as_reference(grade) or bool(not_made(grade))


def not_made(grade: Grade) -> str:
    """Why a mutant could not make the reference's model wrong in its way; '' where it could."""
    return next((error.value for error in grade.errors if error.name == NOT_MADE), "")


def faults(made: Generated, grade: Grade, left_open: frozenset[str]) -> Iterator[str]:
    """In what the grade of a mutant is another than it must get.

    ``left_open`` are the checks of which a person has to decide even for the reference.
    """
    lost = frozenset(scoring.lost(grade.checks))
    pending = {check.name for check in grade.checks if check.outcome is Outcome.PENDING}
    for error in grade.errors:
        yield f"cell {error.cell} raised {error.name}"
    if kept := made.loses - lost - (left_open & pending):
        yield f"it keeps {', '.join(sorted(kept))}"
    if extra := lost - made.loses - made.may_lose:
        yield f"it loses {', '.join(sorted(extra))} as well"
    for told in _untold(made, grade):
        yield f"{told.check} does not tell: {told.text.en}"


def _untold(made: Generated, grade: Grade) -> list[Told]:
    """What the checks should have said, in both languages, and did not.

    What two checks have to say is said by the first of them.
    """
    said = [check.message for check in grade.checks if check.name in made.loses]
    return [
        told
        for told in made.tells
        if not any(told.text.ko in one.ko and told.text.en in one.en for one in said)
    ]


def _use(spec: CheckSpec) -> _Use:
    use = spec.standard
    assert use is not None
    check = LIBRARY[use.check]
    return _Use(spec, check, check.decode(use.arguments))


def _asked_alone(assignment: Assignment) -> frozenset[str]:
    """The deliverables that are looked at by standard checks of one deliverable only."""
    alone = {check.needs[0] for check in assignment.checks if len(check.needs) == 1}
    for check in assignment.checks:
        if check.standard is None or len(check.needs) > 1:
            alone -= set(check.needs)
    return frozenset(alone)


def _of_checks(uses: list[_Use], alone: frozenset[str]) -> Iterator[Generated]:
    alike: dict[tuple[str, str], list[Generated]] = {}
    for use in uses:
        for mutant in use.check.mutants if _can_be_changed(use) else ():
            made = list(_of_mutant(use, mutant, uses))
            if _subject(use) in alone:  # costs next to nothing
                yield from made
            else:
                alike.setdefault((use.check.name, mutant.name), []).extend(made)
    for (check, mutant_name), made in alike.items():
        yield from _together(f"{check} {mutant_name}", made)


def _can_be_changed(use: _Use) -> bool:
    """A model that is in a file can only be left out."""
    in_a_file = is_file_name(_subject(use)) and not hasattr(use.given, "file")
    return use.spec.wrong and not in_a_file


def _of_mutant(use: _Use, mutant: Mutant, uses: list[_Use]) -> Iterator[Generated]:
    scene = _scene(use, uses)
    cells = mutant.cells(scene)
    texts = itertools.chain(mutant.tells(scene), itertools.repeat(NO_TEXT))
    for number, (cell, text) in enumerate(zip(cells, texts, strict=False), start=1):
        more = f" {number}" if len(cells) > 1 else ""
        name = f"{use.spec.name} {mutant.name}{more}"
        loses, may_lose = _losses(use, mutant, uses)
        yield Generated(
            name,
            mutant.fault,
            cell,
            loses,
            may_lose,
            tells=() if text == NO_TEXT else (Told(use.spec.name, text),),
        )


def _together(name: str, made: Sequence[Generated]) -> Sequence[Generated]:
    """One submission that is wrong in all these ways, where no two are of one deliverable."""
    names = [one.loses for one in made]
    if len(made) < 2 or len(frozenset[str]().union(*names)) < sum(map(len, names)):
        return made
    return [_merged(name, made[0].fault, made)]


def _scene(use: _Use, uses: list[_Use]) -> Scene:
    """The table that the model of the check is trained on, and the arrays that are its own."""
    model = getattr(use.given, "model", "")
    own = [one for one in uses if model and getattr(one.given, "model", "") == model]
    tables = [
        table
        for one in sorted(own, key=_trains_on)
        if isinstance(table := getattr(one.given, "table", None), Table)
    ]
    predictions = dict.fromkeys(
        Prediction(one.given.prediction, one.given.table.x)
        for one in own
        if one.check.name == "prediction_own"
    )
    weights = dict.fromkeys(
        Weights(one.given.array, one.given.layer, one.given.bias)
        for one in own
        if one.check.name == "own_weights"
    )
    activations = [one.given.activation for one in own if one.check.name == "activation"]
    return Scene(
        use.given,
        tables[0] if tables else None,
        tuple(predictions),
        tuple(weights),
        activations[0] if activations else "",
    )


def _trains_on(use: _Use) -> tuple[bool, bool]:
    """First what the model is trained on, then what it is held against."""
    return use.check.name != "trained", use.check.name not in _TRAINS


def _losses(use: _Use, mutant: Mutant, uses: list[_Use]) -> tuple[frozenset[str], frozenset[str]]:
    """What the mutant must lose, and what it may: checks that look at the same deliverable."""
    subject = _subject(use)
    near = [one for one in uses if subject in _names(one)]
    loses = _names_of(near, mutant.loses) | {use.spec.name}
    return loses, (_names_of(near, mutant.may_lose) | set(use.spec.loses_also)) - loses


def _subject(use: _Use) -> str:
    """The deliverable that the mutants of a check change."""
    return str(next(getattr(use.given, one) for one in _SUBJECTS if hasattr(use.given, one)))


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
            f"{name} missing",
            f"{name} is missing",
            gone(name),
            loses,
            frozenset(),
        )
    if len(names) > 1:
        cell = "".join(map(misnamed, names))
        loses = _needing(assignment, set(names))
        yield Generated("all misnamed", "every name has a slip in it", cell, loses, frozenset())


def _needing(assignment: Assignment, names: set[str]) -> frozenset[str]:
    return frozenset(check.name for check in assignment.checks if names & set(check.needs))


def _is_in_another(one: Generated, made: Iterable[Generated]) -> bool:
    """Whether another is wrong in all these ways and more, and loses all of this."""
    cells = {part.cell for part in one.parts or (one,)}
    return any(
        cells < {part.cell for part in other.parts} and one.loses <= other.loses for other in made
    )


def _joined(one: Generated, other: Generated) -> Generated:
    loses = one.loses | other.loses
    may_lose = (one.may_lose | other.may_lose) - loses
    return replace(one, loses=loses, may_lose=may_lose, tells=(*one.tells, *other.tells))
