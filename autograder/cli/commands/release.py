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
@click.option(
    "--site",
    type=Place(path_type=Path),
    help="Folder for the course as a static site: statements, templates, data, how to check.",
)
@course_option
def release(
    assignments: tuple[str, ...],
    only_check: bool,
    students: Path | None,
    site: Path | None,
    course: Path | None,
) -> None:
    """Make the student templates from the references, all that students get, or a site of it."""
    if only_check and (students is not None or site is not None):
        option = "--students" if students is not None else "--site"
        raise click.UsageError(f"--check looks at templates alone: leave {option} out.")
    if students is not None and site is not None:
        raise click.UsageError("--students and --site make different folders: one at a time.")
    with plain_errors():
        from autograder.cli import release as releasing

        if site is not None:
            sys.exit(releasing.release_site(site, assignments, course))
        if students is not None:
            sys.exit(releasing.release_to(students, assignments, course))
        sys.exit(releasing.release(assignments, only_check=only_check, course=course))
