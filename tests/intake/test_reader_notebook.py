"""Notebooks: formats against nbformat's own conversion, sizes, and hostile JSON."""

from __future__ import annotations

import contextlib
import json
import time
import tracemalloc
import warnings
from typing import Any

import nbformat
import pytest

from autograder.errors import SubmissionError
from autograder.intake import messages
from autograder.intake.limits import MAX_CELLS, MAX_FILE, MAX_SOURCE, MIB
from autograder.intake.reader import read_program
from autograder.records import Program, Submission, Text
from tests.support.places import SUBMISSIONS as FOLDER


def read(content: bytes | str, name: str = "xor.ipynb") -> Program:
    """The program in ``content``."""
    data = content.encode() if isinstance(content, str) else content
    return read_program(Submission("kim", data, name))


def refused(content: bytes | str, name: str = "xor.ipynb") -> Text:
    """The message with which ``content`` is refused."""
    with pytest.raises(SubmissionError) as caught:
        read(content, name)
    return caught.value.message


def notebook(*cells: dict[str, Any], **more: Any) -> str:
    """JSON of a notebook of format 4.4."""
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4, **more})


def code(source: str | list[str], **more: Any) -> dict[str, Any]:
    """A code cell."""
    cell = {"cell_type": "code", "source": source, "outputs": [], "metadata": {}}
    return cell | {"execution_count": None} | more


@pytest.mark.parametrize(
    "fault", ["nbformat-2", "nbformat-3", *(f"nbformat-4.{n}" for n in range(6))]
)
def test_old_formats_read_as_nbformat_converts_them(fault: str) -> None:
    content = (FOLDER / fault / "xor.ipynb").read_text()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = nbformat.reads(content, as_version=4)
    ours = read(content)
    assert [(c.kind, c.source) for c in ours.cells] == [
        (c.cell_type, c.source) for c in theirs.cells
    ]


def test_cells_are_numbered_among_all_cells() -> None:
    program = read(notebook({"cell_type": "markdown", "source": "XOR"}, code("a = 1")))
    assert [(c.number, c.kind) for c in program.cells] == [(1, "markdown"), (2, "code")]


@pytest.mark.parametrize(
    "output",
    [
        {"output_type": "stream", "name": "stdout", "text": "Epoch 1/1000 - loss: 0.6931\\n" * 10},
        {"output_type": "display_data", "data": {"image/png": "iVBORw0KGgo" * 40}, "metadata": {}},
        {"output_type": "display_data", "data": {"application/json": list(range(100))}},
    ],
    ids=["text", "pictures", "numbers"],
)
def test_fifty_megabytes_of_outputs_cost_little_time_and_memory(output: dict[str, Any]) -> None:
    outputs = [output] * (50 * MIB // len(json.dumps(output)))
    content = notebook(code("a = 1", outputs=outputs), code("b = 2")).encode()
    assert 48 * MIB < len(content) < MAX_FILE
    tracemalloc.start()
    started = time.perf_counter()
    program = read(content)
    seconds, peak = time.perf_counter() - started, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [c.source for c in program.cells] == ["a = 1", "b = 2"]
    assert seconds < 30
    assert peak < 10 * MIB


@pytest.mark.parametrize(
    "content",
    [
        b'{"cells": [' + b"{}," * (3 * MIB // 2) + b"{}]}",
        b'{"cells": [' + b"[]," * (3 * MIB // 2) + b"[]]}",
        b'{"cells": [' + b'{"cell_type":"code"},' * (MIB // 8) + b"{}]}",
        b'{"worksheets": [' + b'{"cells":[]},' * (MIB // 2) + b"{}]}",
        b'{"cells": ' + b"[" * (5 * MIB),
        b'{"a":' * MIB,
        b'{"cells": [], "x": NaN, "y": [' + b"[]," * (3 * MIB // 2) + b"[]]}",
        b'{"cells": [' + b'"' * (5 * MIB),
    ],
    ids=["cells", "lists", "typed", "sheets", "deep", "objects", "patient", "quotes"],
)
def test_hostile_json_costs_no_more_than_a_few_times_its_size(content: bytes) -> None:
    tracemalloc.start()
    started = time.perf_counter()
    message = refused(content)
    seconds, peak = time.perf_counter() - started, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert message in {messages.TOO_COMPLEX, messages.TOO_MANY_CELLS, messages.TRUNCATED}
    assert seconds < 60  # on a busy machine, under tracemalloc
    assert peak < 12 * len(content)


@pytest.mark.parametrize(
    "content",
    [
        "<!---->" * 400,
        '{"cells": "' + '\\"' * 200_000,
        "<" * 200_000,
        "https://" * 300,
        "\n \n" * 50_000 + "# %%\n" + "#" * 50_000,
        "if __name__ == '__main__':" + "\n" * 100_000,
        "#" + "coding" * 50_000,
        "<<<<<<< \n=======\n" * 20_000,
        "\t" * 200_000 + "{",
        "'\"" * 100_000,
    ],
    ids=range(10),
)
@pytest.mark.parametrize("name", ["xor.ipynb", "xor.py"])
def test_no_pattern_takes_its_time(content: str, name: str) -> None:
    started = time.perf_counter()
    with contextlib.suppress(SubmissionError):
        read(content, name)
    assert time.perf_counter() - started < 3


def test_a_huge_text_is_refused_but_still_named() -> None:
    assert refused(b"a = 1\n" * (6 * MIB), "xor.py") == messages.TOO_MUCH_CODE
    page = b'<html><body class="jp-Notebook">' + b"<p>1</p>" * (5 * MIB)
    assert refused(page) == messages.EXPORTED_PAGE


def test_limits_of_cells_source_and_file() -> None:
    assert refused(notebook(*[code("a")] * (MAX_CELLS + 1))) == messages.TOO_MANY_CELLS
    assert refused(notebook(code("a" * (MAX_SOURCE + 1)))) == messages.TOO_MUCH_CODE
    assert refused(b" " * (MAX_FILE + 1)) == messages.too_large(MAX_FILE + 1)


@pytest.mark.parametrize(
    ("metadata", "language"),
    [
        ({"kernelspec": {"name": "ir", "language": "R"}}, "R"),
        ({"kernelspec": {"name": "julia-1.10"}}, "Julia"),
        ({"language_info": {"name": "scala"}}, "scala"),
        ({"kernelspec": {"name": "xcpp17"}}, "C++"),
    ],
)
def test_other_languages_are_named(metadata: dict[str, Any], language: str) -> None:
    assert refused(notebook(code("1"), metadata=metadata)) == messages.other_language(language)


@pytest.mark.parametrize(
    "metadata",
    [
        {},
        {"kernelspec": {"name": "python3"}},
        {"kernelspec": {"name": "my-env", "display_name": "내 환경"}},
        {"kernelspec": {"name": "tf-gpu", "language": "python"}},
        {"kernelspec": {"language": "R"}, "language_info": {"name": "python"}},
        {"kernelspec": None, "language_info": "python"},
        {"accelerator": "GPU", "colab": {"provenance": []}},
        [],
        None,
    ],
)
def test_python_under_any_name_is_python(metadata: Any) -> None:
    assert read(notebook(code("a = 1"), metadata=metadata)).cells[0].source == "a = 1"


def test_line_ends_become_one_kind_and_null_bytes_go() -> None:
    program = read(notebook(code(["a = 1\r\n", "b = 2\r", "c = 'x\0y'"])))
    assert program.cells[0].source == "a = 1\nb = 2\nc = 'xy'"


def test_a_huge_number_or_repeated_key_is_no_trouble() -> None:
    content = f'{{"cells": [], "cells": [{json.dumps(code("a = 1"))}], "x": {"9" * 10_000}}}'
    assert read(content).cells[0].source == "a = 1"


def test_what_the_intake_already_knows_is_what_the_reader_says() -> None:
    known = Submission("kim", b"", "", problem=messages.ENCRYPTED)
    with pytest.raises(SubmissionError) as caught:
        read_program(known)
    assert caught.value.message == messages.ENCRYPTED


def test_a_fault_of_ours_becomes_a_message(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_content: bytes) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("autograder.intake.reader.parse_notebook", broken)
    assert refused("{}") == messages.NOT_READABLE
