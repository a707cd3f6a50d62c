"""``autograder audit``: its arguments and options."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from autograder.cli.options import course_option
from autograder.cli.plain_errors import plain_errors


@click.command()
@click.argument("assignments", nargs=-1)
@click.option(
    "--runs",
    type=click.IntRange(1, 100_000),
    default=100,
    show_default=True,
    help="Correct variants of each assignment.",
)
@click.option(
    "--wrong-runs",
    type=click.IntRange(0, 100_000),
    help="Known-wrong variants of each assignment; as many by default.",
)
@click.option("--jobs", type=click.IntRange(1, 256), help="Submissions at a time.")
@click.option(
    "--to",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File that keeps what was found; the same command goes on where it ended.",
)
@click.option("--minutes", type=click.FloatRange(min=0), help="Begin no run after this time.")
@click.option(
    "--write",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Put the tables into this page, between <!-- audit: begin --> and <!-- audit: end -->.",
)
@course_option
def audit(
    assignments: tuple[str, ...],
    *,
    runs: int,
    wrong_runs: int | None,
    jobs: int | None,
    to: Path | None,
    minutes: float | None,
    write: Path | None,
    course: Path | None,
) -> None:
    """Study whether luck ever costs points, or gives any."""
    with plain_errors():
        from autograder.cli import audit as auditing

        given = auditing.Options(
            runs=runs, wrong_runs=wrong_runs, jobs=jobs, to=to, minutes=minutes, write=write
        )
        sys.exit(auditing.audit(assignments, given, course))
