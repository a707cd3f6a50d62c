"""``autograder data``: its arguments and options."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from autograder.cli.options import course_option
from autograder.cli.plain_errors import plain_errors


@click.group()
def data() -> None:
    """The data sets of a course, which cells find beside them."""


@data.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--as", "name", help="Its name below `data/`; that of the file by default.")
@click.option("--source", default="", help="Where it comes from, for students to read.")
@click.option("--licence", default="", help="On which terms it may be used.")
@course_option
def add(file: Path, name: str | None, source: str, licence: str, course: Path | None) -> None:
    """Put a file into `data/`, and its digest, source and licence into course.toml."""
    with plain_errors():
        from autograder.cli import data as data_sets

        sys.exit(data_sets.add(file, name, source, licence, course))
