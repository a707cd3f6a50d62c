"""``executed.html``: the executed notebook as a page in which nothing can run.

nbconvert isn't used: its pages render the notebook's own HTML and scripts, and load
MathJax and RequireJS from the network. Here sources are highlighted, Markdown is rendered
without HTML, links and images, and of the outputs only text and PNG images are shown.
"""

from __future__ import annotations

import base64
import binascii
import json
import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from markdown_it import MarkdownIt
from markupsafe import Markup
from pygments import highlight  # type: ignore[import-untyped]
from pygments.formatters import HtmlFormatter  # type: ignore[import-untyped]
from pygments.lexers import PythonLexer  # type: ignore[import-untyped]

from autograder.records import LANGUAGES, Language, Text
from autograder.report.page import page
from autograder.util import sanitize

_MOST_CELLS = 2000
_MOST_OUTPUTS = 200  # of one cell
_SOURCE_LIMIT = 40_000
_MARKDOWN_LIMIT = 20_000
_OUTPUT_LIMIT = 20_000
_MOST_PNG_BYTES = 4 * 2**20
_MOST_PIXELS = 40_000_000
_PAGE_BYTES = 24 * 2**20  # images of the whole page


@dataclass(frozen=True, slots=True)
class Output:
    """One output of a cell; ``text`` is the image's address where it is an image."""

    kind: Literal["text", "error", "image", "left_out"]
    text: str


@dataclass(frozen=True, slots=True)
class CellView:
    """One cell; ``number`` counts all cells from 1, as the feedback does."""

    number: int
    kind: Literal["code", "markdown", "raw"]
    lines: tuple[Markup, ...]  # of the source, highlighted; for code
    prose: Markup  # for Markdown
    outputs: tuple[Output, ...]


def render(
    notebook_json: str,
    title: str,
    language: Language = "ko",
    languages: Sequence[Language] = LANGUAGES,
) -> str:
    """The notebook (nbformat 4 JSON, untrusted) as one self-contained HTML file."""
    cells = list(_cells(_parsed(notebook_json)))
    shown = sanitize.name(title)
    return page(
        "notebook.html",
        language,
        languages=languages,
        title=Text(shown, shown),
        heading=shown,
        cells=cells,
    )


def _parsed(notebook_json: str) -> list[dict[str, Any]]:
    """The cells of the document; none if it is not one."""
    try:
        document = json.loads(notebook_json)
    except (ValueError, RecursionError):
        return []
    cells = document.get("cells") if isinstance(document, dict) else None
    return [one for one in _list(cells)[:_MOST_CELLS] if isinstance(one, dict)]


def _cells(cells: Sequence[dict[str, Any]]) -> Iterator[CellView]:
    room = _PAGE_BYTES
    for number, cell in enumerate(cells, start=1):
        source = _text(cell.get("source"))
        if cell.get("cell_type") == "code":
            outputs = []
            for output in _outputs(cell):
                room -= len(output.text)
                outputs.append(output if room > 0 else Output("left_out", ""))
            yield CellView(number, "code", highlighted(source), Markup(), tuple(outputs))
        elif cell.get("cell_type") == "markdown":
            yield CellView(number, "markdown", (), markdown(source), ())
        else:
            plain = Output("text", sanitize.block(source, _SOURCE_LIMIT))
            yield CellView(number, "raw", (), Markup(), (plain,))


def highlighted(source: str) -> tuple[Markup, ...]:
    """The lines of a program in Python, with its signs marked for the style of the page."""
    clean = sanitize.block(source, _SOURCE_LIMIT)
    if not clean:
        return ()
    html = highlight(clean, _lexer(), _formatter())
    return tuple(Markup(line) for line in html.rstrip("\n").split("\n"))  # noqa: S704  # escaped


@cache
def _lexer() -> Any:
    return PythonLexer(stripnl=False)


@cache
def _formatter() -> Any:
    """Escapes all text, and closes its spans at the end of every line."""
    return HtmlFormatter(nowrap=True, classprefix="py-")


def markdown(source: str) -> Markup:
    """Markdown as HTML, its headings one step lower; HTML, links and images are shown as text."""
    clean = sanitize.block(source, _MARKDOWN_LIMIT)
    tokens = _markdown_it().parse(clean)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:  # the page's own title is the h1
            token.tag = f"h{min(int(token.tag[1:]) + 1, 6)}"
        if "right" in str(token.attrs.pop("style", "")):  # no page allows styles in its elements
            token.attrs["class"] = "right"
    html = _markdown_it().renderer.render(tokens, _markdown_it().options, {})
    return Markup(html)  # noqa: S704  # HTML is switched off below


@cache
def _markdown_it() -> MarkdownIt:
    """CommonMark with tables; without HTML, links and images, which it shows as text."""
    rules = MarkdownIt("commonmark", {"html": False}).enable("table")
    return rules.disable(["html_block", "html_inline", "link", "image", "autolink", "reference"])


def _outputs(cell: dict[str, Any]) -> Iterator[Output]:
    outputs = [one for one in _list(cell.get("outputs")) if isinstance(one, dict)]
    yield from _merged(outputs[:_MOST_OUTPUTS])
    if len(outputs) > _MOST_OUTPUTS:
        yield Output("left_out", "")


def _merged(outputs: Iterable[dict[str, Any]]) -> Iterator[Output]:
    """Streams arrive in many pieces; neighbours are shown as one text."""
    stream: list[str] = []
    for output in outputs:
        if output.get("output_type") == "stream":
            stream.append(_text(output.get("text")))
            continue
        if stream:
            yield from _shown("text", "".join(stream))
            stream = []
        yield from _one(output)
    if stream:
        yield from _shown("text", "".join(stream))


def _one(output: dict[str, Any]) -> Iterator[Output]:
    if output.get("output_type") == "error":
        trace = "\n".join(_text(line) for line in _list(output.get("traceback")))
        said = f"{_text(output.get('ename'))}: {_text(output.get('evalue'))}"
        yield from _shown("error", trace or said)
        return
    data = output.get("data")
    if not isinstance(data, dict):
        return
    picture = png_address(_text(data.get("image/png")))
    if picture:
        yield Output("image", picture)
    elif "text/plain" in data:
        yield from _shown("text", _text(data["text/plain"]))
    elif data:
        yield Output("left_out", "")


def _shown(kind: Literal["text", "error"], text: str) -> Iterator[Output]:
    clean = sanitize.block(text, _OUTPUT_LIMIT)
    if clean:
        yield Output(kind, clean)


def png_address(encoded: str) -> str:
    """``encoded`` (base64) as an image address, '' unless it is a PNG of a sane size."""
    if not encoded or len(encoded) > _MOST_PNG_BYTES * 4 // 3 + 1000:
        return ""
    try:
        content = base64.b64decode("".join(encoded.split()), validate=True)
    except (binascii.Error, ValueError):
        return ""
    if not content.startswith(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR") or len(content) < 33:
        return ""
    width, height = struct.unpack(">II", content[16:24])
    if not 0 < width * height <= _MOST_PIXELS:
        return ""
    return "data:image/png;base64," + base64.b64encode(content).decode()


def _text(value: object) -> str:
    """Notebooks hold text as a string or as a list of lines."""
    if isinstance(value, str):
        return value
    return "".join(one for one in _list(value) if isinstance(one, str))


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
