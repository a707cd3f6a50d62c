"""``grade``: a class, or several assignments at once."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click
from rich.console import Console

from autograder import api
from autograder.cli import guards
from autograder.cli.courses import load
from autograder.cli.printing import print_lines, print_table, warn
from autograder.cli.progress import progress
from autograder.cli.queue import MOST, open_queue
from autograder.cli.summary import summary
from autograder.grading import batch, host_memory, open_files, tasks
from autograder.grading.places import most_at_work
from autograder.intake.collect import collect
from autograder.records import (
    Grade,
    Language,
    LocalAssignment,
    Outcome,
    Status,
    Text,
)
from autograder.results import document
from autograder.results.folder import ResultsFolder
from autograder.results.graded import Settings
from autograder.util import sanitize

UNGRADED_STATUS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The options of ``grade`` as they were given; None where the default is to be found."""

    out: Path | None
    jobs: int | None
    seconds: int | None
    fresh: bool
    from_evidence: bool
    stock_fit: bool
    layout: str
    roster: Path | None
    as_json: bool
    unsafe: bool
    language: Language | None
    course: Path | None
    queue: str | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """One assignment to grade, what was handed in for it, and where its results go."""

    assignment: LocalAssignment
    paths: tuple[Path, ...]
    out: Path
    roster: Path | None


def grade(name: str, paths: tuple[Path, ...], given: Options) -> int:
    """Grade a class; return the exit status."""
    assignment = load(name, given.course, paths[0])
    out = given.out or Path("results") / assignment.name
    return grade_each([Order(assignment, paths, out, given.roster)], given)


def grade_each(orders: Sequence[Order], given: Options) -> int:
    """Grade several assignments at once, with what is told before, while and after it."""
    err = Console(stderr=True, highlight=False)
    folders = [results_in(order.out) for order in orders]
    batches = [
        _batch(order, folder, given, err) for order, folder in zip(orders, folders, strict=True)
    ]
    several = len(batches) > 1
    total = sum(len(one.submissions) for one in batches)
    spoken = batches[0].options.language
    with (
        open_queue(given.queue, lambda said: warn(err, [said], spoken)) as elsewhere,
        progress(err, total, spoken, several=several) as watch,
    ):
        batches = [
            replace(one, options=replace(one.options, elsewhere=elsewhere)) for one in batches
        ]
        reports = api.grade_classes(batches, watch)
    for order, one, folder, report in zip(orders, batches, folders, reports, strict=True):
        language = one.options.language
        if several and not given.as_json:
            click.echo(f"\n{one.assignment.name}: {one.assignment.title.to(language)}")
        if not given.as_json:
            _print_report(report, folder, language)
        said = guards.nothing_handed_in(report.grades, one.submissions, order.assignment)
        warn(err, said, language)
        for grade_ in report.grades:
            if grade_.status is Status.UNGRADED:
                _say_ungraded(err, grade_)
    if given.as_json:
        print_json([grade_ for report in reports for grade_ in report.grades])
    return exit_status(*reports)


def _jobs(asked: int | None, assignment: LocalAssignment, language: Language, err: Console) -> int:
    """As many at a time as were asked for, or as there are processors, if memory holds them."""
    wanted = asked or batch.default_jobs()
    memory_mb = assignment.limits.memory_mb
    jobs = host_memory.jobs_that_fit(wanted, memory_mb, host_memory.available_mb())
    if jobs < wanted:
        said = Text(
            ko=f"메모리가 모자라 한 번에 {wanted}개가 아니라 {jobs}개씩 채점합니다"
            f"(제출물 하나에 {memory_mb} MB까지).",
            en=f"Grading {jobs} at a time, not {wanted}: each may use {memory_mb} MB, and this "
            "machine has no memory free for more.",
        )
        warn(err, [said], language)
    return jobs


def results_in(out: Path) -> ResultsFolder:
    """The folder of results at a path, with the pages that people read."""
    return api.results_folder(Path(os.path.realpath(out)))


def _batch(order: Order, folder: ResultsFolder, given: Options, err: Console) -> tasks.Batch:
    """What the order comes to, with what is told before anything is graded."""
    assignment = with_seconds(order.assignment, given.seconds)
    language = given.language or assignment.language
    options = tasks.Options(
        store=folder,
        jobs=(given.jobs or MOST) if given.queue else _jobs(given.jobs, assignment, language, err),
        language=language,
        fresh=given.fresh,
        from_evidence=given.from_evidence,
        unsafe=given.unsafe,
        settings=Settings(stock_fit=given.stock_fit),
    )
    open_files.allow(1 if given.queue else most_at_work(options.jobs))
    guards.refuse_mixed_up(folder.out, order.paths)
    submissions = collect(
        order.paths,
        format=given.layout,
        roster=order.roster,
        assignment_name=assignment.name,
        wanted=assignment.wanted,
    )
    if given.out is None:
        where = Text(
            ko=f"결과는 {folder.out} 에 저장합니다 (다른 곳은 --out).",
            en=f"Results go to {folder.out} (--out chooses another folder).",
        )
        err.print(where.to(language), markup=False, soft_wrap=True)
    warn(err, guards.lateness_unknown(submissions, assignment), language)
    warn(err, guards.names_that_fold(submissions), language)
    warn(err, guards.looks_like_another(submissions, assignment), language)
    return tasks.Batch(submissions, assignment, options)


def with_seconds(assignment: LocalAssignment, seconds: int | None) -> LocalAssignment:
    """The assignment with another time limit for this run, where one is given."""
    if seconds is None:
        return assignment
    return replace(assignment, limits=replace(assignment.limits, seconds=float(seconds)))


def print_json(grades: Sequence[Grade]) -> None:
    """The grades as one JSON array."""
    documents = [json.loads(document.to_json(grade_)) for grade_ in grades]
    click.echo(json.dumps(documents, ensure_ascii=False, indent=2))


def exit_status(*reports: batch.Report) -> int:
    """3 if anyone is ungraded."""
    ungraded = any(list(batch.iter_ungraded(report.grades)) for report in reports)
    return UNGRADED_STATUS if ungraded else 0


def _print_report(report: batch.Report, folder: ResultsFolder, language: Language) -> None:
    print_table(report, language)
    print_lines(summary(report, folder), language)


def _say_ungraded(err: Console, one: Grade) -> None:
    reason = sanitize.line(one.staff.notes[0] if one.staff.notes else _check_that_failed(one))
    err.print(
        f"ungraded: {sanitize.name(one.student)}: {reason}", style="red", markup=False,
        soft_wrap=True,
    )  # fmt: skip


def _check_that_failed(one: Grade) -> str:
    for check_ in one.checks:
        if check_.outcome is Outcome.COULD_NOT_CHECK:
            last = check_.detail.strip().splitlines()[-1:] or ["no reason given"]
            return f"check `{check_.name}` could not be done: {last[0]}"
    return "no reason given"
