"""JSON of a notebook to cells: nbformat 1 to 4.5, only what the grader needs of it.

Outputs and metadata are skipped by the parser and never held, so that 50 MB of pictures cost
no memory. The way from nbformat 3 to 4 is nbformat's own (``v4/convert.py``), which a test
compares with this one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, Literal

import msgspec

from autograder.errors import SubmissionError
from autograder.intake import messages, put_right
from autograder.intake.cells import clean_source, has_conflict, notes_on_cells
from autograder.intake.file_types import COLAB, SHORT
from autograder.intake.limits import MAX_CELLS, MAX_SOURCE, MAX_TOKENS
from autograder.records import Cell, Program, Text


class RawCell(msgspec.Struct):
    """A cell as in the file. ``input``, ``code`` and ``level`` are older formats'."""

    cell_type: str
    source: str | list[str] = ""
    input: str | list[str] = ""
    code: str | list[str] = ""
    text: str | list[str] = ""
    level: int | None = None
    language: str | None = None
    execution_count: int | None = None
    prompt_number: int | None = None


class RawSheet(msgspec.Struct):
    """A worksheet of nbformat 2 and 3; nobody ever had more than one."""

    cells: list[RawCell]


class RawLanguage(msgspec.Struct):
    """``kernelspec`` or ``language_info``."""

    name: str = ""
    language: str = ""


class RawMetadata(msgspec.Struct):
    """What says in which language the cells are."""

    kernelspec: RawLanguage | None = None
    language_info: RawLanguage | None = None


class RawNotebook(msgspec.Struct):
    """A notebook of any format."""

    cells: list[RawCell] | None = None
    worksheets: list[RawSheet] | None = None
    metadata: RawMetadata | None = None
    nbformat: int | None = None
    dropped: int = 0  # cells that were none; counted by the patient parser


_NOTEBOOK = msgspec.json.Decoder(RawNotebook)


# What Python's parser makes an object of: a string, or an opening or comma outside of one.
TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?|[\[{,]', re.DOTALL)
OTHER_KERNELS = {"ir": "R", "xr": "R", "julia": "Julia", "xcpp": "C++", "bash": "Bash"}
OTHER_KERNELS |= {"javascript": "JavaScript", "deno": "JavaScript", "octave": "Octave"}
KINDS: dict[str, Literal["code", "markdown", "raw"]] = {
    "code": "code",
    "markdown": "markdown",
    "raw": "raw",
    "heading": "markdown",
    "html": "markdown",
    "text": "markdown",
}


def parse_notebook(content: bytes) -> RawNotebook | None:
    """The notebook's JSON, read without its outputs; None where only patience may help.

    Raises:
        SubmissionError: there are too many cells.
    """
    if content.count(b'"cell_type"') > MAX_CELLS:
        raise SubmissionError(messages.TOO_MANY_CELLS)
    if content.count(b'"cells"') > MAX_CELLS:
        raise SubmissionError(messages.TOO_COMPLEX)
    try:
        notebook = _NOTEBOOK.decode(content)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        # NaN in an output, an execution count that is text, half an emoji: still readable.
        return None
    return notebook if notebook.cells is not None or notebook.worksheets is not None else None


def parse_patiently(text: str) -> RawNotebook:
    """The notebook's JSON as Python's own parser reads it, and whatever of it has the right type.

    Raises:
        SubmissionError: it is no notebook, or too much for memory.
    """
    return _lenient(_loads(text))


def to_program(notebook: RawNotebook) -> Program:
    """The cells of a notebook.

    Raises:
        SubmissionError: it isn't in Python, or too large.
    """
    language = _other_language(notebook.metadata or RawMetadata())
    if language:
        raise SubmissionError(messages.other_language(language))
    sheets = [cell for sheet in notebook.worksheets or () for cell in sheet.cells]
    raw = (notebook.cells or []) + sheets
    cells = tuple(_cell(cell, number) for number, cell in enumerate(raw, 1))
    if sum(len(cell.source) for cell in cells) > MAX_SOURCE:
        raise SubmissionError(messages.TOO_MUCH_CODE)
    return Program(cells, notes=tuple(_notes(notebook, raw, cells)))


def _loads(text: str) -> dict[str, Any]:
    """``text`` as Python's own parser reads it, if it is not too much for memory."""
    if next(islice(TOKEN.finditer(text), MAX_TOKENS, None), None):
        raise SubmissionError(messages.TOO_COMPLEX)
    try:
        found = json.loads(text, strict=False, parse_int=float)
    except RecursionError as error:
        raise SubmissionError(messages.TOO_COMPLEX) from error
    except ValueError as error:
        raise SubmissionError(_broken_json(text)) from error
    if not isinstance(found, dict) or not ({"cells", "worksheets"} & found.keys()):
        # Google Drive's desktop client leaves a little JSON with the address of the document.
        is_link = len(text) < SHORT and COLAB.search(text)
        raise SubmissionError(messages.COLAB_LINK if is_link else messages.JSON_BUT_NO_NOTEBOOK)
    return found


def _broken_json(text: str) -> Text:
    if has_conflict(text):
        return messages.CONFLICT
    if not text.rstrip().endswith("}"):
        return messages.TRUNCATED
    return messages.BROKEN_JSON


def _lenient(found: dict[str, Any]) -> RawNotebook:
    """Whatever of ``found`` has the right type."""
    cells = found.get("cells")
    sheets = found.get("worksheets")
    number = found.get("nbformat")
    return RawNotebook(
        cells=_lenient_cells(cells) if isinstance(cells, list) else None,
        worksheets=[
            RawSheet(_lenient_cells(sheet["cells"]))
            for sheet in (sheets if isinstance(sheets, list) else [])
            if isinstance(sheet, dict) and isinstance(sheet.get("cells"), list)
        ],
        metadata=_lenient_metadata(found.get("metadata")),
        dropped=sum(not isinstance(c, dict) for c in cells) if isinstance(cells, list) else 0,
        nbformat=int(number) if isinstance(number, float) and 0 < number < 10 else None,
    )


def _lenient_cells(cells: list[Any]) -> list[RawCell]:
    if len(cells) > MAX_CELLS:
        raise SubmissionError(messages.TOO_MANY_CELLS)
    return [
        RawCell(
            cell_type=str(cell.get("cell_type", "raw"))[:40],
            source=_text(cell.get("source")),
            input=_text(cell.get("input")),
            code=_text(cell.get("code")),
            text=_text(cell.get("text")),
        )
        for cell in cells
        if isinstance(cell, dict)
    ]


def _lenient_metadata(found: Any) -> RawMetadata:
    def language(key: str) -> RawLanguage:
        value = found.get(key) if isinstance(found, dict) else None
        value = value if isinstance(value, dict) else {}
        return RawLanguage(_text(value.get("name")), _text(value.get("language")))

    return RawMetadata(language("kernelspec"), language("language_info"))


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "".join(part for part in value if isinstance(part, str))
    return value if isinstance(value, str) else ""


def _other_language(metadata: RawMetadata) -> str:
    """The language of a notebook that is not Python's; '' for Python or unknown."""
    kernel, info = metadata.kernelspec or RawLanguage(), metadata.language_info or RawLanguage()
    named = [name.strip() for name in (kernel.language, info.name) if name.strip()]
    if any("python" in name.lower() for name in named):
        return ""
    if named:
        return " ".join(named[0].split())[:40]
    start = re.split(r"[^a-z]", kernel.name.lower())[0]
    return OTHER_KERNELS.get(start, "")


def _cell(raw: RawCell, number: int) -> Cell:
    source = _text(raw.source) or _text(raw.input) or _text(raw.code) or _text(raw.text)
    if len(source) > MAX_SOURCE:
        raise SubmissionError(messages.TOO_MUCH_CODE)
    if raw.cell_type == "heading":
        source = f"{'#' * min(max(raw.level or 1, 1), 6)} {source}"
    return Cell(KINDS.get(raw.cell_type, "raw"), clean_source(source), number)


def _notes(notebook: RawNotebook, raw: Sequence[RawCell], cells: Sequence[Cell]) -> Iterator[Text]:
    """What the student should know of what was put right, or is odd."""
    if (notebook.nbformat or 4) < 4 or notebook.cells is None:
        yield put_right.upgraded(notebook.nbformat or 3)
    if notebook.dropped:
        yield put_right.dropped_cells(notebook.dropped)
    counts = [c.execution_count or c.prompt_number or 0 for c in raw if c.cell_type == "code"]
    ran = [count for count in counts if count > 0]
    if ran != sorted(ran):
        yield put_right.OUT_OF_ORDER
    yield from notes_on_cells(cells)
