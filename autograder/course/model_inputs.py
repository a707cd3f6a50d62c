"""``probe`` and ``inputs`` of a deliverable: what a model of several inputs is asked about.

Inside, the arrays of several inputs are one table, side by side, and ``inputs`` says how many
columns each takes. Authors may also write a table for each: ``probe = [[[…]], [[…]]]``, or
``probe.wide = [[…]]`` by name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import chain
from typing import Any

from autograder.errors import StaffError
from autograder.evidence import MAX_PARTS
from autograder.records import ModelInput

Refuse = Callable[[str, str], StaffError]

_TIP = "Write `inputs = [5, 6]`, the columns of each input, and rows of so many numbers in `probe`."


def one_table(raw: Mapping[str, Any], refuse: Refuse) -> dict[str, Any]:
    """``[deliverables.NAME]`` with one table as ``probe``; any other is given back as it is.

    Raises:
        StaffError: the tables have different numbers of rows, or stand beside ``inputs``.
    """
    tables = _tables(raw.get("probe"))
    if tables is None:
        return dict(raw)
    names, several = list(tables), list(tables.values())
    if "inputs" in raw:
        raise refuse("`inputs` beside a `probe` of several tables", "Leave `inputs` out.")
    if len({len(table) for table in several}) > 1:
        tip = "Give each input the same number of rows."
        raise refuse("the tables of `probe` have different numbers of rows", tip)
    widths = [len(table[0]) for table in several]
    named = isinstance(raw["probe"], Mapping)
    rows = [list(chain.from_iterable(row)) for row in zip(*several, strict=True)]
    inputs = dict(zip(names, widths, strict=True)) if named else widths
    return {**raw, "probe": rows, "inputs": inputs}


def _tables(probe: Any) -> dict[str, list[Any]] | None:
    """Tables of rows by the name of their input, or by its number; None for a single table."""
    if isinstance(probe, Mapping):
        found = {str(name): table for name, table in probe.items()}
    elif isinstance(probe, list):
        found = {str(number): table for number, table in enumerate(probe)}
    else:
        return None
    are_tables = all(
        isinstance(table, list) and table and all(isinstance(row, list) for row in table)
        for table in found.values()
    )
    return found if found and are_tables else None


def model_inputs(written: tuple[int, ...] | dict[str, int]) -> tuple[ModelInput, ...]:
    """``inputs`` as records: columns in order, or by name."""
    if isinstance(written, dict):
        return tuple(ModelInput(name, columns) for name, columns in written.items())
    return tuple(ModelInput("", columns) for columns in written)


def as_written(inputs: tuple[ModelInput, ...]) -> list[int] | dict[str, int]:
    """The same as it stands in ``assignment.toml``."""
    if all(one.name for one in inputs):
        return {one.name: one.columns for one in inputs}
    return [one.columns for one in inputs]


def check_inputs(
    inputs: tuple[ModelInput, ...], probe: tuple[tuple[float, ...], ...], refuse: Refuse
) -> None:
    """Refuse inputs that share out other rows than those of ``probe``.

    Raises:
        StaffError: they do.
    """
    if not inputs:
        return
    columns = [one.columns for one in inputs]
    if len(columns) > MAX_PARTS or min(columns) < 1:
        raise refuse(f"`inputs` has the columns {columns}", f"At most {MAX_PARTS}, of 1 or more.")
    if wrong := {len(row) for row in probe} - {sum(columns)}:
        said = f"a row of `probe` has {min(wrong)} numbers, `inputs` {sum(columns)} columns in all"
        raise refuse(said, _TIP)
