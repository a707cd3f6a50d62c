"""No limit depends on the clock on the wall, which people and NTP set while a class is graded."""

from __future__ import annotations

import ast
import math
from pathlib import Path

import pytest

import autograder
from autograder.student.clocks import plausible

PACKAGE = Path(autograder.__file__).parent
OF_THE_WALL = {
    "time.time", "time.time_ns", "time.localtime", "time.gmtime", "time.ctime",
    "datetime.now", "datetime.today", "datetime.utcnow", "date.today",
    "datetime.datetime.now", "datetime.datetime.today", "datetime.datetime.utcnow",
    "datetime.date.today",
}  # fmt: skip


def wall_clocks(text: str) -> list[str]:
    """Where a source asks for the time of day."""
    tree = ast.parse(text)
    found = [
        f"line {node.lineno}: {ast.unparse(node)}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and any(ast.unparse(node) in {name, f"dt.{name}"} for name in OF_THE_WALL)
    ]
    return found + [
        f"line {node.lineno}: from time import {alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "time"
        for alias in node.names
        if f"time.{alias.name}" in OF_THE_WALL
    ]


@pytest.mark.parametrize(
    "text", ["time.time() > end", "from time import time", "datetime.now(UTC)", "f = time.time_ns"]
)
def test_a_look_at_the_wall_is_seen(text: str) -> None:
    assert wall_clocks(text)


def test_nothing_of_the_package_asks_for_the_time_of_day() -> None:
    found = {path.name: wall_clocks(path.read_text("utf-8")) for path in PACKAGE.rglob("*.py")}
    # A file's own time is one of the wall; after a set clock files are read once more than needed.
    assert {name for name, lines in found.items() if lines} == {"data_sets.py"}


@pytest.mark.parametrize(
    ("measured", "written"),
    [(0.123456, 0.1235), (-3.0, 0.0), (1e300, 1e9), (math.inf, 1e9), (math.nan, 0.0)],
)
def test_a_clock_that_the_student_changed_writes_seconds_that_can_be_read(
    measured: float, written: float
) -> None:
    assert plausible(measured) == written
