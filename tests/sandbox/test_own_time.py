"""What counts of a job's time, from what its threads did."""

from __future__ import annotations

import os
import threading

import pytest

from autograder.sandbox.own_time import ThreadTime, own_seconds, read_threads

# (ran, waited) of each thread during one second, processors, and what counts of that second.
SECONDS = {
    "asleep": ([(0.0, 0.0)], 2, 1.0),
    "alone on the machine": ([(1.0, 0.0)], 2, 1.0),
    "two thirds held by others": ([(0.25, 0.75)], 2, 0.25),
    "handed to and fro": ([(0.125, 0.375), (0.125, 0.375)], 2, 0.25),
    "side by side": ([(0.25, 0.75), (0.25, 0.75)], 2, 0.25),
    "half asleep, a quarter waiting": ([(0.25, 0.25)], 2, 0.75),
    "eight threads that hold the machine": ([(0.25, 0.75)] * 8, 2, 1.0),
    "eight threads and a neighbour": ([(0.2, 0.8)] * 8, 2, 0.8),
    "a wait of seconds that has just ended": ([(0.01, 5.0)], 1, 0.01),
    "not counted by this kernel": ([], 2, 1.0),
}


@pytest.mark.parametrize("case", SECONDS)
def test_only_the_job_s_own_time_counts(case: str) -> None:
    threads, processors, counts = SECONDS[case]
    before = {str(at): ThreadTime(7_000_000_000, 5_000_000_000) for at, _ in enumerate(threads)}
    after = {
        str(at): ThreadTime(7_000_000_000 + int(ran * 1e9), 5_000_000_000 + int(waited * 1e9))
        for at, (ran, waited) in enumerate(threads)
    }
    assert own_seconds(1.0, before, after, processors) == pytest.approx(counts)


def test_a_thread_that_began_meanwhile_counts_from_its_beginning() -> None:
    after = {"1": ThreadTime(250_000_000, 750_000_000)}
    assert own_seconds(1.0, {}, after, 1) == pytest.approx(0.25)


def test_the_threads_of_a_process_are_read_until_it_has_ended() -> None:
    go_on, folder = threading.Event(), os.open("/proc/self/task", os.O_DIRECTORY)
    other = threading.Thread(target=go_on.wait)
    try:
        other.start()
        found = read_threads(folder)
        assert {str(threading.get_native_id()), str(other.native_id)} <= found.keys()
        if found[str(threading.get_native_id())].ran == 0:
            pytest.skip("this kernel does not count the time of threads")
    finally:
        go_on.set()
        other.join()
        os.close(folder)
    assert read_threads(folder) == {}
