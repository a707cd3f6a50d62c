"""``autograder rotate-key``: the portal signs with a new key from now on."""

from __future__ import annotations

import os
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import click

from portal.serving import guard


@click.command("rotate-key")
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Folder of the portal's own files; portal-data without it.",
)
@click.option(
    "--days",
    type=click.IntRange(0, 90),
    default=7,
    show_default=True,
    help="How long the old key stays public; 0 where somebody else may know it.",
)
def rotate_key(data: Path | None, days: int) -> None:
    """Sign what the portal sends to an LMS with a new key, whether the portal runs or not."""
    guard.need_extra("rotate-key")
    from portal import configuration
    from portal.serving import postgres, preparing

    environment = dict(os.environ)
    if data is not None:
        environment[configuration.DATA] = str(data)
    with guard.plainly("rotate-key"), ExitStack() as stack:
        found = configuration.read(environment)
        database = found.database or postgres.running(found.data)
        database = database or stack.enter_context(postgres.embedded(found.data))
        preparing.settle(replace(found, database=database), database)
        preparing.make_tables()
        from portal.lti import keys

        made = keys.rotate(timedelta(days=days))
    click.echo(f"The portal signs with {made.name} from now on.")
    click.echo(f"The old key stays public for {days} days." if days else "The old key is gone.")
