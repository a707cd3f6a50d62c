"""The clock by which retraining is limited."""

from __future__ import annotations

import time


def seconds() -> float:
    """Seconds of processor time that this process has taken.

    Not those on the wall: how much else a machine has to do must not decide whether a run is
    confirmed. What waits without end is stopped from outside, by the limit on the checks.
    """
    return time.process_time()
