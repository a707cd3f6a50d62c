"""``autograder report``: its arguments and options."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from autograder.cli.options import course_option, language_option
from autograder.cli.plain_errors import plain_errors
from autograder.records import Language


@click.command()
@click.argument("results", type=click.Path(path_type=Path))
@language_option
@course_option
def report(results: Path, language: Language | None, course: Path | None) -> None:
    """Write the class page and the tables of a results folder again."""
    with plain_errors():
        from autograder.cli import report as reporting

        sys.exit(reporting.report(results, language=language, course=course))
