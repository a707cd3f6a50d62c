"""One benchmark, or all measurements: `python -m benchmarks [NAME [OPTIONS]]`.

Without a name every measurement of `benchmarks/measure/` runs, one after the other; that takes
hours. Results land in `benchmarks/results/`, tables in the pages of `docs/explanation/`.
Experiments run only by name.
"""

from __future__ import annotations

import subprocess
import sys

from benchmarks.lib.catalogue import ALL, EXPERIMENTS, MEASUREMENTS, Benchmark, main_of


def main() -> int:
    """Runs what is asked for; each in a process of its own, so that none warms another up."""
    name, *arguments = sys.argv[1:] or [""]
    if name in ALL:
        return main_of(ALL[name])(arguments) or 0
    if name:
        asked = name in {"-h", "--help"}
        print(usage(), file=sys.stdout if asked else sys.stderr)
        return 0 if asked else 2
    failed = [one.name for one in MEASUREMENTS if _status(one)]
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return int(bool(failed))


def _status(one: Benchmark) -> int:
    words = [sys.executable, "-m", "benchmarks", one.name, *one.make]
    return subprocess.run(words, check=False).returncode


def usage() -> str:
    """What can be asked for."""
    measurements, experiments = (
        ", ".join(each.name for each in several) for several in (MEASUREMENTS, EXPERIMENTS)
    )
    return (
        f"{__doc__.strip()}\n\n"
        f"measurements: {measurements}\n"
        f"experiments:  {experiments}\n"
        "Options of one: python -m benchmarks NAME --help"
    )


if __name__ == "__main__":
    sys.exit(main())
