"""The command line: typed, for a process of its own, or called in this one."""

from __future__ import annotations

import contextlib
import shlex
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner

from autograder.cli.main import cli

Done = subprocess.CompletedProcess[str]


def call(*words: str, cwd: Path | None = None) -> Done:
    """What a command does and says in a process of its own, as people type it."""
    done = subprocess.run(
        [sys.executable, "-m", "autograder", *words],
        capture_output=True, text=True, check=False, cwd=cwd,
    )  # fmt: skip
    assert "Traceback" not in done.stdout + done.stderr
    return done


def call_here(*words: str, cwd: Path) -> Done:
    """The same in this process, where the fixture ``warm`` lends it the session's processes.

    Raises:
        Exception: what the command did not turn into a message.
    """
    with contextlib.chdir(cwd):
        done = CliRunner().invoke(cli, [str(word) for word in words], prog_name="autograder")
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert "Traceback" not in done.output, done.output
    return subprocess.CompletedProcess(words, done.exit_code, done.stdout, done.stderr)


PROGRAMS = frozenset({"autograder", ".venv/bin/autograder"})


def call_line_here(line: str, cwd: Path) -> Done:
    """A line of the docs that begins with one of ``PROGRAMS``, in this process."""
    program, *words = shlex.split(line)
    assert program in PROGRAMS, line
    assert not set("|<>&;*$") & set(line), f"only a shell knows what this means: {line}"
    return call_here(*words, cwd=cwd)
