"""Text of unknown origin becomes fit to be shown."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.util import sanitize


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("plain", "plain"),
        ("  two\n\tlines ", "two lines"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;a title\x07text", "text"),
        ("\x1b]8;;http://evil.example\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x1bPdevice\x1b\\x", "x"),
        ("a\x00b\x07c", "abc"),
        ("\u202egnp.exe\u202c", "gnp.exe"),
        ("\u2066isolate\u2069\u200f\u061c", "isolate"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("👩\u200d🔬", "👩\u200d🔬"),
        (unicodedata.normalize("NFD", "김철수"), "김철수"),
        ("a" + "\u0301" * 50, "á" + "\u0301" * 3),
        ("half \ud800 pair", "half pair"),
        ("line\u2028separator", "line separator"),
    ],
)
def test_a_line_keeps_only_what_can_be_seen(raw: str, shown: str) -> None:
    assert sanitize.line(raw) == shown


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("one\r\ntwo\n", "one\ntwo"),
        ("10%\r50%\r100%\nend", "100%\nend"),
        ("kept  inside\n\n  indented", "kept  inside\n\n  indented"),
        ("\r\r", ""),
    ],
)
def test_a_block_shows_what_a_terminal_would(raw: str, shown: str) -> None:
    assert sanitize.block(raw) == shown


def test_a_long_block_keeps_its_beginning_and_its_end() -> None:
    shown = sanitize.block("begin\n" + "x\n" * 50_000 + "end", 300)
    assert shown.startswith("begin")
    assert shown.endswith("end")
    assert len(shown) <= 303


def test_a_name_is_never_empty() -> None:
    assert sanitize.name("\u202e\x00") == "?"


def test_five_megabytes_cost_next_to_nothing() -> None:
    flood = "\x1b[31m\u202e<script>" * 400_000
    start = time.perf_counter()
    assert len(sanitize.line(flood)) <= sanitize.LINE_LIMIT
    assert len(sanitize.block(flood)) <= sanitize.OUTPUT_LIMIT + 3
    assert time.perf_counter() - start < 1.0


@given(st.text())
def test_nothing_invisible_is_left(text: str) -> None:
    allowed = {"\u200d", "\n", "\t"}
    for shown in (sanitize.line(text), sanitize.block(text)):
        for char in set(shown) - allowed:
            assert unicodedata.category(char) not in {"Cc", "Cs"}
            assert unicodedata.bidirectional(char) not in {"LRO", "RLO", "LRE", "RLE", "RLI", "LRI"}
