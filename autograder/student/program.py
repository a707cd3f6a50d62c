"""What the trusted side tells the student's side: the cells, the names to hand in, limits."""

from __future__ import annotations

from typing import Any, Literal

import msgspec


class CellSource(msgspec.Struct, frozen=True):
    """One cell as the student wrote it; ``number`` counts all cells from 1."""

    kind: Literal["code", "markdown", "raw"]
    source: str
    number: int


class InputColumns(msgspec.Struct, frozen=True):
    """One of a model's several inputs: its name, '' where they have none, and its columns."""

    name: str
    columns: int


class Wanted(msgspec.Struct, frozen=True):
    """A deliverable: its name, its kind and, for models, how many features a row has.

    The name of a file is its path below the work folder, see ``util.file_names``.

    ``inputs`` say how these are shared out among several inputs; () is one input.
    """

    name: str
    kind: Literal["model", "array", "value", "text", "function", "file"]
    features: int = 0
    inputs: tuple[InputColumns, ...] = ()


class HandedIn(msgspec.Struct, frozen=True):
    """A file that was handed in beside the program; ``name`` is a plain file name."""

    name: str
    content: bytes


class StudentProgram(msgspec.Struct, frozen=True):
    """Everything that the student's side is given."""

    cells: tuple[CellSource, ...]
    wanted: tuple[Wanted, ...]
    origin: Literal["ipynb", "py"] = "ipynb"
    output_kb: int = 1024
    result_mb: int = 48  # everything that is handed in, as it crosses the boundary
    stock_fit: bool = False
    before: int = 0  # run only the cells before the one of this number; 0: all
    legacy: Literal["explain", "accept"] = "explain"
    data: str = ""  # folder with the course's data sets, '' if it has none
    files: tuple[HandedIn, ...] = ()
    withheld: tuple[str, ...] = ()  # modules that the course lets nobody use
    draws: int = 0  # seeds the random numbers that the program leaves unseeded; below 2**32


class ProbeQuestion(msgspec.Struct, frozen=True, tag="probe"):
    """Inputs for a live model, as ``rows`` of numbers, shape (rows, features).

    ``inputs``: as in ``Wanted``.
    """

    name: str
    rows: tuple[tuple[float, ...], ...]
    inputs: tuple[InputColumns, ...] = ()


class CallQuestion(msgspec.Struct, frozen=True, tag="call"):
    """A call of the function ``name``; see ``autograder.records.Call``."""

    name: str
    args: tuple[Any, ...]
    fit: tuple[Any, ...] = ()


Question = ProbeQuestion | CallQuestion
