"""``init``, ``new``, ``release`` and ``verify``."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress

from autograder.cli.progress import progress
from autograder.course import loader, student_folder
from autograder.course.explained import explained
from autograder.course.scaffold import start_assignment, start_course
from autograder.course.statement import stale_statements
from autograder.course.template import make_template, reference_path
from autograder.errors import StaffError
from autograder.grading import batch
from autograder.quality.mutants import generated
from autograder.quality.verify import known_wrong
from autograder.quality.verify import mutate as mutate_assignment
from autograder.quality.verify import verify as verify_assignment
from autograder.records import Assignment
from autograder.util.atomic_write import write_atomic

Done = Callable[[], None]


def course_of(given: Path | None) -> loader.Course:
    """The course named, else the one around the current folder."""
    return loader.find_course(Path.cwd(), given)


def chosen(names: tuple[str, ...], given: Path | None) -> list[Assignment]:
    """The assignments named, all of the course when none is.

    Raises:
        StaffError: one is unknown, or the course has none.
    """
    found = course_of(given)
    wanted = names or loader.assignment_names(found)
    if not wanted:
        raise StaffError("this course has no assignments", "Start one with `autograder new NAME`.")
    return [loader.load_assignment(found, name) for name in wanted]


def init(folder: Path) -> int:
    """Start a course and say what to do next."""
    found, first = start_course(folder)
    click.echo(f"A course with one assignment, {first.name}, is in {found.root}. Next:")
    click.echo(f"  cd {shlex.quote(str(folder))}")
    click.echo(f"  autograder verify        # tests the checks of {first.name}")
    click.echo("  autograder new NAME      # starts the next assignment")
    return 0


def new(name: str, *, course: Path | None, starter: str = "") -> int:
    """Start an assignment and say what to change."""
    made = start_assignment(course_of(course), name, starter)
    click.echo(f"{made.name} works as it is. Make it yours:")
    for path, what in (
        (made.folder / "assignment.toml", "titles, points, deliverables"),
        (made.folder / "statement.ko.md", "what students read, and statement.en.md"),
        (made.folder / "checks", "pytest checks, one for each fact"),
        (made.folder / "wrong", "known-wrong submissions, at least one for each check"),
        (reference_path(made), "the solution, from which the template is made"),
    ):
        if path.exists():
            click.echo(f"  {path}\n      {what}")
    click.echo(f"Then: autograder release {name} && autograder verify {name}")
    return 0


def release(names: tuple[str, ...], *, only_check: bool, course: Path | None) -> int:
    """Write templates and the libraries of statements; with ``only_check`` say what is stale."""
    stale = 0
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


def release_to(folder: Path, names: tuple[str, ...], given: Path | None) -> int:
    """Write what students get, and say what was written and how it is used."""
    found = course_of(given)
    done = student_folder.release_to(folder, found, chosen(names, given))
    for path in done.written:
        click.echo(f"written: {folder / path}")
    for path in done.removed:
        click.echo(f"removed: {folder / path}")
    for name in done.shared:
        click.echo(f"note: hidden checks use {name}, too, and students can now read it", err=True)
    if not done.written and not done.removed:
        click.echo(f"current: {folder} ({done.current} files)")
    click.echo(f"Give students {folder}: its README says how they check their own work.")
    return 0


def verify(
    names: tuple[str, ...],
    *,
    jobs: int | None,
    mutation: bool,
    course: Path | None,
    unsafe: bool = False,
) -> int:
    """Print what holds and what doesn't; 1 if anything doesn't."""
    if mutation:
        return _mutate(names, jobs or batch.default_jobs(), course)
    err = Console(stderr=True, highlight=False)
    faults = 0
    for assignment in chosen(names, course):
        total = 3 + len(known_wrong(assignment)) + len(generated(assignment))
        with progress(err, total, "en") as watch:
            findings = verify_assignment(
                assignment, jobs or batch.default_jobs(), watch, unsafe=unsafe
            )
        bad = [finding for finding in findings if finding.fault]
        faults += len(bad)
        click.echo(f"{assignment.name}: {len(findings) - len(bad)} of {len(findings)} claims hold")
        for finding in bad:
            click.echo(f"  ✘ {finding.subject}: {finding.fault}")
    return 1 if faults else 0


def explain(names: tuple[str, ...], given: Path | None) -> int:
    """Print the checks that an assignment comes to, and the tables of points for statements."""
    for assignment in chosen(names, given):
        click.echo(f"{explained(assignment)}\n")
    return 0


def _mutate(names: tuple[str, ...], jobs: int, given: Path | None) -> int:
    """Print the mutation score of each assignment and every survivor; 1 if one has no excuse."""
    unexcused = 0
    for assignment in chosen(names, given):
        with Progress(console=Console(stderr=True), transient=True) as shown:

            def begin(total: int, name: str = assignment.name, bar: Progress = shown) -> Done:
                job = bar.add_task(name, total=total)
                return lambda: bar.advance(job)

            trials = mutate_assignment(assignment, jobs, begin)
        survivors = [trial.mutant for trial in trials if not trial.killer]
        killed = len(trials) - len(survivors)
        click.echo(f"{assignment.name}: {killed} of {len(trials)} mutants killed")
        for mutant in survivors:
            unexcused += not mutant.excuse
            reason = mutant.excuse or "no known submission notices"
            place = f"{mutant.file.name}:{mutant.line} in {mutant.check}"
            click.echo(f"  survived: assertion {mutant.change} at {place}: {reason}")
    return 1 if unexcused else 0
