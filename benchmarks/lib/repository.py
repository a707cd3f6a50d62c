"""Where the repository is, and which commit of it."""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def commit() -> str:
    """The commit that is checked out, with `+changes` where files differ from it; or ``""``."""
    found = _git("rev-parse", "--short=10", "HEAD")
    changed = found and _git("status", "--porcelain", "--untracked-files=no")
    return f"{found}+changes" if changed else found


def _git(*words: str) -> str:
    try:
        done = subprocess.run(["git", *words], capture_output=True, text=True, cwd=ROOT, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout.strip()
