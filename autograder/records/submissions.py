"""What a student handed in: located (``Submission``), then read (``Program``)."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import Literal

from autograder.records.texts import NO_TEXT, Text


@dataclass(frozen=True, slots=True)
class Submission:
    """What one student handed in, whole but not yet understood.

    ``lms_id`` is the identity under which the LMS takes the grade back (a participant id, a
    Canvas user id), '' for plain files. ``note`` says which rule chose this file when there
    were several. ``lms_name`` is the name of the student's folder in the LMS's download, where
    feedback has to go back under it. ``late_days`` is 0 where nobody said how late, and
    ``late_known`` is False where nobody said whether.
    """

    student: str
    content: bytes
    filename: str  # as handed in, for `attempt_file`
    _: KW_ONLY
    late: bool = False
    lms: str = ""
    lms_id: str = ""
    note: Text = NO_TEXT
    problem: Text = NO_TEXT  # why it can't be read, when the intake already knows
    lms_name: str = ""
    late_days: float = 0.0
    late_known: bool = False
    alike: tuple[str, ...] = ()  # names that fold to this one, its own among them
    files: tuple[HandedIn, ...] = ()  # data handed in beside the program


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A file beside the program, under a plain name that the program may open."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a notebook or one ``# %%`` part of a script; scripts have one or more."""

    kind: Literal["code", "markdown", "raw"]
    source: str
    number: int  # counted from 1 among all cells, as the student sees them in Colab


@dataclass(frozen=True, slots=True)
class Program:
    """A submission that could be read: its cells, in the order in which they are run."""

    cells: tuple[Cell, ...]
    origin: Literal["ipynb", "py"] = "ipynb"
    notes: tuple[Text, ...] = ()  # what the reader had to put right, in words
    files: tuple[HandedIn, ...] = ()  # data that came out of the same zip
