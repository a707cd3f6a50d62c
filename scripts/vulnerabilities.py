"""Looks whether a package of the lock has a known vulnerability, where the service answers.

Usage: ``python -m scripts.vulnerabilities [LOCK]``. Exit status 1: one has, and which; 0: none has,
or nobody could say so: where PyPI can't be reached, nothing about the program has changed.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

ROOT: Final = Path(__file__).resolve().parent.parent
# In an environment of its own: it is no part of what is looked at.
TOOL: Final = (str(Path(sys.executable).with_name("uv")), "tool", "run", "--quiet",
               "--from", "pip-audit==2.10.1", "pip-audit")  # fmt: skip
_PATIENCE: Final = 300  # seconds


class Vulnerability(msgspec.Struct, frozen=True):
    """One of a package, as pip-audit tells of it."""

    id: str
    fix_versions: list[str] = []
    description: str = ""


class Package(msgspec.Struct, frozen=True):
    """A package of the lock; ``skip_reason`` says why nobody looked, where that is so."""

    name: str
    version: str = ""
    vulns: list[Vulnerability] = []
    skip_reason: str = ""


class Report(msgspec.Struct, frozen=True):
    """What pip-audit found."""

    dependencies: list[Package]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said, and the exit status."""

    said: str
    status: int


_to_report: Final = msgspec.json.Decoder(Report).decode


def ask(lock: Path, tool: Sequence[str] = TOOL) -> Verdict:
    """Ask about all packages of a lock."""
    with tempfile.TemporaryDirectory() as name:
        found = Path(name) / "found.json"
        line = [*tool, "--requirement", str(lock), "--disable-pip", "--require-hashes",
                "--progress-spinner", "off", "--format", "json",
                "--output", str(found)]  # fmt: skip
        try:
            done = subprocess.run(
                line, capture_output=True, text=True, check=False, timeout=_PATIENCE
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            return judge("", f"{type(error).__name__}: {error}")
        written = found.read_text(encoding="utf-8") if found.is_file() else ""
        return judge(written, done.stderr)


def judge(report: str, told: str) -> Verdict:
    """The verdict on pip-audit's report as JSON, '' where it wrote none, and what it told."""
    try:
        found = _to_report(report) if report else None
    except msgspec.DecodeError as error:
        found, told = None, f"its report can't be read: {error}"
    if found is None:
        last = told.strip().splitlines()[-1:] or ["it said nothing"]
        return Verdict(f"NOT AUDITED: pip-audit could not ask. {last[0][:300]}", 0)
    bad = [
        f"{one.name} {one.version}: {flaw.id}, mended in {', '.join(flaw.fix_versions) or 'none'}"
        for one in found.dependencies
        for flaw in one.vulns
    ]
    if bad:
        return Verdict("\n".join(["vulnerable packages are in the lock:", *bad]), 1)
    skipped = [one.name for one in found.dependencies if one.skip_reason]
    looked = len(found.dependencies) - len(skipped)
    if not looked:
        return Verdict("NOT AUDITED: the service knows none of these packages", 0)
    left = f"; the service does not know {', '.join(skipped)}" if skipped else ""
    return Verdict(f"no known vulnerability; packages looked at: {looked}{left}", 0)


def main() -> int:
    """Audit the lock that is named, or the repository's."""
    lock = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "requirements.lock"
    verdict = ask(lock)
    print(verdict.said, file=sys.stderr if verdict.status else sys.stdout)
    return verdict.status


if __name__ == "__main__":
    sys.exit(main())
