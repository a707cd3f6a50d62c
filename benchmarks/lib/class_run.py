"""Grades a class of `xor-mlp` with the installed command, and says what that took."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from benchmarks.lib import command_cost, xor_class
from benchmarks.lib.repository import ROOT


def grade(folder: Path, count: int, jobs: int) -> tuple[command_cost.Cost, dict[str, float]]:
    """Grades `count` submissions of `xor-mlp`; the cost of the whole run, and the grades."""
    xor_class.write(folder / "class", count)
    out = folder / f"results-{count}-{jobs}"
    cost = command_cost.run(
        [sys.executable, "-m", "autograder", "grade", "xor-mlp", folder / "class",
         "--course", ROOT, "--out", out, "--jobs", str(jobs), "--fresh"],
        folder,
    )  # fmt: skip
    if cost.status:
        raise RuntimeError(cost.output)
    with (out / "grades.csv").open(encoding="utf-8-sig") as file:
        grades = {row["student"]: float(row["percent"]) for row in csv.DictReader(file)}
    if len(grades) != count:
        raise RuntimeError(f"{len(grades)} of {count} submissions have a grade: {cost.output}")
    return cost, grades
