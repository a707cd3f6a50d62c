"""``package``: a grader and one assignment, packed for another system."""

from __future__ import annotations

from pathlib import Path

import click

from autograder.cli.courses import load
from autograder.lms.packing import write_package


def package(system: str, name: str, *, to: Path | None, course: Path | None) -> int:
    """Write an autograder for another system; return the exit status."""
    assignment = load(name, course, Path.cwd())
    to = to or Path(f"{assignment.name}-{system}.zip")
    write_package(assignment, to)
    click.echo(str(to))
    return 0
