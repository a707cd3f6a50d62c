"""Grades the example class of every assignment: ``python -m examples.demo [OUT]``.

This is what ``make demo`` runs; each step is the very command that a TA types.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main() -> int:
    """Grade all four; the highest exit status of them."""
    out = Path(sys.argv[1] if len(sys.argv) > 1 else "demo-results").resolve()
    worst = 0
    for folder in sorted(path.parent for path in HERE.glob("*/submissions")):
        command = [sys.executable, "-m", "autograder", "grade", folder.name]
        command += [str(folder / "submissions"), "--out", str(out / folder.name)]
        shown = f"autograder grade {folder.name} examples/{folder.name}/submissions"
        print(f"\n$ {shown} --out {out.name}/{folder.name}", flush=True)  # noqa: T201
        done = subprocess.run([*command, "--course", str(HERE.parent)], check=False)
        worst = max(worst, done.returncode)
    return worst


if __name__ == "__main__":
    sys.exit(main())
