"""Prints what a benchmark has found, keeps it, and puts its table into a page of the docs.

A page holds what `render` of the module makes of the kept result, and nothing else: a test compares
them.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from autograder.util import docs_tables
from benchmarks.lib import measured, results
from benchmarks.lib.results import Result


def parser(name: str, about: str | None) -> argparse.ArgumentParser:
    """For the options of a benchmark that reports; `--print` is there already."""
    made = argparse.ArgumentParser(
        prog=f"python -m benchmarks {name}",
        description=about,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("--print", action="store_true", help="only print: keep and write nothing")
    return made


def block(text: str, result: Result) -> str:
    """A table and the line that says where its numbers are from."""
    return f"{text.strip()}\n\n{measured.line(result.measured)}"


def report(name: str, page: Path, result: Result, text: str, *, only_print: bool) -> None:
    """Prints a text; unless that is all, keeps the result and writes the text into the page.

    Raises:
        StaffError: the page has no place for it.
    """
    shown = block(text, result)
    print(f"\n{shown}\n", flush=True)
    if not only_print:
        results.save(name, result)
        docs_tables.fill(page, name, shown)


def table(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """A Markdown table; the first column is text, floats are shown to three digits."""
    lines = [list(columns), ["---"] + ["---:"] * (len(columns) - 1)]
    lines += [[_cell(value) for value in row] for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return str(value)
