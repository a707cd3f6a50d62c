"""Entry of a job that is one end of channels, and does as it is told."""

from __future__ import annotations

import errno
import json
import os
import socket

from autograder.sandbox import wire
from tests.sandbox.channels.counters import COUNTERS
from tests.sandbox.channels.ends import Builder, Ends
from tests.sandbox.channels.files import FILES
from tests.sandbox.channels.futexes import FUTEXES
from tests.sandbox.channels.names import NAMES
from tests.sandbox.channels.peers import PEERS
from tests.sandbox.channels.quotas import QUOTAS

CHANNELS: dict[str, Builder] = FILES | FUTEXES | NAMES | PEERS | QUOTAS | COUNTERS


def run(program: bytes, channel: socket.socket) -> None:
    """Answer every question until the other side has had enough.

    ``{"channel": NAME, "peer": PID, "name": HEX, "put": BIT}`` puts a bit; without ``put`` it is
    sensed. The answer is ``{"value": NUMBER}`` or ``{"refused": ERRNO}``; to ``{}``, the process
    id.
    """
    opened: dict[str, Ends] = {}
    while frame := wire.receive(channel, 4096):
        wire.send(
            channel, wire.ANSWER, json.dumps(_answer(json.loads(frame.payload), opened)).encode()
        )


def _answer(question: dict[str, object], opened: dict[str, Ends]) -> dict[str, object]:
    if not question:
        return {"value": os.getpid()}
    name = str(question["channel"])
    try:
        if name not in opened:
            opened[name] = CHANNELS[name](int(str(question["peer"])), str(question["name"]))
        if "put" in question:
            opened[name].put(int(str(question["put"])))
            return {"value": 0}
        return {"value": opened[name].sense()}
    except (OSError, RuntimeError, MemoryError, ValueError, IndexError) as error:
        number = getattr(error, "errno", None) or 0
        return {"refused": errno.errorcode.get(number, f"{type(error).__name__}: {error}")}
