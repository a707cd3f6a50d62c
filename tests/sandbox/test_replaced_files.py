"""The machine may replace its files under a class: the next job sees what the first one saw."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable

import pytest

from autograder.sandbox import isolation
from autograder.sandbox.layers.ladder import Rung
from tests.conftest import daily
from tests.support import ordinary_user
from tests.support.places import ROOT

RUNGS = ("best", "no-user-namespaces", "no-landlock")

# Runs on a machine of its own. Prints what a job saw on each rung before and after.
TWO_JOBS = """
import json, sys
from autograder.sandbox import client
from tests.support import chaos
from tests.support.sandbox_contract import PROGRAM, do, isolation_of, told

for rung in sys.argv[1:]:
    with client.start(PROGRAM, isolation_of(rung)) as zygote:
        before = told(do(zygote, "settings"))
        chaos.replace_files_of_etc(None, None)
        print(json.dumps([rung, before, told(do(zygote, "settings"))]))
"""


Seen = list[tuple[str, dict[str, object], dict[str, object]]]


def seen(rungs: tuple[str, ...], as_who: Callable[[list[str]], list[str]] = list) -> Seen:
    """Rung, and what the first and the second job saw."""
    if isolation.rung() is Rung.REFUSE:
        pytest.skip("nothing isolates student code here")
    own = [sys.executable, "-m", "tests.support.own_machine", "--", sys.executable, "-c"]
    trial = subprocess.run(as_who([*own, ""]), cwd=ROOT, capture_output=True, check=False)
    if trial.returncode:
        pytest.skip("no machine of its own can be made here: no user namespaces")
    words = as_who([*own, TWO_JOBS, *rungs])
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def as_it_was(found: Seen) -> None:
    for rung, before, after in found:
        assert after == before, rung
        assert isinstance(before["ld.so.cache"], int), (rung, before)
        assert "passwd" not in before or isinstance(before["passwd"], str), (rung, before)


def test_replaced_files_of_etc_are_seen_as_they_were() -> None:
    found = seen(RUNGS)
    assert [rung for rung, _, _ in found] == list(RUNGS)
    as_it_was(found)


@pytest.mark.parametrize("rung", daily((), ("best", "no-landlock", "plain"), more=("best",)))
@pytest.mark.skipif(os.geteuid() != 0, reason="this test is for root: the others are run as is")
def test_an_ordinary_user_sees_them_as_they_were_too(rung: str) -> None:
    found = seen((rung,), ordinary_user.command)
    assert [rung for rung, _, _ in found] == [rung]
    as_it_was(found)
