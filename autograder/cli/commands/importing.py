"""``autograder import``: its arguments and options."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from autograder.cli.options import course_option, unsafe_option
from autograder.cli.plain_errors import plain_errors


@click.command("import")
@click.argument("grader", metavar="FROM", type=click.Choice(["nbgrader", "otter"]))
@click.argument("path", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--name", default="", help="What to call the assignment; made of DIR's by default.")
@unsafe_option
@course_option
def import_(grader: str, path: Path, *, name: str, unsafe: bool, course: Path | None) -> None:
    """Make an assignment of nbgrader's or Otter's one of this course."""
    with plain_errors():
        from autograder.cli import importing

        sys.exit(importing.import_from(grader, path, name=name, given=course, unsafe=unsafe))
