"""``autograder package``: its arguments and options."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from autograder.cli.options import Place, course_option
from autograder.cli.plain_errors import plain_errors


@click.command()
@click.argument("system", type=click.Choice(["gradescope"]))
@click.argument("assignment")
@click.option("--to", type=Place(path_type=Path), help="The zip to write.")
@course_option
def package(system: str, assignment: str, to: Path | None, course: Path | None) -> None:
    """Pack this grader and one assignment for another system."""
    with plain_errors():
        from autograder.cli import package as packing

        sys.exit(packing.package(system, assignment, to=to, course=course))
