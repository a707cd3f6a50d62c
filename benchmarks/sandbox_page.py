"""Puts what `benchmarks.sandbox` prints into the docs: `python -m benchmarks sandbox`."""

from __future__ import annotations

import subprocess
import sys

from benchmarks import pages


def main(arguments: list[str]) -> None:
    """Runs the benchmark of the sandbox as it stands and publishes its words."""
    about = pages.machine()
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.sandbox", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(done.stdout + done.stderr[-2000:])
    pages.save("sandbox", {"machine": about, "lines": done.stdout.splitlines()})
    pages.publish("sandbox", f"```text\n{done.stdout.strip()}\n```", about)
