"""Compares as many generated fits with stock as one asks for.

Usage: `python -m tests.compiled_fit.equivalence --cases 2000 [--seed 1] [--first 0]`
"""

from __future__ import annotations

import argparse
import collections
import sys
import time

from autograder.compiled_fit import Decision, install, uninstall
from tests.compiled_fit.cases import Case, table
from tests.compiled_fit.trial import differences, observe

OUR_OWN_FAULTS = ("The run cannot be traced", "The epoch cannot be traced", "The call could not")
"""Reasons that send a fit to stock because something of ours failed, not because of a rule."""


STOCK_REPEATS = 8


def compare(case: Case, *, twin: bool = False) -> tuple[list[str], list[Decision]]:
    """What differs from stock, and the level and reason of each of our fits.

    With several outputs stock does not always repeat its own last bit: TensorFlow's optimiser may
    add the losses in another order from one trace to the next. What differs at first therefore
    counts only if no repetition of stock gives it either.
    """
    uninstall()
    expected = observe(case, twin=twin)
    decisions: list[Decision] = []
    install(decisions.append)
    try:
        got = observe(case, twin=twin)
    finally:
        uninstall()
    found = set(differences(expected, got))
    for _ in range(STOCK_REPEATS):
        if not found:
            break
        found &= set(differences(observe(case, twin=twin), got))
    broken = [d.reason for d in decisions if d.reason.startswith(OUR_OWN_FAULTS)]
    return [*sorted(found), *broken], decisions


def main() -> int:
    """Prints each case that differs and a summary; 1 if there was one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=300)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--verbose", action="store_true")
    asked = parser.parse_args()
    levels: collections.Counter[str] = collections.Counter()
    failed, began = 0, time.perf_counter()
    for number, case in enumerate(table(asked.cases, asked.seed)):
        if number < asked.first:
            continue
        began_case = time.perf_counter()
        try:
            found, decisions = compare(case, twin=True)
        except Exception as error:  # noqa: BLE001 - one broken case must not hide the others
            found, decisions = [f"{type(error).__name__}: {str(error)[:300]}"], []
        levels.update(decision.level.value for decision in decisions)
        if asked.verbose:
            print(number, f"{time.perf_counter() - began_case:.2f}", case, flush=True)
        if found:
            failed += 1
            print("DIFFERS", number, case, decisions, found, flush=True)
        if number % 25 == 24:
            print(
                f"{number + 1} models, {failed} differ, {time.perf_counter() - began:.0f} s",
                flush=True,
            )
    print(
        dict(levels),
        f"{failed} models of {asked.cases} fits differ",
        f"{time.perf_counter() - began:.0f} s",
    )
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
