"""From an assignment of another grader to the checks and deliverables of ours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from autograder.importers import assertions
from autograder.importers.answers import as_comment
from autograder.importers.assertions import Converted, Refused
from autograder.importers.namespace import Namespace, namespace_of
from autograder.importers.records import (
    ManualAnswer,
    OurCell,
    SourceAssignment,
    SourceTest,
    Todo,
)
from autograder.libraries import KNOWN
from autograder.records import DeliverableKind

_ALWAYS_THERE = frozenset({"numpy", "matplotlib", "tensorflow", "keras", "IPython", "nbgrader"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """A variable that students hand in."""

    name: str
    kind: DeliverableKind


@dataclass(frozen=True, slots=True)
class Check:
    """A check of ours. ``body`` are its statements, ``imports`` stand above them in the file.

    ``needs`` are variables, of which ``weak`` could be None as far as it asks; a ``manual`` one is
    marked by a person when its own statements hold.
    """

    name: str
    label: str
    points: float
    part: int
    visible: bool
    manual: bool
    needs: tuple[str, ...]
    body: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()
    weak: frozenset[str] = frozenset()
    text: str = ""  # the variable whose text the person reads
    messages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """What a trial showed: why the reference lost checks, by name; why cells raised, by number
    from 1; how many points the untouched template earned."""

    lost: dict[str, str] = field(default_factory=dict)
    raised: dict[int, str] = field(default_factory=dict)
    template_floor: float = 0.0


@dataclass(frozen=True, slots=True)
class OurAssignment:
    """All that is written: the source with its checks, variables and what is left to do."""

    source: SourceAssignment
    checks: tuple[Check, ...]
    wanted: tuple[Wanted, ...]
    todos: tuple[Todo, ...]
    template_floor: float


def convert(source: SourceAssignment, seen: Seen | None = None) -> OurAssignment:
    """The checks that rules can make; the rest, and those that the reference lost, for a person."""
    seen = seen or Seen()
    written = namespace_of(source.cells, is_open=not source.solved)
    sources = [test.source for test in source.tests]
    names = assertions.with_imports_of(sources, written)
    kinds = assertions.kinds(sources, names)
    checks: list[Check] = []
    todos = [*source.todos, *_libraries(written), *_raised(source, seen)]
    for test in source.tests:
        made = (
            _refused(test, test.refused)
            if test.refused
            else assertions.convert(test.source, names, kinds)
        )
        body = "\n".join(_body(made, kinds)) if made.asserts else ""
        if made.asserts and test.name in seen.lost:
            made = _lost(test, seen.lost[test.name])
        todos += _todos(test, made, "" if made.asserts else body)
        if made.refused or made.asserts:
            checks.append(_check(test, made, kinds))
    checks += [_by_person(manual) for manual in source.manual]
    source, checks = _in_parts(source, checks)
    texts = {manual.variable for manual in source.manual}
    needed = dict.fromkeys(name for check in checks for name in check.needs)
    wanted = tuple(
        Wanted(name, "text" if name in texts else kinds.get(name, "value")) for name in needed
    )
    if not source.solved:
        what = (
            f"The notebook holds no solutions for all cells: write them into "
            f"reference/{source.name}.py. No check was tried, and no wrong/*.py were made."
        )
        todos.insert(0, Todo("solutions", what))
    source = replace(source, cells=_cells(source, seen))
    return OurAssignment(source, tuple(checks), wanted, tuple(todos), seen.template_floor)


def _in_parts(
    source: SourceAssignment, checks: Sequence[Check]
) -> tuple[SourceAssignment, list[Check]]:
    """The checks in the order of their headings, and of the headings those alone that have some."""
    used = sorted({check.part for check in checks})
    headings = tuple(source.headings[number] for number in used)
    ordered = sorted(checks, key=lambda check: check.part)
    renumbered = [replace(check, part=used.index(check.part)) for check in ordered]
    return replace(source, headings=headings), renumbered


def _refused(test: SourceTest, reason: str) -> Converted:
    return Converted((), (), (), (Refused(test.original, reason),), frozenset(), (), asserts=False)


def _lost(test: SourceTest, why: str) -> Converted:
    return _refused(test, f"the reference loses it when it is graded here ({why})")


def _cells(source: SourceAssignment, seen: Seen) -> tuple[OurCell, ...]:
    """The cells, with examples of errors as comments."""
    examples = _examples_of_errors(source, seen)
    return tuple(
        replace(cell, source=as_comment(cell.source)) if number in examples else cell
        for number, cell in enumerate(source.cells, start=1)
    )


def _examples_of_errors(source: SourceAssignment, seen: Seen) -> frozenset[int]:
    """Numbers of cells that raise and make nothing; none where others raise, and these by them."""
    if all(_makes_nothing(source.cells[number - 1]) for number in seen.raised):
        return frozenset(seen.raised)
    return frozenset()


def _makes_nothing(cell: OurCell) -> bool:
    made = namespace_of([cell])
    return not (cell.answer or made.variables or made.functions or made.imports)


def _raised(source: SourceAssignment, seen: Seen) -> Iterator[Todo]:
    examples = _examples_of_errors(source, seen)
    for number, why in seen.raised.items():
        cell = source.cells[number - 1]
        what = f"It raises {why} when the reference is graded."
        if number in examples:
            what = f"{what} It makes nothing that others use, so it became a comment."
        yield Todo(f"cell {number} of the reference", what, cell.source)


def _check(test: SourceTest, made: Converted, kinds: Mapping[str, DeliverableKind]) -> Check:
    body = _body(made, kinds) if made.asserts else ()
    models = {name for name in made.uses if kinds.get(name) == "model"}
    return Check(
        name=test.name,
        label=test.label,
        points=test.points,
        part=test.part,
        visible=not test.hidden,
        manual=bool(made.refused),
        needs=made.uses if made.asserts else (),
        body=body,
        imports=made.imports if body else (),
        weak=made.weak - models,
        messages=test.messages,
    )


def _body(made: Converted, kinds: Mapping[str, DeliverableKind]) -> tuple[str, ...]:
    bindings = [
        f'{name} = student.{"model" if kinds.get(name) == "model" else "original"}("{name}")'
        for name in made.uses
    ]
    lines = [line for statement in made.body for line in statement.split("\n")]
    return (*bindings, "with error_is_wrong():", *(f"    {line}".rstrip() for line in lines))


def _by_person(manual: ManualAnswer) -> Check:
    return Check(
        name=manual.name,
        label=manual.label,
        points=manual.points,
        part=manual.part,
        visible=True,
        manual=True,
        needs=(manual.variable,) if manual.variable else (),
        text=manual.variable,
    )


def _todos(test: SourceTest, made: Converted, check: str) -> Iterator[Todo]:
    """What a person has to do about one test."""
    if made.refused:
        reasons = "; ".join(dict.fromkeys(one.reason for one in made.refused))
        kept = " The other assertions are checked before that." if made.asserts else ""
        what = (
            f"A person gives its {test.points:g} points (`manual = true`), because {reasons}.{kept}"
            " Write a check, or leave it so."
        )
        yield Todo(f"check {test.name}", what, test.original, check)
    elif not made.asserts:
        what = (
            f"It asserts nothing that can be wrong, so its {test.points:g} points are left out. "
            "Give them to another check, or write this one."
        )
        yield Todo(f"test {test.label}", what, test.original)
    if made.given and made.asserts:
        listed = ", ".join(f"`{name}`" for name in made.given)
        what = (
            f"It reads {listed} from the student's notebook, which is given there: a student could "
            "change it. Write its values into the check where that matters."
        )
        yield Todo(f"check {test.name}", what)


def _libraries(names: Namespace) -> Iterator[Todo]:
    modules = set(KNOWN.values()) | _ALWAYS_THERE
    for module in names.foreign_modules():
        if module not in modules:
            what = (
                f"The notebook imports `{module}`, which is no library that students may use here: "
                "cells that need it will fail (docs/how-to/libraries.md)."
            )
            yield Todo(f"module {module}", what)
