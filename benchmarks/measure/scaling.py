"""Cost and memory of classes of different size: `python -m benchmarks scaling`.

Submissions of `xor-mlp` with three networks of 1,000 epochs each. Time per submission and memory
must not grow with the class.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.lib import class_run, measured, reporting
from benchmarks.lib.catalogue import SPEED as PAGE
from benchmarks.lib.results import Result


def render(found: dict[str, Any]) -> str:
    """A row for each class."""
    columns = ["submissions", f"wall s, --jobs {found['jobs']}", "wall s each", "CPU s each"]
    cells = [
        [str(r["submissions"]), r["wall"], r["wall each"], r["cpu each"], r["peak MB"]]
        for r in found["rows"]
    ]
    return reporting.table([*columns, "peak MB"], cells)


def main(arguments: Sequence[str]) -> None:
    """Grades classes of growing size."""
    parser = reporting.parser("scaling", __doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10, 50, 200])
    parser.add_argument("--jobs", type=int, default=2)
    asked = parser.parse_args(arguments)
    about, rows = measured.now("scaling"), []
    for size in asked.sizes:
        with tempfile.TemporaryDirectory() as place:
            cost, grades = class_run.grade(Path(place), size, asked.jobs)
        rows.append(
            {
                "submissions": size,
                "wall": cost.wall,
                "wall each": cost.wall / size,
                "cpu each": cost.cpu / size,
                "peak MB": cost.peak_mb,
                "graded": len(grades),
            }
        )
        print(rows[-1], flush=True)
    result = Result(about, {"jobs": asked.jobs, "rows": rows})
    reporting.report("scaling", PAGE, result, render(result.found), only_print=asked.print)
