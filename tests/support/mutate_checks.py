"""Is each part of the standard checks needed? They are changed in one place, again and again.

``python -m tests.support.mutate_checks [NAME...]`` changes the bodies of the standard checks, and
what these judge and tell with, in one place at a time (an assertion or a call removed, a condition
negated, one side of an ``and``, a number one more, …) and runs the tests of the checks that call
what was changed, the shortest first. A change that no test notices *survives*. All of it happens in
one process, in which TensorFlow starts once. What only writes titles is left out: the page of
standard checks shows it.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from types import FrameType, FunctionType, ModuleType
from typing import Any, Final, TextIO

import pytest
from _pytest.runner import runtestprotocol

from autograder.checks import (
    answer_values,
    answers,
    arrays,
    files,
    functions,
    losses,
    measures,
    networks,
    predictions,
    saved_weights,
    telling,
    training,
    unknown_numbers,
)
from autograder.checks.definition import StandardCheck
from tests.support.code_changes import Change, changes
from tests.support.places import ROOT, TESTS

MODULES: Final = (
    answers, answer_values, arrays, files, functions, losses, measures, networks, predictions,
    saved_weights, telling, training, unknown_numbers,
)  # fmt: skip
FILES: Final = (
    "test_check_answers.py",
    "test_check_convergence.py",
    "test_check_files.py",
    "test_check_functions.py",
    "test_check_networks.py",
    "test_check_predictions.py",
    "test_check_training.py",
    "test_check_unknown_numbers.py",
    "test_limits_of_measures.py",
    "test_measures.py",
    "test_measures_of_answers.py",
    "test_mistakes.py",
)
WORDING: Final = frozenset(
    [
        "_count",
        "_hidden_layers",
        "_output_nodes",
        "_nodes",
        "_counted",
        "_built",
        "_goal",
        "_law",
        "_bound",
        "_near",
    ]
)
KNOWN: Final = (
    "not thorough and not nightly and not hypothesis"  # what is tried is the same each time
)
ENDLESS: Final = 30  # seconds of processor time: no test takes a tenth of it
# A change that gives what it replaces, whatever a student hands in.
_ASKED_TWICE: Final = "asked again where training falls short; the first time spares the restarts"
_LIMIT: Final = "no training ends, and no draw lies, at the very limit"
_NONE: Final = "None is like no table"
EQUIVALENT: Final[dict[str, str]] = {
    "training.learned: student.need_record(model) -> pass": _ASKED_TWICE,
    "training.fitted: student.need_record(model) -> pass": _ASKED_TWICE,
    "training.converged: student.need_record(model) -> pass": _ASKED_TWICE,
    "answer_values.is_same: strict=False -> strict=True": "read only where both are as long",
    "measures._range: float(np.ptp(numbers)) if numbers.size else 0.0 -> "
    "float(np.ptp(numbers)) if numbers.size else 1.0": "no numbers are like none in any case",
    "measures.same_table: given is not None and table is not None and np.array_equal(given, table)"
    " -> table is not None and np.array_equal(given, table)": _NONE,
    "measures.same_table: given is not None and table is not None and np.array_equal(given, table)"
    " -> given is not None and np.array_equal(given, table)": _NONE,
    "networks.activation: not right and (not layers_are_known(network)) and "
    "_may_end_in(activation, outputs) -> "
    "not layers_are_known(network) and _may_end_in(activation, outputs)": (
        "without layers nothing but a sigmoid or a softmax is right, which may not stay open"
    ),
    "training.fitted: _error(flat(outputs), values, error) <= within -> "
    "_error(flat(outputs), values, error) < within": _LIMIT,
    "training.converged: loss_value(name, p, table.y) - optimum.get(name, 0.0) <= within -> "
    "loss_value(name, p, table.y) - optimum.get(name, 0.0) < within": _LIMIT,
    "unknown_numbers._objection_to_drawn: abs(one.value / given.deviation - 1) <= given.within -> "
    "abs(one.value / given.deviation - 1) < given.within": _LIMIT,
    "unknown_numbers._named: abs(found - one.value) <= within * abs(one.value) -> "
    "abs(found - one.value) < within * abs(one.value)": _LIMIT,
    "unknown_numbers._fault: np.unique(given).size < _ALIKE * given.size -> "
    "np.unique(given).size <= _ALIKE * given.size": _LIMIT,
    "unknown_numbers._fault: abs(mean) <= within * deviation -> "
    "abs(mean) < within * deviation": _LIMIT,
    "unknown_numbers._fault: abs(found - deviation) > within * deviation -> "
    "abs(found - deviation) >= within * deviation": _LIMIT,
    "unknown_numbers._fault_of_law: float(np.abs(given).max()) > 1.05 * _EDGE * _deviation(given) "
    "-> float(np.abs(given).max()) >= 1.05 * _EDGE * _deviation(given)": _LIMIT,
}


def short_name(module: ModuleType) -> str:
    """``answers`` for ``autograder.checks.answers``."""
    return module.__name__.rpartition(".")[2]


def target(module: ModuleType, name: str) -> FunctionType:
    """The function that a change is put into: a check's body, or a helper."""
    found = vars(module)[name]
    made = found.body if isinstance(found, StandardCheck) else found
    assert isinstance(made, FunctionType)
    return made


class Trials:
    """Takes the place of pytest's loop over the tests: each is run for many changes."""

    def __init__(self, modules: Sequence[ModuleType], out: TextIO) -> None:
        self.modules = modules
        self.out = out
        self.total = 0
        self.excused: list[str] = []
        self.bad = 0

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Try all changes; True, for pytest has nothing left to do."""
        seconds, callers = self._as_it_is(session.items)
        for module in self.modules:
            for change in changes(module, without=WORDING):
                called = callers.get((module.__file__ or "", change.function), [])
                asked = sorted(called, key=seconds.__getitem__)
                self.total += 1
                with changed(change):
                    noticed = any(not passes(item) for item in asked)
                if not noticed:
                    self._survived(change)
        return True

    def _as_it_is(
        self, items: Sequence[pytest.Item]
    ) -> tuple[dict[pytest.Item, float], dict[tuple[str, str], list[pytest.Item]]]:
        """How long each test takes, and which tests call a function."""
        seconds, callers = {}, {}
        for item in items:
            begun = time.process_time()
            with calls({module.__file__ or "" for module in self.modules}) as called:
                assert passes(item), f"{item.nodeid} fails without any change"
            seconds[item] = time.process_time() - begun
            for place in called:
                callers.setdefault(place, []).append(item)
        return seconds, callers

    def _survived(self, change: Change) -> None:
        reason = EQUIVALENT.get(change.name, "")
        if reason:
            self.excused.append(change.name)
            return
        self.bad += 1
        place = os.path.relpath(change.module.__file__ or "", ROOT)
        print(f"survived: {place}:{change.line} {change.name}", file=self.out, flush=True)


def passes(item: pytest.Item) -> bool:
    """Whether a test passes; what all tests share is kept for the next one."""
    stays: Any = item.session  # what comes next needs this, and nothing below it
    signal.signal(signal.SIGVTALRM, _endless)
    signal.setitimer(signal.ITIMER_VIRTUAL, ENDLESS)
    try:
        return all(one.passed for one in runtestprotocol(item, log=False, nextitem=stays))
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def _endless(number: int, frame: FrameType | None) -> None:
    raise TimeoutError


@contextlib.contextmanager
def calls(files: set[str]) -> Iterator[set[tuple[str, str]]]:
    """Which functions of these files are called meanwhile, as (file, name)."""
    found: set[tuple[str, str]] = set()

    def seen(frame: FrameType, event: str, argument: Any) -> None:
        if event == "call" and frame.f_code.co_filename in files:
            found.add((frame.f_code.co_filename, frame.f_code.co_name))

    sys.setprofile(seen)
    try:
        yield found
    finally:
        sys.setprofile(None)


@contextlib.contextmanager
def changed(change: Change) -> Iterator[None]:
    """The function with its change, for a while."""
    function = target(change.module, change.function)
    before = function.__code__
    function.__code__ = change.code
    try:
        yield
    finally:
        function.__code__ = before


def main(arguments: Sequence[str]) -> int:
    """Print the survivors; 1 if there is one, or if one of EQUIVALENT is noticed after all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", nargs="*", help=", ".join(map(short_name, MODULES)))
    names = parser.parse_args(arguments).modules or [short_name(one) for one in MODULES]
    trials = Trials(
        [one for one in MODULES if short_name(one) in names],
        os.fdopen(os.dup(1), "w", encoding="utf-8"),
    )
    files = [str(TESTS / "checks" / name) for name in FILES]
    options = ["-qq", "--no-summary", "--tb=native", "-p", "no:cacheprovider"]
    status = pytest.main([*files, *options, "-m", KNOWN], plugins=[trials])
    assert status in {0, 5}, f"pytest ended with {status}"
    noticed = [
        name
        for name in EQUIVALENT
        if name.partition(".")[0] in names and name not in trials.excused
    ]
    for name in noticed:
        print(f"not the same after all: {name}")
    same = len(trials.excused)
    print(f"standard checks: {trials.total - same - trials.bad} of {trials.total} changes noticed, "
          f"{same} give the same, {trials.bad} survive")  # fmt: skip
    return 1 if trials.bad or noticed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
