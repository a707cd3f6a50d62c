"""``data add``: says what became of a data set."""

from __future__ import annotations

from pathlib import Path

import click

from autograder.cli.courses import course_of
from autograder.course.added_data import add_data


def add(file: Path, name: str | None, source: str, licence: str, given: Path | None) -> int:
    """Add it, and say what is still to be said of it."""
    found = course_of(given)
    data = (found.root / "data").resolve()
    inside = file.resolve().is_relative_to(data)
    here = file.resolve().relative_to(data).as_posix() if inside else file.name
    added = add_data(found, file, name or here, source, licence)
    entry = added.entry
    click.echo(f"data/{entry.path}: {added.size} bytes, SHA-256 {entry.digest}")
    if added.known:
        click.echo("It is the file that Keras downloads.")
    for key, value in (("source", entry.source), ("licence", entry.licence)):
        if not value:
            click.echo(f"Nothing is said of its {key} yet: --{key} TEXT.")
    click.echo(f'Name it in an assignment.toml, data = ["{entry.path}"], to hand it out.')
    return 0
