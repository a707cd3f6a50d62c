"""``autograder release``: its arguments and options."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from autograder.cli.options import Place, course_option
from autograder.cli.plain_errors import plain_errors


@click.command()
@click.argument("assignments", nargs=-1)
@click.option("--check", "only_check", is_flag=True, help="Only say whether templates are current.")
@click.option(
    "--students",
    type=Place(path_type=Path),
    help="Folder for what students get: statements, templates and the visible checks alone.",
)
@course_option
def release(
    assignments: tuple[str, ...], only_check: bool, students: Path | None, course: Path | None
) -> None:
    """Make the student templates from the references, or all that students get."""
    if students is not None and only_check:
        raise click.UsageError("--check looks at templates alone: leave --students out.")
    with plain_errors():
        from autograder.cli import release as releasing

        if students is not None:
            sys.exit(releasing.release_to(students, assignments, course))
        sys.exit(releasing.release(assignments, only_check=only_check, course=course))
