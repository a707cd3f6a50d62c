"""Where results go: `benchmarks/results/NAME.json`, and tables between marks in the docs."""

from __future__ import annotations

import datetime as dt
import importlib.metadata
import json
import os
import platform
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results"
PAGE = ROOT / "docs" / "explanation" / "speed.md"


def machine() -> dict[str, Any]:
    """Versions and cores, for whoever reads the numbers later."""
    names = ("tensorflow-cpu", "tensorflow", "keras", "numpy")
    versions = {}
    for name in names:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return {
        "date": dt.datetime.now(dt.UTC).date().isoformat(),
        "python": platform.python_version(),
        **versions,
        "cores": len(os.sched_getaffinity(0)),
        "load before": round(os.getloadavg()[0], 2),
    }


def load(name: str) -> dict[str, Any]:
    """The last result of a benchmark; empty if there is none."""
    path = RESULTS / f"{name}.json"
    if not path.exists():
        return {}
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def save(name: str, result: dict[str, Any]) -> None:
    """Writes a result as JSON."""
    RESULTS.mkdir(exist_ok=True)
    text = json.dumps(result, indent=1, ensure_ascii=False)
    (RESULTS / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def publish(name: str, text: str, about: dict[str, Any]) -> None:
    """Prints a text and puts it between the marks `name` of the page about speed.

    Raises:
        ValueError: the page has no such marks.
    """
    said = ", ".join(f"{key} {value}" for key, value in about.items())
    block = f"{text.strip()}\n\n*Measured with `python -m benchmarks {name}`: {said}.*"
    print(f"\n{block}\n", flush=True)
    begin, end = f"<!-- begin {name} -->", f"<!-- end {name} -->"
    page = PAGE.read_text(encoding="utf-8")
    before, found, rest = page.partition(begin)
    _, closed, after = rest.partition(end)
    if not (found and closed):
        raise ValueError(f"{PAGE.name} has no marks for {name}")
    PAGE.write_text(f"{before}{begin}\n{block}\n{end}{after}", encoding="utf-8")


def table(columns: list[str], rows: list[list[Any]]) -> str:
    """A Markdown table; the first column is text, floats are shown to three digits."""
    lines = [columns, ["---"] + ["---:"] * (len(columns) - 1)]
    lines += [[_cell(value) for value in row] for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return str(value)
