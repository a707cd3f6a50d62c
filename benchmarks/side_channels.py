"""Measures what two jobs at the same time can still tell each other: bits per second.

``python -m benchmarks.side_channels`` tries shorter and shorter slots of time on a machine that
does nothing else, and writes the best rate of each channel into docs/explanation/security.md.
What is shut altogether is tested in tests/test_side_channels.py.
"""

from __future__ import annotations

import json
import math
import os
import random
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec

from autograder.sandbox import client, isolation
from autograder.sandbox.client import Zygote
from autograder.sandbox.jobs import Entry, JobLimits, JobRequest
from tests.channels.timed import CHANNELS

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "explanation" / "security.md"
BEGIN, END = "<!-- channels: begin -->", "<!-- channels: end -->"
PROGRAM = Entry("json", "json", "tests.channels.timed:run")
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


def main() -> None:
    """Measure each channel and write the table into the page."""
    where = msgspec.structs.replace(isolation.find(), visible=(str(ROOT / "tests"),))
    load = (
        f"{os.cpu_count()} processors, of which others wanted {os.getloadavg()[0]:.0f} meanwhile."
    )
    rows = ["| what a job sees | best rate | slot | bits read wrong |", "| --- | --- | --- | --- |"]
    with client.start(PROGRAM, where) as zygote:
        for channel in CHANNELS:
            found = [(errors(zygote, channel, slot), slot) for slot in SLOTS]
            share, slot = max(found, key=lambda one: capacity(*one))
            rate = capacity(share, slot)
            rows.append(
                f"| {TOLD[channel]} | {rate:.0f} bit/s | {1000 * slot:.0f} ms | {share:.0%} |"
            )
            print(rows[-1], flush=True)
    text = PAGE.read_text(encoding="utf-8")
    head, _, rest = text.partition(BEGIN)
    _, _, tail = rest.partition(END)
    made = "\n".join([load, "", *rows])
    PAGE.write_text(f"{head}{BEGIN}\n\n{made}\n\n{END}{tail}", encoding="utf-8")


if __name__ == "__main__":
    main()
