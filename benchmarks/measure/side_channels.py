"""Measures what two jobs at the same time can still tell each other: bits per second.

``python -m benchmarks side_channels`` tries shorter and shorter slots of time on a machine that
does nothing else, and writes the best rate of each channel into docs/explanation/security.md.
What is shut altogether is tested in tests/sandbox/test_side_channels.py.
"""

from __future__ import annotations

import json
import math
import random
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import msgspec

from autograder.sandbox import client, isolation
from autograder.sandbox.client import Zygote
from autograder.sandbox.jobs import Entry, JobLimits, JobRequest
from benchmarks.lib import measured, reporting
from benchmarks.lib.catalogue import SECURITY as PAGE
from benchmarks.lib.repository import ROOT
from benchmarks.lib.results import Result
from tests.sandbox.channels.timed import CHANNELS

PROGRAM = Entry("json", "json", "tests.sandbox.channels.timed:run")
BITS = 100
SLOTS = (0.1, 0.05, 0.03, 0.02)  # seconds
LIMITS = JobLimits(
    seconds=120, memory_mb=256, file_mb=4, disk_mb=8, files=50, threads=64, result_mb=4
)
TOLD = {
    "processors": "how busy the processors are",
    "pipes": "the numbers of new pipes, sockets and files of /proc",
}


def errors(zygote: Zygote, channel: str, slot: float, seed: int = 1) -> float:
    """The share of bits that are read wrong, with the best threshold in hindsight."""
    draws = random.Random(seed)
    bits = draws.sample([0, 1] * (BITS // 2), BITS)
    common = {"channel": channel, "start": time.monotonic() + 1, "slot": slot, "count": BITS}

    def job(sent: list[int] | None) -> bytes:
        program = json.dumps({**common, "bits": sent}).encode()
        outcome = client.run(zygote, program, JobRequest(LIMITS))
        if outcome.payload is None:
            raise SystemExit(f"{channel}: {outcome.status}")
        return outcome.payload

    with ThreadPoolExecutor(2) as pool:
        sending, hearing = pool.submit(job, bits), pool.submit(job, None)
        sending.result()
        heard: list[float] = json.loads(hearing.result())
    wrong = [
        sum((value >= threshold) != bool(bit) for value, bit in zip(heard, bits, strict=True))
        for threshold in sorted(set(heard))
    ]
    return min(*wrong, *(BITS - count for count in wrong), BITS // 2) / BITS


def capacity(share: float, slot: float) -> float:
    """Bits per second of a channel that gets this share of its bits wrong (Shannon)."""
    if share <= 0:
        return 1 / slot
    known = 1 + share * math.log2(share) + (1 - share) * math.log2(1 - share)
    return known / slot


def best(zygote: Zygote, channel: str) -> dict[str, float]:
    """The slot at which the channel tells most, and how much that is."""
    found = [(errors(zygote, channel, slot), slot) for slot in SLOTS]
    share, slot = max(found, key=lambda one: capacity(*one))
    return {"bits per second": capacity(share, slot), "slot": slot, "wrong": share}


def render(found: dict[str, Any]) -> str:
    """A row for each channel."""
    rows = ["| what a job sees | best rate | slot | bits read wrong |", "| --- | --- | --- | --- |"]
    for channel, one in found.items():
        rate, slot = f"{one['bits per second']:.0f} bit/s", f"{1000 * one['slot']:.0f} ms"
        rows.append(f"| {TOLD[channel]} | {rate} | {slot} | {one['wrong']:.0%} |")
    return "\n".join(rows)


def main(arguments: Sequence[str]) -> None:
    """Measure each channel."""
    asked = reporting.parser("side_channels", __doc__).parse_args(arguments)
    about = measured.now("side_channels")
    where = msgspec.structs.replace(isolation.find(), visible=(str(ROOT / "tests"),))
    with client.start(PROGRAM, where) as zygote:
        found = {channel: best(zygote, channel) for channel in CHANNELS}
    result = Result(about, found)
    reporting.report("side_channels", PAGE, result, render(found), only_print=asked.print)
