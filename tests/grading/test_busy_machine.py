"""A time limit is one of the work itself: what neighbours take of the processors costs nobody."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace

import pytest

from autograder.records import Assignment, Status
from tests.conftest import RIGHT, Grader

BY_ITSELF = "import time\nwhile time.process_time() < 1.5: pass\n"
HANDED_TO_ANOTHER_THREAD = """
import queue, threading, time
there, back = queue.Queue(), queue.Queue()
def serve():
    while True:
        end = time.thread_time() + there.get()
        while time.thread_time() < end: pass
        back.put(None)
threading.Thread(target=serve, daemon=True).start()
while time.process_time() < 1.5:
    there.put(0.3)
    back.get()
"""


@pytest.mark.parametrize(
    "work",
    [
        pytest.param(BY_ITSELF, id="itself"),
        pytest.param(HANDED_TO_ANOTHER_THREAD, id="handed", marks=pytest.mark.thorough),
    ],
)
def test_waiting_for_a_busy_machine_does_not_count_against_the_time_limit(
    grade_source: Grader, tiny: Assignment, work: str
) -> None:
    """Six busy neighbours take the processors; the work itself needs less than its limit."""
    limited = replace(tiny, limits=replace(tiny.limits, seconds=3))
    neighbours = [
        # Each in a session of its own: the kernel shares processors out among sessions first.
        subprocess.Popen([sys.executable, "-c", "while True: pass"], start_new_session=True)
        for _ in range(3 * (os.cpu_count() or 1))
    ]
    try:
        graded = grade_source(f"{work}\n{RIGHT}", limited)
    finally:
        for one in neighbours:
            one.kill()
            one.wait()
    assert (graded.grade.status, graded.grade.score) == (Status.GRADED, 100)
