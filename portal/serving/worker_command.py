"""``autograder worker``: another machine grades, too."""

from __future__ import annotations

import os
from pathlib import Path

import click

from portal.serving import guard


@click.command()
@click.option(
    "--database",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="File with the address of the database: the portal's worker-url.",
)
@click.option(
    "--data-sets",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Where this machine has the courses' data sets: in a folder named as the course.",
)
@click.option("--jobs", type=click.IntRange(1), help="Submissions at once; one a core without it.")
def worker(database: Path | None, data_sets: Path | None, jobs: int | None) -> None:
    """Grade what is handed in to a portal on another machine; Ctrl-C ends it."""
    guard.need_extra("worker")
    from portal import configuration
    from portal.serving import processes
    from portal.serving.worker import DATA_SETS

    with guard.plainly("worker"):
        url = _url(database, os.environ.get(configuration.DATABASE, ""))
        environment = {
            configuration.DATABASE: url,
            configuration.PART: configuration.WORKER,
            **({} if data_sets is None else {DATA_SETS: str(data_sets.absolute())}),
        }
        line = processes.python("portal.serving.worker", str(jobs or os.cpu_count() or 1))
        processes.keep_running(
            [processes.Program("the worker", line, environment)],
            lambda said: click.echo(said, err=True),
        )


def _url(file: Path | None, told: str) -> str:
    """Where the database is, from a file of its owner's or from the environment.

    Raises:
        ConfigurationError: nothing says it, or the file is open to others.
    """
    from portal.configuration import DATABASE, ConfigurationError, kept_secret

    if file is None and not told:
        raise ConfigurationError(
            "nothing says where the portal's database is",
            "Copy the portal's portal-data/worker-url to this machine and name it with "
            f"--database, or set {DATABASE} to what it holds.",
        )
    return told if file is None else kept_secret(file)
