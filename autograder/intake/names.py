"""Names of students as names of folders."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable

MAX_CHARACTERS = 100
MAX_BYTES = 200  # file systems allow 255; leaves room for a suffix
FORBIDDEN = frozenset('/\\:*?"<>|')
# What Windows keeps for itself, and what else stands in the results folder.
DEVICES = frozenset(
    ["con", "prn", "aux", "nul", "conin$", "conout$"]
    + [f"{port}{number}" for port in ("com", "lpt") for number in "0123456789¹²³"]
)
RESERVED = DEVICES | {"grades.csv", "review.csv", "index.html", "export"}


def clean_name(name: str) -> str:
    """``name`` as one line of visible text: NFC, no control, bidi or unpaired characters."""
    text = unicodedata.normalize("NFC", name)
    return "".join(c for c in text if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Cn"})


def folded(text: str) -> str:
    """``text`` as it is compared with known words: clean, without outer blanks, case folded."""
    return clean_name(text).strip().casefold()


def letters(text: str) -> str:
    """The letters and digits of ``text`` alone, case folded: what two spellings of a name share."""
    return re.sub(r"[\W_]+", "", clean_name(text)).casefold()


def safe_folder(student: str) -> str:
    """The name of a student's folder: one path part that every file system takes.

    Hangul and blanks are kept. A name that is too long ends in eight digits of its hash, so that
    two long names stay two folders.
    """
    cleaned = clean_name(student)
    name = "".join("_" if c in FORBIDDEN else c for c in cleaned).strip().lstrip(".").rstrip(". ")
    if len(name) > MAX_CHARACTERS or len(name.encode()) > MAX_BYTES:
        tail = hashlib.sha256(cleaned.encode()).hexdigest()[:8]
        head = name.encode()[: MAX_BYTES - 9].decode(errors="ignore")[: MAX_CHARACTERS - 9]
        name = f"{head}-{tail}"
    stem, dot, rest = name.partition(".")
    if stem.casefold() in RESERVED:  # Windows looks at nothing after the first dot
        name = f"{stem}_{dot}{rest}"
    elif name.casefold() in RESERVED or not name:
        name = f"{name}_" if name else "student_"
    return name


def unique_names(names: Iterable[str]) -> tuple[str, ...]:
    """``names`` in their order; those that would share a folder get ``-2``, ``-3``…"""
    taken: set[str] = set()
    unique = []
    for name in names:
        candidate, number = name, 1
        while safe_folder(candidate).casefold() in taken:
            number += 1
            candidate = f"{name}-{number}"
        taken.add(safe_folder(candidate).casefold())
        unique.append(candidate)
    return tuple(unique)
