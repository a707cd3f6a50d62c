"""Who passes the rule for random restarts, by how often a single run succeeds: exact binomials.

Usage: `python -m benchmarks chances [--print]`

Question: how many random restarts does a network get whose own run fell short, and how many of them
have to succeed, so that right work keeps its points and luck earns none? Decided: three of 64. One
success in 45 gives a network that learns once in a hundred runs its points in 36 % of all cases,
three of 64 in 2.6 %. One that learns once in five loses them with less than 0.01 % either way.

With probability p that one run gets there: `passes` is that it passes, by its own run or by
random restarts; `by random restarts` that its own run falls short and random restarts succeed often
enough; `fails` the rest. The last column is the rule of one success in 45, for comparison.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from autograder.retraining.restarts import NEEDED, RANDOM_RESTARTS
from autograder.util import docs_tables
from benchmarks.lib import reporting
from benchmarks.lib.catalogue import FAIRNESS as PAGE

SINGLE = (0.0, 0.0001, 0.001, 0.005, 0.01, 0.02, 0.05, 0.10, 0.16, 0.20, 0.30, 0.50, 0.80)


def at_least(needed: int, tries: int, p: float) -> float:
    """Probability of at least ``needed`` successes in ``tries``."""
    return 1.0 - sum(_exactly(count, tries, p) for count in range(needed))


def fewer_than(needed: int, tries: int, p: float) -> float:
    """Probability of fewer, summed on its own so that small ones are exact."""
    return sum(_exactly(count, tries, p) for count in range(needed))


def _exactly(count: int, tries: int, p: float) -> float:
    return math.comb(tries, count) * p**count * (1.0 - p) ** (tries - count)


def table() -> str:
    """One row for each probability of a single run."""
    rows = [
        (
            "| one run succeeds | passes by random restarts | fails "
            "| 1 of 45: by random restarts | fails |"
        ),
        "| ---: | ---: | ---: | ---: | ---: |",
    ]
    for p in SINGLE:
        short = 1.0 - p
        cells = (
            p,
            short * at_least(NEEDED, RANDOM_RESTARTS, p),
            short * fewer_than(NEEDED, RANDOM_RESTARTS, p),
            short * at_least(1, 45, p),
            short * fewer_than(1, 45, p),
        )
        rows.append("| " + " | ".join(map(_percent, cells)) + " |")
    return "\n".join(rows)


def _percent(value: float) -> str:
    """Two digits that count."""
    percent = 100.0 * value
    if percent < 1e-7:
        return "0 %"
    if percent > 99.0:
        return f"{percent:.6g} %"
    digits = max(0, 1 - math.floor(math.log10(percent)))
    return f"{percent:.{digits}f} %"


def main(arguments: Sequence[str]) -> None:
    """Print, and write into the page."""
    only_print = reporting.parser("chances", __doc__).parse_args(arguments).print
    print(table())
    if not only_print:
        docs_tables.fill(PAGE, "chances", table())
