"""How much one compiled call may run, so that Ctrl-C and time limits strike soon.

Python handles a signal only between calls into TensorFlow. Calls therefore start with one step
and grow until they last a fraction of a second.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

TARGET_SECONDS = 0.25
_GROWTH = 16
_UNMEASURED_CALLS = 1
"""The first call also sets the function up, which says nothing about a step."""


@dataclass
class ChunkSize:
    """Measures steps and says how many the next call may run."""

    budget: int = 1
    _calls: int = 0
    _started: float = 0.0

    def start(self) -> None:
        """Notes that a call begins."""
        self._started = time.perf_counter()

    def stop(self, steps: int) -> None:
        """Learns from a call that has run `steps` steps."""
        seconds = max(time.perf_counter() - self._started, 1e-6)
        self._calls += 1
        if self._calls <= _UNMEASURED_CALLS:
            self.budget = 2
            return
        possible = int(TARGET_SECONDS * steps / seconds)
        self.budget = max(1, min(possible, _GROWTH * max(steps, self.budget)))
