"""Compares as many generated fits with stock as one asks for.

Usage: `python -m tests.compiled_fit.equivalence --cases 2000 [--seed 1] [--first 0]`
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import sys
import time
from collections.abc import Iterator

import tensorflow as tf

from autograder.compiled_fit import Decision, install, uninstall
from tests.compiled_fit.cases import Case, table
from tests.compiled_fit.trial import differences, observe

OUR_OWN_FAULTS = ("The run cannot be traced", "The epoch cannot be traced", "The call could not")
"""Reasons that send a fit to stock because something of ours failed, not because of a rule."""


def compare(case: Case, *, twin: bool = False) -> tuple[list[str], list[Decision]]:
    """What differs from stock, and the level and reason of each of our fits."""
    uninstall()
    with _repeatable(case):
        expected = observe(case, twin=twin)
        decisions: list[Decision] = []
        install(decisions.append)
        try:
            got = observe(case, twin=twin)
        finally:
            uninstall()
    broken = [d.reason for d in decisions if d.reason.startswith(OUR_OWN_FAULTS)]
    return [*differences(expected, got), *broken], decisions


@contextlib.contextmanager
def _repeatable(case: Case) -> Iterator[None]:
    """Lets stock repeat its own last bit where a network has several outputs.

    TensorFlow's arithmetic optimiser adds several losses in an order that changes from one trace to
    the next, so there two runs of stock differ. It is switched off for both sides.
    """
    if case.network != "two-outputs":
        yield
        return
    before = tf.config.optimizer.get_experimental_options()
    tf.config.optimizer.set_experimental_options({"arithmetic_optimization": False})
    try:
        yield
    finally:
        tf.config.optimizer.set_experimental_options({"arithmetic_optimization": True} | before)


def main() -> int:
    """Prints each case that differs and a summary; 1 if there was one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=300)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--verbose", action="store_true")
    asked = parser.parse_args()
    tf.get_logger().setLevel("ERROR")  # so many models are traced that TensorFlow warns of it
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
