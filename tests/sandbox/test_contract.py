"""The conformance suite on every rung that this machine can show."""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import replace

import msgspec
import pytest

from autograder.errors import InfrastructureError
from autograder.sandbox import client, isolation, launching
from autograder.sandbox.client import Zygote
from autograder.sandbox.jobs import Entry
from autograder.sandbox.layers.ladder import Rung
from autograder.sandbox.layers.rlimits import data_bytes
from autograder.sandbox.zygote import Settings
from autograder.util import tempdirs
from tests.support.sandbox_contract import *  # noqa: F403 - the suite itself
from tests.support.sandbox_contract import PROGRAM, isolation_of

RUNGS = ["best", "no-user-namespaces", "no-landlock"]


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


def test_a_zygote_that_cannot_start_says_why_and_can_be_stopped_again() -> None:
    if isolation.rung() is Rung.REFUSE:
        pytest.skip("nothing isolates student code here")
    broken = Entry("json", "no_such_module", "tests.support.sandbox_programs:run")
    own = tempdirs.make()  # as a zygote without a file tree of its own has
    zygote = replace(client.launch(broken, isolation_of("best")), scratch=own)
    with pytest.raises(InfrastructureError, match="no_such_module"):
        client.wait_ready(zygote)
    for _ in range(2):  # an interrupted run stops what the end of the run stops as well
        client.stop(zygote)
        assert not own.path.exists()


@pytest.mark.parametrize("rung", RUNGS)
def test_a_zygote_whose_main_process_has_gone_already_imports_nothing(rung: str) -> None:
    if isolation.rung() is Rung.REFUSE:
        pytest.skip("nothing isolates student code here")
    where = isolation_of(rung)
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ours.close()  # as the kernel does for a main process that was killed
    with theirs:
        settings = Settings(theirs.fileno(), "no_such_module", "json", PROGRAM.entry, where)
        start = launching.plan(where, [msgspec.json.encode(settings).decode(), str(os.getpid())])
        process = subprocess.Popen(
            start.command, pass_fds=[theirs.fileno()], stderr=subprocess.PIPE, **start.options
        )
    _, complaint = process.communicate(timeout=60)
    launching.clean(start.scratch)
    assert (process.returncode, complaint) == (0, b"")
