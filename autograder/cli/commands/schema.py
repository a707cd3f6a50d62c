"""``autograder schema``: its arguments and options."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from autograder.cli.options import course_option
from autograder.cli.plain_errors import plain_errors


@click.command()
@click.argument("file", type=click.Choice(["assignment", "course"]), required=False)
@click.option("--write", is_flag=True, help="Put both into the course's folder .autograder.")
@course_option
def schema(file: str | None, *, write: bool, course: Path | None) -> None:
    """Print the JSON schema of assignment.toml or course.toml, for editors."""
    if write == (file is not None):
        raise click.UsageError("Name assignment or course, or say --write.")
    with plain_errors():
        from autograder.cli import schema as schemas

        sys.exit(schemas.write(course) if file is None else schemas.show(file, course))
