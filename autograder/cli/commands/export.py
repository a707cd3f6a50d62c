"""``autograder export``: its arguments and options."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from autograder.cli.options import Place, course_option, language_option
from autograder.cli.plain_errors import plain_errors
from autograder.records import Language

_EXPORTS = ("moodle", "canvas", "gradescope", "csv", "junit", "nbgrader", "classroom50")


@click.command()
@click.argument("format_", metavar="FORMAT", type=click.Choice(_EXPORTS))
@click.argument("results", type=click.Path(path_type=Path))
@click.option("--to", type=Place(path_type=Path), help="Folder; RESULTS/export by default.")
@click.option("--worksheet", type=click.Path(path_type=Path), help="Moodle's grading worksheet.")
@click.option("--gradebook", type=click.Path(path_type=Path), help="Canvas' exported gradebook.")
@click.option("--column", default="", help="The sheet's column for the grade, if it can't be told.")
@click.option("--classroom", default="", help="Classroom 50: the classroom's short name.")
@click.option("--missing-zero", is_flag=True, help="0 for those who handed in nothing.")
@click.option("--yes", is_flag=True, help="Export for another LMS than they came from.")
@language_option
@course_option
def export(
    format_: str,
    results: Path,
    *,
    to: Path | None,
    worksheet: Path | None,
    gradebook: Path | None,
    column: str,
    classroom: str,
    missing_zero: bool,
    yes: bool,
    language: Language | None,
    course: Path | None,
) -> None:
    """Write grades and feedback as an LMS takes them back."""
    with plain_errors():
        from autograder.cli import export as exporting

        given = exporting.Options(
            to=to,
            worksheet=worksheet,
            gradebook=gradebook,
            column=column,
            classroom=classroom,
            missing_zero=missing_zero,
            yes=yes,
            language=language,
            course=course,
        )
        sys.exit(exporting.export(format_, results, given))
