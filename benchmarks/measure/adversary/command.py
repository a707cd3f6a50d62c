"""Tries hundreds of wrong submissions and counts those that earn what they must not.

Usage: `python -m benchmarks adversary [--scale 1.0] [--seed 1] [--family NAME]... [--jobs 2]
[--to FILE] [--save FOLDER] [--print]`

The status is 1 where one earned points for nothing, or could not be graded. Where only some
families are asked for, the table is only printed.
"""

from __future__ import annotations

import argparse
import threading
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from autograder.course import loader
from autograder.grading import batch
from autograder.records import Assignment
from benchmarks.lib import measured, reporting
from benchmarks.lib.catalogue import FAIRNESS as PAGE
from benchmarks.lib.repository import ROOT
from benchmarks.lib.results import Result
from benchmarks.measure.adversary import trial
from benchmarks.measure.adversary.combine import Wrong, submissions
from benchmarks.measure.adversary.pieces import families
from benchmarks.measure.adversary.table import count, render
from benchmarks.measure.adversary.trial import Task, Trial


def options(arguments: Sequence[str]) -> argparse.Namespace:
    """What was asked for."""
    parser = reporting.parser("adversary", __doc__)
    parser.add_argument("--scale", type=float, default=1.0, help="times families.toml's numbers")
    parser.add_argument("--seed", type=int, default=1, help="another one: other combinations")
    parser.add_argument("--family", action="append", choices=[each.name for each in families()])
    parser.add_argument("--jobs", type=int, default=batch.default_jobs())
    parser.add_argument("--to", type=Path, help="file that keeps trials, to go on from")
    parser.add_argument("--save", type=Path, help="folder for those that passed, to look at")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str]) -> int:
    """Try them."""
    asked, about = options(arguments), measured.now("adversary")
    found = run(
        [
            wrong
            for wrong in submissions(asked.seed, asked.scale)
            if not asked.family or wrong.family in asked.family
        ],
        asked,
    )
    result = Result(about, count(families(), found))
    only_print = asked.print or bool(asked.family)
    reporting.report("adversary", PAGE, result, render(result.found), only_print=only_print)
    return int(any(each.earned or not each.graded for each in found))


def run(wrongs: Sequence[Wrong], asked: argparse.Namespace) -> list[Trial]:
    """Every submission's trial: the kept one, or a new one."""
    home = loader.find_course(ROOT)
    known = {name: loader.load_assignment(home, name) for name in {w.assignment for w in wrongs}}
    kept = trial.read(asked.to) if asked.to else {}
    tasks = [_task(wrong, known[wrong.assignment]) for wrong in wrongs]
    left = [task for task in tasks if task.key not in kept]
    if left:
        _try(left, asked, kept)
    if asked.save:
        _save([task.wrong for task in tasks if kept[task.key].earned], asked.save)
    return [kept[task.key] for task in tasks]


def _task(wrong: Wrong, assignment: Assignment) -> Task:
    return Task(trial.key_of(wrong, assignment), wrong, assignment)


def _try(left: Sequence[Task], asked: argparse.Namespace, kept: dict[str, Trial]) -> None:
    lock = threading.Lock()
    with Progress(console=Console(stderr=True), transient=True) as shown:
        job = shown.add_task("wrong submissions", total=len(left))

        def done(found: Trial) -> None:
            with lock:
                kept[found.key] = found
                shown.advance(job)
                if asked.to and found.graded:
                    trial.add(asked.to, found)

        trial.try_all(left, asked.jobs, done)


def _save(passed: Sequence[Wrong], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for wrong in passed:
        (folder / f"{wrong.assignment}_{wrong.name}.py").write_text(wrong.source, encoding="utf-8")
