"""Which system calls a student's process may make: an allow-list, with reasons.

Whatever is not named here fails with EPERM; calls newer than our tables fail with ENOSYS, so that
libraries fall back as they do on an old kernel. Left out on purpose: fork and exec, ptrace,
process_vm_*, pidfd_*, sockets that reach anything, io_uring, shared memory of every kind,
namespaces and mounts, keys, bpf, perf, timers that outlive a call, priorities, device nodes.

Jobs at the same time share files that they can only read, and the kernel. What would let them tell
each other something through those is left out as well: locks, futexes that are found by the file,
questions to the page cache, counters of the whole machine.
"""

from __future__ import annotations

import errno
from dataclasses import dataclass
from typing import Final

ALLOW: Final = 0


@dataclass(frozen=True)
class Condition:
    """Holds when ``argument & mask`` is one of ``values`` (or none of them, if ``negate``)."""

    argument: int
    values: tuple[int, ...]
    mask: int = 0xFFFFFFFF
    negate: bool = False
    wide: bool = False  # a pointer: the high word must be zero too
    own_pid: bool = False  # the caller's process id counts as one of the values


@dataclass(frozen=True)
class Filtered:
    """Allowed when all conditions hold, else fails with ``otherwise`` (0: returns 0, does nothing).

    Where ``pretended`` holds, it returns 0 and does nothing, whatever the conditions say.
    """

    conditions: tuple[Condition, ...]
    otherwise: int = errno.EPERM
    pretended: Condition | None = None


Verdict = int | Filtered  # ALLOW, an errno, or a look at the arguments
PRETEND: Final = -1  # return 0 and do nothing

_FILES: Final = """
read write readv writev pread64 pwrite64 preadv pwritev close close_range lseek
stat fstat lstat newfstatat statx access faccessat faccessat2 readlink readlinkat getcwd chdir
fchdir getdents getdents64 dup dup2 dup3 pipe pipe2 fsync fdatasync ftruncate fallocate
sendfile copy_file_range rename renameat renameat2 mkdir mkdirat rmdir creat
link linkat unlink unlinkat symlink symlinkat umask poll ppoll select pselect6
epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait epoll_pwait2
"""
_MEMORY: Final = "munmap brk mprotect mremap msync"
_SELF: Final = """
set_robust_list get_robust_list rseq arch_prctl exit exit_group
restart_syscall sched_yield sched_getaffinity sched_get_priority_max sched_get_priority_min
sched_getparam sched_getscheduler getpriority getpid getppid gettid getuid geteuid getgid getegid
getresuid getresgid getgroups getpgrp getpgid getsid getrlimit getrusage times uname
getcpu getrandom capget wait4 waitid
"""
_SIGNALS_AND_TIME: Final = """
rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigsuspend rt_sigtimedwait sigaltstack
pause alarm getitimer setitimer nanosleep gettimeofday time
"""
# The two ends of a stream pair reach nothing but each other; asyncio wakes itself through one.
_PAIR: Final = "recvfrom shutdown getsockname getpeername"
# Another job has the same file open as well: a lock would be seen there, and so would be which of
# its pages are in memory. In a process of one's own a lock has nobody to keep out.
_PRETENDED: Final = "flock fadvise64 readahead"
_FILE_SYSTEM: Final = "statfs fstatfs"  # how full it is; several jobs may fill it

_ATTRIBUTES: Final = "chmod fchmod fchmodat fchmodat2 utime utimes futimesat utimensat"
# copystat in shutil ignores "not supported" here, and fails a copy on anything else.
_XATTR: Final = """
getxattr lgetxattr fgetxattr listxattr llistxattr flistxattr setxattr lsetxattr fsetxattr
removexattr lremovexattr fremovexattr
"""
# glibc, BLAS and allocators ask for these and have a plan for a kernel that lacks them.
_ABSENT: Final = """
clone3 openat2 io_uring_setup io_uring_enter io_uring_register membarrier mbind get_mempolicy
set_mempolicy pkey_alloc pkey_free pkey_mprotect memfd_secret process_madvise sysinfo futex_waitv
eventfd eventfd2
"""

_PTHREAD_FLAGS: Final = 0x3D0F00  # what glibc passes to clone for a thread, and for nothing else
_CLONE_DETACHED: Final = 0x400000  # musl sets it; the kernel ignores it
_O_TRUNC, _O_ACCMODE = 0o1000, 0o3
_MAP_SHARED, _MAP_PRIVATE, _MAP_SHARED_VALIDATE, _MAP_TYPE = 1, 2, 3, 0xF
_MAP_ANONYMOUS, _MAP_GROWSDOWN, _MAP_HUGETLB = 0x20, 0x100, 0x40000
_CLOSE_ON_EXEC: Final = 4
_AF_UNIX, _SOCK_STREAM, _SOCK_TYPE = 1, 1, 0xF

# Opening to read and truncating at once: below ABI 3 Landlock asks only for the right to read.
_OPEN_MASK: Final = _O_TRUNC | _O_ACCMODE
_OPEN_TRUNC: Final = (_O_TRUNC,)
# Shared anonymous memory is charged to no limit of the process (design: memory without cgroups);
# shared file maps live in the size-capped work folder.
_MAPS: Final = (
    _MAP_PRIVATE,
    _MAP_PRIVATE | _MAP_ANONYMOUS,
    _MAP_SHARED,
    _MAP_SHARED_VALIDATE,
)
# Get and set descriptor flags, duplicate; not owners of signals, leases, pipe sizes, seals.
_FCNTL: Final = (0, 1, 2, 3, 4, 1030, 1034)
_FCNTL_LOCKS: Final = (5, 6, 7, 36, 37, 38)
# A futex without this is found by the page of the file, by whoever maps it. The C library waits so
# for the end of a thread: that the call returns at once makes it look again.
_FUTEX_PRIVATE: Final = 128
# MERGEABLE, COLD, PAGEOUT: pages of others' change, or who owns a file throws it out of memory.
_MADVISE: Final = (12, 20, 21)
_SOL_SOCKET: Final = 1
# TYPE, ERROR, SNDBUF, RCVBUF, ACCEPTCONN, PROTOCOL, DOMAIN; not cookies, which count on.
_GETSOCKOPT: Final = (3, 4, 7, 8, 30, 38, 39)
_OWN_CLOCKS: Final = 0xFFFFFFF0  # no bit of these: a clock of the machine or one's own
_QUEUED_SIGNALS: Final = 0xFFFFFFE0  # any bit of these: real time, of which a user has a quota
# TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX; the rest answers as for a plain file.
_IOCTL: Final = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)
# Thread names, names of mappings, and questions about oneself.
_PRCTL: Final = (2, 3, 15, 16, 21, 23, 27, 39, 42, 0x53564D41)


def _filtered() -> dict[str, Verdict]:
    own = Condition(0, (), own_pid=True)
    own_clock = Filtered((Condition(0, (0,), mask=_OWN_CLOCKS),), otherwise=errno.EINVAL)
    no_flags = Filtered((Condition(5, (0,)),), otherwise=errno.EOPNOTSUPP)
    return {
        "clone": Filtered((Condition(0, (_PTHREAD_FLAGS, _PTHREAD_FLAGS | _CLONE_DETACHED)),)),
        "open": Filtered((Condition(1, _OPEN_TRUNC, mask=_OPEN_MASK, negate=True),)),
        "openat": Filtered((Condition(2, _OPEN_TRUNC, mask=_OPEN_MASK, negate=True),)),
        "mmap": Filtered(
            (
                Condition(3, (0,), mask=_MAP_GROWSDOWN | _MAP_HUGETLB),
                Condition(3, _MAPS, mask=_MAP_TYPE | _MAP_ANONYMOUS),
            )
        ),
        "futex": Filtered((Condition(1, (_FUTEX_PRIVATE,), mask=_FUTEX_PRIVATE),), otherwise=0),
        "madvise": Filtered((Condition(2, _MADVISE, negate=True),), otherwise=errno.EINVAL),
        "preadv2": no_flags,
        "pwritev2": no_flags,
        "clock_gettime": own_clock,
        "clock_getres": own_clock,
        "clock_nanosleep": own_clock,
        "getsockopt": Filtered(
            (Condition(1, (_SOL_SOCKET,)), Condition(2, _GETSOCKOPT)), otherwise=errno.ENOPROTOOPT
        ),
        # Not to unshare: a thread with descriptors of its own hides them, and has as many again.
        "close_range": Filtered((Condition(2, (0, _CLOSE_ON_EXEC)),)),
        "fcntl": Filtered((Condition(1, _FCNTL),), pretended=Condition(1, _FCNTL_LOCKS)),
        "ioctl": Filtered((Condition(1, _IOCTL),), otherwise=errno.ENOTTY),
        "prctl": Filtered((Condition(0, _PRCTL),)),
        "socketpair": Filtered(
            (Condition(0, (_AF_UNIX,)), Condition(1, (_SOCK_STREAM,), mask=_SOCK_TYPE))
        ),
        "sendto": Filtered((Condition(4, (0,), wide=True),)),
        # abort() and raise() signal their own process; so may a student, and nobody else.
        "kill": Filtered((own, Condition(1, (0,), mask=_QUEUED_SIGNALS))),
        "tgkill": Filtered((own, Condition(2, (0,), mask=_QUEUED_SIGNALS))),
        # Reading one's own limits is how glibc finds the stack; setting any is not.
        "prlimit64": Filtered((Condition(0, (0,), own_pid=True), Condition(2, (0,), wide=True))),
    }


def verdicts(*, private_files: bool) -> dict[str, Verdict]:
    """Return what happens to each call that isn't simply refused.

    ``private_files``: a mount namespace keeps every file the process may change inside the job.
    Without one, Landlock does not govern modes and times, and these calls pretend to work: the
    staff's files stay as they are and ``shutil.copy`` still copies. How full the disk is that all
    jobs then share isn't told.
    """
    table: dict[str, Verdict] = {}
    for names in (_FILES, _MEMORY, _SELF, _SIGNALS_AND_TIME, _PAIR):
        table.update(dict.fromkeys(names.split(), ALLOW))
    table.update(dict.fromkeys(_ATTRIBUTES.split(), ALLOW if private_files else PRETEND))
    table.update(dict.fromkeys(_XATTR.split(), errno.EOPNOTSUPP))
    table.update(dict.fromkeys(_ABSENT.split(), errno.ENOSYS))
    table.update(dict.fromkeys(_PRETENDED.split(), PRETEND))
    shared_disk = errno.ENOSYS if not private_files else ALLOW
    table.update(dict.fromkeys(_FILE_SYSTEM.split(), shared_disk))
    table["truncate"] = ALLOW if private_files else errno.EPERM
    table.update(_filtered())
    return table
