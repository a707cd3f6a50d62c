"""What the main process gives to the checks' process, and what it gets back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

import msgspec

from autograder.records import (
    NO_TEXT,
    Assignment,
    Bonus,
    CheckFile,
    CheckOutcome,
    CheckSpec,
    Deliverable,
    LatePolicy,
    portable,
)


class CheckProgram(msgspec.Struct, frozen=True):
    """One submission's evidence and the assignment to check it against.

    ``checks`` names the checks to run; ``source`` is the student's code, as text. ``files`` is
    the assignment's folder of checks: of the course's disk the process that runs them sees no more
    than ``data``, the folder of its data sets, '' where there are none.
    """

    assignment: Assignment
    checks: tuple[str, ...]
    evidence: bytes
    source: str
    files: tuple[CheckFile, ...] = ()
    data: str = ""


class Verdict(msgspec.Struct, frozen=True):
    """What the checks found."""

    outcomes: tuple[CheckOutcome, ...]
    review_text: str = ""
    staff_notes: tuple[str, ...] = ()
    problem: str = ""  # why nothing could be checked: the evidence is not evidence


_PROGRAM: Final = msgspec.json.Decoder(CheckProgram)
_VERDICT: Final = msgspec.json.Decoder(Verdict)


def bare(assignment: Assignment) -> Assignment:
    """What of an assignment the checks may depend on: no points, texts or policies.

    Only this crosses to their process, so that changing the rest can't change what they find.
    """
    return replace(
        portable(assignment),
        title=NO_TEXT,
        parts=(),
        template_floor=0.0,
        late=LatePolicy(),
        bonus=Bonus(),
        language="en",
        languages=(),
        definition="",
        check_files=(),
        data=(),
        deliverables=tuple(map(_without_texts, assignment.deliverables)),
        checks=tuple(
            CheckSpec(
                check.name,
                0.0,
                NO_TEXT,
                NO_TEXT,
                "",
                needs=check.needs,
                manual=check.manual,
                standard=check.standard,
            )
            for check in assignment.checks
        ),
    )


def _without_texts(one: Deliverable) -> Deliverable:
    """The same with as many classes, of which no name is known."""
    confusion, boundary = one.confusion, one.boundary
    return replace(
        one,
        title=NO_TEXT,
        confusion=confusion and replace(confusion, classes=(NO_TEXT,) * len(confusion.classes)),
        boundary=boundary and replace(boundary, axes=()),
    )


def write_files(files: tuple[CheckFile, ...], folder: Path) -> None:
    """Put the files where pytest finds them."""
    folder.mkdir()
    for file in files:
        place = folder / file.path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(file.content)


def encode(message: CheckProgram | Verdict) -> bytes:
    """As JSON; what a check of the course says without a text becomes one: no verdict is lost."""
    return msgspec.json.encode(message, enc_hook=str)


def decode_program(data: bytes) -> CheckProgram:
    """The program that ``encode`` wrote."""
    return _PROGRAM.decode(data)


def decode_verdict(data: bytes) -> Verdict:
    """The verdict that ``encode`` wrote.

    Raises:
        msgspec.MsgspecError: it is not one.
    """
    return _VERDICT.decode(data)
