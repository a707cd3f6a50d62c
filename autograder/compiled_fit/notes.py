"""What a fit can tell of itself to whoever wants to run it again: orders of rows, first weights."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Notes:
    """What was noted of the fits within `noted`.

    Attributes:
        orders: row numbers in the order of training, each int64 of `(epochs or 1, rows)`. Where a
            fit is run in pieces, there is one for each piece; where all epochs have the same
            order, all of them are the same array. Stock's own pipeline notes nothing.
        weights: the weights right before the first epoch, if they are wanted and were noted.
        wants_weights: whether they are: of a model that its fit builds, nobody else knows them.
    """

    wants_weights: bool
    orders: list[Any] = field(default_factory=list)
    weights: list[Any] | None = None


_NOTES: ContextVar[Notes | None] = ContextVar("notes", default=None)


@contextlib.contextmanager
def noted(*, wants_weights: bool) -> Iterator[Notes]:
    """Within, fits take notes."""
    notes = Notes(wants_weights)
    before = _NOTES.set(notes)
    try:
        yield notes
    finally:
        _NOTES.reset(before)


def note_order(order: Any) -> None:
    """Rows are trained on in this order now."""
    if (notes := _NOTES.get()) is not None:
        notes.orders.append(order)


def note_weights(model: Any) -> None:
    """The model is built and about to be trained."""
    notes = _NOTES.get()
    if notes is not None and notes.wants_weights and notes.weights is None:
        notes.weights = [weight.numpy().copy() for weight in model.weights]
