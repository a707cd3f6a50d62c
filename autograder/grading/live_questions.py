"""What is asked of a submission's live models and functions, and how their answers are kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import msgspec

from autograder.evidence import (
    MAX_ANSWER_BYTES,
    MAX_CALLS,
    ArrayEvidence,
    CallEvidence,
    DeliverableEvidence,
    FunctionEvidence,
    HostileEvidenceError,
    ModelEvidence,
    Parts,
    ValueEvidence,
    check_array,
    decode,
    encode,
)
from autograder.records import Assignment, Deliverable
from autograder.sandbox.jobs import JobOutcome
from autograder.student.program import CallQuestion, InputColumns, ProbeQuestion, Question
from autograder.util.json_bounds import check_bounds

_ARRAYS: Final = msgspec.json.Decoder(Parts)
_MOST_BYTES: Final = 2 * MAX_ANSWER_BYTES  # as JSON, in which bytes take a third more
_CALL: Final = msgspec.json.Decoder(CallEvidence)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A deliverable, and the questions that it is asked."""

    name: str
    questions: tuple[Question, ...]


def questions(payload: bytes, assignment: Assignment) -> tuple[bytes, ...]:
    """Inputs for models and functions that are alive: never labels, and no answers.

    Models are asked that can't be rebuilt, and traced ones: what these answer is held against the
    layers that their code was written down as.
    """
    try:
        found = decode(payload).deliverables
    except HostileEvidenceError:
        return ()
    return tuple(
        msgspec.json.encode(question)
        for asked in _asked(found, assignment)
        for question in asked.questions
    )


def _asked(found: Mapping[str, DeliverableEvidence], assignment: Assignment) -> Iterator[_Asked]:
    for item in assignment.deliverables:
        if asked := _questions_to(found.get(item.name), item):
            yield _Asked(item.name, asked)


def _questions_to(found: DeliverableEvidence | None, item: Deliverable) -> tuple[Question, ...]:
    if isinstance(found, ModelEvidence) and item.probe and (found.traced or not found.config):
        return (ProbeQuestion(item.name, item.probe, input_columns(item)),)
    if isinstance(found, FunctionEvidence):
        return tuple(CallQuestion(item.name, one.args, one.fit) for one in item.calls[:MAX_CALLS])
    return ()


def input_columns(item: Deliverable) -> tuple[InputColumns, ...]:
    """How the rows of a deliverable's probe are shared out among several inputs."""
    return tuple(InputColumns(one.name, one.columns) for one in item.inputs)


def with_answers(outcome: JobOutcome, assignment: Assignment) -> bytes | None:
    """The evidence with the live answers put in, so that it can be kept as a whole.

    Answers of functions that stood in it before any question was asked are no answers.
    """
    if outcome.payload is None:
        return None
    try:
        evidence = decode(outcome.payload)
    except HostileEvidenceError:
        return outcome.payload  # told where the evidence is read
    asked = tuple(_asked(evidence.deliverables, assignment))
    if not asked and not _has_functions(evidence.deliverables):
        return outcome.payload
    found = {name: _without_answers(it) for name, it in evidence.deliverables.items()}
    answers = iter(outcome.answers)
    for one in asked:
        given = [answer for _, answer in zip(one.questions, answers, strict=False)]
        found[one.name] = _answered(found[one.name], given)
    return encode(msgspec.structs.replace(evidence, deliverables=found))


def _has_functions(found: Mapping[str, DeliverableEvidence]) -> bool:
    return any(isinstance(one, FunctionEvidence) for one in found.values())


def _without_answers(found: DeliverableEvidence) -> DeliverableEvidence:
    if isinstance(found, FunctionEvidence):
        return msgspec.structs.replace(found, answers=())
    return found


def _answered(found: DeliverableEvidence, answers: list[bytes]) -> DeliverableEvidence:
    if isinstance(found, FunctionEvidence):
        return msgspec.structs.replace(found, answers=tuple(map(_call, answers)))
    if isinstance(found, ModelEvidence) and answers and answers[0]:
        try:
            parts = _ARRAYS.decode(answers[0])
            for part in parts:
                check_array(part)
        except (msgspec.MsgspecError, HostileEvidenceError):
            return found
        one = parts[0] if len(parts) == 1 else None
        several = parts if len(parts) > 1 else ()
        return msgspec.structs.replace(found, probe=one, probe_parts=several)
    return found


def _call(answer: bytes) -> CallEvidence:
    """What a call became; bytes that say nothing are an answer that can't be read."""
    if len(answer) > _MOST_BYTES:
        return CallEvidence("unreadable")
    unreadable = CallEvidence("unreadable")
    try:
        check_bounds(answer)
        found = _CALL.decode(answer)
        if isinstance(found.answer, ArrayEvidence):
            check_array(found.answer.array)
        elif isinstance(found.answer, ValueEvidence):
            check_bounds(found.answer.json.encode())
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return unreadable
    # The two fields belong together, or a check would have to ask for both.
    return found if (found.outcome == "answered") == (found.answer is not None) else unreadable
