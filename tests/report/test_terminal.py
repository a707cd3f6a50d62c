"""The table for the terminal: aligned, and harmless whatever a student is called."""

from __future__ import annotations

import io

import pytest
from rich.cells import cell_len
from rich.console import Console

from autograder.records import Language
from autograder.report import terminal
from tests.support import report_class as invented


def printed(language: Language, size: int = 60, width: int = 120) -> str:
    out = io.StringIO()
    console = Console(file=out, width=width, force_terminal=True, color_system=None)
    console.print(terminal.table(invented.class_of(size), language))
    return out.getvalue()


@pytest.mark.parametrize("language", ["ko", "en"])
def test_no_control_character_reaches_the_terminal(language: Language) -> None:
    text = printed(language)
    assert not [char for char in text if ord(char) < 32 and char != "\n"]
    assert "\u202e" not in text


def test_columns_are_aligned_by_display_width() -> None:
    grades = [invented.grade(name) for name in ("김철수", "Emma", "남궁민수")]
    out = io.StringIO()
    Console(file=out, width=120).print(terminal.table(grades, "en"))
    lines = out.getvalue().splitlines()[1:]
    assert len({cell_len(line[: line.index("graded")]) for line in lines}) == 1


def test_markup_in_a_name_is_text() -> None:
    out = io.StringIO()
    Console(file=out, width=120).print(terminal.table([invented.grade("[red]x[/red]")], "en"))
    assert "[red]x[/red]" in out.getvalue()
