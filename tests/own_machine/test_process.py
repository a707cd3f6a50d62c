"""The process of a job on one's own machine: asked, interrupted, ended."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
import pytest

from autograder.errors import InfrastructureError
from autograder.own_machine.process import OwnProcess, Slow
from autograder.sandbox.jobs import Conversation, End, Entry, JobLimits, JobRequest
from tests.support.places import TESTS
from tests.support.processes import descendants

PROGRAM = Entry("json", "json", "tests.support.own_machine_jobs:run")
NO_LIMIT = JobLimits(
    seconds=30, memory_mb=0, file_mb=0, disk_mb=0, files=0, threads=0, result_mb=8
)  # fmt: skip


def request(seconds: float = 30.0, grace: float = 3.0) -> JobRequest:
    return JobRequest(msgspec.structs.replace(NO_LIMIT, seconds=seconds, grace_seconds=grace))


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> OwnProcess:
    monkeypatch.setenv("PYTHONPATH", str(TESTS.parent))
    return OwnProcess(PROGRAM)


def test_questions_are_answered_by_the_live_process(worker: OwnProcess) -> None:
    outcome = worker.run(b"echo", request(), Conversation(lambda payload: (payload, b"more")))
    assert outcome.payload == b"echo"
    assert outcome.answers == (b"ECHO", b"MORE")
    assert outcome.status.end is End.FINISHED
    assert outcome.status.layers == ("own-machine",)


def test_what_a_job_prints_is_no_part_of_what_it_sends(worker: OwnProcess) -> None:
    outcome = worker.run(b"print", request())
    assert outcome.payload == b"print"
    assert "printed to 1" in outcome.status.output


def test_a_job_is_interrupted_first_and_ended_if_it_hears_nothing(worker: OwnProcess) -> None:
    heard = worker.run(b"sleep", request(0.2))
    assert (heard.payload, heard.status.end) == (b"interrupted", End.FINISHED)
    assert heard.status.struck == "time"
    deaf = worker.run(b"deaf", request(0.2, grace=0.3))
    assert (deaf.payload, deaf.status.end, deaf.status.cell) == (None, End.TIME, 3)


def test_a_slow_job_is_told_once_and_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(TESTS.parent))
    told: list[int] = []
    outcome = OwnProcess(PROGRAM, Slow(0.1, told.append)).run(b"slow", request())
    assert outcome.payload == b"slow"
    assert told == [3]


@pytest.mark.parametrize("way", ["exit", "kill"])
def test_a_job_that_ends_without_a_word_says_how(worker: OwnProcess, way: str) -> None:
    outcome = worker.run(way.encode(), request())
    assert outcome.payload is None
    assert outcome.status.end is (End.EXITED if way == "exit" else End.SIGNAL)


def test_what_can_not_start_is_no_fault_of_the_submission(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(TESTS.parent))
    broken = OwnProcess(Entry("json", "no_such_module", PROGRAM.entry))
    with pytest.raises(InfrastructureError, match="No module named 'no_such_module'"):
        broken.run(b"", request())


def test_stop_ends_a_process_that_waits_for_its_job(worker: OwnProcess) -> None:
    before = descendants(os.getpid())
    worker.begin()
    ((process, _),) = descendants(os.getpid()) - before
    worker.stop()
    assert not Path(f"/proc/{process}").exists()
