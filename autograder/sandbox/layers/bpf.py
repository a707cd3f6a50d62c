"""A small assembler for the classic BPF programs that seccomp runs.

Instruction encoding: ``uapi/linux/filter.h`` and ``bpf_common.h``; a conditional jump counts
forward in 8 bits, an unconditional one in 32. Words loaded are those of ``struct seccomp_data``.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

LOAD: Final = 0x20  # BPF_LD | BPF_W | BPF_ABS
AND: Final = 0x54  # BPF_ALU | BPF_AND | BPF_K
JUMP: Final = 0x05  # BPF_JMP | BPF_JA
JUMP_EQUAL: Final = 0x15  # BPF_JMP | BPF_JEQ | BPF_K
JUMP_GREATER_EQUAL: Final = 0x35  # BPF_JMP | BPF_JGE | BPF_K
RETURN: Final = 0x06  # BPF_RET | BPF_K

OFFSET_NUMBER: Final = 0
OFFSET_ARCH: Final = 4


@dataclass(frozen=True)
class Label:
    """A place in the program that jumps name."""

    name: str


@dataclass(frozen=True)
class Op:
    """One instruction; an empty label means the next instruction."""

    code: int
    k: int = 0
    yes: str = ""
    no: str = ""
    own_pid: bool = False  # ``k`` is replaced by the installing process' id


Line = Op | Label


def offset_argument(index: int, *, high: bool = False) -> int:
    """Return where the low or high word of argument ``index`` stands (little-endian)."""
    return 16 + 8 * index + (4 if high else 0)


@dataclass(frozen=True)
class Program:
    """An assembled filter and the byte offsets where the process id goes."""

    code: bytes
    pid_offsets: tuple[int, ...] = ()

    def __len__(self) -> int:
        return len(self.code) // 8

    def for_process(self, pid: int) -> bytes:
        """Return the code with ``pid`` filled in."""
        code = bytearray(self.code)
        for offset in self.pid_offsets:
            struct.pack_into("=I", code, offset, pid)
        return bytes(code)


def assemble(lines: Sequence[Line]) -> Program:
    """Turn lines into a program.

    Raises:
        ValueError: for a jump backwards or too far, or to a label that isn't there.
    """
    places: dict[str, int] = {}
    ops: list[Op] = []
    for line in lines:
        if isinstance(line, Label):
            places[line.name] = len(ops)
        else:
            ops.append(line)
    if len(ops) > 4096:  # BPF_MAXINSNS
        raise ValueError(f"{len(ops)} instructions; the kernel takes 4096")
    code = b"".join(_encode(op, place, places) for place, op in enumerate(ops))
    return Program(code, tuple(8 * place + 4 for place, op in enumerate(ops) if op.own_pid))


def _encode(op: Op, place: int, places: dict[str, int]) -> bytes:
    if op.code == JUMP:
        return struct.pack("=HBBI", op.code, 0, 0, _distance(op.yes, place, places, 2**32))
    yes = _distance(op.yes, place, places, 256)
    no = _distance(op.no, place, places, 256)
    return struct.pack("=HBBI", op.code, yes, no, op.k & 0xFFFFFFFF)


def _distance(label: str, place: int, places: dict[str, int], limit: int) -> int:
    if not label:
        return 0
    if label not in places:
        raise ValueError(f"no label {label!r}")
    distance = places[label] - place - 1
    if not 0 <= distance < limit:
        raise ValueError(f"jump to {label!r} spans {distance} instructions")
    return distance
