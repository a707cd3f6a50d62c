"""``autograder diff``: its arguments and options."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from autograder.cli.plain_errors import plain_errors


@click.command()
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
def diff(old: Path, new: Path) -> None:
    """Say whose grade changes between two results folders, and by which check."""
    with plain_errors():
        from autograder.cli import diff as cli_diff

        sys.exit(cli_diff.diff(old, new))
