"""``release``: what students get."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from autograder.cli.courses import chosen, course_of
from autograder.course import student_folder
from autograder.course.loader import Course
from autograder.course.released_files import Rewritten
from autograder.course.schemas.shipped import FOLDER, stale_schemas
from autograder.course.statement import stale_statements
from autograder.course.template import make_template
from autograder.course_site import site
from autograder.util.atomic_write import write_atomic


def release(names: tuple[str, ...], *, only_check: bool, course: Path | None) -> int:
    """Write templates and what stands between marks of statements; or say what is stale."""
    stale = _schemas(course_of(course), only_check=only_check)
    for assignment in chosen(names, course):
        template = make_template(assignment)
        statements = stale_statements(assignment)
        paths = (*template.stale(), *(one.path for one in statements))
        stale += len(paths)
        for path in paths:
            click.echo(f"{'stale' if only_check else 'written'}: {path}")
        if not paths:
            click.echo(f"current: {assignment.name}")
        elif not only_check:
            write_atomic(template.notebook_path, template.notebook)
            write_atomic(template.script_path, template.script)
            for one in statements:
                write_atomic(one.path, one.text)
    if only_check and stale:
        click.echo("Run `autograder release` and commit what it writes.")
        return 1
    return 0


def _schemas(found: Course, *, only_check: bool) -> int:
    """Bring the schemas up to date in a course that has them; how many were not."""
    if not (found.root / FOLDER).is_dir():
        return 0
    stale = stale_schemas(found.root, found.languages)
    for one in stale:
        click.echo(f"{'stale' if only_check else 'written'}: {one.path}")
        if not only_check:
            write_atomic(one.path, one.text)
    return len(stale)


def release_to(folder: Path, names: tuple[str, ...], given: Path | None) -> int:
    """Write what students get, and say what was written and how it is used."""
    found = course_of(given)
    done = student_folder.release_to(folder, found, chosen(names, given))
    _say_files(folder, done.files)
    _say_notes(done.shared, done.answers)
    click.echo(f"Give students {folder}: its README says how they check their own work.")
    return 0


def release_site(folder: Path, names: tuple[str, ...], given: Path | None) -> int:
    """Write the course as a site, and say what was written and where it begins."""
    found = course_of(given)
    done = site.release_site(folder, found, chosen(names, given))
    _say_files(folder, done.files)
    _say_notes(done.shared, done.answers)
    for link in done.dead:
        click.echo(f"note: a link leads to nothing on the site, {link}", err=True)
    click.echo(f"Open {folder / 'index.html'}, and put the folder where your students are.")
    return 0


def _say_files(folder: Path, done: Rewritten) -> None:
    for path in done.written:
        click.echo(f"written: {folder / path}")
    for path in done.removed:
        click.echo(f"removed: {folder / path}")
    if not done.written and not done.removed:
        click.echo(f"current: {folder} ({done.current} files)")


def _say_notes(shared: Sequence[str], answers: Sequence[str]) -> None:
    """What students can read now that helps with hidden checks."""
    for name in shared:
        click.echo(f"note: hidden checks use {name}, too, and students can now read it", err=True)
    for name in answers:
        said = (
            f"note: the check {name} is visible, and says what is right: students can now read it"
        )
        click.echo(said, err=True)
