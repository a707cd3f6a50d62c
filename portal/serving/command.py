"""``autograder serve``: one command from nothing to a portal that works."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from portal.serving import guard

if TYPE_CHECKING:
    from portal.configuration import Configuration
    from portal.serving.processes import Program

_MOST_WEB: Final = 4  # web processes, unless more are asked for


@click.command()
@click.option("--course", type=click.Path(path_type=Path, file_okay=False), help="Its folder.")
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the portal's own files; portal-data without it.",
)
@click.option("--address", help="What browsers use, such as https://grades.example.edu.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Where the server listens.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--demo", is_flag=True, help="With a class of examples, to look at.")
@click.option(
    "--jobs",
    type=click.IntRange(0),
    help="Submissions at once; one a core without it, 0 where only other machines grade.",
)
@click.option(
    "--web-processes",
    type=click.IntRange(1),
    help="Processes that make pages; one a core without it, and at most four.",
)
def serve(  # noqa: PLR0913, PLR0917 - one parameter for each option
    course: Path | None,
    data: Path | None,
    address: str | None,
    host: str,
    port: int,
    jobs: int | None,
    web_processes: int | None,
    demo: bool,
) -> None:
    """Start the portal: PostgreSQL, the web server and a worker; Ctrl-C ends all of it."""
    guard.need_extra("serve")
    from portal import configuration

    environment = dict(os.environ)
    if data is not None:
        environment[configuration.DATA] = str(data)
    environment.setdefault(configuration.ADDRESS, address or f"http://127.0.0.1:{port}")
    if address:
        environment[configuration.ADDRESS] = address
    cores = os.cpu_count() or 1
    many = _Many(cores if jobs is None else jobs, web_processes or min(cores, _MOST_WEB))
    with guard.plainly("serve"), ExitStack() as stack:
        _serve(stack, configuration.read(environment), _Door(host, port), course, many, demo=demo)


@dataclass(frozen=True, slots=True)
class _Door:
    """Where the pages are."""

    host: str
    port: int


@dataclass(frozen=True, slots=True)
class _Many:
    """How many submissions are graded at once, 0 for none, and how many processes make pages."""

    jobs: int
    web: int


def _serve(  # noqa: PLR0913 - what the options say, in order
    stack: ExitStack,
    found: Configuration,
    at: _Door,
    course: Path | None,
    many: _Many,
    *,
    demo: bool,
) -> None:
    """Bring up what pages need, then keep all of it running."""
    from portal.serving import postgres, preparing, processes, roles, web

    door = stack.enter_context(web.listening(at.host, at.port))
    database, keep_up = found.database, processes.nothing_else
    if not database:
        own = stack.enter_context(postgres.server(found.data))
        database, keep_up = own.url, own.keep_up
    preparing.settle(replace(found, database=database), database)
    imported = course or _course_here()
    preparing.prepare(None if demo else imported)
    if imported is not None:  # where the worker finds the course's data sets
        os.environ.setdefault("AUTOGRADER_DATA_SETS", str(imported.absolute() / "data"))
    worker = roles.workers_address(found.data, database)
    roles.commands_address(found.data, database)
    _tell(found.address, preparing.first_link(), preparing.guests(imported, demo=demo))
    programs = [
        *_web(door.fileno(), many.web),
        processes.Program("the sender of grades", processes.python("portal.serving.sender")),
        processes.Program("the keeper of the queue", processes.python("portal.serving.keeper")),
        *([_worker(many.jobs, worker)] if many.jobs else []),
    ]
    processes.keep_running(programs, lambda said: click.echo(said, err=True), keep_up)


def _web(door: int, many: int) -> list[Program]:
    from portal.configuration import PART, WEB
    from portal.serving.processes import Program, python

    line = python("portal.serving.web", str(door))
    names = ["the web server", *(f"the web server's process {n}" for n in range(2, many + 1))]
    return [Program(one, line, {PART: WEB}, files=(door,)) for one in names]


def _worker(jobs: int, database: str) -> Program:
    from portal.configuration import DATABASE, PART, WORKER
    from portal.serving.processes import Program, python

    line = python("portal.serving.worker", str(jobs))
    return Program("the worker", line, {DATABASE: database, PART: WORKER})


def _course_here() -> Path | None:
    from autograder.api import StaffError, load_course

    try:
        return load_course(Path()).root
    except StaffError:
        return None


def _tell(address: str, link: str, guests: Mapping[str, str]) -> None:
    click.echo(f"The portal is at {address}")
    if link:
        click.echo(f"Come in as its administrator, once, by this link: {link}")
    for name, one in guests.items():
        click.echo(f"Come in as the {name} of the demo class, once, by this link: {one}")
    click.echo("Ctrl-C ends it.")
