"""Reads notebooks of other graders, with what the metadata of their cells say."""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import nbformat

from autograder.errors import StaffError
from autograder.importers.records import OurCell, SourceCell, SourceNotebook, Todo
from autograder.importers.staff_regions import without_staff_regions
from autograder.intake.cells import clean_source
from autograder.records import Language

Kind = Literal["code", "markdown", "raw"]

_KINDS: Mapping[str, Kind] = {"code": "code", "markdown": "markdown", "heading": "markdown"}
_HANGUL = re.compile("[가-힣]")
_LETTER = re.compile(r"[^\W\d_]")
_HEADING = re.compile(r"^(#{1,6})[ \t]+(.+?)[ \t#]*$", re.MULTILINE)
_PICTURE = re.compile(
    r"!\[[^\]]*\]\(([^)\s]+)[^)]*\)|<img\b[^>]*\bsrc=[\"']([^\"']+)", re.IGNORECASE
)
_PICTURES = {".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp"}
_MOST_PICTURE_BYTES = 4 * 2**20


def read_notebook(path: Path) -> SourceNotebook:
    """The notebook at ``path``, of any format that nbformat knows.

    Raises:
        StaffError: it can't be read, is no notebook, or is not in Python.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise StaffError(f"{path} can't be read: {error}", "Check the file.") from error
    except (ValueError, RecursionError) as error:
        raise StaffError(f"{path} is no notebook: {error}", _SAVE_AGAIN) from error
    found = _upgraded(found, path)
    cells, metadata = found.get("cells"), found.get("metadata")
    if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
        raise StaffError(f"{path} is no notebook: it has no cells", _SAVE_AGAIN)
    metadata = metadata if isinstance(metadata, dict) else {}
    language = _language_of_code(metadata)
    if language not in {"", "python"}:
        raise StaffError(f"{path} is in {language}", "Only notebooks in Python can be imported.")
    return SourceNotebook(path, tuple(map(_cell, cells)), metadata)


_SAVE_AGAIN = "Open it in Jupyter and save it again, or name another file or folder."


def _upgraded(found: Any, path: Path) -> dict[str, Any]:
    """The JSON of nbformat 4, whatever it was."""
    if not isinstance(found, dict):
        raise StaffError(f"{path} is no notebook: it has no cells", _SAVE_AGAIN)
    if "worksheets" not in found:
        return found
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return dict(nbformat.reads(json.dumps(found), as_version=4))
    except Exception as error:
        raise StaffError(f"{path} is no notebook: {error}", _SAVE_AGAIN) from error


def _language_of_code(metadata: Mapping[str, Any]) -> str:
    for key, name in (("kernelspec", "language"), ("language_info", "name")):
        entry = metadata.get(key)
        said = entry.get(name) if isinstance(entry, dict) else None
        if isinstance(said, str) and said:
            return "python" if "python" in said.lower() else said
    return ""


def _cell(raw: Mapping[str, Any]) -> SourceCell:
    metadata = raw.get("metadata")
    whole = clean_source(_text(raw.get("source"))).strip("\n")
    parts = without_staff_regions(whole)
    return SourceCell(
        kind=_KINDS.get(str(raw.get("cell_type")), "raw"),
        source=parts.kept.strip("\n"),
        metadata=metadata if isinstance(metadata, dict) else {},
        output="".join(map(_output, raw.get("outputs") or ())),
        removed=parts.removed.strip("\n"),
        whole=whole,
    )


def _output(raw: Any) -> str:
    if not isinstance(raw, dict):
        return ""
    data = raw.get("data")
    plain = _text(data.get("text/plain")) if isinstance(data, dict) else ""
    return _text(raw.get("text")) + plain


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "".join(part for part in value if isinstance(part, str))
    return value if isinstance(value, str) else ""


def notebooks_in(path: Path, left_out: frozenset[str]) -> tuple[Path, ...]:
    """The notebook itself, or all below a folder but in folders with these names.

    Raises:
        StaffError: there is no such file or folder, or no notebook in it.
    """
    if path.is_file():
        return (path,)
    if not path.is_dir():
        raise StaffError(f"there is no {path}", "Name a notebook, or a folder that holds some.")
    left_out = left_out | {".ipynb_checkpoints"}
    found = tuple(
        one
        for one in sorted(path.rglob("*.ipynb"))
        if one.is_file() and not left_out & set(one.relative_to(path).parts[:-1])
    )
    if not found:
        raise StaffError(f"{path} holds no notebook", "Name a folder with .ipynb files.")
    return found


def language_of(cells: tuple[SourceCell, ...]) -> Language:
    """The language of the text cells: Korean where a tenth of their letters are, else English."""
    text = "".join(cell.source for cell in cells if cell.kind == "markdown")
    hangul, letters = len(_HANGUL.findall(text)), len(_LETTER.findall(text))
    return "ko" if hangul and hangul * 10 >= letters else "en"


def last_heading(source: str) -> str:
    """The last heading of a text cell, '' if it has none."""
    found = _HEADING.findall(source)
    return found[-1][1].strip(" *") if found else ""


def title_of(cells: Sequence[OurCell], default: str) -> str:
    """The first heading of all text cells that students get, else ``default``."""
    for cell in cells:
        if cell.kind == "markdown" and (found := _HEADING.search(cell.source)):
            return found[2].strip(" *")
    return default


def pictures(notebook: SourceNotebook) -> tuple[dict[str, bytes], tuple[Todo, ...]]:
    """Pictures that lie beside a notebook and its text shows, and what is to do about others."""
    folder = notebook.path.parent.resolve()
    files: dict[str, bytes] = {}
    todos = []
    for target in dict.fromkeys(_targets(notebook)):
        if re.match(r"[a-z]+://|data:", target):
            continue
        path = (folder / target).resolve()
        if (
            path.suffix.lower() in _PICTURES
            and path.is_relative_to(folder)
            and path.is_file()
            and path.stat().st_size <= _MOST_PICTURE_BYTES
        ):
            files[path.relative_to(folder).as_posix()] = path.read_bytes()
        else:
            what = "The text shows a picture that was not copied. Put it beside the statement."
            todos.append(Todo(f"picture {target}", what))
    return files, tuple(todos)


def _targets(notebook: SourceNotebook) -> Iterator[str]:
    for cell in notebook.cells:
        if cell.kind == "markdown":
            for one, other in _PICTURE.findall(cell.source):
                yield one or other
