"""``autograder new``: its arguments and options."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from autograder.cli.options import course_option
from autograder.cli.plain_errors import plain_errors


@click.command()
@click.argument("name")
@click.option(
    "--from",
    "starter",
    type=click.Choice(["classification", "regression", "questions", "blank"]),
    help="What to start from, of standard checks; without it an example with checks of its own.",
)
@course_option
def new(name: str, starter: str | None, course: Path | None) -> None:
    """Start an assignment that works, to be changed piece by piece."""
    with plain_errors():
        from autograder.cli import new as starting

        sys.exit(starting.new(name, course=course, starter=starter or ""))
