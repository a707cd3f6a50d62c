"""``diff``."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from autograder.cli.guards import refuse_two_assignments
from autograder.cli.summary import left_out
from autograder.errors import StaffError
from autograder.messages.words import number
from autograder.records import CheckResult, Grade
from autograder.results.diff import GradeChange, compare
from autograder.results.folder import ResultsFolder
from autograder.util import sanitize


def diff(old: Path, new: Path) -> int:
    """Print whose grade changes and by which check."""
    before, after = _read(old), _read(new)
    refuse_two_assignments(old, list(before.values()), new, list(after.values()))
    changes = compare(before, after)
    for change in changes:
        click.echo(_line(change))
        for check in change.checks:
            click.echo(f"    {check.name}: {_check(check.old)} → {_check(check.new)}")
    changed = Counter(check.name for change in changes for check in change.checks)
    for name, count in changed.most_common():
        click.echo(f"{name} changes for {count}.")
    same = len({*before, *after}) - len(changes)
    click.echo(f"{len(changes)} of {len({*before, *after})} grades change, {same} stay.")
    return 0


def _read(folder: Path) -> dict[str, Grade]:
    kept = ResultsFolder(folder).survey()
    grades = {grade.student: grade for grade in kept.grades.values()}
    if not grades:
        raise StaffError(f"{folder} holds no results", "Name a folder that `grade --out` wrote.")
    for line in left_out(kept):
        click.echo(f"{folder}: {line.en}", err=True)
    return grades


def _line(change: GradeChange) -> str:
    name = sanitize.name(change.student)
    status = change.status[1] if change.status[0] == change.status[1] else "→".join(change.status)
    return f"{name}: {_points(change.old)} → {_points(change.new)}  ({status})"


def _check(check: CheckResult | None) -> str:
    return "none" if check is None else f"{number(check.earned)} {check.outcome.value}"


def _points(value: float | None) -> str:
    return "none" if value is None else number(value)
