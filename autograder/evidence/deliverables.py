"""What the student's code leaves behind under agreed names, each kind as a record of its own."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from autograder.evidence.arrays import Array
from autograder.evidence.fields import MAX_CALLS, Count, Long, Name, Record, Short
from autograder.evidence.files import FileEvidence
from autograder.evidence.models import ModelEvidence


class ArrayEvidence(Record, frozen=True, tag_field="kind", tag="array"):
    """A NumPy array, a tensor, or a nested list of numbers."""

    class_name: Name
    array: Array


class ValueEvidence(Record, frozen=True, tag_field="kind", tag="value"):
    """A plain Python value as JSON: None, bool, number, str, list (also for tuple and set),
    and dict as ``{"dict": [[key, value], ...]}`` so that keys keep their type."""

    class_name: Name
    json: Long


# How a call ended: with an answer, by an exception, because it takes other arguments, not in time,
# or with something that is no plain value or array of moderate size.
CallOutcome = Literal["answered", "raised", "arguments", "late", "unreadable"]


class CallEvidence(Record, frozen=True):
    """What became of one call of a function that was handed in.

    ``error`` is the class of the exception that it raised; ``line`` where in the student's own
    numbering, ``cell`` from 1, both 0 where that is not known.
    """

    outcome: CallOutcome
    answer: ArrayEvidence | ValueEvidence | None = None
    class_name: Short = ""  # of the answer
    error: Short = ""
    cell: Count = 0
    line: Count = 0


class FunctionEvidence(Record, frozen=True, tag_field="kind", tag="function"):
    """A function or a class, known by what it answers to the calls of the assignment, in order.

    There are fewer answers than calls where its process ended before.
    """

    class_name: Name
    answers: Annotated[tuple[CallEvidence, ...], Meta(max_length=MAX_CALLS)] = ()


class OtherEvidence(Record, frozen=True, tag_field="kind", tag="other"):
    """Something that isn't a deliverable of any kind; only its class and text are told."""

    class_name: Name
    text: Short


DeliverableEvidence = (
    ModelEvidence | ArrayEvidence | ValueEvidence | FunctionEvidence | FileEvidence | OtherEvidence
)


def model_in(deliverable: DeliverableEvidence | None) -> ModelEvidence | None:
    """The model that a deliverable is or, as a file, holds."""
    if isinstance(deliverable, FileEvidence):
        return deliverable.model
    return deliverable if isinstance(deliverable, ModelEvidence) else None
