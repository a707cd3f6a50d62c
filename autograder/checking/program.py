"""What the main process gives to the checks' process, and what it gets back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from autograder.records import Assignment, CheckOutcome, Text


class CheckProgram(msgspec.Struct, frozen=True):
    """One submission's evidence and the assignment to check it against.

    ``checks`` names the checks to run; ``source`` is the student's code, as text.
    """

    assignment: Assignment
    checks: tuple[str, ...]
    evidence: bytes
    source: str


class Verdict(msgspec.Struct, frozen=True):
    """What the checks found. ``pictures`` is the JSON of autograder.report.pictures."""

    outcomes: tuple[CheckOutcome, ...]
    review_text: str = ""
    notes: tuple[Text, ...] = ()
    staff_notes: tuple[str, ...] = ()
    pictures: str = ""
    problem: str = ""  # why nothing could be checked: the evidence is not evidence


def encode(message: CheckProgram | Verdict) -> bytes:
    """As JSON; paths become strings."""
    return msgspec.json.encode(message, enc_hook=str)


def decode_program(data: bytes) -> CheckProgram:
    """The program that ``encode`` wrote."""
    return msgspec.json.decode(data, type=CheckProgram, dec_hook=_path)


def decode_verdict(data: bytes) -> Verdict:
    """The verdict that ``encode`` wrote.

    Raises:
        msgspec.MsgspecError: it is not one.
    """
    return msgspec.json.decode(data, type=Verdict)


def _path(kind: type, value: Any) -> Any:
    return Path(value) if kind is Path else value
