"""Which of several files of one student is graded, and how to say so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from autograder.errors import SubmissionError
from autograder.intake import messages
from autograder.intake.assigned import assigned_names
from autograder.intake.entries import Entry, is_ignored
from autograder.intake.limits import MAX_CANDIDATES, MAX_TEXT, PEEK
from autograder.intake.names import letters
from autograder.records import NO_TEXT, Text

KINDS = (".ipynb", ".py", ".zip")  # best first
# Files that lie beside a submission and are none: data, pictures, notes, lists.
BESIDE = (
    *(".csv", ".tsv", ".md", ".rst", ".toml", ".yaml", ".yml", ".xlsx", ".xls", ".ods", ".log"),
    *(".cfg", ".ini", ".sh", ".bat", ".db", ".sqlite", ".lock", ".css", ".js", ".pyc", ".pkl"),
    *(".png", ".jpg", ".jpeg", ".gif", ".svg", ".npy", ".npz", ".h5", ".keras"),
)
# Not the 2차원 (two dimensions) of a title, nor its 3차시 (third lesson).
ATTEMPT = re.compile(
    r"\b(?:attempt|시도)[ _-]*([0-9]{1,2})(?![0-9])|(?<![0-9])([0-9]{1,2}) ?(?:차|회차)(?![원시])",
    re.IGNORECASE,
)
COPY = re.compile(r"(?: ?\(([0-9]{1,3})\)|-([0-9]{1,2})|[ _]v([0-9]{1,3}))$", re.IGNORECASE)
FINAL = re.compile(r"final|최종|수정", re.IGNORECASE)
UNFILLED = b"NotImplementedError"  # what the template raises where the student's code belongs

IMPORTS = re.compile(rb"^[ \t]*(?:from[ \t]+|import[ \t]+)(\w+)", re.MULTILINE)

Rank = tuple[bool, int, int, int, bool, bool, int, int, int, float, int, str]


def choose(
    entries: Sequence[Entry], assignment: str = "", wanted: Sequence[str] = ()
) -> tuple[Entry, Text]:
    """The file that is graded, and the sentence that says why if there were several.

    In this order: one that can be read; the latest attempt where folders or names count them; the
    one that assigns most of the ``wanted`` names, which are those of the deliverables; a notebook
    over a script over a zip over anything else; one without unfilled places of the template; a
    program over a module that another one imports; a name like the assignment's; the one
    in the fewest folders; the latest copy (``final``, 최종, ``(2)``, ``-1``); the newest; the
    largest; the last by name.

    Raises:
        SubmissionError: there is nothing to choose from.
    """
    files = [e for e in entries if not e.is_folder and not is_ignored(e.parts)]
    plausible = [e for e in files if _kind(e) > 0] or [e for e in files if is_plausible(e)] or files
    if not plausible:
        raise SubmissionError(_nothing(entries))
    if len(plausible) == 1:
        return plausible[0], NO_TEXT
    several = sorted(plausible, key=_kind, reverse=True)[:MAX_CANDIDATES]
    modules = _imported(several)
    ranked = sorted(
        ((_rank(e, assignment, modules, wanted), e) for e in several), key=lambda pair: pair[0]
    )
    (rank, best), (next_rank, _) = ranked[-1], ranked[-2]
    decided = next((n for n, (a, b) in enumerate(zip(rank, next_rank, strict=True)) if a != b), -1)
    return best, messages.chosen(best.name, len(plausible), decided)


def is_plausible(entry: Entry) -> bool:
    """Whether a file may be meant as the submission, rather than lie beside it."""
    return entry.suffix not in BESIDE


def _rank(entry: Entry, assignment: str, modules: frozenset[str], wanted: Sequence[str]) -> Rank:
    return (
        not entry.problem.en,
        max((_attempt(part) for part in entry.parts), default=0),
        _assigns(entry, wanted),
        _kind(entry),
        not _is_unfilled(entry),
        entry.name not in modules,
        _similarity(entry.name, assignment),
        -len(entry.parts),
        _copy(entry.name),
        entry.changed,
        entry.size,
        "/".join(entry.parts),
    )


def _assigns(entry: Entry, wanted: Sequence[str]) -> int:
    """How many of the wanted names the file's code gives a value."""
    if not wanted or _kind(entry) <= 0 or entry.problem.en or entry.suffix == ".zip":
        return 0
    try:
        return len(assigned_names(entry.load(MAX_TEXT)) & set(wanted))
    except SubmissionError:
        return 0


def _kind(entry: Entry) -> int:
    """Greater is better; anything else is 0. ``.ipynb.txt`` is a notebook that was renamed."""
    if entry.typed:
        return -1
    suffixes = {suffix.lower() for suffix in PurePosixPath(entry.name).suffixes[-2:]}
    return max((len(KINDS) - n for n, kind in enumerate(KINDS) if kind in suffixes), default=0)


def _imported(entries: Sequence[Entry]) -> frozenset[str]:
    """The names of those scripts among ``entries`` that another one imports as a module."""
    scripts = {e.name: _content(e) for e in entries if e.suffix == ".py"}
    wanted = {name: set(IMPORTS.findall(content)) for name, content in scripts.items()}
    return frozenset(
        name
        for name in scripts
        if any(name[:-3].encode() in found for other, found in wanted.items() if other != name)
    )


def _content(entry: Entry) -> bytes:
    try:
        return b"" if entry.problem.en else entry.load(PEEK)
    except SubmissionError:
        return b""


def _attempt(part: str) -> int:
    match = ATTEMPT.search(part)
    return int(match[1] or match[2]) if match else 0


def _copy(name: str) -> int:
    stem = PurePosixPath(name).stem
    match = COPY.search(stem)
    number = int(match[1] or match[2] or match[3]) if match else 0
    return number + 1000 * len(FINAL.findall(stem))


def _similarity(name: str, assignment: str) -> int:
    """How many characters of the assignment's name are in the file's name: all or none."""
    wanted = letters(assignment)
    return len(wanted) if wanted and wanted in letters(name) else 0


def _is_unfilled(entry: Entry) -> bool:
    if entry.problem.en or entry.suffix not in KINDS[:2]:
        return False
    try:
        return UNFILLED in entry.load(PEEK)
    except SubmissionError:
        return True


def _nothing(entries: Sequence[Entry]) -> Text:
    """Why there is nothing to choose from."""
    refused = next((e.problem for e in entries if e.problem.en and not e.is_folder), NO_TEXT)
    if refused.en:
        return refused
    if any(".ipynb_checkpoints" in e.parts for e in entries):
        return messages.ONLY_CHECKPOINT
    return messages.EMPTY_FOLDER
