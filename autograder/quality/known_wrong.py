"""Known-wrong submissions that an author wrote, whole or as what differs from the reference.

Each begins with comments that say what is wrong and which checks it must lose. With
``# From: reference`` only what differs is written::

    # Wrong: the labels are those of AND.
    # Loses: trained, learned
    # From: reference
    # Instead of: history = model.fit(x_train, y_train, epochs=800)
    history = model.fit(x_train, [[0], [0], [0], [1]], epochs=800)

Lines after ``# Instead of:`` take the place of that line of the reference, as deep as it was; of
several such comments in a row, the place of the first. Lines before any of them are one more cell
behind the reference.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from autograder.course.template import reference_path
from autograder.errors import StaffError
from autograder.records import LocalAssignment

# A header goes on in the comment lines below it that are indented further.
_HEADER: Final = re.compile(
    r"^#\s*(Wrong|Loses|From):[ \t]*(.*(?:\n#[ ]{2,}.*)*)(?:\n|\Z)", re.MULTILINE
)
_INSTEAD: Final = re.compile(r"^#\s*Instead of:[ \t]*(.+?)[ \t]*$")
_REFERENCE: Final = "reference"


@dataclass(frozen=True, slots=True)
class KnownWrong:
    """A submission with a known fault, and exactly the checks that it must lose.

    ``source`` is what is graded: the file, or the reference with the file's lines in it.
    """

    path: Path
    fault: str
    loses: frozenset[str]
    source: str


@dataclass(frozen=True, slots=True)
class _Change:
    """Lines of the reference that go, and what takes the place of the first of them."""

    instead_of: tuple[str, ...]
    lines: tuple[str, ...]


def known_wrong(assignment: LocalAssignment) -> tuple[KnownWrong, ...]:
    """The known-wrong submissions of an assignment's folder ``wrong``, sorted by name.

    Raises:
        StaffError: a header is missing or names an unknown check, the reference is missing, or it
            has no such line as one that is to be replaced.
    """
    checks = {check.name for check in assignment.checks}
    paths = sorted((assignment.folder / "wrong").glob("*.py"))
    return tuple(_read(path, assignment, checks) for path in paths)


def with_cell(reference: str, cell: str) -> str:
    """The source of a reference with one more cell behind it."""
    return f"{reference.rstrip()}\n\n# %%\n{cell}"


def from_reference(path: Path, text: str, assignment: LocalAssignment) -> str:
    """The reference with the lines of ``text`` in it; ``text`` itself where it isn't made of it.

    Raises:
        StaffError: as ``known_wrong``; ``path`` is for its message.
    """
    headers = _headers(text)
    if (origin := headers.get("From", "")) in {"", _REFERENCE}:
        return _changed(path, text, assignment) if origin else text
    raise StaffError(
        f"{path} is from `{origin}`, which is unknown", f"Write `# From: {_REFERENCE}`."
    )


def _read(path: Path, assignment: LocalAssignment, checks: set[str]) -> KnownWrong:
    text = path.read_text(encoding="utf-8")
    headers = _headers(text)
    if not headers.get("Wrong") or "Loses" not in headers:
        raise StaffError(f"{path} has no header", "Begin with `# Wrong: …` and `# Loses: …`.")
    names = frozenset(filter(None, re.split(r"[,\s]+", headers["Loses"])))
    if unknown := names - checks:
        raise StaffError(f"{path} loses unknown checks: {', '.join(sorted(unknown))}",
                         f"Known: {', '.join(sorted(checks))}.")  # fmt: skip
    return KnownWrong(path, headers["Wrong"], names, from_reference(path, text, assignment))


def _headers(text: str) -> dict[str, str]:
    """Each header's lines as one, by its word."""
    return {
        word: " ".join(line.lstrip("# \t").strip() for line in value.splitlines()).strip()
        for word, value in _HEADER.findall(text)
    }


def _changed(path: Path, text: str, assignment: LocalAssignment) -> str:
    reference = reference_path(assignment)
    if not reference.is_file():
        raise StaffError(f"{path} is made from {reference}, which is missing", "Write it first.")
    cell, changes = _changes(_HEADER.sub("", text).splitlines())
    lines = reference.read_text(encoding="utf-8").splitlines()
    places = {old: _place(lines, old, path, reference) for one in changes for old in one.instead_of}
    new = dict.fromkeys(places.values(), "")
    for one in changes:
        first = places[one.instead_of[0]]
        new[first] = _as_deep(one.lines, lines[first])
    kept = (new.get(number, line + "\n") for number, line in enumerate(lines))
    source = "".join(kept)
    return with_cell(source, f"{cell}\n") if cell else source


def _changes(lines: Sequence[str]) -> tuple[str, list[_Change]]:
    """The cell behind the reference, '' for none, and what is replaced."""
    found: list[_Change] = [_Change((), ())]
    for line in lines:
        last = found[-1]
        if (old := _INSTEAD.match(line)) is None:
            found[-1] = _Change(last.instead_of, (*last.lines, line))
        elif last.instead_of and not last.lines:
            found[-1] = _Change((*last.instead_of, old[1]), ())
        else:
            found.append(_Change((old[1],), ()))
    first, *changes = found
    says = any(line.strip() and not line.startswith("#") for line in first.lines)
    return "\n".join(first.lines).strip("\n") if says else "", changes


def _as_deep(new: Sequence[str], old: str) -> str:
    indent = old[: len(old) - len(old.lstrip())]
    return textwrap.indent("\n".join(new).rstrip("\n") + "\n", indent)


def _place(lines: Sequence[str], old: str, path: Path, reference: Path) -> int:
    """Where a line is, whatever its depth.

    Raises:
        StaffError: there are none, or several.
    """
    places = [number for number, line in enumerate(lines) if line.strip() == old]
    if len(places) == 1:
        return places[0]
    count = f"{len(places)} lines" if places else "no line"
    raise StaffError(
        f"{path}: {reference} has {count} `{old}`",
        "Copy one line of it, as it is now and nowhere else in it, behind `# Instead of:`.",
    )
