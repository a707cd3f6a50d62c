"""``new``: starts an assignment."""

from __future__ import annotations

from pathlib import Path

import click

from autograder.cli.courses import course_of
from autograder.course.scaffold import start_assignment
from autograder.course.template import reference_path


def new(name: str, *, course: Path | None, starter: str = "") -> int:
    """Start an assignment and say what to change."""
    made = start_assignment(course_of(course), name, starter)
    click.echo(f"{made.name} works as it is. Make it yours:")
    for path, what in (
        (made.folder / "assignment.toml", "titles, points, deliverables"),
        *((made.folder / f"statement.{one}.md", "what students read") for one in made.languages),
        (made.folder / "checks", "pytest checks, one for each fact"),
        (made.folder / "wrong", "known-wrong submissions, at least one for each check"),
        (reference_path(made), "the solution, from which the template is made"),
    ):
        if path.exists():
            click.echo(f"  {path}\n      {what}")
    click.echo(f"Then: autograder release {name} && autograder verify {name}")
    return 0
