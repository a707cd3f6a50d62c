"""How a table, lines and warnings come onto the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console

from autograder.grading import batch
from autograder.records import Language, Text
from autograder.report import terminal

_FILE_WIDTH = 160  # columns of the table where there is no terminal to ask


def print_table(report: batch.Report, language: Language) -> None:
    """The table of grades, as wide as the terminal."""
    out = Console(highlight=False)
    if not out.is_terminal:
        out = Console(highlight=False, width=_FILE_WIDTH)
    out.print(terminal.table(report.grades, language))
    out.print()


def print_lines(lines: Sequence[Text], language: Language) -> None:
    """Lines of the end of a run, which names of files and students may stand in."""
    out = Console(highlight=False)
    for line in lines:
        out.print(line.to(language), markup=False, soft_wrap=True)


def warn(err: Console, warnings: Sequence[Text], language: Language) -> None:
    """What the staff should look at, on stderr."""
    for text in warnings:
        err.print(text.to(language), style="yellow", markup=False, soft_wrap=True)
