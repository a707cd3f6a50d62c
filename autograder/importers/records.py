"""What an assignment of another grader consists of, before it is written as ours."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from autograder.records import Language


@dataclass(frozen=True, slots=True)
class SourceCell:
    """A cell of their notebook. ``output`` is what it printed and gave, as text.

    ``source`` is without the regions that are for staff alone, which are ``removed``; ``whole``
    is all that stood there, for tests.
    """

    kind: Literal["code", "markdown", "raw"]
    source: str
    metadata: dict[str, Any] = field(default_factory=dict)
    output: str = ""
    removed: str = ""
    whole: str = ""


@dataclass(frozen=True, slots=True)
class SourceNotebook:
    """A notebook file of theirs. ``metadata`` is the whole notebook's."""

    path: Path
    cells: tuple[SourceCell, ...]
    metadata: dict[str, Any]


@dataclass(frozen=True, slots=True)
class OurCell:
    """A cell of our reference. ``answer`` says that students write it (or a region of it)."""

    kind: Literal["code", "markdown"]
    source: str
    answer: bool = False


@dataclass(frozen=True, slots=True)
class SourceTest:
    """One test of theirs that earns points by itself.

    ``source`` is Python whose assertions decide; ``original`` is what stood in their file.
    ``label`` names it for people, ``part`` is the index of the heading above it.
    """

    name: str
    label: str
    source: str
    original: str
    points: float
    hidden: bool
    part: int
    messages: tuple[str, ...] = ()
    refused: str = ""  # why no rule can read it, where that is known already


@dataclass(frozen=True, slots=True)
class ManualAnswer:
    """An answer that a person marks. ``variable`` holds its text, '' where the answer is code."""

    name: str
    label: str
    points: float
    part: int
    variable: str = ""
    original: str = ""


@dataclass(frozen=True, slots=True)
class Todo:
    """Something that a person has to finish or to look at, with the original text.

    ``check`` is the body of a check that rules made, where it can't be used as things are.
    """

    subject: str
    what: str
    original: str = ""
    check: str = ""


@dataclass(frozen=True, slots=True)
class SourceAssignment:
    """One assignment of theirs, read.

    ``headings`` are those of the parts, '' where there is none; tests name
    them by index. ``files`` are names of pictures beside the notebook and their contents.
    """

    name: str
    title: str
    grader: str
    language: Language
    cells: tuple[OurCell, ...]
    headings: tuple[str, ...]
    tests: tuple[SourceTest, ...]
    manual: tuple[ManualAnswer, ...]
    todos: tuple[Todo, ...]
    files: dict[str, bytes] = field(default_factory=dict)
    solved: bool = True  # the source holds solutions
