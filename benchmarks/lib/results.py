"""Kept results: `benchmarks/results/NAME.json`."""

from __future__ import annotations

from typing import Any

import msgspec

from benchmarks.lib.measured import Measured
from benchmarks.lib.repository import ROOT

FOLDER = ROOT / "benchmarks" / "results"


class Result(msgspec.Struct, frozen=True):
    """What was found, as JSON can hold it, and where, when and with what it was measured."""

    measured: Measured
    found: dict[str, Any]


def load(name: str) -> Result | None:
    """The last result of a benchmark.

    Raises:
        msgspec.ValidationError: the file holds something else.
    """
    path = FOLDER / f"{name}.json"
    return msgspec.json.decode(path.read_bytes(), type=Result) if path.exists() else None


def save(name: str, result: Result) -> None:
    """Writes a result as JSON."""
    FOLDER.mkdir(exist_ok=True)
    text = msgspec.json.format(msgspec.json.encode(result), indent=1)
    (FOLDER / f"{name}.json").write_bytes(text + b"\n")
