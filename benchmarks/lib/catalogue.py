"""Which benchmarks there are, where each is, and what `make bench` gives it."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

from benchmarks.lib.repository import ROOT

_PAGES = ROOT / "docs" / "explanation"
FAIRNESS, SECURITY, SPEED, PORTAL = (
    _PAGES / f"{name}.md" for name in ("fairness", "security", "speed", "portal")
)


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One command, `python -m benchmarks NAME`.

    Attributes:
        name: of the command, of its place in the docs and of its file in `results/`.
        module: has `main(arguments)`.
        make: options that `make bench` gives.
    """

    name: str
    module: str
    make: tuple[str, ...] = ()


# What takes longest comes last.
MEASUREMENTS = (
    Benchmark("distribution", "benchmarks.measure.distribution"),
    Benchmark("retrain", "benchmarks.measure.retrain"),
    Benchmark("side_channels", "benchmarks.measure.side_channels"),
    Benchmark("stages", "benchmarks.measure.stages"),
    Benchmark("click_to_grade", "benchmarks.measure.click_to_grade"),
    Benchmark("same", "benchmarks.measure.same"),
    Benchmark("sandbox", "benchmarks.measure.sandbox"),
    Benchmark("portal_chaos", "benchmarks.measure.portal_chaos"),
    Benchmark("portal_burst", "benchmarks.measure.portal_burst"),
    Benchmark("portal_queue", "benchmarks.measure.portal_queue"),
    Benchmark("scaling", "benchmarks.measure.scaling"),
    Benchmark("fit", "benchmarks.measure.fit"),
    Benchmark("attack_layers", "benchmarks.measure.attack_layers"),
    Benchmark("adversary", "benchmarks.measure.adversary.command", ("--to", ".adversary.jsonl")),
)
EXPERIMENTS = (
    Benchmark("chances", "benchmarks.experiments.chances"),
    Benchmark("course_tables", "benchmarks.experiments.course_tables"),
    Benchmark("on_batch", "benchmarks.experiments.on_batch"),
    Benchmark("peers", "benchmarks.experiments.peers"),
    Benchmark("pictures", "benchmarks.experiments.pictures"),
)
ALL = {each.name: each for each in (*MEASUREMENTS, *EXPERIMENTS)}


def main_of(benchmark: Benchmark) -> Callable[[Sequence[str]], int | None]:
    """The function that reads the options and runs it; importing it may take seconds."""
    module = importlib.import_module(benchmark.module)
    return cast("Callable[[Sequence[str]], int | None]", module.main)
