"""``verify``: the checks of an assignment are tested."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress

from autograder.cli.courses import chosen
from autograder.cli.progress import progress
from autograder.course.explained import explained
from autograder.grading import batch
from autograder.quality.verify import Verifying, size, verified_together
from autograder.quality.verify import mutate as mutate_assignment

Done = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Options:
    """How to verify; with ``mutation`` the assertions of an assignment's own checks."""

    jobs: int | None = None
    mutation: bool = False
    fresh: bool = False  # grade what has not changed since it held, too
    unsafe: bool = False


def verify(names: tuple[str, ...], options: Options, course: Path | None) -> int:
    """Print what holds and what doesn't; 1 if anything doesn't."""
    jobs = options.jobs or batch.default_jobs()
    if options.mutation:
        return _mutate(names, jobs, course)
    err = Console(stderr=True, highlight=False)
    faults = 0
    assignments = tuple(chosen(names, course))
    total = sum(size(assignment) for assignment in assignments)
    how = Verifying(jobs, options.unsafe, options.fresh)
    with progress(err, total, "en", several=len(assignments) > 1) as watch:
        verified = verified_together(assignments, how, watch)
    for assignment, found in zip(assignments, verified, strict=True):
        findings = found.findings
        bad = [finding for finding in findings if finding.fault]
        untried = [finding for finding in findings if finding.note]
        faults += len(bad)
        tried = len(findings) - len(untried)
        click.echo(f"{assignment.name}: {tried - len(bad)} of {tried} claims hold")
        for finding in bad:
            click.echo(f"  ✘ {finding.subject}: {finding.fault}")
        for finding in untried:
            click.echo(f"  – {finding.subject} {finding.note}")
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
