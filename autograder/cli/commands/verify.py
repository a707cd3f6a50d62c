"""``autograder verify``: its arguments and options."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from autograder.cli.options import course_option, unsafe_option
from autograder.cli.plain_errors import plain_errors


@click.command()
@click.argument("assignments", nargs=-1)
@click.option("--jobs", type=click.IntRange(1, 256), help="Submissions at a time.")
@click.option("--mutation", is_flag=True, help="Remove and negate each assertion, one by one.")
@click.option(
    "--explain",
    is_flag=True,
    help="Only print the checks, and the tables of points for statements.",
)
@click.option("--fresh", is_flag=True, help="Grade again what has not changed since it held.")
@unsafe_option
@course_option
def verify(
    assignments: tuple[str, ...],
    *,
    jobs: int | None,
    mutation: bool,
    explain: bool,
    fresh: bool,
    unsafe: bool,
    course: Path | None,
) -> None:
    """Test the checks: reference, template and known-wrong submissions."""
    with plain_errors():
        from autograder.cli import verify as verifying

        if explain:
            sys.exit(verifying.explain(assignments, course))
        options = verifying.Options(jobs=jobs, mutation=mutation, fresh=fresh, unsafe=unsafe)
        sys.exit(verifying.verify(assignments, options, course))
