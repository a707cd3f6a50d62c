"""``schema``: what an editor needs to complete and check the files of a course."""

from __future__ import annotations

from pathlib import Path

import click

from autograder.cli.courses import course_of
from autograder.course.schemas.shipped import (
    KINDS,
    first_line,
    schema_files,
    schema_text,
    stale_schemas,
)
from autograder.errors import StaffError
from autograder.records import LANGUAGES, Language
from autograder.util.atomic_write import write_atomic


def show(file: str, given: Path | None) -> int:
    """Print one, for the languages of the course, or for all where there is none."""
    (kind,) = (one for one in KINDS if one == file)
    click.echo(schema_text(kind, _languages(given)), nl=False)
    return 0


def _languages(given: Path | None) -> tuple[Language, ...]:
    try:
        return course_of(given).languages
    except StaffError:
        if given is not None:
            raise
        return LANGUAGES


def write(given: Path | None) -> int:
    """Write both into the course, and say how its files name them."""
    found = course_of(given)
    stale = stale_schemas(found.root, found.languages)
    for one in stale:
        write_atomic(one.path, one.text)
    for one in schema_files(found.root, found.languages):
        click.echo(f"{'written' if one in stale else 'current'}: {one.path}")
    click.echo("An editor finds them by the first line of each file:")
    for kind in KINDS:
        click.echo(f"  {kind}.toml: {first_line(kind)}")
    return 0
