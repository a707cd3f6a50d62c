"""Two jobs at the same time can't tell each other anything; without the layers they could.

Each channel is tried twice: with every layer switched off it has to carry random bits from one job
to the other (else this machine hasn't got it, and the test says so), and on the rungs of the
isolation it must not.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest

from autograder.sandbox import client, isolation
from autograder.sandbox.isolation import Isolation
from autograder.sandbox.jobs import Entry
from autograder.sandbox.layers.ladder import Rung
from tests.sandbox.channels import pair
from tests.sandbox.channels.pair import Heard, Job
from tests.sandbox.channels.run import CHANNELS
from tests.support.places import TESTS

PROGRAM = Entry("json", "json", "tests.sandbox.channels.run:run")
LAYERS = ("namespaces", "mounts", "landlock", "seccomp", "rlimits", "privileges")
LOWER = ("no-user-namespaces", "no-landlock")
RUNGS = ["best", *(pytest.param(rung, marks=pytest.mark.thorough) for rung in LOWER)]
TRIES = 4  # a counter of the whole machine counts what others do as well

# Where jobs share one list of processes, which exist can be learnt, and what /proc counts of the
# whole machine: docs/explanation/security.md says so of this rung.
OPEN = {
    "no-user-namespaces": {
        "threads_of_the_other", "users_of_a_page", "forks_in_proc", "switches_in_proc",
        "memory_in_proc",
    },
}  # fmt: skip

Pair = tuple[Job, Job]

pytestmark = pytest.mark.skipif(
    isolation.rung() is Rung.REFUSE, reason="nothing isolates student code here"
)


def isolation_of(rung: str) -> Isolation:
    best = isolation.find()
    if rung == "none":
        return msgspec.structs.replace(best, without=LAYERS)
    return best if rung == "best" else Isolation(rung, best.launcher)


def started(rung: str) -> Iterator[Pair]:
    where = msgspec.structs.replace(isolation_of(rung), visible=(str(TESTS),))
    with (
        client.start(PROGRAM, where) as zygote,
        pair.job(zygote) as sender,
        pair.job(zygote) as receiver,
    ):
        yield sender, receiver


@pytest.fixture(scope="module")
def unprotected() -> Iterator[Pair]:
    """Two jobs without any layer."""
    yield from started("none")


@pytest.fixture(scope="module", params=RUNGS)
def protected(request: pytest.FixtureRequest) -> Iterator[tuple[str, Pair]]:
    """The name of a rung, and two jobs on it."""
    for both in started(request.param):
        yield request.param, both


def heard(both: Pair, channel: str) -> Heard:
    """The best that came of a channel in some tries."""
    found = Heard(0)
    for seed in range(TRIES):
        found = max(found, pair.transmit(*both, channel, seed), key=lambda one: one.right)
        if found.leaks or found.right == 0:
            break
    return found


SURE = {"flock", "futex", "port", "message_queue", "page_cache_without_waiting"}  # on any Linux


@pytest.fixture(scope="module")
def carried(unprotected: Pair) -> dict[str, Heard]:
    """What each channel carries without any layer."""
    found = {channel: heard(unprotected, channel) for channel in CHANNELS}
    for _ in range(3):  # on a busy machine a receiver may be late once
        silent = [channel for channel in SURE if not found[channel].leaks]
        found |= {channel: heard(unprotected, channel) for channel in silent}
    return found


@pytest.mark.parametrize("channel", CHANNELS)
def test_no_channel_carries_anything(
    protected: tuple[str, Pair], carried: dict[str, Heard], channel: str
) -> None:
    if not carried[channel].leaks:
        pytest.skip(f"this machine hasn't got this channel at all: {carried[channel]}")
    rung, both = protected
    if channel in OPEN.get(rung, set()):
        pytest.skip(f"{rung} doesn't shut this one, and the docs say so")
    found = pair.transmit(*both, channel, seed=99)
    assert not found.leaks, found


def test_the_harness_hears_what_there_is_to_hear(carried: dict[str, Heard]) -> None:
    """A receiver that hears nothing at all would prove nothing."""
    assert {channel for channel, found in carried.items() if found.leaks} >= SURE
