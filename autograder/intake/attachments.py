"""The files that were handed in beside a program: data, pictures, modules of one's own.

They reach the sandbox's work folder under their own names, so that ``open("data.csv")`` works.
Names are the student's, and hostile: every part is cleaned, none leads out of the folder.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from autograder.errors import SubmissionError
from autograder.intake.archive import clean_part
from autograder.intake.entries import Entry, file_entry, is_ignored
from autograder.intake.limits import MAX_BESIDE, MAX_BESIDE_DEPTH, MAX_BESIDE_FILES
from autograder.records import HandedIn, Program

_PROGRAMS = frozenset([".ipynb", ".zip", ".pdf", ".exe"])


def files_beside(entries: Sequence[Entry], chosen: Entry) -> tuple[HandedIn, ...]:
    """What of ``entries`` the chosen program may open: the smaller files first, up to the limits.

    A file in the program's folder, or below it, is named as seen from there; any other by its
    name alone. Nothing is raised: what can't be read is left out.
    """
    fitting = [e for e in entries if e is not chosen and _is_data(e)]
    found: dict[str, HandedIn] = {}
    room = MAX_BESIDE
    for entry in sorted(fitting, key=lambda e: (e.size, e.parts))[: 4 * MAX_BESIDE_FILES]:
        name = _name(entry.parts, chosen.parts[:-1])
        if not name or name in found or len(found) >= MAX_BESIDE_FILES or entry.size > room:
            continue
        try:
            content = entry.load(room + 1)
        except SubmissionError:
            continue
        if len(content) <= room:
            room -= len(content)
            found[name] = HandedIn(name, content)
    return tuple(found.values())


def siblings(file: Path, program: Program) -> tuple[HandedIn, ...]:
    """The files in the folder of ``file`` that the program speaks of by name.

    For a student who checks one file of a folder: what else lies there is none of our business.
    """
    source = "\n".join(cell.source for cell in program.cells)
    near = _listed(file.resolve().parent)
    named = [path for path in near if path.name in source or _is_module(path, source)]
    entries = [file_entry(path, (path.name,)) for path in named if path.name != file.name]
    return files_beside(entries, file_entry(file.resolve(), (file.name,)))


def _listed(folder: Path) -> Iterable[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.is_file())[:1000]
    except OSError:
        return ()


def _is_module(path: Path, source: str) -> bool:
    return path.suffix == ".py" and f"import {path.stem}" in source.replace("from ", "import ")


def _is_data(entry: Entry) -> bool:
    return not (
        entry.is_folder
        or entry.typed
        or entry.problem.en
        or entry.suffix in _PROGRAMS
        or is_ignored(entry.parts)
    )


def _name(parts: Sequence[str], folder: Sequence[str]) -> str:
    """A clean relative name, '' where nothing is left of it."""
    below = tuple(parts[: len(folder)]) == tuple(folder)
    seen = parts[len(folder) :] if below else parts[-1:]
    cleaned = [clean_part(part).replace("/", "").replace("\\", "") for part in seen]
    if not all(cleaned) or len(cleaned) > MAX_BESIDE_DEPTH:
        return ""
    if any(len(part.encode()) > 255 or part.startswith(".") for part in cleaned):
        return ""
    return "/".join(cleaned)
