"""Cost and memory of classes of different size: `python -m benchmarks scaling`.

Submissions of `xor-mlp` with three networks of 1,000 epochs each. Time per submission and memory
must not grow with the class.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from benchmarks import pages, peers


def main(arguments: list[str]) -> None:
    """Grades classes of growing size and publishes what each took."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks scaling", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10, 50, 200])
    parser.add_argument("--jobs", type=int, default=2)
    asked = parser.parse_args(arguments)
    about, rows = pages.machine(), []
    for size in asked.sizes:
        with tempfile.TemporaryDirectory() as place:
            cost, grades = peers.autograder(Path(place), size, asked.jobs)
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
    pages.save("scaling", {"machine": about, "jobs": asked.jobs, "rows": rows})
    columns = ["submissions", f"wall s, --jobs {asked.jobs}", "wall s each", "CPU s each"]
    cells = [
        [str(r["submissions"]), r["wall"], r["wall each"], r["cpu each"], r["peak MB"]]
        for r in rows
    ]
    pages.publish("scaling", pages.table([*columns, "peak MB"], cells), about)
