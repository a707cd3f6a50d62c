"""What an adversary came to, as a table of the docs."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.adversary.pieces import Family
from benchmarks.adversary.trial import Trial

_HEAD = [
    "| wrong by | submissions | look learned | false passes | to a person | staff told |",
    "| --- | ---: | ---: | ---: | ---: | ---: |",
]


def table(families: Sequence[Family], trials: Sequence[Trial]) -> str:
    """A row for each family, and one for all; below it each false pass."""
    rows = [
        _row(family.about, own)
        for family in families
        if (own := [trial for trial in trials if trial.family == family.name])
    ]
    return "\n".join([*_HEAD, *rows, _row("**all**", trials), *_names(trials)])


def _row(label: str, trials: Sequence[Trial]) -> str:
    graded = [trial for trial in trials if trial.graded]
    counts = (
        len(graded),
        sum(trial.bites for trial in graded),
        sum(bool(trial.earned) for trial in graded),
        sum(bool(trial.waiting) for trial in graded),
        sum(trial.noted for trial in graded),
    )
    return f"| {label} | {' | '.join(map(str, counts))} |"


def _names(trials: Sequence[Trial]) -> list[str]:
    passed = [
        f"- false pass: {trial.assignment}, {trial.name} ({', '.join(trial.pieces)}): "
        f"{', '.join(trial.earned)}"
        for trial in trials
        if trial.graded and trial.earned
    ]
    ungraded = sum(not trial.graded for trial in trials)
    if ungraded:
        passed.append(f"- could not be graded: {ungraded}")
    return ["", *passed] if passed else []
