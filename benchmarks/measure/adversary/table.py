"""What an adversary came to, as a table of the docs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from benchmarks.measure.adversary.pieces import Family
from benchmarks.measure.adversary.trial import Trial

_HEAD = [
    "| wrong by | submissions | look learned | false passes | to a person | staff told |",
    "| --- | ---: | ---: | ---: | ---: | ---: |",
]


def count(families: Sequence[Family], trials: Sequence[Trial]) -> dict[str, Any]:
    """A row for each family that was tried, one for all, and each false pass."""
    rows = {
        family.about: _counts(own)
        for family in families
        if (own := [trial for trial in trials if trial.family == family.name])
    }
    passed = [
        f"false pass: {trial.assignment}, {trial.name} ({', '.join(trial.pieces)}): "
        f"{', '.join(trial.earned)}"
        for trial in trials
        if trial.graded and trial.earned
    ]
    ungraded = sum(not trial.graded for trial in trials)
    return {"rows": rows | {"**all**": _counts(trials)}, "passed": passed, "ungraded": ungraded}


def _counts(trials: Sequence[Trial]) -> list[int]:
    graded = [trial for trial in trials if trial.graded]
    return [
        len(graded),
        sum(trial.bites for trial in graded),
        sum(bool(trial.earned) for trial in graded),
        sum(bool(trial.waiting) for trial in graded),
        sum(trial.noted for trial in graded),
    ]


def render(found: dict[str, Any]) -> str:
    """The rows; below them each false pass."""
    rows = [
        f"| {label} | {' | '.join(map(str, counts))} |" for label, counts in found["rows"].items()
    ]
    named = [f"- {each}" for each in found["passed"]]
    if found["ungraded"]:
        named.append(f"- could not be graded: {found['ungraded']}")
    return "\n".join([*_HEAD, *rows, *(["", *named] if named else [])])
