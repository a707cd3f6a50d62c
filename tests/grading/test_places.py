"""Submissions that take long make room for others, where the machine has it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from autograder.grading import host_memory, places
from autograder.grading.places import Places, most_at_work
from autograder.records import Limits

LIMITS = Limits(seconds=0.1, memory_mb=64)


@pytest.fixture
def small_share(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "_LEAST_SHARE", 0.01)


@contextmanager
def at_work(some: Places, leave: threading.Event) -> Iterator[threading.Event]:
    """A thread that takes a place until it may leave; the event says that it got one."""
    got = threading.Event()

    def work() -> None:
        with some.taken(LIMITS):
            got.set()
            leave.wait()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield got
    finally:
        leave.set()
        thread.join()


def test_past_its_share_a_submission_makes_room(small_share: None) -> None:
    some, leave = Places(2), threading.Event()
    with at_work(some, leave) as one, at_work(some, leave) as two, at_work(some, leave) as three:
        assert all(got.wait(60) for got in (one, two, three))


def test_a_machine_without_memory_begins_no_more_than_asked_for(
    small_share: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(host_memory, "available_mb", lambda: LIMITS.memory_mb)
    some, first, second = Places(1), threading.Event(), threading.Event()
    with at_work(some, first) as one:
        assert one.wait(60)
        with at_work(some, second) as two:
            assert not two.wait(0.5)
            first.set()
            assert two.wait(60)


def test_a_place_is_given_back_once(small_share: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also by those that had made room before they ended."""
    some = Places(1)
    for _ in range(3):
        leave = threading.Event()
        with at_work(some, leave) as one, at_work(some, leave) as two:
            assert one.wait(60)
            assert two.wait(60)
    monkeypatch.setattr(host_memory, "available_mb", lambda: 0)  # nobody makes room from here on
    leave = threading.Event()
    with at_work(some, leave) as one, at_work(some, leave) as two:
        deadline = time.monotonic() + 60
        while not (one.is_set() or two.is_set()) and time.monotonic() < deadline:
            time.sleep(0.01)
        assert one.wait(0.5) != two.wait(0.5)


def test_one_at_a_time_stays_one_at_a_time() -> None:
    assert most_at_work(1) == 1
    assert [most_at_work(jobs) for jobs in (2, 4, 64)] == [6, 12, 80]
