"""The conformance suite on every rung that this machine can show."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from autograder.errors import InfrastructureError
from autograder.sandbox import client, isolation
from autograder.sandbox.client import Zygote
from autograder.sandbox.isolation import Isolation
from autograder.sandbox.layers.ladder import Rung
from autograder.sandbox.layers.rlimits import data_bytes
from tests.sandbox_contract import *  # noqa: F403 - the suite itself
from tests.sandbox_contract import do, told

TESTS = Path(__file__).resolve().parent
PROGRAM = client.Program("json", "tests.sandbox_programs:run")
RUNGS = ["best", "no-user-namespaces", "no-landlock"]


def isolation_of(rung: str) -> Isolation:
    """The best isolation, or what is left of it on a lower rung."""
    best = isolation.find()
    lower = best if rung == "best" else Isolation(rung, best.launcher)
    # The programs of the suite are no part of the package: the zygote has to see them.
    return msgspec.structs.replace(lower, visible=(str(TESTS),))


@pytest.fixture(scope="module", params=RUNGS)
def zygote(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Zygote]:
    if isolation.rung() is Rung.REFUSE:
        pytest.skip("nothing isolates student code here")
    with client.start(PROGRAM, isolation_of(request.param)) as started:
        yield started


def test_memory_is_counted_in_bytes() -> None:
    assert data_bytes() > 2**20


@pytest.mark.parametrize("rung", RUNGS)
def test_zygotes_that_were_started_together_hold_nothing_of_each_other(rung: str) -> None:
    if isolation.rung() is Rung.REFUSE:
        pytest.skip("nothing isolates student code here")
    zygotes = client.launch([PROGRAM, PROGRAM], isolation_of(rung), shared="decimal")
    try:
        for zygote in zygotes:
            client.wait_ready(zygote)
            assert told(do(zygote, "write")) == "x"
        first, second = zygotes
        first.control.shutdown(socket.SHUT_WR)  # tells the first to end
        first.control.settimeout(10)
        # Nobody else has its end of the socket, or this would wait for them.
        assert first.control.recv(1) == b""
        assert told(do(second, "write")) == "x"
    finally:
        client.stop(zygotes)
    assert second.process.returncode is not None


def test_a_zygote_that_cannot_start_says_why_and_ends_the_other() -> None:
    if isolation.rung() is Rung.REFUSE:
        pytest.skip("nothing isolates student code here")
    broken = client.Program("no_such_module", "tests.sandbox_programs:run")
    zygotes = client.launch([PROGRAM, broken], isolation_of("best"))
    try:
        client.wait_ready(zygotes[0])
        with pytest.raises(InfrastructureError, match="no_such_module"):
            client.wait_ready(zygotes[1])
        assert zygotes[0].process.returncode is not None
    finally:
        client.stop(zygotes)
