"""``audit``: prints the tables of a fairness study, in Markdown."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress

from autograder.cli.courses import chosen
from autograder.grading import batch
from autograder.quality import fairness_study as study
from autograder.records import LocalAssignment
from autograder.util import docs_tables


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for; ``to`` is the file that keeps findings, ``minutes`` when to stop."""

    runs: int
    wrong_runs: int | None
    jobs: int | None
    to: Path | None
    minutes: float | None
    write: Path | None


def audit(names: tuple[str, ...], options: Options, course: Path | None) -> int:
    """Study each assignment; 1 if luck cost or gave points anywhere."""
    minutes = math.inf if options.minutes is None else options.minutes
    deadline = time.monotonic() + minutes * 60
    kept = study.read_findings(options.to) if options.to else {}
    text: list[str] = []
    everything: list[study.Finding] = []
    for assignment in chosen(names, course):
        wrong_runs = options.runs if options.wrong_runs is None else options.wrong_runs
        correct = tuple(study.correct_variants(assignment, options.runs))
        wrong = tuple(study.wrong_variants(assignment, wrong_runs))
        # Side by side, so that a study that isn't finished has some of both.
        both = sorted((*correct, *wrong), key=lambda one: one.run / _runs(one, correct, wrong))
        _run(both, assignment, options, kept, deadline)
        fails, passes = (_findings(each, assignment, kept) for each in (correct, wrong))
        left = len(correct) + len(wrong) - len(fails) - len(passes)
        text += ["", f"### {assignment.name}", "", *_fail_table(fails), "", *_pass_lines(passes)]
        text += [f"- still to run: {left}"] if left else []
        everything += [*fails, *passes]
    click.echo("\n".join(text))
    if options.write:
        docs_tables.fill(options.write, "audit", "\n".join([_total(everything), *text]))
    return 1 if any(finding.wrong for finding in everything) else 0


def _runs(one: study.Variant, *groups: Sequence[study.Variant]) -> int:
    """How many there are of its kind."""
    correct, wrong = groups
    return len(wrong if one.must_lose else correct)


def _run(
    variants: Sequence[study.Variant],
    assignment: LocalAssignment,
    options: Options,
    kept: dict[str, study.Finding],
    deadline: float,
) -> None:
    """Grade what isn't in ``kept`` yet, and put it there; what is ungraded may be tried again."""
    left = [one for one in variants if study.key_of(one, assignment) not in kept]
    if not left or time.monotonic() >= deadline:
        return
    lock = threading.Lock()
    with Progress(console=Console(stderr=True), transient=True) as shown:
        job = shown.add_task(assignment.name, total=len(left))

        def done(finding: study.Finding) -> None:
            with lock:
                kept[finding.key] = finding
                shown.advance(job)
                if options.to and finding.graded:
                    study.add_finding(options.to, finding)

        study.study(left, assignment, options.jobs or batch.default_jobs(), done, deadline)


def _findings(
    variants: Sequence[study.Variant], assignment: LocalAssignment, kept: dict[str, study.Finding]
) -> list[study.Finding]:
    keys = [study.key_of(variant, assignment) for variant in variants]
    return [kept[key] for key in keys if key in kept]


def _total(findings: Sequence[study.Finding]) -> str:
    """All assignments together, in a sentence or two."""
    correct = study.rate([finding for finding in findings if finding.correct])
    wrong = study.rate([finding for finding in findings if not finding.correct])
    people = sum(finding.person for finding in findings if finding.correct)
    return (
        f"In all: {correct.count} false fails in {correct.runs} runs of correct variants (at most "
        f"{correct.bound:.2%} with 95 % confidence), of which {people} went to a person; "
        f"{wrong.count} false passes in {wrong.runs} known-wrong runs (at most {wrong.bound:.2%})."
    )


def _fail_table(findings: Sequence[study.Finding]) -> list[str]:
    lines = [
        "| correct with | runs | own run fell short | to a person | false fails | at most |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    settings = dict.fromkeys(each for finding in findings for each in _settings(finding))
    for setting in settings:
        own = [finding for finding in findings if setting in _settings(finding)]
        lines.append(_row(setting or "reference", own))
    if len(settings) > 1:
        lines.append(_row("**all**", findings))
    return lines + _names(findings)


def _settings(finding: study.Finding) -> list[str]:
    """The settings of a variant: each is a row of the table, with all that have it."""
    return finding.label.split(", ")


def _row(label: str, findings: Sequence[study.Finding]) -> str:
    found = study.rate(findings)
    retrained = sum(finding.retrained for finding in findings)
    people = sum(finding.person for finding in findings)
    return (
        f"| {label} | {found.runs} | {retrained} | {people} | {found.count} | {found.bound:.2%} |"
    )


def _pass_lines(findings: Sequence[study.Finding]) -> list[str]:
    found = study.rate(findings)
    kinds = len({finding.label for finding in findings})
    line = (
        f"Known-wrong, seeds varied: {found.count} false passes in {found.runs} runs of {kinds} "
        f"submissions; at most {found.bound:.2%} (95 %)."
    )
    return [line, *_names(findings)]


def _names(findings: Sequence[study.Finding]) -> list[str]:
    """Each wrong verdict, and whatever could not be graded."""
    lines = [
        f"- wrong verdict: {finding.name} ({finding.label}): {', '.join(finding.wrong)}"
        for finding in findings
        if finding.wrong
    ]
    ungraded = sum(not finding.graded for finding in findings)
    return lines + ([f"- could not be graded: {ungraded}"] if ungraded else [])
