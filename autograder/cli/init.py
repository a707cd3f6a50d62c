"""``init``: starts a course."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from autograder.course.scaffold import start_course


def init(folder: Path) -> int:
    """Start a course and say what to do next."""
    found, first = start_course(folder)
    click.echo(f"A course with one assignment, {first.name}, is in {found.root}. Next:")
    click.echo(f"  cd {shlex.quote(str(folder))}")
    click.echo(f"  autograder verify        # tests the checks of {first.name}")
    click.echo("  autograder new NAME      # starts the next assignment")
    return 0
