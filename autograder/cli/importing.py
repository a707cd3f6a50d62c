"""``import``: an assignment of another grader becomes one of ours."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console

from autograder.cli.progress import progress
from autograder.course import loader
from autograder.importers import nbgrader, otter, trial, writing
from autograder.importers.convert import OurAssignment, Seen, convert
from autograder.importers.naming import check_given
from autograder.importers.records import SourceAssignment

_READERS = {"nbgrader": nbgrader.read, "otter": otter.read}


def import_from(
    grader: str, path: Path, *, name: str, given: Path | None, unsafe: bool = False
) -> int:
    """Write what was found at ``path`` into the course, and say what a person has to finish."""
    found = loader.find_course(Path.cwd(), given)
    check_given(name)
    sources = _READERS[grader](path, name)
    writing.refuse_to_overwrite(found, tuple(source.name for source in sources))
    for source in sources:
        made = _written(found, source, unsafe=unsafe)
        _tell(found, made)
    return 0


def _written(found: loader.Course, source: SourceAssignment, *, unsafe: bool) -> OurAssignment:
    """The assignment as it stays: checks that its own reference loses go to a person."""
    made = convert(source)
    assignment = writing.write(found, made)
    with progress(Console(stderr=True, highlight=False), 1 + source.solved, "en") as watch:
        seen = trial.tried(assignment, watch, solved=source.solved, unsafe=unsafe)
    if seen != Seen():
        first, made = made, convert(source, seen)
        writing.write(found, made, instead_of=first)
    return made


def _tell(found: loader.Course, made: OurAssignment) -> None:
    name = made.source.name
    folder = found.root / "assignments" / name
    click.echo(f"{name}: {writing.summary(made)}.")
    for path in (folder, found.root / "reference" / f"{name}.py"):
        click.echo(f"  {path}")
    if made.todos:
        click.echo(f"A person has to finish ({folder / 'TODO.md'} has the original cells):")
    for todo in made.todos:
        click.echo(f"  {todo.subject}: {todo.what}")
    click.echo(f"Then: autograder release {name} && autograder verify {name}")
