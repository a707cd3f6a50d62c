"""seccomp: the process may make only the system calls that training a network needs.

Facts from the kernel's ``Documentation/userspace-api/seccomp_filter.rst`` and seccomp(2).
Compile the filter once, before the fork; a child only fills in its process id and installs it.
"""

from __future__ import annotations

import ctypes
import errno
import os
from collections.abc import Iterator, Mapping
from typing import Final

from autograder.sandbox.layers import libc
from autograder.sandbox.layers.bpf import (
    AND,
    JUMP,
    JUMP_EQUAL,
    JUMP_GREATER_EQUAL,
    LOAD,
    OFFSET_ARCH,
    OFFSET_NUMBER,
    RETURN,
    Label,
    Line,
    Op,
    Program,
    assemble,
    offset_argument,
)
from autograder.sandbox.layers.policy import ALLOW, PRETEND, Condition, Filtered, Verdict, verdicts
from autograder.sandbox.layers.status import LayerError, LayerStatus
from autograder.sandbox.layers.syscalls import X86_64, Architecture

STOPS = "network, starting programs, signals, tracing, shared memory and most of the kernel"

RET_KILL_PROCESS: Final = 0x80000000
RET_ERRNO: Final = 0x00050000
RET_ALLOW: Final = 0x7FFF0000
X32_BIT: Final = 0x40000000  # x32 calls carry it in the number under the same audit architecture

_SET_MODE_FILTER: Final = 1
_GET_ACTION_AVAIL: Final = 2
_FILTER_FLAG_TSYNC: Final = 1

_Ranges = list[tuple[int, Verdict]]


def probe() -> LayerStatus:
    """Ask the kernel whether filters can kill a process; changes nothing."""
    action = ctypes.create_string_buffer(RET_KILL_PROCESS.to_bytes(4, "little"), 4)
    try:
        libc.syscall("seccomp", _GET_ACTION_AVAIL, 0, action)
    except OSError:
        return LayerStatus(
            "seccomp",
            False,
            "no seccomp filters here",
            STOPS,
            "use Linux 4.14 or newer on x86-64 or aarch64, with CONFIG_SECCOMP_FILTER",
        )
    return LayerStatus("seccomp", True, f"filters for {libc.here().machine}", STOPS)


def compile_filter(
    *, private_files: bool = True, architecture: Architecture | None = None
) -> Program:
    """Return the filter for a student's process (see ``policy.verdicts``); takes some ms.

    Raises:
        LayerError: on a platform without a table of system calls.
    """
    try:
        arch = architecture or libc.here()
    except OSError as error:
        raise LayerError("seccomp", "find the system call table", errno.ENOSYS) from error
    return assemble(list(_lines(arch, verdicts(private_files=private_files))))


def install(program: Program) -> None:
    """Put the calling process, all its threads and all they start under the filter for good.

    The caller has set no_new_privs. The filter knows the process id: install it after the fork.

    Raises:
        LayerError: when the kernel refuses, or a thread has another filter.
    """
    code = ctypes.create_string_buffer(program.for_process(os.getpid()), len(program.code))
    # struct sock_fprog: a count in 16 bits, then an aligned pointer.
    header = len(program).to_bytes(8, "little") + ctypes.addressof(code).to_bytes(8, "little")
    packed = ctypes.create_string_buffer(header, 16)
    try:
        thread = libc.syscall("seccomp", _SET_MODE_FILTER, _FILTER_FLAG_TSYNC, packed)
    except OSError as error:
        raise LayerError("seccomp", "install the filter", error.errno or 0) from error
    if thread:
        raise LayerError("seccomp", f"put thread {thread} under the filter")


def _lines(arch: Architecture, table: Mapping[str, Verdict]) -> Iterator[Line]:
    # A call made through another instruction set has other numbers: int 0x80 on x86-64.
    yield Op(LOAD, OFFSET_ARCH)
    yield Op(JUMP_EQUAL, arch.audit, yes="native")
    yield Op(RETURN, RET_KILL_PROCESS)
    yield Label("native")
    yield Op(LOAD, OFFSET_NUMBER)
    if arch is X86_64:
        yield Op(JUMP_GREATER_EQUAL, X32_BIT, no="number")
        yield Op(RETURN, RET_KILL_PROCESS)
        yield Label("number")
    yield from _tree(_ranges(arch, table))
    for name, verdict in table.items():
        if isinstance(verdict, Filtered) and name in arch.numbers:
            yield from _arguments(arch.numbers[name], verdict)


def _ranges(arch: Architecture, table: Mapping[str, Verdict]) -> _Ranges:
    """Return (first number, verdict), ascending, neighbours merged, filtered calls alone."""
    last = max(arch.numbers.values())
    by_number: list[Verdict] = [*([errno.EPERM] * (last + 1)), errno.ENOSYS]
    for name, verdict in table.items():
        if name in arch.numbers:
            by_number[arch.numbers[name]] = verdict
    ranges: _Ranges = []
    for number, verdict in enumerate(by_number):
        if isinstance(verdict, Filtered) or not ranges or ranges[-1][1] != verdict:
            ranges.append((number, verdict))
    return ranges


def _tree(ranges: _Ranges) -> Iterator[Line]:
    """Search by halves: at installation the kernel tries every number, so depth costs."""
    if len(ranges) == 1:
        number, verdict = ranges[0]
        if isinstance(verdict, Filtered):
            yield Op(JUMP, yes=f"call {number}")
        else:
            yield Op(RETURN, _return_value(verdict))
        return
    middle = len(ranges) // 2
    first = ranges[middle][0]
    yield Op(JUMP_GREATER_EQUAL, first, yes=f"from {first}")
    yield from _tree(ranges[:middle])
    yield Label(f"from {first}")
    yield from _tree(ranges[middle:])


def _return_value(verdict: int) -> int:
    if verdict == ALLOW:
        return RET_ALLOW
    return RET_ERRNO | (0 if verdict == PRETEND else verdict)


def _arguments(number: int, verdict: Filtered) -> Iterator[Line]:
    refuse = f"refuse {number}"
    yield Label(f"call {number}")
    if verdict.pretended:
        yield from _condition(verdict.pretended, f"real {number}", f"pretend {number}")
        yield Op(RETURN, RET_ERRNO)
        yield Label(f"real {number}")
    for place, condition in enumerate(verdict.conditions):
        yield from _condition(condition, refuse, f"met {number}.{place}")
    yield Op(RETURN, RET_ALLOW)
    yield Label(refuse)
    yield Op(RETURN, RET_ERRNO | verdict.otherwise)


def _condition(condition: Condition, refuse: str, met: str) -> Iterator[Line]:
    if condition.wide:
        yield Op(LOAD, offset_argument(condition.argument, high=True))
        yield Op(JUMP_EQUAL, 0, no=refuse)
    yield Op(LOAD, offset_argument(condition.argument))
    if condition.mask != 0xFFFFFFFF:
        yield Op(AND, condition.mask)
    found, missed = (refuse, met) if condition.negate else (met, refuse)
    for value in condition.values:
        yield Op(JUMP_EQUAL, value, yes=found)
    if condition.own_pid:
        yield Op(JUMP_EQUAL, 0, yes=found, own_pid=True)
    yield Op(JUMP, yes=missed)
    yield Label(met)
