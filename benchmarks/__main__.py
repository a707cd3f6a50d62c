"""All benchmarks, or one: `python -m benchmarks [NAME [OPTIONS]]`.

Without a name every benchmark runs, one after the other; the peers take most of the time. Results
land in `benchmarks/results/` and in `docs/explanation/speed.md`, those of the sandbox in
`docs/explanation/security.md`.
"""

from __future__ import annotations

import importlib
import subprocess
import sys

ALL = ("fit", "distribution", "stages", "scaling", "sandbox", "peers")
_MODULES = {"distribution": "fit_distribution"}


def main() -> int:
    """Runs what is asked for; each in a process of its own, so that none warms another up."""
    name, *arguments = sys.argv[1:] or [""]
    if name in ALL:
        module = importlib.import_module(f"benchmarks.{_MODULES.get(name, name)}")
        module.main(arguments)
        return 0
    if name:
        print(f"usage: python -m benchmarks [{' | '.join(ALL)}] [options]", file=sys.stderr)
        return 2
    failed = [
        one
        for one in ALL
        if subprocess.run([sys.executable, "-m", "benchmarks", one], check=False).returncode
    ]
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
