"""executed.html: whatever a notebook holds, the page only shows it."""

from __future__ import annotations

import base64
import json
import struct
import zlib
from typing import Any

import pytest

from autograder.report import notebook
from tests.support import report_class as invented
from tests.support.report_html import Page, assert_inert, assert_readable


def png(width: int = 2, height: int = 2) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\x00\x00\x00" * 2)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


PNG = base64.b64encode(png()).decode()


def rendered(*cells: object) -> Page:
    page = Page(notebook.render(json.dumps({"cells": cells}), "김민준"))
    assert_inert(page)
    assert_readable(page)
    return page


def code(source: object = "", *outputs: object) -> dict[str, Any]:
    return {"cell_type": "code", "source": source, "outputs": outputs}


def display(**data: object) -> dict[str, Any]:
    named = {name.replace("_", "/"): value for name, value in data.items()}
    return {"output_type": "display_data", "data": named}


def test_sources_outputs_and_figures_are_shown_under_the_cells_number() -> None:
    page = rendered(
        {"cell_type": "markdown", "source": ["# 제목\n", "**굵게**"]},
        code(
            ["import numpy as np\n", "print('안녕')"], {"output_type": "stream", "text": "안녕\n"}
        ),
        code("plt.plot()", display(image_png=PNG, text_plain="<Figure>")),
    )
    assert {"cell-1", "cell-2", "cell-3"} <= set(page.ids)
    assert "제목" in page.text
    assert "print('안녕')" in page.text
    assert page.all("img")[0]["src"].startswith("data:image/png;base64,")
    assert "<Figure>" not in page.text
    assert len([a for a in page.all("span") if a.get("class") == "row"]) == 3


def test_html_outputs_are_not_rendered() -> None:
    page = rendered(
        code("df", display(text_html="<b>bold</b><script>alert(1)</script>", text_plain="plain")),
        code("x", display(text_html="<b>only</b>")),
        code("x", display(image_svg="<svg onload=alert(1)>", application_javascript="alert(1)")),
    )
    assert "plain" in page.text
    assert "only" not in page.text
    assert page.text.count("This output is not shown.") == 2


def test_markdown_brings_no_html_link_or_image() -> None:
    page = rendered(
        {
            "cell_type": "markdown",
            "source": "<img src=x onerror=alert(1)> [a](javascript:alert(1)) "
            "![b](http://evil.example/x.png) <http://evil.example>\n\n[r]: http://evil.example\n",
        }
    )
    assert page.all("a") == []
    assert page.all("img") == []


@pytest.mark.parametrize("text", invented.HOSTILE, ids=range(len(invented.HOSTILE)))
def test_hostile_text_stays_text(text: str) -> None:
    error = {"output_type": "error", "ename": text, "evalue": text, "traceback": [text]}
    stream = {"output_type": "stream", "text": text}
    rendered(
        {"cell_type": "markdown", "source": text},
        {"cell_type": "raw", "source": text},
        {"cell_type": text, "source": text},
        code(text, stream, error, display(text_plain=text), display(image_png=text)),
    )


@pytest.mark.parametrize(
    "encoded",
    [
        "",
        "not base64!",
        base64.b64encode(b"GIF89a").decode(),
        base64.b64encode(b"<svg onload=alert(1)>").decode(),
        base64.b64encode(png(100_000, 100_000)).decode(),
        base64.b64encode(png(0, 1)).decode(),
        base64.b64encode(png()[:20]).decode(),
        '"><script>',
    ],
)
def test_only_real_pictures_of_a_sane_size_are_shown(encoded: str) -> None:
    assert notebook.png_address(encoded) == ""


def test_a_picture_is_written_out_anew() -> None:
    broken = PNG[:40] + "\n" + PNG[40:]
    assert notebook.png_address(broken) == f"data:image/png;base64,{PNG}"


@pytest.mark.parametrize(
    "document",
    ["", "{", "[]", "null", '{"cells": 5}', '{"cells": [1, null, "x"]}', "[" * 100_000,
     '{"cells": [{"cell_type": "code", "source": {"a": 1}, "outputs": {"b": 2}}]}',
     '{"cells": [{"cell_type": "code", "outputs": [{"data": []}, {"output_type": "error"}]}]}'],
)  # fmt: skip
def test_what_is_no_notebook_is_a_page_all_the_same(document: str) -> None:
    assert_inert(Page(notebook.render(document, "x")))


def test_a_flood_makes_a_page_of_ordinary_size() -> None:
    stream = {"output_type": "stream", "text": invented.FLOOD}
    page = rendered(*(code(invented.FLOOD, stream) for _ in range(3)))
    assert len(page.source) < 1_500_000


def test_pieces_of_a_stream_are_one_text() -> None:
    pieces = [{"output_type": "stream", "text": f"{i}\r"} for i in range(150)]
    page = rendered(code("fit()", *pieces))
    assert "149" in page.text
    assert "148" not in page.text
