"""Two jobs of one zygote at the same time, told step by step what to send and to look for.

There is no clock in it: the sender has done what it was told before the receiver looks, so how
busy the machine is changes nothing.
"""

from __future__ import annotations

import contextlib
import json
import random
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from autograder.sandbox import client, wire
from autograder.sandbox.client import Zygote
from autograder.sandbox.jobs import JobLimits, JobRequest

BITS = 24
ENOUGH = 23  # right ones; by chance, and with the best threshold in hindsight, 1 in 10,000 times

LIMITS = JobLimits(
    seconds=500, memory_mb=512, file_mb=4, disk_mb=8, files=50, threads=64, result_mb=4
)


@dataclass(frozen=True)
class Heard:
    """What came of a channel: bits that were read right, or why a door was shut."""

    right: int
    refused: str = ""

    @property
    def leaks(self) -> bool:
        """Did the receiver learn what the sender sent?"""
        return not self.refused and self.right >= ENOUGH


class Job:
    """A job that answers questions one at a time."""

    def __init__(self, channel: socket.socket) -> None:
        self._channel = channel

    def ask(self, **question: object) -> dict[str, Any]:
        """The answer to one question.

        Raises:
            AssertionError: the job has ended.
        """
        wire.send(self._channel, wire.PROBE, json.dumps(question).encode())
        frame = wire.receive(self._channel, 1 << 20)
        assert frame is not None
        assert frame.kind == wire.ANSWER, frame.payload
        found: dict[str, Any] = json.loads(frame.payload)
        return found


@contextlib.contextmanager
def job(zygote: Zygote) -> Iterator[Job]:
    """A job for the length of a ``with`` block."""
    ours, theirs = socket.socketpair()
    with ours:
        ours.settimeout(120)
        client._hand_over(zygote, theirs, b"", JobRequest(LIMITS))
        yield Job(ours)
        with contextlib.suppress(OSError):
            wire.send(ours, wire.DONE)
            while wire.receive(ours, 1 << 20):
                pass


def transmit(sender: Job, receiver: Job, channel: str, seed: int) -> Heard:
    """Send random bits through a channel, and see how many arrive."""
    draws = random.Random(seed)
    bits = draws.sample([0, 1] * (BITS // 2), BITS)
    common = {"channel": channel, "name": f"{draws.getrandbits(16):x}"}
    to_sender = {**common, "peer": receiver.ask()["value"]}
    to_receiver = {**common, "peer": sender.ask()["value"]}
    values = []
    for bit in (0, 1, *bits, 0):
        put = sender.ask(**to_sender, put=bit)
        sensed = receiver.ask(**to_receiver)
        for answer in (put, sensed):
            if "refused" in answer:
                return Heard(0, answer["refused"])
        values.append(sensed["value"])
    return Heard(_right(values[2:-1], bits))


def _right(values: list[float], bits: list[int]) -> int:
    """How many bits are read right, with the best threshold."""
    thresholds = sorted(set(values))
    hits = [
        sum((value >= threshold) == bool(bit) for value, bit in zip(values, bits, strict=True))
        for threshold in thresholds
    ]
    return max(*hits, BITS - min(hits))
