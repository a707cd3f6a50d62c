"""``autograder author``: its arguments and options."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from autograder.cli.options import course_option, language_option, unsafe_option
from autograder.cli.plain_errors import plain_errors
from autograder.records import Language


@click.command()
@click.argument("assignment")
@click.option("--watch", is_flag=True, help="On the terminal, without a browser.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Of the page; a free one.")
@click.option("--jobs", type=click.IntRange(1, 256), help="Submissions at a time.")
@language_option
@unsafe_option
@course_option
def author(
    assignment: str,
    *,
    watch: bool,
    port: int,
    jobs: int | None,
    language: Language | None,
    unsafe: bool,
    course: Path | None,
) -> None:
    """Show what becomes of an assignment while it is written: after each save, verify it."""
    with plain_errors():
        from autograder.cli import author as authoring

        options = authoring.Options(watch, port, jobs, language, unsafe)
        sys.exit(authoring.author(assignment, options, course))
