"""``autograder data add``: a file becomes a data set of the course, with an entry that knows it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from autograder.course.loader import COURSE_FILE, Course
from autograder.course.released_files import digest
from autograder.errors import StaffError
from autograder.records import DataSet
from autograder.util.atomic_write import write_together

KNOWN: Final[Mapping[str, str]] = {  # as Keras checks what it downloads
    "mnist.npz": "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1",
    "boston_housing.npz": "f553886a1f8d56431e820c5b82552d9d95cfcb96d1e678153f8839538947dff5",
    "california_housing.npz": "1a2e3a52e0398de6463aebe6f4a8da34fb21fbb6b934cf88c3425e766f2a1a6f",
    "imdb.npz": "69664113be75683a8fe16e3ed0ab59fda8886cb3cd7ada244f7d9544e4676b9f",
    "reuters.npz": "d6586e694ee56d7a4e65172e12b3e987c03096cb01eab99753921ef915959916",
}
_NAME: Final = re.compile(r"[\w.-]+(?:/[\w.-]+)*")
_MOST: Final = 2**30  # bytes


@dataclass(frozen=True, slots=True)
class Added:
    """What was written; ``known`` is False where nobody has said what such a file should hold."""

    entry: DataSet
    size: int
    known: bool


def add_data(found: Course, file: Path, name: str, source: str, licence: str) -> Added:
    """Copy a file into ``data/`` under ``name``, and describe it in ``course.toml``.

    What is '' stays as it was described before. A file that is there already is only described.

    Raises:
        StaffError: it can't be read or written, or is not the file that its name is known for.
    """
    parts = PurePosixPath(name).parts
    if not _NAME.fullmatch(name) or ".." in parts:
        said = f"`{name}` can't be the name of a data set"
        raise StaffError(said, "Letters, digits, dots and hyphens make one: --as NAME.")
    content = _content(file)
    found_digest = digest(content)
    if KNOWN.get(name, found_digest) != found_digest:
        raise StaffError(
            f"{file} is not the {name} that Keras downloads",
            "Fetch it again, or give it a name of its own with --as NAME.",
        )
    before = {one.path: one for one in found.data}.get(name)
    entry = DataSet(
        name,
        found_digest,
        source or (before.source if before else ""),
        licence or (before.licence if before else ""),
    )
    path = found.root / COURSE_FILE
    text = _with_entry(path.read_text(encoding="utf-8-sig"), entry)
    try:
        write_together({found.root / "data" / name: content, path: text})
    except OSError as error:
        raise StaffError(f"{name} can't be written: {error}", "See who owns `data/`.") from error
    return Added(entry, len(content), name in KNOWN)


def _content(file: Path) -> bytes:
    try:
        if file.stat().st_size > _MOST:
            raise StaffError(f"{file} is larger than 1 GiB", "Take a part of it.")
        return file.read_bytes()
    except OSError as error:
        raise StaffError(f"{file} can't be read: {error}", "Name a file.") from error


def _with_entry(text: str, entry: DataSet) -> str:
    """The text of ``course.toml`` with the entry's table, in the place of the one before it."""
    table = "\n".join(
        [
            f"[data.{json.dumps(entry.path)}]",
            *(
                f"{key} = {json.dumps(value, ensure_ascii=False)}"
                for key, value in (
                    ("sha256", entry.digest),
                    ("source", entry.source),
                    ("licence", entry.licence),
                )
                if value
            ),
        ]
    )
    names = f"(?:{re.escape(json.dumps(entry.path))}|'{re.escape(entry.path)}')"
    header = rf"^[ \t]*\[\s*data\s*\.\s*{names}\s*\][^\n]*\n?"
    old = re.search(rf"{header}(?:[ \t]*\w+[ \t]*=[^\n]*\n?)*", text, re.MULTILINE)
    if old is None:
        return f"{text.rstrip()}\n\n{table}\n"
    return f"{text[: old.start()]}{table}\n{text[old.end() :]}"
