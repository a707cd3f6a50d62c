"""What the machine does to a warm process or to one job costs nobody a result."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import pytest

from autograder.errors import InfrastructureError
from autograder.sandbox import client, warm
from autograder.sandbox.jobs import Conversation, End, Entry, JobOutcome, JobRequest
from autograder.sandbox.warm import WarmProcess
from tests.support import ordinary_user
from tests.support.places import ROOT
from tests.support.processes import descendants, generations
from tests.support.sandbox_contract import LIMITS, PROGRAM, isolation_of, told

JOB, FIRST, SUPERVISOR, ZYGOTE = -1, -2, -3, -4  # generations, counted from the youngest


@dataclass
class Class:
    """A warm process, its runs and starts counted, and a thread for each job."""

    warm: WarmProcess
    pool: ThreadPoolExecutor
    data: Path  # a folder that every job may read
    zygotes: list[client.Zygote] = field(default_factory=list)
    ran: list[str] = field(default_factory=list)

    def begin(self, program: str) -> Future[JobOutcome]:
        request = JobRequest(LIMITS, readable=(str(self.data),))
        talk = Conversation(on_cell=lambda _: self.begun.release())
        return self.pool.submit(self.warm.run, program.encode(), request, talk)

    def processes(self, generation: int, jobs: int = 1) -> list[int]:
        """Process ids, once the code of this many jobs runs that did not run before."""
        for _ in range(jobs):
            assert self.begun.acquire(timeout=60)
        return generations(self.zygotes[-1].process.pid)[generation]

    def settle(self) -> None:
        self.idle = len(generations(self.zygotes[-1].process.pid))

    idle: int = 0
    begun: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))


@pytest.fixture(params=["best", "no-user-namespaces", "plain"])
def many(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Class]:
    launch, run = client.launch, client.run
    data = tmp_path / "data"
    data.mkdir()
    where = isolation_of(request.param)
    where = msgspec.structs.replace(where, visible=(*where.visible, str(data)))
    process = WarmProcess(PROGRAM, where)
    with ThreadPoolExecutor(8) as pool:
        found = Class(process, pool, data)

        def counted_launch(*given: object) -> client.Zygote:
            found.zygotes.append(launch(*given))
            return found.zygotes[-1]

        def counted_run(zygote: client.Zygote, program: bytes, *given: object, **named: object):
            found.ran.append(program.decode())
            return run(zygote, program, *given, **named)

        monkeypatch.setattr(client, "launch", counted_launch)
        monkeypatch.setattr(client, "run", counted_run)
        process.begin()
        try:
            process.wait_ready()
            found.settle()
            yield found
        finally:
            process.stop()
    assert all(not descendants(zygote.process.pid) for zygote in found.zygotes)


@pytest.mark.parametrize(
    "killed", [FIRST, SUPERVISOR, ZYGOTE], ids=["first", "supervisor", "zygote"]
)
def test_what_is_killed_from_outside_is_run_again(many: Class, killed: int) -> None:
    job = many.begin("nap")
    os.kill(many.processes(killed)[0], signal.SIGKILL)
    assert told(job.result()) == "rested"
    assert (many.ran, len(many.zygotes)) == (["nap"] * 2, 2)
    assert len(many.warm.troubles) == 1


def test_a_job_that_is_killed_from_outside_is_run_again_in_the_same_zygote(many: Class) -> None:
    job = many.begin("nap")
    os.kill(many.processes(JOB)[0], signal.SIGKILL)
    assert told(job.result()) == "rested"
    assert (many.ran, len(many.zygotes)) == (["nap"] * 2, 1)


@pytest.mark.parametrize("program", ["kill_self", "crash"])
def test_a_job_that_ends_itself_is_run_twice_and_no_more(many: Class, program: str) -> None:
    outcome = many.begin(program).result()
    assert (outcome.status.end, outcome.payload) == (End.SIGNAL, None)
    assert (many.ran, len(many.zygotes)) == ([program] * 2, 1)


def test_a_job_that_leaves_without_a_result_is_not_run_again(many: Class) -> None:
    assert many.begin("leave").result().status.end is End.EXITED
    assert many.ran == ["leave"]


def test_eight_jobs_that_fail_at_once_start_one_zygote(many: Class) -> None:
    jobs = [many.begin("doze") for _ in range(8)]
    (zygote,) = many.processes(ZYGOTE, jobs=8)
    os.kill(zygote, signal.SIGKILL)
    assert [told(job.result()) for job in jobs] == ["rested"] * 8
    assert len(many.zygotes) == 2


def test_the_jobs_beside_one_that_failed_go_on_where_they_are(many: Class) -> None:
    jobs = [many.begin("doze") for _ in range(4)]
    os.kill(many.processes(SUPERVISOR, jobs=4)[0], signal.SIGKILL)
    assert [told(job.result()) for job in jobs] == ["rested"] * 4
    assert (len(many.ran), len(many.zygotes)) == (5, 2)
    assert many.zygotes[0].process.poll() is not None  # ended with the last of them


def test_a_job_that_two_disasters_strike_is_run_a_third_time(many: Class) -> None:
    job = many.begin("nap")
    for struck in (ZYGOTE, SUPERVISOR):
        os.kill(many.processes(struck)[0], signal.SIGKILL)
    assert told(job.result()) == "rested"
    assert many.ran == ["nap"] * 3
    assert len(many.warm.troubles) == 2


def test_a_job_that_fails_three_times_is_an_error_and_the_next_one_is_not(many: Class) -> None:
    stop = threading.Event()

    def kill_all_zygotes() -> None:
        while not stop.is_set():
            with_jobs = generations(many.zygotes[-1].process.pid)[many.idle :]
            for pid in with_jobs[0] if with_jobs else ():
                with contextlib.suppress(ProcessLookupError):  # it died with the one before it
                    os.kill(pid, signal.SIGKILL)

    killer = threading.Thread(target=kill_all_zygotes)
    killer.start()
    with pytest.raises(InfrastructureError, match="the sandbox"):
        many.begin("nap").result()
    stop.set()
    killer.join()
    assert many.ran == ["nap"] * 3
    assert told(many.begin("write").result()) == "x"


def test_a_job_whose_folder_is_removed_from_outside_is_run_again(many: Class) -> None:
    own = many.zygotes[0].scratch
    if own is None:
        pytest.skip("jobs have a file tree of their own here")
    job = many.begin("nap")
    many.processes(JOB)
    shutil.rmtree(own.path)
    assert told(job.result()) == "rested"
    assert (many.ran, len(many.zygotes)) == (["nap"] * 2, 2)


def test_a_folder_of_data_that_is_replaced_is_found_again(many: Class) -> None:
    assert told(many.begin("write").result()) == "x"
    old = many.data.rename(many.data.with_name("old"))
    many.data.mkdir()
    old.rmdir()
    assert told(many.begin("write").result()) == "x"


def test_a_job_that_ran_while_libraries_changed_is_run_again(
    many: Class, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packages = tmp_path / "site-packages"
    packages.mkdir()
    monkeypatch.setattr(sys, "path", [*sys.path, str(packages)])
    assert told(many.begin("write").result()) == "x"  # the new folder alone asks for a new zygote
    assert len(many.zygotes) == 2
    many.ran.clear()
    job = many.begin("nap")
    many.processes(JOB)
    (packages / "library").mkdir()
    assert told(job.result()) == "rested"
    assert (many.ran, len(many.zygotes)) == (["nap"] * 2, 3)


def test_a_zygote_that_cannot_be_started_any_more_is_given_up_once(
    many: Class, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = Entry("json", "no_such_module", PROGRAM.entry)
    monkeypatch.setattr(warm, "_PAUSES", (0.0, 0.0))
    monkeypatch.setattr(many.warm, "_program", broken)
    os.kill(many.zygotes[0].process.pid, signal.SIGKILL)
    for _ in range(3):
        with pytest.raises(InfrastructureError, match="no_such_module"):
            many.begin("write").result()
    assert len(many.zygotes) == 3


def test_stopped_it_starts_nothing_again(many: Class) -> None:
    jobs = [many.begin("nap") for _ in range(4)]
    many.processes(JOB)
    many.warm.stop()
    for job in jobs:
        with pytest.raises(InfrastructureError):
            job.result()
    assert many.warm.stopping
    assert len(many.zygotes) == 1


@pytest.mark.thorough
@pytest.mark.skipif(os.geteuid() != 0, reason="this test is for root: the others are run as is")
def test_an_ordinary_user_loses_nothing_either() -> None:
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-n", "4", __file__]
    done = subprocess.run(
        ordinary_user.command(words), capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "[plain]" not in done.stdout  # neither failed nor skipped
