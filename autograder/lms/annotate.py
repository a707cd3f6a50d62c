"""Feedback in the form of what was handed in: a notebook comes back as a notebook.

Canvas gives a student the returned file under the name of the one that he handed in, so that it
has to open as one of that kind.
"""

from __future__ import annotations

import html
import io
import zipfile
from pathlib import PurePosixPath
from typing import Any

import msgspec

from autograder.lms.results import Results
from autograder.lms.text_feedback import both
from autograder.records import Grade

_CELL_ID = "autograder-feedback"
_NOTEBOOK = msgspec.json.Decoder(dict[str, Any])
_MOST_NOTEBOOK = 8 * 1024 * 1024  # beyond this, the feedback comes without the notebook


def annotated(results: Results, grade: Grade, name: str) -> bytes:
    """The feedback as a file that opens under ``name``."""
    told = both(grade, results.assignment)
    suffix = PurePosixPath(name).suffix.lower()
    if suffix == ".ipynb":
        return _notebook(results, grade, told)
    if suffix in {".html", ".htm"}:
        return results.feedback(grade)
    if suffix == ".zip":
        return _zip(results.feedback(grade))
    if suffix == ".py":
        return _script(results, grade, told)
    return html.unescape(told).encode() + b"\n"


def _executed(results: Results, grade: Grade) -> dict[str, Any]:
    """The notebook as it ran; an empty one where there is none."""
    try:
        executed = results.store.read_file(results.place(grade), "executed.ipynb")
        if len(executed) <= _MOST_NOTEBOOK:
            found = _NOTEBOOK.decode(executed)
            if isinstance(found.get("cells"), list) and found.get("nbformat") == 4:
                return found
    except (OSError, msgspec.MsgspecError, RecursionError):
        pass
    return {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def _notebook(results: Results, grade: Grade, told: str) -> bytes:
    notebook = _executed(results, grade)
    cell: dict[str, Any] = {"cell_type": "markdown", "metadata": {}, "source": told}
    if notebook.get("nbformat_minor", 0) >= 5:
        cell = {"id": _CELL_ID, **cell}
    notebook["cells"] = [cell, *notebook["cells"]]
    return msgspec.json.format(msgspec.json.encode(notebook), indent=1) + b"\n"


def _script(results: Results, grade: Grade, told: str) -> bytes:
    comment = "\n".join(f"# {line}".rstrip() for line in html.unescape(told).splitlines())
    sources = [
        "".join(cell.get("source", ""))
        for cell in _executed(results, grade)["cells"]
        if isinstance(cell, dict) and cell.get("cell_type") == "code"
    ]
    return ("\n\n".join([comment, *sources]) + "\n").encode("utf-8", "replace")


def _zip(page: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("feedback.html", page)
    return buffer.getvalue()
