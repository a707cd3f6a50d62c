"""The system call filter: its program on both architectures, and the kernel's answers here."""

from __future__ import annotations

import ctypes
import errno
import faulthandler
import fcntl
import mmap
import os
import platform
import signal
import socket
import struct
import time
from collections.abc import Callable

import pytest

from autograder.sandbox.layers import bpf, libc, seccomp
from autograder.sandbox.layers.syscalls import AARCH64, X86_64, Architecture
from tests.support.layers import answer_of, in_child, need

KILL, ALLOW = seccomp.RET_KILL_PROCESS, seccomp.RET_ALLOW
PID = 4321
BOTH = pytest.mark.parametrize("arch", [X86_64, AARCH64], ids=lambda arch: arch.machine)


def run(program: bpf.Program, number: int, audit: int, arguments: tuple[int, ...] = ()) -> int:
    """Interpret a filter as the kernel would and return its verdict."""
    data = struct.pack("=IIQ6Q", number, audit, 0, *(*arguments, 0, 0, 0, 0, 0, 0)[:6])
    code = list(struct.iter_unpack("=HBBI", program.for_process(PID)))
    place = word = 0
    while True:
        op, yes, no, k = code[place]
        place += 1
        match op:
            case bpf.LOAD:
                (word,) = struct.unpack_from("=I", data, k)
            case bpf.AND:
                word &= k
            case bpf.JUMP:
                place += k
            case bpf.JUMP_EQUAL:
                place += yes if word == k else no
            case bpf.JUMP_GREATER_EQUAL:
                place += yes if word >= k else no
            case bpf.RETURN:
                return int(k)


def verdict(arch: Architecture, name: str, *arguments: int, private_files: bool = True) -> int:
    program = seccomp.compile_filter(private_files=private_files, architecture=arch)
    return run(program, arch.numbers[name], arch.audit, arguments)


def refused(code: int = errno.EPERM) -> int:
    return seccomp.RET_ERRNO | code


LEFT_OUT = """
ptrace process_vm_readv process_vm_writev kcmp pidfd_open pidfd_getfd pidfd_send_signal socket
connect bind sendmsg sendmmsg recvmsg accept4 execve execveat tkill rt_sigqueueinfo
rt_tgsigqueueinfo setrlimit sched_setaffinity sched_setscheduler sched_setattr setpriority
ioprio_set unshare setns mount umount2 pivot_root chroot fsopen open_tree move_mount
mount_setattr bpf perf_event_open userfaultfd memfd_create shmget shmat msgget semget mq_open
keyctl add_key request_key setuid setresuid setgroups capset seccomp landlock_create_ruleset
open_by_handle_at name_to_handle_at mknodat personality sethostname reboot init_module
kexec_load syslog quotactl acct swapon timer_create inotify_init1 fanotify_init signalfd4
timerfd_create vmsplice splice tee mlock mlockall mincore remap_file_pages move_pages
clock_settime adjtimex setsid setpgid sync
"""


@BOTH
@pytest.mark.parametrize("name", LEFT_OUT.split())
def test_calls_left_out_are_refused(arch: Architecture, name: str) -> None:
    assert verdict(arch, name) == refused()


@BOTH
@pytest.mark.parametrize("name", ["clone3", "io_uring_setup", "io_uring_enter", "openat2", "mbind"])
def test_calls_with_a_substitute_seem_absent(arch: Architecture, name: str) -> None:
    assert verdict(arch, name) == refused(errno.ENOSYS)


@BOTH
@pytest.mark.parametrize(
    "name", ["read", "rseq", "munmap", "exit_group", "getrandom", "newfstatat"]
)
def test_calls_of_honest_work_pass(arch: Architecture, name: str) -> None:
    assert verdict(arch, name) == ALLOW


@pytest.mark.parametrize("name", ["fork", "vfork"])
def test_x86_has_older_doors_to_fork(name: str) -> None:
    assert verdict(X86_64, name) == refused()


THREAD = 0x3D0F00


@BOTH
@pytest.mark.parametrize(
    ("call", "passes"),
    [
        (("clone", THREAD), True),
        (("clone", THREAD | 1 << 32), True),  # the kernel looks at the low word alone
        (("clone", signal.SIGCHLD), False),
        (("clone", THREAD | libc.CLONE_NEWUSER), False),
        (("clone", 0x4111), False),  # CLONE_VM | CLONE_VFORK: how posix_spawn starts a program
        (("openat", 0, 0, os.O_RDONLY), True),
        (("openat", 0, 0, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), True),
        (("openat", 0, 0, os.O_RDONLY | os.O_TRUNC), False),
        (("mmap", 0, 1, 3, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS), True),
        (("mmap", 0, 1, 1, mmap.MAP_PRIVATE), True),
        (("mmap", 0, 1, 3, mmap.MAP_SHARED), True),
        (("mmap", 0, 1, 3, mmap.MAP_SHARED | mmap.MAP_ANONYMOUS), False),
        (("mmap", 0, 1, 3, 3 | mmap.MAP_ANONYMOUS), False),  # MAP_SHARED_VALIDATE
        (("mmap", 0, 1, 3, 8 | mmap.MAP_ANONYMOUS), False),  # MAP_DROPPABLE
        (("mmap", 0, 1, 3, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x100), False),  # GROWSDOWN
        (("mmap", 0, 1, 3, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x40000), False),  # HUGETLB
        (("fcntl", 1, fcntl.F_DUPFD_CLOEXEC), True),
        (("fcntl", 1, fcntl.F_SETOWN), False),
        (("fcntl", 1, 15), False),  # F_SETOWN_EX
        (("fcntl", 1, fcntl.F_SETSIG), False),
        (("fcntl", 1, fcntl.F_NOTIFY), False),
        (("fcntl", 1, fcntl.F_SETLEASE), False),
        (("fcntl", 1, 1031), False),  # F_SETPIPE_SZ
        (("fcntl", 1, 1032), False),  # F_GETPIPE_SZ, smaller when others have many
        (("prctl", 15), True),  # PR_SET_NAME
        (("prctl", libc.PR_SET_DUMPABLE, 1), False),
        (("prctl", libc.PR_SET_PDEATHSIG, 0), False),
        (("prctl", 0x59616D61), False),  # PR_SET_PTRACER
        (("prctl", 59), False),  # PR_SET_SYSCALL_USER_DISPATCH
        (("kill", PID, signal.SIGTERM), True),
        (("kill", PID + 1, 0), False),
        (("kill", 0, 9), False),
        (("kill", 2**32 - 1, 9), False),  # all
        (("tgkill", PID, PID, signal.SIGABRT), True),
        (("tgkill", 1, 1, 9), False),
        (("kill", PID, signal.SIGRTMIN), False),  # they are queued, under a quota of the user's
        (("tgkill", PID, PID, signal.SIGRTMAX), False),
        (("prlimit64", 0, 7, 0, 1), True),
        (("prlimit64", PID, 7, 0, 1), True),
        (("prlimit64", 0, 7, 1 << 32), False),  # a pointer whose low word is zero
        (("prlimit64", 1, 7, 0, 1), False),
        (("socketpair", socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_CLOEXEC), True),
        (("socketpair", socket.AF_UNIX, socket.SOCK_DGRAM), False),
        (("socketpair", 30, socket.SOCK_STREAM), False),  # AF_TIPC
        (("sendto", 3, 1, 1, 0, 0), True),
        (("sendto", 3, 1, 1, 0, 1 << 32), False),
    ],
)
def test_arguments_decide(
    arch: Architecture, call: tuple[str, *tuple[int, ...]], passes: bool
) -> None:
    assert verdict(arch, *call) == (ALLOW if passes else refused())


@BOTH
@pytest.mark.parametrize(
    ("call", "answer"),
    [
        (("flock", 3, fcntl.LOCK_EX), 0),
        (("fcntl", 3, fcntl.F_SETLKW), 0),
        (("fcntl", 3, fcntl.F_GETLK), 0),
        (("fcntl", 3, 37), 0),  # F_OFD_SETLK
        (("fadvise64", 3, 0, 0, os.POSIX_FADV_DONTNEED), 0),
        (("readahead", 3, 0, 4096), 0),
        (("futex", 4096, 0), 0),  # FUTEX_WAIT, where any process may map the page
        (("futex", 4096, 1), 0),  # FUTEX_WAKE, likewise
        (("futex", 4096, 128 | 1), None),
        (("futex", 4096, 128 | 9 | 256), None),  # WAIT_BITSET, by the clock of the day
        (("futex_waitv",), errno.ENOSYS),
        (("eventfd2", 0, 0), errno.ENOSYS),
        (("sysinfo", 4096), errno.ENOSYS),
        (("preadv2", 3, 4096, 1, 0, 0, 0), None),
        (("preadv2", 3, 4096, 1, 0, 0, 8), errno.EOPNOTSUPP),  # RWF_NOWAIT
        (("madvise", 4096, 4096, 4), None),  # DONTNEED: the caller's own pages
        (("madvise", 4096, 4096, 21), errno.EINVAL),  # PAGEOUT
        (("madvise", 4096, 4096, 12), errno.EINVAL),  # MERGEABLE
        (("clock_gettime", 4), None),
        (("clock_gettime", 0xFFFFFFFA), errno.EINVAL),  # of a process
        (("getsockopt", 3, 1, 4), None),
        (("getsockopt", 3, 1, 57), errno.ENOPROTOOPT),  # SO_COOKIE
        (("set_tid_address", 4096), errno.EPERM),
    ],
)
def test_what_jobs_could_talk_by_is_shut(
    arch: Architecture, call: tuple[str, *tuple[int, ...]], answer: int | None
) -> None:
    """``answer``: the errno, 0 where it only seems to work; None where it works."""
    assert verdict(arch, *call) == (ALLOW if answer is None else refused(answer))


@BOTH
@pytest.mark.parametrize("command", [0x5412, 0x541C, 0x5411, 0x40049409])  # TIOCSTI, TIOCLINUX, …
def test_devices_answer_as_plain_files(arch: Architecture, command: int) -> None:
    assert verdict(arch, "ioctl", 0, command) == refused(errno.ENOTTY)
    assert verdict(arch, "ioctl", 0, 0x5401) == ALLOW  # TCGETS: is this a terminal?


@BOTH
def test_without_a_private_tree_modes_and_times_only_seem_to_change(arch: Architecture) -> None:
    assert verdict(arch, "fchmodat") == ALLOW
    assert verdict(arch, "fchmodat", private_files=False) == refused(0)
    assert verdict(arch, "utimensat", private_files=False) == refused(0)
    assert verdict(arch, "truncate", private_files=False) == refused()
    assert verdict(arch, "fstatfs") == ALLOW
    assert verdict(arch, "fstatfs", private_files=False) == refused(errno.ENOSYS)
    assert verdict(arch, "fchownat", private_files=False) == refused()


@BOTH
def test_unknown_numbers_seem_absent(arch: Architecture) -> None:
    program = seccomp.compile_filter(architecture=arch)
    for number in (max(arch.numbers.values()) + 1, 10_000, X86_64.numbers["read"] + 100_000):
        assert run(program, number, arch.audit) == refused(errno.ENOSYS)


@BOTH
def test_other_instruction_sets_are_killed(arch: Architecture) -> None:
    program = seccomp.compile_filter(architecture=arch)
    for audit in (0x40000003, 0x40000028, (AARCH64 if arch is X86_64 else X86_64).audit):
        assert run(program, 1, audit) == KILL  # i386, arm, and the other of the two


def test_x32_is_killed() -> None:
    program = seccomp.compile_filter(architecture=X86_64)
    for number in (0x40000000, 0x40000001, 0x40000208, 0xFFFFFFFF):
        assert run(program, number, X86_64.audit) == KILL


def test_the_table_of_this_machine_is_right() -> None:
    need(seccomp.probe())
    assert libc.syscall("getpid") == os.getpid()
    assert libc.syscall("getppid") == os.getppid()
    assert libc.syscall("getuid") == os.getuid()


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([bpf.Op(bpf.JUMP, yes="nowhere")], "no label"),
        ([bpf.Label("up"), bpf.Op(bpf.JUMP, yes="up")], "spans -1"),
        (
            [bpf.Op(bpf.JUMP_EQUAL, yes="far"), *[bpf.Op(bpf.LOAD)] * 256, bpf.Label("far")],
            "spans 256",
        ),
        ([bpf.Op(bpf.LOAD)] * 4097, "the kernel takes 4096"),
    ],
)
def test_assembler_refuses_what_cannot_be_encoded(lines: list[bpf.Line], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        bpf.assemble(lines)


def test_filter_holds_in_the_kernel() -> None:
    need(seccomp.probe())
    program = seccomp.compile_filter()

    def student() -> dict[str, str]:
        libc.prctl(libc.PR_SET_NO_NEW_PRIVS, 1)
        seccomp.install(program)
        return {
            "fork": answer_of(os.fork),
            "socket": answer_of(socket.socket),
            "parent": answer_of(lambda: os.kill(os.getppid(), 0)),
            "self": answer_of(lambda: os.kill(os.getpid(), 0)),
            "pair": answer_of(socket.socketpair),
            "shared": answer_of(lambda: mmap.mmap(-1, 4096)),
            "private": answer_of(lambda: mmap.mmap(-1, 4096, flags=mmap.MAP_PRIVATE)),
            "clone3": answer_of(lambda: libc.syscall("clone3", None, 0)),
            "filter": answer_of(lambda: seccomp.install(program)),
        }

    assert in_child(student) == {
        "fork": "EPERM",
        "socket": "EPERM",
        "parent": "EPERM",
        "self": "ok",
        "pair": "ok",
        "shared": "EPERM",
        "private": "ok",
        "clone3": "ENOSYS",
        "filter": "LayerError",
    }


def test_abort_still_is_an_abort() -> None:
    need(seccomp.probe())
    program = seccomp.compile_filter()
    pid = os.fork()
    if pid == 0:
        libc.prctl(libc.PR_SET_NO_NEW_PRIVS, 1)
        seccomp.install(program)
        faulthandler.disable()  # pytest's would print a traceback
        os.abort()
    _, status = os.waitpid(pid, 0)
    assert os.waitstatus_to_exitcode(status) == -signal.SIGABRT


def call_by_x32() -> None:
    ctypes.CDLL(None).syscall(ctypes.c_long(0x40000000 | X86_64.numbers["getpid"]))


def call_by_int_0x80() -> None:
    code = b"\xb8\x14\x00\x00\x00\xcd\x80\xc3"  # mov eax, 20 (getpid of i386); int 0x80; ret
    flags = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS
    page = mmap.mmap(-1, 4096, flags=flags, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    page.write(code)
    ctypes.CFUNCTYPE(None)(ctypes.addressof(ctypes.c_char.from_buffer(page)))()


@pytest.mark.skipif(platform.machine() != "x86_64", reason="other doors of x86-64")
@pytest.mark.parametrize("call", [call_by_x32, call_by_int_0x80])
def test_other_doors_kill_in_the_kernel(call: Callable[[], None]) -> None:
    need(seccomp.probe())
    program = seccomp.compile_filter()
    pid = os.fork()
    if pid == 0:
        faulthandler.disable()
        libc.prctl(libc.PR_SET_NO_NEW_PRIVS, 1)
        seccomp.install(program)
        call()
        os._exit(0)
    _, status = os.waitpid(pid, 0)
    # A kernel without 32-bit calls faults before the filter is asked.
    assert os.waitstatus_to_exitcode(status) in {-signal.SIGSYS, -signal.SIGSEGV}


def test_compiling_and_installing_are_quick() -> None:
    need(seccomp.probe())
    start = time.perf_counter()
    program = seccomp.compile_filter()
    compiled = time.perf_counter() - start

    def student() -> float:
        libc.prctl(libc.PR_SET_NO_NEW_PRIVS, 1)
        begin = time.perf_counter()
        seccomp.install(program)
        return time.perf_counter() - begin

    assert compiled < 0.2
    assert min(in_child(student) for _ in range(5)) < 0.02
