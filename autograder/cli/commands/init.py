"""``autograder init``: its arguments and options."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from autograder.cli.options import Place
from autograder.cli.plain_errors import plain_errors


@click.command()
@click.argument("folder", metavar="DIR", type=Place(path_type=Path))
def init(folder: Path) -> None:
    """Start a course with one assignment that works."""
    with plain_errors():
        from autograder.cli import init as starting

        sys.exit(starting.init(folder))
