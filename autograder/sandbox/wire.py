"""Frames on a stream socket: one byte of kind, eight bytes of length, the payload.

The same framing is used between student and supervisor (hostile: the reader bounds the
length before it allocates) and between supervisor and main process (trusted).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Protocol

_HEADER = struct.Struct("<cQ")

EVIDENCE = b"E"  # student → supervisor → main: the result of the program
PROBE = b"P"  # main → supervisor → student: inputs for a live model
ANSWER = b"A"  # student → supervisor → main: what the live model said
CELL = b"C"  # student → supervisor → main: the number of the cell that begins, for people to read
LIMIT = b"L"  # student → supervisor: the program is past its cells (clock of the cells stops)
DONE = b"D"  # main → supervisor: nothing more is wanted
STATUS = b"S"  # supervisor → main: how the job ended, the last frame


class Channel(Protocol):
    """What frames go through: a connected socket, or a pair of pipes that looks like one."""

    def sendall(self, data: bytes, /) -> None:
        """Write all of it, blocking."""

    def recv(self, size: int, /) -> bytes:
        """At most ``size`` bytes, blocking; none at the end of the stream."""
        ...


class WireError(ValueError):
    """The bytes are not frames, or a frame is larger than allowed."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One message."""

    kind: bytes
    payload: bytes


def pack(kind: bytes, payload: bytes) -> bytes:
    """A whole frame."""
    return _HEADER.pack(kind, len(payload)) + payload


def send(channel: Channel, kind: bytes, payload: bytes = b"") -> None:
    """Send one frame, blocking.

    Raises:
        OSError: the other side has gone.
    """
    channel.sendall(_HEADER.pack(kind, len(payload)))
    if payload:
        channel.sendall(payload)


def receive(channel: Channel, limit: int) -> Frame | None:
    """Read one frame of at most ``limit`` bytes, blocking; None at the end of the stream.

    Raises:
        WireError: the stream ends inside a frame or the frame is too large.
    """
    buffer = FrameBuffer(limit)
    while True:
        data = channel.recv(min(buffer.wanted(), 1 << 20))
        if not data:
            if buffer.empty():
                return None
            raise WireError("the stream ended inside a frame")
        frames = buffer.feed(data)
        if frames:
            return frames[0]


class FrameBuffer:
    """Collects bytes as they come and gives back whole frames."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._data = bytearray()

    def empty(self) -> bool:
        """No frame has been begun."""
        return not self._data

    def wanted(self) -> int:
        """Bytes missing to the end of the current header or frame; never reads past it."""
        if len(self._data) < _HEADER.size:
            return _HEADER.size - len(self._data)
        _, length = _HEADER.unpack_from(self._data)
        return _HEADER.size + int(length) - len(self._data)

    def feed(self, data: bytes) -> list[Frame]:
        """Add bytes; return the frames that are complete now.

        Raises:
            WireError: a frame announces more than the limit.
        """
        self._data += data
        frames: list[Frame] = []
        while len(self._data) >= _HEADER.size:
            kind, length = _HEADER.unpack_from(self._data)
            if length > self._limit:
                raise WireError(f"a frame of {length} bytes is over the limit of {self._limit}")
            end = _HEADER.size + length
            if len(self._data) < end:
                break
            frames.append(Frame(kind, bytes(self._data[_HEADER.size : end])))
            del self._data[:end]
        return frames
