"""``audit``: prints the tables of a fairness study, in Markdown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress

from autograder import audit as study
from autograder import batch
from autograder.commands.authoring import chosen
from autograder.records import Assignment


def audit(
    names: tuple[str, ...], *, runs: int, wrong_runs: int | None, jobs: int | None,
    course: Path | None,
) -> int:  # fmt: skip
    """Study each assignment; 1 if luck cost or gave points anywhere."""
    faults = 0
    for assignment in chosen(names, course):
        correct = tuple(study.correct_variants(assignment, runs))
        wrong = tuple(study.wrong_variants(assignment, runs if wrong_runs is None else wrong_runs))
        found = _run((*correct, *wrong), assignment, jobs or batch.default_jobs())
        fails, passes = found[: len(correct)], found[len(correct) :]
        click.echo(f"\n### {assignment.name}\n")
        for line in (*_fail_table(fails), "", *_pass_lines(passes)):
            click.echo(line)
        faults += study.rate(fails).count + study.rate(passes).count
    return 1 if faults else 0


def _run(
    variants: Sequence[study.Variant], assignment: Assignment, jobs: int
) -> tuple[study.Finding, ...]:
    with Progress(console=Console(stderr=True), transient=True) as shown:
        job = shown.add_task(assignment.name, total=len(variants))
        advance: Callable[[], None] = lambda: shown.advance(job)  # noqa: E731
        return study.study(variants, assignment, jobs, advance)


def _fail_table(findings: Sequence[study.Finding]) -> list[str]:
    lines = ["| correct variant | runs | own run fell short | false fails | at most (95 %) |"]
    lines.append("| --- | ---: | ---: | ---: | ---: |")
    labels = dict.fromkeys(finding.variant.label for finding in findings)
    for label in labels:
        own = [finding for finding in findings if finding.variant.label == label]
        lines.append(_row(label or "reference", own))
    if len(labels) > 1:
        lines.append(_row("**all**", findings))
    return lines + _names(findings)


def _row(label: str, findings: Sequence[study.Finding]) -> str:
    found = study.rate(findings)
    retrained = sum(finding.retrained for finding in findings)
    return f"| {label} | {found.runs} | {retrained} | {found.count} | {found.bound:.2%} |"


def _pass_lines(findings: Sequence[study.Finding]) -> list[str]:
    found = study.rate(findings)
    kinds = len({finding.variant.label for finding in findings})
    line = (
        f"Known-wrong, seeds varied: {found.count} false passes in {found.runs} runs of {kinds} "
        f"submissions; at most {found.bound:.2%} (95 %)."
    )
    return [line, *_names(findings)]


def _names(findings: Sequence[study.Finding]) -> list[str]:
    """Each wrong verdict, and whatever could not be graded."""
    lines = [
        f"- wrong verdict: {finding.variant.name} ({finding.variant.label}): "
        f"{', '.join(sorted(finding.wrong))}"
        for finding in findings
        if finding.wrong
    ]
    ungraded = sum(not finding.graded for finding in findings)
    return lines + ([f"- could not be graded: {ungraded}"] if ungraded else [])
