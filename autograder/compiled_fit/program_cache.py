"""A cache of traced programs, which all models of one architecture share.

A cached program makes the trace of the model's own step unnecessary, and so leaves it out: a trace
costs more than a thousand epochs. What stock would have traced is only noted, and traced later
(`StepBook.trace_postponed`) before stock's own step, or a fit of another shape, can ask for it.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from keras.src import tree

from autograder.compiled_fit.architecture import Architecture, architecture_of
from autograder.compiled_fit.program import Batches, Program, Wishes
from autograder.compiled_fit.steps import StepBook

_PROGRAMS_KEPT = 16


@dataclass(frozen=True)
class Part:
    """The train or the validation half of what a fit asks for.

    Attributes:
        book: the steps traced so far.
        batch_spec: shape and type of a batch, as stock's iterator announces it.
        spec: the same of a whole data set.
        batches: how it is cut.
    """

    book: StepBook
    batch_spec: Any
    spec: Any
    batches: Batches


@dataclass(frozen=True)
class _Rebindable:
    """Something traced, and where the variables that it works on stand in its architecture."""

    traced: Any
    positions: tuple[int, ...]


@dataclass(frozen=True)
class _Entry:
    program: _Rebindable
    steps: tuple[_Rebindable, ...]


@dataclass
class ProgramCache:
    """Programs that any model of their architecture may use, the oldest dropped first."""

    kept: dict[Any, _Entry] = field(default_factory=dict)

    def put(self, key: Any, kept: _Entry) -> None:
        """Keeps a program, and not too many."""
        while len(self.kept) >= _PROGRAMS_KEPT:
            del self.kept[next(iter(self.kept))]
        self.kept[key] = kept


@functools.cache
def cached_programs() -> ProgramCache:
    """The cache of this process; a submission has a process of its own."""
    return ProgramCache()


def take(model: Any, parts: list[Part], wishes: Wishes) -> Program | None:
    """A program of another model, on this model's variables; None where there is none.

    Args:
        model: the model to train; all its variables exist.
        parts: training data and perhaps validation data.
        wishes: what the program has to report.
    """
    found = _key(model, parts, wishes, traced=False)
    if found is None or found[0] not in cached_programs().kept:
        return None
    key, architecture = found
    kept, handles = cached_programs().kept[key], architecture.handles()
    for part, step in zip(parts, kept.steps, strict=True):
        part.book.postpone(part.batch_spec, _on(step, handles))
    program: Program = kept.program.traced
    return program.on([handles[at] for at in kept.program.positions])


def _on(step: _Rebindable, handles: list[Any]) -> Callable[[Any], Any]:
    captured = [handles[at] for at in step.positions]

    def run(batch: Any) -> Any:
        return step.traced._call_flat(tree.flatten(batch), captured)

    return run


def keep(model: Any, parts: list[Part], wishes: Wishes, program: Program) -> None:
    """Keeps a program that was just traced, if others may use it."""
    found = _key(model, parts, wishes, traced=True)
    if found is None:
        return
    key, architecture = found
    traced = [program, *(part.book.traced_for(part.batch_spec) for part in parts)]
    captured = [program.captured, *(step.captured_inputs for step in traced[1:])]
    rebindable = []
    for one, tensors in zip(traced, captured, strict=True):
        positions = architecture.positions(list(tensors))
        if positions is None:
            return
        rebindable.append(_Rebindable(one, positions))
    cached_programs().put(key, _Entry(rebindable[0], tuple(rebindable[1:])))


def _key(
    model: Any, parts: list[Part], wishes: Wishes, *, traced: bool
) -> tuple[Any, Architecture] | None:
    """Under what a program stands, None unless these batches are all the model has ever met.

    A model's architecture is that before its trace: what is changed afterwards, without `compile`,
    changes nothing in stock either.
    """
    found = [part.book.architecture(lambda: architecture_of(model)) for part in parts]
    if not all(part.book.knows_only(part.batch_spec, traced=traced) for part in parts):
        return None
    if not all(found) or found[0].key != found[-1].key:
        return None
    shapes = repr([(part.spec, part.batches, part.batch_spec) for part in parts])
    return (found[0].key, shapes, wishes), found[0]
