"""What every rung of the sandbox must do. A rung's test module gives the ``zygote`` fixture.

::

    from tests.support.sandbox_contract import *

    @pytest.fixture(scope="module")
    def zygote(): ...
"""

from __future__ import annotations

import json
import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import msgspec
import pytest

from autograder.errors import InfrastructureError
from autograder.sandbox import client, isolation, supervisor
from autograder.sandbox.client import Zygote
from autograder.sandbox.isolation import Isolation
from autograder.sandbox.jobs import Conversation, End, Entry, JobLimits, JobOutcome, JobRequest
from autograder.sandbox.layers import bwrap, privileges
from autograder.sandbox.layers.ladder import Rung
from tests.support.places import TESTS

LIMITS = JobLimits(
    seconds=10, memory_mb=128, file_mb=4, disk_mb=8, files=50, threads=8, result_mb=4,
    grace_seconds=1,
)  # fmt: skip
PROGRAM = Entry("json", "json", "tests.support.sandbox_programs:run")
ENVIRONMENT_SECRET = "AUTOGRADER_CONTRACT_SECRET"

__all__ = [
    "test_a_job_answers_questions",
    "test_a_job_may_write_and_leaves_nothing",
    "test_a_job_of_garbage_is_refused",
    "test_a_job_sees_nothing_of_its_surroundings",
    "test_a_job_that_ends_itself_says_nothing",
    "test_a_job_that_fails_before_it_begins_is_our_fault",
    "test_a_job_that_ignores_the_deadline_is_ended",
    "test_a_job_that_is_too_large_is_refused",
    "test_a_job_that_obeys_the_deadline_is_heard",
    "test_libraries_that_lock_and_look_at_the_machine_work",
    "test_memory_is_limited",
    "test_memory_that_limits_do_not_count_is_watched",
    "test_no_processes",
    "test_thirty_two_jobs_at_once",
    "test_threads_are_limited",
]


def isolation_of(rung: str) -> Isolation:
    """The best isolation, or what is left of it on a lower rung; "plain" is without a launcher."""
    if isolation.rung() is Rung.REFUSE:
        pytest.skip("nothing isolates student code here")
    best = isolation.find()
    ids = privileges.unprivileged_ids()
    if rung == "plain" and ids and not bwrap.usable_by(ids[0], isolation.python_paths()):
        pytest.skip("the user whom root becomes can't read Python here")
    names = {"best": best, "plain": Isolation(Rung.NO_USER_NAMESPACES.value)}
    lower = names.get(rung) or Isolation(rung, best.launcher)
    # The programs of the suite are no part of the package: the zygote has to see them.
    return msgspec.structs.replace(lower, visible=(str(TESTS),))


def do(zygote: Zygote, program: str, **limits: Any) -> JobOutcome:
    """Run a program of ``sandbox_programs`` under the limits above, some of them changed."""
    request = JobRequest(msgspec.structs.replace(LIMITS, **limits))
    return client.run(zygote, program.encode(), request)


def told(outcome: JobOutcome) -> Any:
    assert outcome.status.end is End.FINISHED, outcome.status
    assert outcome.payload is not None
    return json.loads(outcome.payload)


def test_a_job_sees_nothing_of_its_surroundings(zygote: Zygote) -> None:
    outcome = do(zygote, "surroundings")
    found = told(outcome)
    assert outcome.status.layers == zygote.isolation.layers
    assert set(found["descriptors"]) == {"0", "1", "2", "3"}
    assert found["descriptors"]["0"] == "/dev/null"
    assert not [n for n in found["environment"] if "SECRET" in n or "TOKEN" in n or "SSH" in n]
    assert len(found["environment"]) < 30
    assert found["files"] == []
    assert found["user"] != 0
    assert set(found["groups"]) <= {found["user"], 65534}
    assert {found["status"][name].strip() for name in ("CapEff", "CapPrm", "CapBnd")} <= {
        "0000000000000000", found["status"]["CapBnd"].strip(),
    }  # fmt: skip
    assert found["status"]["CapEff"].strip("0\n") == ""
    assert found["status"]["NoNewPrivs"].strip() == "1"
    assert found["status"]["Seccomp"].strip() == "2"


def test_a_job_may_write_and_leaves_nothing(zygote: Zygote) -> None:
    assert told(do(zygote, "write")) == "x"
    assert told(do(zygote, "surroundings"))["files"] == []
    if zygote.scratch is not None:
        assert not [path for path in zygote.scratch.path.iterdir() if path.name.startswith("job-")]


def test_libraries_that_lock_and_look_at_the_machine_work(zygote: Zygote) -> None:
    found = told(do(zygote, "libraries", memory_mb=512))
    assert found["rows"] == [42]
    assert found["numbers"] == [1, 2, 3]
    assert found["squares"] == [0, 1, 4, 9]
    assert found["slept"] == "well"
    assert found["joined"]
    assert found["pages"] == os.sysconf("SC_PHYS_PAGES")
    assert found["memory"] == found["pages"] * found["page"]
    assert found["processors"] == os.cpu_count()
    assert found["threads"] >= 1
    assert found["clock"]


def test_a_job_answers_questions(zygote: Zygote) -> None:
    request = JobRequest(LIMITS)
    outcome = client.run(zygote, b"write", request, Conversation(lambda _: (b"a", b"b")))
    assert outcome.answers == (b"A", b"B")


def test_the_running_cell_is_told_however_a_job_numbers_its_own(zygote: Zygote) -> None:
    told_of: list[int] = []
    talk = Conversation(on_cell=told_of.append)
    outcome = client.run(zygote, b"number_cells_oddly", JobRequest(LIMITS), talk)
    assert told(outcome) == "numbered"
    assert told_of
    assert told_of == sorted(set(told_of))
    assert set(told_of) <= {1, 2, 7}


def test_a_job_cannot_flood_whoever_is_told_of_cells(zygote: Zygote) -> None:
    told_of: list[int] = []
    talk = Conversation(on_cell=told_of.append)
    outcome = client.run(zygote, b"number_many_cells", JobRequest(LIMITS), talk)
    assert told(outcome) == 50_000
    assert told_of == sorted(set(told_of))
    assert len(told_of) <= 2 + outcome.status.seconds / supervisor.TELL_EVERY


def test_an_error_of_whoever_is_told_is_none_of_the_sandbox(zygote: Zygote) -> None:
    def fail(_: int) -> None:
        raise BrokenPipeError("the browser has gone")

    talk = Conversation(on_cell=fail)
    with pytest.raises(RuntimeError, match="the browser has gone"):
        client.run(zygote, b"number_cells_oddly", JobRequest(LIMITS), talk)
    assert told(do(zygote, "write")) == "x"


def test_a_job_that_obeys_the_deadline_is_heard(zygote: Zygote) -> None:
    outcome = do(zygote, "interrupted", seconds=0.5)
    assert told(outcome) == "interrupted"
    assert outcome.status.struck == "time"


def test_a_job_that_ignores_the_deadline_is_ended(zygote: Zygote) -> None:
    outcome = do(zygote, "stubborn", seconds=0.5)
    assert outcome.status.end is End.TIME


def test_memory_is_limited(zygote: Zygote) -> None:
    assert told(do(zygote, "hoard")) <= 128 // 8 + 1


def test_memory_that_limits_do_not_count_is_watched(zygote: Zygote) -> None:
    outcome = do(zygote, "hoard_read_only")
    assert outcome.status.end is End.MEMORY
    assert outcome.status.memory_mb > 128


def test_threads_are_limited(zygote: Zygote) -> None:
    outcome = do(zygote, "threads", memory_mb=4096)
    assert outcome.status.end is End.THREADS or told(outcome) < 200


def test_no_processes(zygote: Zygote) -> None:
    assert told(do(zygote, "fork")) == 1  # EPERM


@pytest.mark.parametrize(
    ("program", "end", "detail"),
    [
        ("leave", End.EXITED, ""),
        ("crash", End.SIGNAL, "SIGSEGV"),
        ("kill_self", End.SIGNAL, "SIGKILL"),
        ("close_all", End.EXITED, ""),
    ],
)
def test_a_job_that_ends_itself_says_nothing(
    zygote: Zygote, program: str, end: End, detail: str
) -> None:
    outcome = do(zygote, program)
    assert (outcome.status.end, outcome.status.detail) == (end, detail)
    assert outcome.payload is None


def test_a_job_that_is_too_large_is_refused(zygote: Zygote) -> None:
    assert do(zygote, "large").status.end is End.EVIDENCE


def test_a_job_that_fails_before_it_begins_is_our_fault(zygote: Zygote) -> None:
    with pytest.raises(InfrastructureError, match=r"before it began.*being upgraded"):
        do(zygote, "fail_at_once")


def test_a_job_of_garbage_is_refused(zygote: Zygote) -> None:
    assert do(zygote, "garbage").status.end is End.EVIDENCE


def test_thirty_two_jobs_at_once(zygote: Zygote) -> None:
    with ThreadPoolExecutor(32) as pool:
        found = list(pool.map(lambda _: told(do(zygote, "write")), range(32)))
    assert found == ["x"] * 32
    deadline = time.monotonic() + 60
    while (rest := _jobs_of(zygote)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert rest == 0


def _jobs_of(zygote: Zygote) -> int:
    """Processes below the zygote's launcher that are neither launchers nor the zygote itself."""
    own = str(os.getpid()).encode()
    count = 0
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().split(b"\0")
        except OSError:
            continue
        entry = b"tests.support.sandbox_programs:run"
        mine = b"autograder.sandbox.zygote" in words and own in words
        count += mine and any(entry in word for word in words)
    return max(0, count - _ALWAYS[zygote.isolation.launcher])


# What runs without any job: the zygote; bwrap and its own first process carry its arguments too.
_ALWAYS = {"plain": 1, "rootlaunch": 1, "bwrap": 3}


def refused(isolation: Any) -> bool:
    """Does this isolation fail to start here at all?"""
    try:
        with client.start(Entry("json", "json", "tests.support.sandbox_programs:run"), isolation):
            return False
    except InfrastructureError:
        return True
