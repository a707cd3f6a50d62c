"""``autograder check``: its arguments and options."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from autograder.cli.options import course_option, language_option, unsafe_option
from autograder.cli.plain_errors import plain_errors
from autograder.records import Language


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--assignment", help="Which one; guessed from the file's folder or name by default.")
@unsafe_option
@language_option
@course_option
def check(
    file: Path | None,
    assignment: str | None,
    unsafe: bool,
    language: Language | None,
    course: Path | None,
) -> None:
    """Run the visible checks on your own notebook: FILE, or the one in the current folder."""
    with plain_errors():
        from autograder.cli import check as checking

        sys.exit(
            checking.check(
                file, assignment=assignment, unsafe=unsafe, language=language, course=course
            )
        )
